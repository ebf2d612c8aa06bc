"""Run files written by hand, row by row, after doc/run_format.md: nothing of tare makes them.

The schema comes from the stored file of format 1; the rows are chosen so that every sentence and every
level of a session's document has a run that asks for it.
"""
import pathlib
import shutil
import sqlite3

DATA = pathlib.Path(__file__).resolve().parents[1] / "data"
MIB = 1 << 20
TABLES = ("argument", "host", "missing", "turn", "mapping", "declared", "card_reading", "note", "step", "moment", "region", "card",
          "run")


class RunFile:
    """One run; steps, turns and samples are given in the order of time."""

    def __init__(self, path, name, argv, started, end=("exited", 0), lasted=12.5):
        shutil.copy(DATA / "runs" / "format-1.tare", path)
        self.path, self.moment, self.note_id, self.sets, self.regions, self.cards = path, 0, 0, {}, {}, {}
        self.db = sqlite3.connect(path)
        for table in TABLES:
            self.db.execute(f"DELETE FROM {table}")
        self.db.execute("INSERT INTO run VALUES (?,?,?,?,?,?,?,?,?,?,NULL)",
                        (name, 4711, started, "9.8.7", *end, int(lasted * 1e9), 321, 45_000_000, 7 * MIB))
        self.db.executemany("INSERT INTO argument VALUES (?,?)", enumerate(argv))
        self.host("kernel", "6.1.0-99"), self.host("memory", str(8123 * MIB)), self.host("cores", "0-3")

    def host(self, key, value):
        count, = self.db.execute("SELECT count(*) FROM host").fetchone()
        self.db.execute("INSERT INTO host VALUES (?,?,?)", (count, key, value))

    def missing(self, **reasons):
        """A set of reasons: missing(own=("not permitted", "detail"))."""
        key = tuple(sorted(reasons.items()))
        if key not in self.sets:
            self.sets[key] = len(self.sets) + 1
            for reading, (why, detail) in reasons.items():
                self.db.execute("INSERT INTO missing VALUES (?,?,?,?)", (self.sets[key], reading, why, detail))
        return self.sets[key]

    def _moment(self, kind, at, rss, own, swap=0, file=None, used=30, missing=None):
        self.moment += 1
        file = rss - (own or 0) if file is None else file
        total = 8123 * MIB
        self.db.execute(
            "INSERT INTO moment VALUES (?,?,?,?,?,?,0,?,0,?,4096,?,?,?,?,?,?,?,?,0,0,0.0,0.0,?)",
            (self.moment, kind, int(at * 1e9), int(rss * MIB), int((own or 0) * MIB), int(file * MIB), int(swap * MIB),
             int(rss * MIB), None if own is None else int(own * MIB), int(rss * MIB), int(rss * MIB), int(rss * MIB), 1000, 3, total,
             total - int(total * used / 100), missing))

    def step(self, name, at, rss, own, notes=(), declared=(), mappings=(), cards=(), peak=None, late=0, part=0, **more):
        no_card = self.missing(cards=("no device", "no driver: /usr/lib/jane/libcard.so: not there"))
        self._moment("step", at, rss, own, missing=more.pop("missing", None if cards else no_card), **more)
        self.db.execute("INSERT INTO step VALUES (?,?,?,?,?,?,NULL)", (self.moment, name, part, late, 1_500_000,
                                                                        int((rss if peak is None else peak) * MIB)))
        for key, value in notes:
            self.note(key, value, self.moment)
        for position, (owner, device, reserved) in enumerate(declared):
            unknown = self.missing(resident=("not asked", "the program does not say"))
            self.db.execute("INSERT INTO declared VALUES (?,?,?,?,NULL,?,?)", (self.moment, position, owner, device,
                                                                                int(reserved * MIB), unknown))
        for position, (region, kind, held, dirty) in enumerate(mappings):
            self.db.execute("INSERT INTO mapping VALUES (?,?,?,1,?,?,?,0,?,0,0,0)",
                            (self.moment, position, self._region(region, kind), *[int(held * MIB)] * 3, int(dirty * MIB)))
        for position, (card, total, used, process) in enumerate(cards):
            hidden = None if process is not None else self.missing(process=("not supported", "no list of processes"))
            self.db.execute("INSERT INTO card_reading VALUES (?,?,?,?,?,?,?)",
                            (self.moment, position, self._card(card), int(total * MIB), int(used * MIB),
                             None if process is None else int(process * MIB), hidden))

    def turn(self, number, at, prompt, reply, rss, own):
        no_card = self.missing(cards=("no device", "no driver: /usr/lib/jane/libcard.so: not there"))
        self._moment("turn", at, rss, own, missing=no_card)
        self.db.execute("UPDATE moment SET machine_total = NULL, machine_available = NULL, machine_swap_total = NULL,"
                        " machine_swap_free = NULL, smaps_rss = NULL, uss = NULL, pss = NULL WHERE id = ?", (self.moment,))
        self.db.execute("INSERT INTO turn VALUES (?,?,?,?)", (self.moment, number, prompt, reply))

    def note(self, key, value, moment=None):
        self.note_id += 1
        self.db.execute("INSERT INTO note VALUES (?,?,?,?)", (self.note_id, moment, key, value))

    def _region(self, name, kind):
        if (name, kind) not in self.regions:
            self.regions[name, kind] = len(self.regions) + 1
            self.db.execute("INSERT INTO region VALUES (?,?,?)", (self.regions[name, kind], name, kind))
        return self.regions[name, kind]

    def _card(self, card):
        if card not in self.cards:
            self.cards[card] = len(self.cards) + 1
            self.db.execute("INSERT INTO card VALUES (?,?,?,?)", (self.cards[card], *card))
        return self.cards[card]

    def close(self):
        self.db.commit()
        self.db.close()
        return self.path


STAND_IN = ("stand-in:0", "stand-in card (RAM)", "stand-in")
NVIDIA = ("0000:01:00.0", "RTX 4050", "nvidia")
MODEL_FILE = "/home/jane/my models/Small-1B.Q5_K_M.gguf"


def model_notes(gpu_layers=0, placed=None):
    notes = [("engine", "llama.cpp 0.5.7"), ("model.file", MODEL_FILE), ("model.bytes", str(813 * MIB + 77)), ("model.description", "llama 1B Q5_K - Medium"),
             ("model.layers", "25"), ("model.gpu_layers", str(gpu_layers)), ("model.ctx", "3072"), ("model.batch", "384"),
             ("model.kv_type", "q8_0"), ("model.threads", "3"), ("model.profile", "auto"), ("load_ms", "1234.56")]
    return notes + [("model.placed", f"CUDA0 {int(size * MIB)}") for size in placed or ()]


def speed_notes(first, messages=1):
    return [("messages", str(messages)), ("first_token_ms", str(first)), ("prompt_tokens_per_s", "151.27"),
            ("reply_tokens_per_s", "68.44")]


def startup(folder):
    run = RunFile(folder / "startup.tare", "made-startup", ["/opt/jane/desktop-mate", "profile-scenario", "startup"],
                  "2026-03-04T05:06:07Z")
    base = [("/usr/lib/libc.so.6", "file", 1.75, 0.25), ("[heap]", "heap", 0.5, 0.5)]
    run.step("1 empty process", 0.01, 5.25, 0.75, [("scenario", "startup")], mappings=base)
    run.step("configuration", 0.02, 5.5, 0.9, part=1)
    run.step("2 configuration and avatar bridge", 0.03, 6.37, 1.13, mappings=base + [("anonymous", "anonymous", 0.61, 0.38)])
    run.step("QApplication", 0.2, 21.9, 3.1, part=1, peak=22.75)
    run.step("3 Qt window toolkit", 0.3, 22.41, 3.33, mappings=base + [
        ("anonymous", "anonymous", 1.9, 1.8), ("/usr/lib/libQt6Core.so.6", "file", 4.13, 0.5),
        ("/usr/lib/libQt6Gui.so.6", "file", 5.71, 0.25), ("/usr/lib/libQt6Widgets.so.6", "file", 3.05, 0.125),
        ("/usr/lib/libicu.so", "file", 1.01, 0)])
    return run.close()


def load(folder, warm, cards=None, own=True, first_own=4.4, notes=(), end=("exited", 0), last=6, late=0):
    """`cards`: readings of the six steps, or None for a machine without one."""
    variant = "warm" if warm else "cold"
    run = RunFile(folder / f"load-{variant}.tare", f"made-load-{variant}",
                  ["/opt/jane/desktop-mate", "profile-scenario", "load", "--model", MODEL_FILE, f"--data=/home/jane/d {variant}"],
                  "2026-03-04T05:07:00Z" if not warm else "2026-03-04T05:08:00Z", end)
    host = lambda size: ("KV cache", "", size)  # noqa: E731
    model = (MODEL_FILE, "file", 790.21, 0)
    heaps = [("[heap]", "heap", 0.4, 0.4), ("[heap]", "heap", 61.3, 61.3), ("[heap]", "heap", 61.3 + first_own, 61.3 + first_own)]
    held = [("model weights", "", 801.5), host(48.25), ("compute buffers", "", 9.13), ("output buffer", "CUDA0", 0.19),
            ("SQLite", "", 0.125), ("heap in use", "", 70)]
    first = 2310.75 if not warm else 151.5
    early = 30 if warm else 0
    rows = [("1 baseline", 5.33, 0.71, [("scenario", "load"), ("variant", variant)], (), [heaps[0]]),
            ("2 AI libraries and backend", 11.02, 1.9, (), [("SQLite", "", 0.125)], [heaps[0], ("/usr/lib/libgomp.so.1", "file", 0.63, 0)]),
            ("3 model loaded", 866.13 + early, 63.9, model_notes(25 if cards else 0, (700.5, 100.25) if cards else ()) + list(notes) +
             ([("warm_ms", "432.1")] if warm else []), held, [heaps[1], model]),
            ("4 first reply", 899.87, 63.9 + first_own, speed_notes(first), held if not warm else held[:1] + [host(50)], [heaps[2], model]),
            ("5 second reply", 900.03, 64.02 + first_own, speed_notes(148.25, 2), held, [heaps[2], model]),
            ("6 unloaded", 31.9, 12.7, [("unload", "x")], (), [heaps[0]])]
    for number, (name, rss, own_bytes, said, declared, mappings) in enumerate(rows[:last]):
        shown = cards[number] if cards else ()
        more = {} if own else {"missing": run.missing(own=("not permitted", "smaps of /proc/4711 refused"),
                                                      **({} if cards else {"cards": ("no device", "none")}))}
        run.step(name, 0.5 + number, rss, own_bytes if own else None, said, declared, mappings, shown, late=late if number == 3 else 0, **more)
    run.note("warning", "told by the recorder about /home/jane/x.log")
    return run.close()


def conversation(folder, rows=((10, 930.5, 70.25), (50, 931.75, 70.5), (100, 500.25, 71.375)), swap=0, used=83.4):
    run = RunFile(folder / "conversation.tare", "made-conversation", ["desktop-mate", "profile-scenario", "conversation", "--turns", "100"],
                  "2026-03-05T00:00:00Z", lasted=99.96)
    run.step("1 baseline", 0.1, 5.5, 0.8, [("scenario", "conversation")])
    run.step("2 engine made", 0.2, 9.4, 1.7)
    run.step("2b model loaded", 1, 880.1, 64.5, model_notes(), [("KV cache", "", 48.25)], [(MODEL_FILE, "file", 801.11, 0)])
    turn, before = 0, (880.1, 64.5)
    for number, (messages, rss, own) in enumerate(rows):
        while turn < messages:
            turn += 1
            run.turn(turn, 1 + turn / 10, 20 + turn % 7, 30 + turn % 3, before[0], before[1])
        waits = [("turn.first_token_ms", f"{one} {100 + (one * 37) % 91}.25") for one in range(turn - (turn % 5 or 5) + 1, turn + 1)]
        run.step(f"{number + 3} after {messages} messages", 2 + turn / 10, rss, own, [*waits, *speed_notes(140.5, messages)],
                 swap=swap, used=used)
        before = (rss, own)
    run.step("6 chat reset", 50, before[0] - 0.5, before[1] - 0.25, [("messages", "0")])
    run.step("7 unloaded", 51, 20.3, 9.9, [("messages", "0")])
    return run.close()


def compared(folder, kind, variant, number, cards, layers, ctx):
    """One load of several to compare; no two have the same numbers."""
    path = load(folder, False, cards, notes=[("model.asked_layers", layers), ("model.asked_ctx", ctx), ("model.ctx", ctx), ("model.mlock", "0"),
                                             ("plan_ms", str(60 + number))])
    path = path.rename(folder / f"{kind}-{number}.tare")
    db = sqlite3.connect(path)
    db.execute("UPDATE run SET id = ?", (f"made-{kind}-{number}",))
    db.execute("UPDATE moment SET rss = rss + ?, own = own + ?", (number * 1234567, number * 77777))
    db.execute("UPDATE note SET value = value + ? WHERE key IN ('load_ms', 'reply_tokens_per_s', 'prompt_tokens_per_s')", (number / 4,))
    last, = db.execute("SELECT max(id) FROM note").fetchone()
    second, = db.execute("SELECT moment FROM step WHERE name = '5 second reply'").fetchone()
    said = [(second, "turn.reply_ms", f"{turn} {900 + 10 * turn + number}.5") for turn in (1, 2, 3, 4)]
    said += [(None, "comparison", kind), (None, "comparison.variant", variant)]
    if variant == "balanced":
        said.append((second, "gave_up", "2 layers of 25: the card has no room"))
    db.executemany("INSERT INTO note VALUES (?,?,?,?)", [(last + 1 + at, *one) for at, one in enumerate(said)])
    db.commit()
    db.close()
    return path


def avatar(folder):
    run = RunFile(folder / "avatar.tare", "made-ipc", ["desktop-mate", "profile-scenario", "ipc"], "2026-03-07T00:00:00Z")
    notes = [("scenario", "ipc"), ("ipc.avatar", "double"), ("ipc.bare", "81 1000 20345 41234 99999"), ("ipc.cpu", "soon 1.57"),
             ("ipc.cpu", "later 0.31"), ("ipc.queue", "empty 0 2048"), ("ipc.queue", "longest 256 77777")]
    for way, base in (("call", 300), ("wire", 9000), ("round_trip", 33000)):
        for state in ("connected", "slow") if way != "call" else ("absent", "connected", "slow"):
            for at, name in enumerate(("set_expression", "load_model")):
                notes.append((f"ipc.{way}", f"{state} {name} 500 {base + at} {base * 7 + len(state)} {base * 30 + at}"))
    notes += [("ipc.round_trip", "row set_transition_speed 1000 39876 81234 123456"), ("ipc.call", "asleep set_expression 20 5123 9234 9999"),
              ("ipc.wire", "asleep set_expression 20 51234 92345 99999")]
    for kind, base in (("single", 411), ("batch", 137)):
        notes += [("ipc.call", f"ten {kind} 100 {base} 900 999"), ("ipc.wire", f"ten {kind} 100 {base * 9} 9000 9999")]
    run.step("1 begin", 0.5, 8.25, 1.5, notes)
    run.step("2 end", 1.5, 8.75, 1.625)
    run.note("comparison", "ipc")
    return run.close()


def foreign(folder):
    run = RunFile(folder / "foreign.tare", "made-foreign", ["python3", "/srv/jane/app.py", "a b", "it's"], "2026-03-06T07:08:09Z",
                  end=("signalled", 9))
    run.step("1 begin | <b>`x`</b>", 0.5, 20.125, 10.5)
    run.step("2 end", 1.5, 45.5, 30.75, late=1)
    return run.close()
