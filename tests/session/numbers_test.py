"""Every number of a session's document, recomputed from the run files by SQL that tare does not know."""
import json
import os
import pathlib
import re
import shlex
import subprocess
import tempfile
import unittest

import expected
import run_maker
import tables
from run_sql import RunSql

BIN = pathlib.Path(os.environ.get("TARE_BIN", "build/release/bin")).resolve()


def document(files, *options):
    done = subprocess.run([BIN / "tare", "report", "--session", *files, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def plain(text):
    """Without Markdown's escapes."""
    return re.sub(r"\\([|\\`*_<>\[\]])", r"\1", text)


def cells(row):
    return [plain(cell.strip()) for cell in re.split(r"(?<!\\)\|", row)[1:-1]]


class Document:
    """Reads a document line by line; `mistakes` are numbers that no query yields."""

    def __init__(self, text, files):
        self.runs = [RunSql(file) for file in files]
        # Runs that are compared have no section of their own; the avatar's has one.
        self.told = [run for run in self.runs if run.note("comparison") in (None, "ipc")]
        self.run, self.title, self.recommended = None, "", 0
        self.results, self.levels, self.claimed, self.mistakes = 0, set(), 0, []
        lines = text.splitlines()
        at = 0
        while at < len(lines):
            if lines[at].startswith("```"):
                at = self.code(lines, at)
            elif lines[at].startswith("|"):
                at = self.table(lines, at)
            else:
                self.line(lines[at])
                at += 1

    def code(self, lines, at):
        end = lines.index(lines[at], at + 1)
        self.same([shlex.split(line) for line in lines[at + 1:end]], [expected.command(run) for run in self.runs])
        return end + 1

    def table(self, lines, at):
        end = next((i for i in range(at, len(lines)) if not lines[i].startswith("|")), len(lines))
        rows = [cells(line) for line in lines[at + 2:end]]
        self.same(rows, tables.expected(self, self.title, rows))
        return end

    def line(self, text):
        if text.startswith("#"):
            self.title = plain(text.lstrip("# "))
            if self.title.startswith("Results: "):
                self.run = self.told[self.results]
                self.results += 1
            text = text.lstrip("# ")
        text = plain(re.sub(r"^- (\[[x ]\] )?", "", text))
        if not re.search(r"\d", text):
            return
        for pattern, recompute in expected.PATTERNS:
            found = pattern.fullmatch(text)
            if found:
                self.same(list(found.groups()), list(recompute(self, found)))
                return
        self.mistakes.append(f"nobody claims: {text}")

    def same(self, said, wanted):
        self.claimed += len(re.findall(r"\d[\d.]*", json.dumps(said, default=str)))
        if said != wanted:
            self.mistakes.append(f"{self.title}: the document says {said}, the rows say {wanted}")


class Numbers(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.place.name)

    def tearDown(self):
        self.place.cleanup()

    def check(self, files):
        text = document(files, "--lang", "en")
        read = Document(text, files)
        self.assertEqual(read.mistakes, [])
        self.assertEqual(read.results, len(read.told))
        self.assertNotIn("jane", text)
        self.same_in_french(text, document(files, "--lang", "fr"))
        return read

    def same_in_french(self, english, french):
        """The same numbers, line by line; their order may follow the sentence, and "1re" is a word."""
        def numbers(text):
            return [sorted(re.findall(r"\d+(?:\.\d+)?", line.replace("1re ", ""))) for line in text.splitlines()]
        self.assertEqual(numbers(english), numbers(french))

    def test_a_whole_session_without_a_card(self):
        read = self.check([run_maker.startup(self.folder), run_maker.load(self.folder, False), run_maker.load(self.folder, True),
                           run_maker.conversation(self.folder)])
        self.assertGreater(read.claimed, 300)
        self.assertEqual(read.levels, {"🟠 amber", "🔴 red", "🟢 green"})

    def test_a_card_whose_process_is_known(self):
        cards = [[(run_maker.STAND_IN, 1024, used, used)] for used in (0, 0, 998.5, 1010.25, 1010.5, 3.25)]
        read = self.check([run_maker.startup(self.folder),
                           run_maker.load(self.folder, False, cards, first_own=300.5, late=1, notes=[("gave_up", "2 layers: /x/y is full")])])
        self.assertIn("🔴 red", read.levels)

    def test_a_device_that_does_not_say_whose(self):
        cards = [[(run_maker.NVIDIA, 6141, 737.2 + used, None), (run_maker.STAND_IN, 512, 1.5, None)]
                 for used in (0, 0, 5234.41, 5256.41, 5256.41, 1)]
        self.check([run_maker.load(self.folder, False, cards)])

    def test_readings_that_are_missing(self):
        self.check([run_maker.load(self.folder, False, own=False), run_maker.conversation(self.folder)])

    def test_a_run_that_was_cut_short(self):
        read = self.check([run_maker.load(self.folder, False, end=("signalled", 9), last=3)])
        self.assertIn("🔴 red", read.levels)

    def test_a_conversation_that_swaps_and_one_that_frees(self):
        self.check([run_maker.conversation(self.folder, ((10, 930.5, 70.25), (50, 900.5, 40.25), (100, 901.25, 72)), swap=12.5, used=96)])

    def test_comparisons(self):
        cards = [[(run_maker.STAND_IN, 6144, used, used)] for used in (0, 0, 998.5, 1010.25, 1010.5, 3.25)]
        files = [run_maker.compared(self.folder, "gpu", name, number, cards if layers != "0" else None, layers, ctx)
                 for number, (name, layers, ctx) in enumerate((("performance", "-1", "4096"), ("balanced", "35", "2048"), ("again", "35", "2048"),
                                                               ("cpu_fallback", "0", "2048")))]
        names = ("default", "default", "default", "kv q8_0", "ctx 1024")
        files += [run_maker.compared(self.folder, "settings", name, 10 + number, cards, "-1", "2048") for number, name in enumerate(names)]
        self.check([*files, run_maker.avatar(self.folder)])

    def test_programs_of_others(self):
        self.check([run_maker.foreign(self.folder), run_maker.startup(self.folder)])

    def test_what_is_really_recorded(self):
        environment = dict(os.environ, XDG_DATA_HOME=str(self.folder / "data"), LC_ALL="C.UTF-8", XDG_RUNTIME_DIR=str(self.folder),
                           TMPDIR=str(self.folder))
        done = subprocess.run([BIN / "tare", "profile", "all", "--quiet", "--desktop-mate", BIN / "tare_scripted_mate"], cwd=self.folder,
                              env=environment, stderr=subprocess.PIPE, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        files = sorted((self.folder / "data" / "tare" / "runs").glob("*.tare"))
        self.assertEqual(len(files), 4)
        self.check(files)

    def test_a_wrong_number_is_noticed(self):
        """The check itself: each number of the document changed in turn, and one made up."""
        files = [run_maker.startup(self.folder)]
        text = document(files, "--lang", "en")
        numbers = [found for found in re.finditer(r"\d+\.\d\d", text)]
        self.assertGreater(len(numbers), 20)
        for found in numbers:
            wrong = text[:found.start()] + "77.77" + text[found.end():]
            self.assertNotEqual(Document(wrong, files).mistakes, [], found[0])
        self.assertNotEqual(Document(text + "\nAbout 40 MiB are wasted.\n", files).mistakes, [])


class Page(unittest.TestCase):
    def test_the_page_says_what_the_markdown_says(self):
        with tempfile.TemporaryDirectory() as place:
            folder = pathlib.Path(place)
            files = [run_maker.startup(folder), run_maker.foreign(folder)]
            document(files, "--lang", "fr", "--html", str(folder / "page.html"))
            html = (folder / "page.html").read_text()
            self.assertIn('<html lang="fr">', html)
            self.assertNotRegex(html, r"<script|https?://|<b>`x`")
            body = re.sub(r"&lt;|&gt;|&amp;|&quot;", lambda found: {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"'}[found[0]],
                          re.sub(r"<[^>]+>", " ", html.split("<body>")[1]))
            # A list that Markdown numbers is numbered by the browser.
            text = re.sub(r"^\d+\. ", "", document(files, "--lang", "fr"), flags=re.M)
            numbers = re.findall(r"\d+(?:\.\d+)?", plain(text))
            self.assertEqual(re.findall(r"\d+(?:\.\d+)?", body), numbers)

    def test_a_page_that_cannot_be_written(self):
        with tempfile.TemporaryDirectory() as place:
            file = run_maker.startup(pathlib.Path(place))
            done = subprocess.run([BIN / "tare", "report", "--session", file, "--html", "/proc/no/page.html"], stderr=subprocess.PIPE, text=True,
                                  timeout=60)
            self.assertEqual(done.returncode, 3)
            self.assertIn("/proc/no/page.html can't be written", done.stderr)

    def test_a_session_is_no_json(self):
        done = subprocess.run([BIN / "tare", "report", "--session", "--json", "x.tare"], stderr=subprocess.PIPE, text=True, timeout=60)
        self.assertEqual(done.returncode, 2)


if __name__ == "__main__":
    unittest.main()
