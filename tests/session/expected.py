"""Every line of a session's document that may hold a number, and the SQL that says which.

A line is a pattern and a function that recomputes the pattern's groups, in order, from the run files.
A line with a number that no pattern claims, or whose groups differ, is a mistake of the document.
Numbers that stand in a pattern itself are words ("~ 1 GiB" of a rule): only thresholds and names do.
"""
import re

from run_sql import last_part, mib, signed

NUMBER = r"[-+]?\d[\d.]*"
BEFORE = {"2 configuration and avatar bridge": "1 empty process", "3 Qt window toolkit": "2 configuration and avatar bridge",
          "2 AI libraries and backend": "1 baseline", "3 model loaded": "2 AI libraries and backend",
          "4 first reply": "3 model loaded", "5 second reply": "4 first reply", "2 engine made": "1 baseline",
          "2b model loaded": "2 engine made"}
UNLOAD = {"cold": ("5 second reply", "6 unloaded", "2 AI libraries and backend"),
          "conversation": ("6 chat reset", "7 unloaded", "2 engine made")}
UNLOAD["warm"] = UNLOAD["cold"]
PATTERNS = []


def line(pattern):
    def add(function):
        PATTERNS.append((re.compile(pattern), function))
        return function
    return add


def hidden(text):
    """Absolute paths as their last part, as the document prints them."""
    return re.sub(r"(?<![\w/.])/(?:[^\s/:;,]+/)*([^\s/:;,]+)", r"\1", text)


def runs(doc):
    return list(doc.runs)


def of_kind(doc, kind):
    return next((run for run in reversed(doc.runs) if run.kind() == kind), None)


def joined(values):
    return "; ".join(dict.fromkeys(value for value in values if value))


# The head.

@line(r"(\d+) runs, started from (.*) to (.*) \(UTC\)")
def when(doc, _):
    started = sorted(run.one("SELECT started FROM run") for run in doc.runs)
    return str(len(doc.runs)), *(one.replace("T", " ").rstrip("Z") for one in (started[0], started[-1]))


@line(r"recorded with tare (.*)")
def version(doc, _):
    return (joined(run.one("SELECT tare_version FROM run") for run in doc.runs),)


@line(r"program: (.*)")
def program(doc, _):
    return (joined(last_part(run.one("SELECT value FROM argument WHERE position = 0")) for run in doc.runs),)


def model_of(run):
    file = run.note("model.file")
    return file and f"{last_part(file).removesuffix('.gguf')} {mib(int(run.note('model.bytes')))} MiB"


@line(r"model: (.*)")
def model(doc, _):
    return (joined(model_of(run) for run in doc.runs),)


def settings_of(run):
    layers = run.note("model.layers")
    if layers is None:
        return None
    placed = run.note("model.gpu_layers")
    where = (f"{layers} layers on CPU" if placed == "0" else f"{layers} layers on the card" if placed == layers
             else f"{placed} of {layers} layers on the card")
    return f"{where}, ctx {{}}, batch {{}}, KV {{}}, threads {{}}, profile {{}}".format(
        *(run.note(f"model.{key}") for key in ("ctx", "batch", "kv_type", "threads", "profile")))


@line(r"settings: (.*)")
def settings(doc, _):
    return (joined(settings_of(run) for run in doc.runs),)


def card_of(run):
    rows = run.rows("SELECT card.kind, card.name, total FROM card_reading JOIN card ON card.id = card_reading.card"
                    " WHERE moment = (SELECT min(moment) FROM step) ORDER BY position")
    texts = [f"stand-in card of {mib(row['total'])} MiB (RAM of this machine, no real card)" if row["kind"] == "stand-in"
             else f"{row['name']} {mib(row['total'])} MiB" for row in rows]
    return " + ".join(texts) or "no NVIDIA or DRM card: try --stand-in-gpu 6GiB"


@line(r"graphics card: (.*)")
def card(doc, _):
    return (joined(card_of(run) for run in doc.runs),)


@line(r"Measure RAM and VRAM at each step of the life \((\d+) steps in (\d+) runs\)")
def aim_steps(doc, _):
    return str(sum(len(run.steps()) for run in doc.runs)), str(len(doc.runs))


@line(r"Follow the memory over a long conversation \((\d+) messages\)")
def aim_conversation(doc, _):
    run = of_kind(doc, "conversation")
    return (str(run.one("SELECT count(*) FROM turn") if run else 0),)


@line(r"(.*): (exit \d+|signal \d+|lost|running) after ([\d.]+) s, (\d+) samples")
def run_line(doc, found):
    run = next(run for run in doc.runs if run.one("SELECT id FROM run") == found[1])
    row = run.rows("SELECT * FROM run")[0]
    end = {"exited": f"exit {row['end_value']}", "signalled": f"signal {row['end_value']}"}.get(row["ended"], row["ended"])
    return found[1], end, f"{row['lasted_ns'] / 1e9:.1f}", str(row["samples"])


# The analysis of one run: doc.run is the one whose section it stands in.

@line(rf"({'|'.join(BEFORE)}): RAM ({NUMBER}) MiB, own ({NUMBER}) MiB(?:, VRAM ({NUMBER}) MiB)?\.")
def change(doc, found):
    span = BEFORE[found[1]], found[1]
    card = doc.run.vram_change(*span)
    return found[1], signed(doc.run.change("rss", *span)), signed(doc.run.change("own", *span)), None if card is None else signed(card)


@line(r'Of the RAM of "(.*)": (.*)\.')
def owners(doc, found):
    before, after = (doc.run.step(name) for name in (BEFORE[found[1]], found[1]))
    changes = sorted(doc.run.region_changes(before["id"], after["id"]).items(), key=lambda item: -abs(item[1]))
    named = changes if len(changes) <= 4 else changes[:3]
    parts = [f"{name} {signed(size)} MiB" for (name, _, _), size in named]
    if len(changes) > len(named):
        parts.append(f"{len(changes) - 3} others {signed(sum(size for _, size in changes[3:]))} MiB")
    rest = after["rss"] - before["rss"] - sum(size for _, size in changes)
    # Rows of equal size may stand in any order.
    said = found[2].split(", ")
    expected = parts + ([f"remainder {signed(rest)} MiB"] if rest else [])
    return found[1], found[2] if sorted(said) == sorted(expected) else ", ".join(expected)


def loaded_step(run):
    return run.step("3 model loaded") or run.step("2b model loaded")


@line(rf"The model's file has ({NUMBER}) MiB; loaded, (?:({NUMBER}) MiB of it are resident as mapped|no page of it is mapped).*")
def model_file(doc, _):
    mapped = doc.run.mapped_model(loaded_step(doc.run)["id"])
    return mib(int(doc.run.note("model.bytes"))), None if mapped is None else mib(mapped)


@line(r'Reserved at "(.*)", as the program declares: (.*)\.')
def declares(doc, found):
    rows = doc.run.rows("SELECT owner, device, reserved FROM declared WHERE moment = ? AND owner NOT LIKE 'heap %' AND reserved IS NOT NULL"
                        " ORDER BY position", doc.run.step(found[1])["id"])
    return found[1], ", ".join(f"{row['owner']} {mib(row['reserved'])} MiB" + (f" on {row['device']}" if row["device"] else "")
                               for row in rows)


@line(rf'The KV cache is declared with ({NUMBER}) MiB at "(.*)" and with ({NUMBER}) MiB at "(.*)": (.*)\.')
def kv_cache(doc, found):
    before, after = (doc.run.declared(doc.run.step(name)["id"], "KV cache") for name in (found[2], found[4]))
    said = "it was allocated before the reply, not by it" if before == after else "it changed in between"
    return mib(before), "3 model loaded", mib(after), "4 first reply", said


@line(r"(.+): ((?:loaded in|warmed up in|first token after|prompt|reply) .*)\.")
def speeds(doc, found):
    parts = []
    for key, pattern in (("load_ms", "loaded in {} ms"), ("warm_ms", "warmed up in {} ms"), ("first_token_ms", "first token after {} ms"),
                         ("prompt_tokens_per_s", "prompt {} tokens/s"), ("reply_tokens_per_s", "reply {} tokens/s")):
        value = doc.run.note(key, doc.run.step(found[1])["id"])
        if value is not None:
            parts.append(pattern.format(f"{float(value):.1f}"))
    return found[1], ", ".join(parts)


@line(rf'The unload changed own bytes by ({NUMBER}) MiB; against "(.*)" they are at ({NUMBER}) MiB\.')
def unload(doc, _):
    before, after, reference = UNLOAD[doc.run.kind()]
    return signed(doc.run.change("own", before, after)), reference, signed(doc.run.change("own", reference, after))


@line(r"(\d+) messages: (\d+) tokens of prompts, (\d+) tokens of replies\.")
def tokens(doc, _):
    return tuple(str(value) for value in doc.run.rows("SELECT count(*), sum(prompt_tokens), sum(reply_tokens) FROM turn")[0])


@line(rf"Wait for the first token over (\d+) messages: median ({NUMBER}) ms, longest ({NUMBER}) ms\.")
def waits(doc, _):
    values = sorted(float(row["value"].split()[1]) for row in doc.run.rows(
        "SELECT value FROM note WHERE key = 'turn.first_token_ms' AND moment IS NOT NULL"))
    return str(len(values)), f"{values[len(values) // 2]:.1f}", f"{values[-1]:.1f}"


@line(rf"Between message (\d+) and message (\d+), own bytes changed by ({NUMBER}) MiB \(({NUMBER}) KiB a message\), RSS by ({NUMBER}) MiB"
      rf"(?:, VRAM by ({NUMBER}) MiB)?\.")
def growth(doc, _):
    (first, a), (last, b) = doc.run.message_rows()[0], doc.run.message_rows()[-1]
    card = doc.run.vram_change(a["name"], b["name"])
    return (str(first), str(last), signed(b["own"] - a["own"]), f"{(b['own'] - a['own']) / (last - first) / 1024:+.2f}",
            signed(b["rss"] - a["rss"]), None if card is None else signed(card))


@line(rf"From message (\d+) to (\d+), RSS fell by ({NUMBER}) MiB (with own bytes unchanged|and own bytes by) \(?({NUMBER}) MiB\)?: (.*)\.")
def fall(doc, found):
    before, after, rss, own, kind = next(one for one in doc.run.falls() if str(one[0]) == found[1])
    kept = kind in ("reclaimed", "swapped")
    said = {"freed": "freed and returned to the system", "reclaimed": "not freed: file pages reclaimed by the system",
            "swapped": "not freed: moved to swap", "mixed": "only the latter was freed, the rest was reclaimed by the system"}[kind]
    return (str(before), str(after), mib(-rss), "with own bytes unchanged" if kept else "and own bytes by", signed(own) if kept else mib(-own),
            said)


@line(r"(\d+) rows can't tell a leak from its absence: a verdict takes the leak test over every turn \((\d+) recorded here\)\.")
def no_verdict(doc, _):
    return str(len(doc.run.message_rows())), str(doc.run.one("SELECT count(*) FROM turn"))


def warm_up(doc):
    """Growth of the first reply that warming moves, seconds that it moves, growth of the load, seconds of warming."""
    cold, warm = of_kind(doc, "cold"), of_kind(doc, "warm")
    reply, load = ("3 model loaded", "4 first reply"), ("2 AI libraries and backend", "3 model loaded")
    waits_ms = [run.note("first_token_ms", run.step("4 first reply")["id"]) for run in (cold, warm)]
    warming = warm.note("warm_ms", warm.step("3 model loaded")["id"])
    moved = cold.change("rss", *reply) - warm.change("rss", *reply)
    seconds = None if None in waits_ms else (float(waits_ms[0]) - float(waits_ms[1])) / 1000
    return moved, seconds, warm.change("rss", *load) - cold.change("rss", *load), warming and float(warming) / 1000


def warm_text(doc):
    moved, seconds, added, warming = warm_up(doc)
    if seconds is None:
        text = f"warm-up moves {mib(moved)} MiB from the first message to the load"
    elif moved <= 0 and seconds <= 0:
        text = f"warm-up saved the first message nothing in this pair of runs ({mib(moved)} MiB, {seconds:.2f} s)"
    else:
        text = f"warm-up moves {mib(moved)} MiB and {seconds:.2f} s from the first message to the load"
    return text if warming is None else text + f" (the load took {mib(added)} MiB more, and warming {warming:.2f} s)"


@line(r"(warm-up (?:moves|saved) .*)")
def warm_line(doc, _):
    return (warm_text(doc),)


@line(rf'Highest RAM: ({NUMBER}) MiB, on the way to "(.*)"\.')
def peak(doc, _):
    row = doc.run.rows("SELECT name, peak_in_step FROM steps WHERE peak_in_step IS NOT NULL ORDER BY peak_in_step DESC, id LIMIT 1")[0]
    return mib(row["peak_in_step"]), row["name"]


@line(rf"RAM in use on the machine: ({NUMBER}) % at its least, ({NUMBER}) % at its most\.")
def machine(doc, _):
    used = [doc.run.used_percent(row["moment"]) for row in doc.run.rows("SELECT moment FROM step")]
    return f"{min(used):.1f}", f"{max(used):.1f}"


@line(rf"VRAM is ({NUMBER}) MiB at its least and ({NUMBER}) MiB at its most(: it did not change)?\.")
def vram(doc, _):
    values = [doc.run.vram(row["moment"]) for row in doc.run.rows("SELECT moment FROM step")]
    values = [value for value in values if value is not None]
    return mib(min(values)), mib(max(values)), ": it did not change" if min(values) == max(values) else None


def reasons(run):
    return {hidden(f"{row['why']}: {row['detail']}" if row["detail"] else row["why"]) for row in run.rows("SELECT why, detail FROM missing")}


@line(r"VRAM was not read: (.*)\.")
def not_read(doc, found):
    return (found[1] if found[1] in reasons(doc.run) else sorted(reasons(doc.run))[0],)


@line(r"[a-z]  (.*) not read: (.*)")
def footnote(doc, found):
    return found[1], found[2] if found[2] in reasons(doc.run) else sorted(reasons(doc.run))[0]


@line(r"(gave up|warning): (.*)")
def said(doc, found):
    values = [hidden(row["value"]) for row in doc.run.rows("SELECT value FROM note WHERE key = ?", found[1].replace(" ", "_"))]
    return found[1], found[2] if found[2] in values else values[0]


@line(rf"From the first step to the last: RAM ({NUMBER}) MiB, own ({NUMBER}) MiB\.")
def first_to_last(doc, _):
    rows = doc.run.rows("SELECT rss, own FROM steps ORDER BY id")
    return signed(rows[-1]["rss"] - rows[0]["rss"]), signed(rows[-1]["own"] - rows[0]["own"])


# Figures.

@line(rf"Apart, in a process of its own: the Qt window adds ({NUMBER}) MiB of RAM\.")
def qt_apart(doc, _):
    return (signed(of_kind(doc, "startup").change("rss", "2 configuration and avatar bridge", "3 Qt window toolkit")),)


def placed(run):
    values = run.rows("SELECT value FROM note WHERE key = 'model.placed' AND moment = ?", run.step("3 model loaded")["id"])
    return sum(int(row["value"].split()[-1]) for row in values)


def ratio_parts(doc, name):
    cold, start = of_kind(doc, "cold"), of_kind(doc, "startup")
    libraries = cold.change("rss", "1 baseline", "2 AI libraries and backend")
    vram_added = cold.vram_change("2 AI libraries and backend", "3 model loaded")
    file = int(cold.note("model.bytes") or 0)
    return {
        "AI libraries against configuration and avatar bridge": lambda: (
            libraries, start.change("rss", "1 empty process", "2 configuration and avatar bridge")),
        "AI libraries against Qt": lambda: (libraries, start.change("rss", "2 configuration and avatar bridge", "3 Qt window toolkit")),
        "VRAM added by the load against the model's file": lambda: (vram_added, file),
        "VRAM added by the load against what the engine placed there": lambda: (vram_added, placed(cold)),
        "mapped model in RAM after the replies against its file": lambda: (
            cold.mapped_model(cold.step("5 second reply")["id"]) or 0, file),
        "RAM added by the first reply against the next one": lambda: (
            cold.change("rss", "3 model loaded", "4 first reply"), cold.change("rss", "4 first reply", "5 second reply")),
    }[name]()


@line(rf"(.+): ({NUMBER}) MiB : ({NUMBER}) MiB = ({NUMBER}) : 1")
def ratio(doc, found):
    above, below = ratio_parts(doc, found[1])
    return found[1], mib(above), mib(below), f"{above / below:.2f}"


@line(rf"(.+): ({NUMBER}) MiB against ({NUMBER}) MiB, so no ratio")
def no_ratio(doc, found):
    above, below = ratio_parts(doc, found[1])
    return found[1], mib(above), mib(below) if below <= 0 else "above zero"


@line(r"Not computed: (.*)")
def not_computed(_, found):
    # Names of steps are the only digits of a reason.
    return (found[1] if not re.search(r"\d", re.sub(r'"\d+b? [^"]*"', "", found[1])) else "a number",)


@line(r"(\d+)\. (.*) Called for by: ([^.]*)\.(?: In these runs, (.*)\.)?")
def recommendation(doc, found):
    doc.recommended += 1
    return str(doc.recommended), found[2], found[3], found[4] and warm_text(doc)


@line(r"Long conversation measured to its unload \((\d+) messages\)")
def check_conversation(doc, _):
    run = of_kind(doc, "conversation")
    rows = run.message_rows() if run else []
    return (str(rows[-1][0] if len(rows) > 1 else 0),)


@line(r"Results: profile (\d) (.*)")
def heading(doc, _):
    scenario = doc.run.note("scenario")
    extra = {"cold": ", without warm-up", "warm": ", with warm-up"}.get(doc.run.kind(), "")
    return {"startup": "1", "load": "2", "conversation": "3"}[scenario], scenario + extra


@line(r"Results: (.*)")
def heading_of_another(doc, _):
    return (doc.run.note("scenario") or doc.run.one("SELECT id FROM run"),)


def command(run):
    """The words of the command line, folders left out."""
    words = [row["value"] for row in run.rows("SELECT value FROM argument ORDER BY position")]
    short = []
    for word in words:
        option, equals, value = word.partition("=") if word.startswith("--") else ("", "", word)
        short.append(option + equals + (last_part(value) if value.startswith("/") else value))
    return short
