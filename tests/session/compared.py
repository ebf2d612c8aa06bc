"""Tables and sentences of comparisons (tare profile gpu, settings, ipc) by SQL."""
from expected import NUMBER, card_of, line, model_of, settings_of
from run_sql import mib

MEMORY = ("RAM loaded MiB", "own loaded MiB", "RAM at end MiB", "own at end MiB", "VRAM process MiB", "VRAM card MiB")
TIMES = ("load s", "first reply s", "later replies s", "prompt tokens/s", "reply tokens/s")
SETTINGS = (("context", "ctx"), ("batch", "batch"), ("threads", "threads"), ("KV cache", "kv_type"))
STATES = ("absent", "connected", "slow")


def of(doc, kind):
    return [run for run in doc.runs if run.note("comparison") == kind]


def middle(values):
    return sorted(values)[len(values) // 2] if values else None


def replies(run):
    rows = run.rows("SELECT value FROM note WHERE key = 'turn.reply_ms' ORDER BY id")
    return {int(row["value"].split()[0]): float(row["value"].split()[1]) for row in rows}


def said(run, key, last):
    order = "DESC" if last else "ASC"
    value = run.one(f"SELECT value FROM note WHERE key = ? AND moment IS NOT NULL ORDER BY moment {order}, id DESC", key)
    return None if value is None else float(value)


def quantity(run, title):
    """The value in bytes, ms or per second; None when the rows have none."""
    loaded, end = run.step("3 model loaded"), run.step("5 second reply")
    at = {"RAM loaded MiB": (loaded, "rss"), "own loaded MiB": (loaded, "own"), "RAM at end MiB": (end, "rss"),
          "own at end MiB": (end, "own")}
    if title in at:
        step, column = at[title]
        return None if step is None else step[column]
    if title.startswith("VRAM"):
        column = "process" if "process" in title else "used"
        row = run.rows(f"SELECT count(*) AS cards, count({column}) AS known, sum({column}) AS size FROM card_reading WHERE moment = ?",
                       loaded["id"] if loaded else -1)[0]
        return row["size"] if row["cards"] and row["cards"] == row["known"] else None
    if title == "load s":
        value = run.note("load_ms")
        return None if value is None else float(value)
    if "repl" in title and title.endswith(" s"):
        times = replies(run)
        return times.get(1) if title.startswith("first") else middle([ms for turn, ms in times.items() if turn != 1])
    return said(run, "prompt_tokens_per_s" if title.startswith("prompt") else "reply_tokens_per_s", title.startswith("reply"))


def figure(title, value):
    if title in MEMORY:
        return mib(value)
    return f"{value / 1000:.3f}" if title.endswith(" s") else f"{value:.1f}"


def or_note(text, value, title):
    """A cell that is missing is "-" and a footnote's letter."""
    if value is None:
        return text if text[:1] == "-" and text[1:].isalpha() else "nothing was read"
    return figure(title, value)


def gpu(doc, rows):
    runs = of(doc, "gpu")
    asked = [run.note("model.asked_layers") for run in runs]
    found = [["layers asked for", *("all" if int(one) < 0 else one for one in asked)],
             ["layers on the card", *(f"{run.note('model.gpu_layers')} of {run.note('model.layers')}" for run in runs)]]
    found += [[title, *(run.note(f"model.{key}") for run in runs)] for title, key in SETTINGS]
    found.append(["mlock asked for", *("yes" if run.note("model.mlock") == "1" else "no" for run in runs)])
    for title, row in zip(MEMORY + TIMES, rows[len(found):], strict=True):
        found.append([title, *(or_note(text, quantity(run, title), title) for text, run in zip(row[1:], runs, strict=True))])
    return found


def defaults(doc):
    return [run for run in of(doc, "settings") if run.note("comparison.variant") == "default"]


def spread(doc, title):
    values = [value for value in (quantity(run, title) for run in defaults(doc)) if value is not None]
    return (middle(values), max(values) - min(values)) if values else (None, None)


def settings_table(doc, rows, titles):
    found = [[f"default (median of {len(defaults(doc))})"], ["spread of the default"]]
    for at, title in enumerate(titles, 1):
        median, width = spread(doc, title)
        found[0].append(or_note(rows[0][at], median, title))
        found[1].append("-" if width is None or len(defaults(doc)) < 2 else figure(title, width))
    others = [run for run in of(doc, "settings") if run.note("comparison.variant") not in ("default", "run-in (not compared)")]
    for run, row in zip(others, rows[2:], strict=True):
        cells = [run.note("comparison.variant")]
        for at, title in enumerate(titles, 1):
            value, (median, width) = quantity(run, title), spread(doc, title)
            if value is None or median is None:
                cells.append(or_note(row[at], None, title))
                continue
            beyond = len(defaults(doc)) > 1 and abs(value - median) > width
            text = figure(title, value - median)
            cells.append("=" if not beyond else text if value < median else "+" + text)
        found.append(cells)
    return found


def settings_memory(doc, rows):
    known = any(quantity(run, "VRAM card MiB") is not None for run in of(doc, "settings"))
    return settings_table(doc, rows, MEMORY if known else MEMORY[:-1])


def settings_times(doc, rows):
    return settings_table(doc, rows, TIMES)


def times(doc, way):
    """{(state, command): (count, median, p99, highest)} in nanoseconds, in the order of the notes."""
    rows = of(doc, "ipc")[0].rows("SELECT value FROM note WHERE key = ? ORDER BY id", f"ipc.{way}")
    words = [row["value"].split() for row in rows]
    return {(one[0], one[1]): tuple(map(int, one[2:])) for one in words}


def us(nanoseconds):
    return f"{nanoseconds / 1000:.2f}"


def ipc(way):
    def table(doc, _):
        found = times(doc, way)
        states = [state for state in STATES if any(one == state for one, _ in found)]
        commands = dict.fromkeys(command for state, command in found if state in STATES)
        return [[command, *(us(value) for state in states for value in found[state, command][1:])] for command in commands]
    return table


TABLES = {"LOAD PROFILES compared": gpu, "Memory (MiB)": settings_memory, "Time and speed": settings_times,
          "What the chat pays for a call (µs)": ipc("call"), "From the call until the system took it (µs)": ipc("wire"),
          "From the call until the avatar's reply (µs)": ipc("round_trip")}


@line(r"LOAD PROFILES compared \| (.*) \| (.*)")
def gpu_title(doc, _):
    first = of(doc, "gpu")[0]
    return model_of(first), card_of(first)


@line(r"SETTINGS compared, one at a time \| (.*) \| (.*) \| (.*)")
def settings_title(doc, _):
    first = defaults(doc)[0]
    return model_of(first), settings_of(first), card_of(first)


def variant(doc, kind, name):
    return next(run for run in of(doc, kind) if run.note("comparison.variant") == name)


def differing(first, second):
    pairs = [(title, first.note(f"model.{key}"), second.note(f"model.{key}")) for title, key in SETTINGS]
    texts = [f"{title} ({a} against {b})" for title, a, b in pairs if a != b]
    return " and ".join(filter(None, [", ".join(texts[:-1]), *texts[-1:]]))


@line(r"(.*) (puts as many layers on the card as|equals) (.*?)(?: for this model)?: (\d+ of \d+)(?: layers on the card in both)? \((.*) and (.*) asked for\)"
      r"(?:\. They differ in (.*)|, with the same context, batch, threads, KV type and locking)\.")
def twin(doc, found):
    later, earlier = (variant(doc, "gpu", found[index]) for index in (1, 3))
    differs = differing(later, earlier)
    asked = ["all" if int(run.note("model.asked_layers")) < 0 else run.note("model.asked_layers") for run in (later, earlier)]
    assert later.note("model.gpu_layers") == earlier.note("model.gpu_layers")
    return (found[1], "puts as many layers on the card as" if differs else "equals", found[3],
            f"{later.note('model.gpu_layers')} of {later.note('model.layers')}", *asked, differs or None)


@line(rf"The look at what fits, before each load on a card, took ({NUMBER}) s \(median\); it is not in the load time\.")
def planning(doc, _):
    values = [float(run.note("plan_ms")) for run in of(doc, "gpu") if int(run.note("model.asked_layers")) != 0]
    return (f"{middle(values) / 1000:.2f}",)


@line(r"Below the default, each row is the difference to its median; = is a difference no larger than the spread \(highest less lowest\) of the"
      r" (\d+) default runs\.")
def legend(doc, _):
    return (str(len(defaults(doc))),)


@line(r"(.*): (\d.* layers .*|no difference beyond the spread.*)")
def about_a_variant(doc, found):
    names = [run.note("comparison.variant") for run in doc.runs]
    gave_up = [row["value"] for run in doc.runs for row in run.rows("SELECT value FROM note WHERE key = 'gave_up'")]
    return (found[1] if found[1] in names else "no variant",
            found[2] if found[2].startswith("no difference") or found[2] in gave_up else "never said")


@line(r"AVATAR COMMANDS \| double of the avatar \| µs, a call every 1 to 2 ms")
def ipc_title(_doc, _found):
    return ()


@line(rf"Round trip of commands in a row, each when the one before was answered: ({NUMBER}) µs median, ({NUMBER}) p99\.")
def in_a_row(doc, _):
    _, median, p99, _ = times(doc, "round_trip")["row", "set_transition_speed"]
    return us(median), us(p99)


@line(rf"A bare TCP ping-pong of the same (\d+) bytes, in turn with it: ({NUMBER}) µs median, ({NUMBER}) p99; the bridge takes ({NUMBER}) times as"
      r" long\.")
def bare(doc, _):
    size, _, median, p99, _ = map(int, of(doc, "ipc")[0].note("ipc.bare").split())
    return str(size), us(median), us(p99), f"{times(doc, 'round_trip')['row', 'set_transition_speed'][1] / median:.2f}"


@line(rf"After 10 s without a command the sender sleeps, and set_expression has to wake it: call ({NUMBER}) µs median, ({NUMBER}) p99; on the wire"
      rf" after ({NUMBER})\.")
def asleep(doc, _):
    call, wire = (times(doc, way)["asleep", "set_expression"] for way in ("call", "wire"))
    return us(call[1]), us(call[2]), us(wire[1])


@line(rf"Ten commands, each: one by one, call ({NUMBER}) µs and on the wire after ({NUMBER}); in one batch, call ({NUMBER}) µs and on the wire after"
      rf" ({NUMBER}) \(medians\)\.")
def ten(doc, _):
    return tuple(us(times(doc, way)["ten", kind][1]) for kind in ("single", "batch") for way in ("call", "wire"))


@line(rf"So that a call need not wake it, the sender looks by itself: each millisecond for a second after a command \(({NUMBER}) % of a core\), then"
      rf" each 5 ms \(({NUMBER}) %\)\. A command may wait that long for the wire\.")
def cpu(doc, _):
    values = dict(row["value"].split() for row in of(doc, "ipc")[0].rows("SELECT value FROM note WHERE key = 'ipc.cpu'"))
    return tuple(f"{float(values[when]):.2f}" for when in ("soon", "later"))


def queue(doc):
    return [row["value"].split() for row in of(doc, "ipc")[0].rows("SELECT value FROM note WHERE key = 'ipc.queue' ORDER BY id")]


@line(r"The queue takes (\d+) commands at most:")
def queue_most(doc, _):
    return (str(max(int(one[1]) for one in queue(doc))),)


@line(rf"  (.*): ({NUMBER}) KiB")
def queue_row(doc, found):
    return found[1], f"{int(next(one for one in queue(doc) if one[0] == found[1])[2]) / 1024:.1f}"


@line(r"As the original application published it: 371 µs for the send alone, 60 µs a command in batches of ten; on its own machine, without a"
      r" round trip\.")
def published(_doc, _found):
    return ()
