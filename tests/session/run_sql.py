"""Numbers of run files by SQL alone, in the formats of a document. Nothing of tare is asked."""
import sqlite3

MIB = 1 << 20


def mib(size):
    return f"{size / MIB:.2f}"


def signed(size):
    text = f"{size / MIB:+.2f}"
    return "+0.00" if text == "-0.00" else text


def last_part(path):
    return path.rstrip("/").rsplit("/", 1)[-1]


class RunSql:
    """One run file."""

    def __init__(self, path):
        self.db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        self.db.row_factory = sqlite3.Row

    def rows(self, sql, *values):
        return self.db.execute(sql, values).fetchall()

    def one(self, sql, *values):
        row = self.db.execute(sql, values).fetchone()
        return None if row is None else row[0]

    def note(self, key, moment=None):
        """The last word on it: of one step, or of the run (what was said after the last step first)."""
        if moment is not None:
            return self.one("SELECT value FROM note WHERE key = ? AND moment = ? ORDER BY id DESC", key, moment)
        return self.one("SELECT value FROM note WHERE key = ? ORDER BY moment IS NULL DESC, moment DESC, id DESC", key)

    def kind(self):
        """startup, cold, warm, conversation, or None; a run that is compared with others is none of these."""
        if self.note("comparison"):
            return None
        scenario = self.note("scenario")
        if scenario == "load":
            return "warm" if self.note("variant") == "warm" else "cold"
        return scenario

    def steps(self):
        return self.rows("SELECT * FROM steps WHERE part = 0 ORDER BY id")

    def step(self, name):
        found = self.rows("SELECT * FROM steps WHERE name = ? ORDER BY id DESC LIMIT 1", name)
        return found[0] if found else None

    def change(self, column, before, after):
        """After less before of a column of two steps given by name; None when there is none."""
        return self.one(f"SELECT a.{column} - b.{column} FROM steps a, steps b WHERE a.name = ? AND b.name = ?"
                        " ORDER BY a.id DESC, b.id DESC", after, before)

    def _cards(self, moment):
        return self.rows("SELECT count(*) AS cards, count(process) AS processes, count(used) AS uses, sum(process) AS process,"
                         " sum(used) AS used FROM card_reading WHERE moment = ?", moment)[0]

    def vram(self, moment):
        """Of the process where the first step has it, else of the devices; None where it was not read."""
        first, now = self._cards(self.one("SELECT min(moment) FROM step")), self._cards(moment)
        known = first["cards"] > 0
        whole = known and first["uses"] == first["cards"] and first["processes"] < first["cards"]
        if now["cards"] == 0 or now["uses" if whole else "processes"] < now["cards"]:
            return None
        return now["used" if whole else "process"]

    def vram_change(self, before, after):
        values = [self.vram(self.step(name)["id"]) for name in (before, after)]
        return None if None in values else values[1] - values[0]

    def used_percent(self, moment):
        return self.one("SELECT 100.0 * (machine_total - machine_available) / machine_total FROM moment WHERE id = ?", moment)

    def declared(self, moment, owner):
        return self.one("SELECT sum(reserved) FROM declared WHERE moment = ? AND owner = ?", moment, owner)

    def region_changes(self, before, after):
        """{(last part of the name, kind): change of rss}, what did not change left out."""
        sql = ("SELECT region.name AS name, region.kind AS kind, sum(CASE WHEN moment = ? THEN rss ELSE -rss END) AS change FROM mapping"
               " JOIN region ON region.id = mapping.region WHERE moment IN (?, ?) GROUP BY region.name, region.kind HAVING change != 0")
        return {(last_part(row["name"]), row["kind"], row["name"]): row["change"]
                for row in self.rows(sql, after, after, before)}

    def mapped_model(self, moment):
        file = self.note("model.file")
        return next((row["rss"] for row in self.rows(
            "SELECT region.name AS name, rss FROM mapping JOIN region ON region.id = mapping.region"
            " WHERE moment = ? AND kind = 'file'", moment) if last_part(row["name"]) == last_part(file or "")), None)

    def message_rows(self):
        """[(messages, step)] of rising messages: the rows that growth rests on."""
        found = []
        for step in self.steps():
            said = self.note("messages", step["id"])
            if said is None and " after " in step["name"] and " message" in step["name"]:
                said = step["name"].split(" after ")[1].split()[0]
            messages = int(said or 0)
            if messages > (found[-1][0] if found else 0):
                found.append((messages, step))
        return found

    def falls(self):
        """[(from, to, rss, own, kind)] where RSS fell by 1 MiB or more between two rows."""
        found = []
        for (before, a), (after, b) in zip(rows := self.message_rows(), rows[1:]):
            if any(one[column] is None for one in (a, b) for column in ("rss", "own", "file")):
                continue
            rss, own, file, swap = (b[column] - a[column] for column in ("rss", "own", "file", "swap"))
            if rss > -MIB:
                continue
            fell = -rss
            kind = ("freed" if -own * 10 >= fell * 9 else "mixed" if -own * 10 > fell else "reclaimed" if -file * 10 >= fell * 9
                    else "swapped" if swap * 10 >= fell * 9 else "mixed")
            found.append((before, after, rss, own, kind))
        return found
