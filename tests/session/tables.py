"""The tables of a session's document, every cell recomputed by SQL. By title of the section they stand in."""
import compared
from expected import hidden, model_of, of_kind, ratio_parts
from run_sql import MIB, mib, signed

METRICS = (("RAM at start", "startup", "2 configuration and avatar bridge"), ("RAM + Qt", "startup", "3 Qt window toolkit"),
           ("RAM + AI libraries", "cold", "2 AI libraries and backend"), ("RAM + model loaded", "cold", "3 model loaded"),
           ("RAM first reply", "cold", "4 first reply"), ("RAM next reply", "cold", "5 second reply"),
           ("RAM after unloading", "cold", "6 unloaded"))
CHAIN = (("process itself", None, "1 baseline"), ("AI libraries and backend", "1 baseline", "2 AI libraries and backend"),
         ("model", "2 AI libraries and backend", "3 model loaded"), ("first reply", "3 model loaded", "4 first reply"),
         ("next reply", "4 first reply", "5 second reply"))


def size_or_note(value, text):
    """A cell whose reading is missing is "-" and the letter of a footnote."""
    return text if value is None and text[:1] == "-" and text[1:].isalpha() else None if value is None else mib(value)


def steps(doc, rows):
    found, first, before = [], None, None
    talk = doc.run.note("scenario") == "conversation"
    for step, row in zip(doc.run.steps(), rows, strict=True):
        first = first or step
        card, cells = doc.run.vram(step["id"]), [hidden(step["name"])]
        if talk:
            said = doc.run.note("messages", step["id"])
            cells.append(said if said is not None else dict((s["id"], str(m)) for m, s in doc.run.message_rows()).get(step["id"], "0"))
        at = len(cells)
        cells += [size_or_note(step["rss"], row[at]), size_or_note(card, row[at + 1]), f"{doc.run.used_percent(step['id']):.1f}"]
        for other in (first, before):
            then = None if other is None else doc.run.vram(other["id"])
            cells += ["-", "-"] if before is None else [signed(step["rss"] - other["rss"]),
                                                         "-" if None in (card, then) else signed(card - then)]
        found.append(cells)
        before = step
    return found


def tools(doc, _):
    versions = "; ".join(dict.fromkeys(run.one("SELECT tare_version FROM run") for run in doc.runs))
    found = [["tare", versions, "measures RAM and VRAM from outside the program"]]
    models = [model_of(run) for run in doc.runs if model_of(run)]
    if models:
        engine = next((run.note("engine") for run in doc.runs if run.note("engine")), "not recorded")
        description = next((run.note("model.description") for run in doc.runs if run.note("model.description")), None)
        found += [["engine", engine, "the model's engine, within the program"],
                  ["model", models[0] + (f", {description}" if description else ""), "the model of the replies"]]
    return found


def host(doc, _):
    values = {}
    for run in doc.runs:
        for row in run.rows("SELECT key, value FROM host ORDER BY position"):
            size = row["key"] in ("memory", "swap", "cgroup_limit") and row["value"].isdigit()
            values.setdefault(row["key"], {})[mib(int(row["value"])) + " MiB" if size else hidden(row["value"])] = True
    return [[key, "; ".join(one)] for key, one in values.items()]


def key_metrics(doc, rows):
    found = []
    for name, kind, step_name in METRICS:
        run = of_kind(doc, kind)
        step = run and run.step(step_name)
        if step is None or step["rss"] is None:
            continue
        card = run.vram(step["id"])
        found.append([name, mib(step["rss"]), "-" if step["own"] is None else mib(step["own"]), "-" if card is None else mib(card), step_name])
    return found


def tenths(parts):
    """Shares in tenths of a percent that add up to 1000, by largest remainders."""
    exact = [1000 * part / sum(parts) for part in parts]
    whole = [int(one // 1) for one in exact]
    order = sorted(range(len(parts)), key=lambda i: -(exact[i] - whole[i]))
    for i in order[:1000 - sum(whole)]:
        whole[i] += 1
    return [one / 10 for one in whole]


def overhead(doc, _):
    run, found = of_kind(doc, "cold"), []
    added = [run.step(to)["rss"] - (run.step(before)["rss"] if before else 0) for _, before, to in CHAIN]
    for (name, before, to), size, share in zip(CHAIN, added, tenths(added)):
        card = run.vram(run.step(to)["id"]) if before is None else run.vram_change(before, to)
        tell = mib if before is None else signed
        found.append([name, tell(size), "-" if card is None else tell(card), f"{share:.1f}"])
    last = run.step("5 second reply")
    card = run.vram(last["id"])
    return [*found, ["total", mib(last["rss"]), "-" if card is None else mib(card), "100.0"]]


def own_growth(doc, before, after):
    run = of_kind(doc, "cold")
    return run and run.change("own", before, after)


def highest(doc, sql):
    values = [run.one(sql) for run in doc.runs]
    return max((value for value in values if value is not None), default=None)


def growth_per_message(doc):
    run = of_kind(doc, "conversation")
    rows = run.message_rows() if run else []
    if len(rows) < 2 or None in (rows[0][1]["own"], rows[-1][1]["own"]):
        return None
    return (rows[-1][1]["own"] - rows[0][1]["own"]) / (rows[-1][0] - rows[0][0])


def over_file(doc):
    run = of_kind(doc, "cold")
    if run is None or run.step("3 model loaded") is None:
        return None
    above, below = ratio_parts(doc, "VRAM added by the load against the model's file")
    return None if above is None or not below else 100 * (above / below - 1)


def first_wait(doc):
    run = of_kind(doc, "cold")
    step = run and run.step("4 first reply")
    said = step and run.note("first_token_ms", step["id"])
    return None if said is None else float(said)


def reclaimed(doc):
    run = of_kind(doc, "conversation")
    if run is None or len(run.message_rows()) < 2:
        return None
    return -sum(rss for _, _, rss, _, kind in run.falls() if kind in ("reclaimed", "swapped"))


CARD = ("SELECT max(100.0 * used / total) FROM card_reading JOIN step USING (moment) WHERE total > 0")
USED = ("SELECT max(100.0 * (machine_total - machine_available) / machine_total) FROM steps")
# Title: value, its format, the two thresholds of the written rule (in the value's unit as printed).
POINTS = {
    "memory of the first reply": (lambda doc: own_growth(doc, "3 model loaded", "4 first reply"), "MiB", 32, 256),
    "wait for the first reply": (first_wait, "ms", 1000, 3000),
    "memory of the next reply": (lambda doc: own_growth(doc, "4 first reply", "5 second reply"), "MiB", 1, 16),
    "memory left after unloading": (lambda doc: own_growth(doc, "2 AI libraries and backend", "6 unloaded"), "MiB", 8, 64),
    "VRAM beyond the model's file": (over_file, "%", 50, 150),
    "growth per message": (growth_per_message, "KiB", 16, 256),
    "RAM that fell without being freed": (reclaimed, "MiB", 1, 256),
    "fullest card": (lambda doc: highest(doc, CARD), "%", 90, 98),
    "highest RAM of a program": (lambda doc: highest(doc, "SELECT max(peak_in_step) FROM step"), "MiB", 1024, 4096),
    "RAM of the machine": (lambda doc: highest(doc, USED), "%", 80, 95),
    "program in swap": (lambda doc: highest(doc, "SELECT max(swap) FROM steps"), "MiB", 1, 64),
    "things given up by loads": (lambda doc: sum(run.one("SELECT count(*) FROM note WHERE key = 'gave_up'") for run in doc.runs), "", 1, 3),
    "steps measured late": (lambda doc: sum(run.one("SELECT count(*) FROM step WHERE late = 1") for run in doc.runs), "", 1, 5),
    "runs that did not end by themselves": (lambda doc: sum(run.one("SELECT count(*) FROM run WHERE NOT (ended = 'exited' AND end_value = 0)")
                                                            for run in doc.runs), "", 1, 1),
}
UNITS = {"MiB": (MIB, "{:.2f} MiB"), "KiB": (1024, "{:.2f} KiB"), "ms": (1, "{:.1f} ms"), "%": (1, "{:.1f} %"), "": (1, "{:.0f}")}


def attention(doc, rows):
    """Rows may stand in the order of their levels; each must be here, and none besides."""
    expected = {}
    for title, (value_of, unit, amber, red) in POINTS.items():
        value = value_of(doc)
        if value is None:
            continue
        divisor, pattern = UNITS[unit]
        value /= divisor
        level = "🔴 red" if value >= red else "🟠 amber" if value >= amber else "🟢 green"
        expected[title] = [level, title, None, pattern.format(value + 0.0), pattern.format(amber), pattern.format(red)]
    order = {"🔴 red": 0, "🟠 amber": 1, "🟢 green": 2}
    found = sorted(expected.values(), key=lambda row: order[row[0]])
    for row, said in zip(found, rows):
        row[2] = said[2]  # the counter's words hold no number
    doc.levels |= {row[0] for row in found}
    return found


TABLES = {"Tools": tools, "Machine": host, "Key metrics (MiB)": key_metrics,
          "Overhead of one process, profile load without warm-up (MiB)": overhead, "Points of attention": attention}


def expected(doc, title, rows):
    if title.startswith("Results: "):
        return steps(doc, rows)
    return (TABLES | compared.TABLES)[title.split(" | ")[0]](doc, rows)
