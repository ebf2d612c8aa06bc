"""The seed's session re-judged: nothing of the seed left out, no verdict without evidence, nothing typed."""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
from session_11 import document, gguf_shape, judge, seed  # noqa: E402

FOLDER = ROOT / "doc" / "sessions"
SEED = (FOLDER / "seed_session_11.fr.md").read_text().splitlines()


class Rows(unittest.TestCase):
    def test_every_number_of_every_table_is_in_the_data_file(self):
        data = json.loads((FOLDER / "seed_session_11.json").read_text())
        rows = {row["line"]: " ".join(row["cells"]) for table in data["tables"] for row in table["rows"]}
        numbers = 0
        for number, line in enumerate(SEED, 1):
            rule = set(line) <= set("|-: ")
            header = number < len(SEED) and set(SEED[number]) <= set("|-: ") and SEED[number].startswith("|")
            if not line.startswith("|") or rule or header:
                continue
            self.assertIn(number, rows)
            for found in re.findall(r"\d+(?:\.\d+)*", line):
                numbers += 1
                self.assertRegex(rows[number], rf"(?<![\d.]){re.escape(found)}(?![\d.]*\d)", f"line {number}")
        self.assertGreater(numbers, 100)

    def test_the_data_file_is_what_the_document_says(self):
        with tempfile.TemporaryDirectory() as place:
            anew = pathlib.Path(place) / "seed.json"
            seed.write(FOLDER / "seed_session_11.fr.md", anew)
            self.assertEqual(anew.read_text(), (FOLDER / "seed_session_11.json").read_text())

    def test_a_lost_cell_is_noticed(self):
        table = seed.read(FOLDER / "seed_session_11.json")["load"]
        self.assertEqual((table[4].ram, table[4].vram, table[4].line), (686.77, 5993.61, 95))
        self.assertEqual(seed.first_number("+773.21 MB** (+1.12"), 773.21)
        self.assertIsNone(seed.first_number("-"))


def claims_something(line):
    """A bullet, a numbered item or a bold statement; not a label that only announces others."""
    text = line.strip()
    if text.endswith(("** :", ":")) and not re.search(r"\d", text.split("**")[-1]):
        return False
    return bool(re.match(r"(- |\d+\. |\*\*|_|> )", text)) and not re.fullmatch(r"\*\*[^*]+\*\* :.?", text)


class Claims(unittest.TestCase):
    def setUp(self):
        self.facts = judge.Facts(FOLDER)

    def test_each_has_a_verdict_and_evidence_in_both_languages(self):
        for lang in ("en", "fr"):
            verdicts = judge.judge(self.facts, lang)
            self.assertGreaterEqual(len(verdicts), 60)
            for one in verdicts:
                self.assertIn(one.verdict, judge.VERDICTS)
                self.assertGreater(len(one.text), 10, one)
                self.assertGreater(len(one.why), 15, one)
                self.assertRegex(one.why, r"\d", one)
                self.assertNotRegex(one.why, r"[{}]|nan|None", one)
            self.assertEqual({one.verdict for one in verdicts}, set(judge.VERDICTS))

    def test_both_languages_carry_the_same_numbers(self):
        def numbers(text):
            return sorted(re.findall(r"\d+(?:[.,]\d+)?", text.replace(",", ".")))
        for en, fr in zip(judge.judge(self.facts, "en"), judge.judge(self.facts, "fr")):
            self.assertEqual(numbers(en.why), numbers(fr.why), f"claim {en.number}")

    def test_no_statement_of_the_seed_is_left_out(self):
        claimed = {line for claim in self.facts.claims["claim"] for line in claim["lines"]}
        excused = {int(line) for line in self.facts.claims["not_claims"]}
        self.assertEqual(claimed & excused, set())
        fenced = False
        for number, line in enumerate(SEED, 1):
            if line.startswith("```"):
                fenced = not fenced
            if number < 8 or fenced or not claims_something(line):
                continue
            self.assertIn(number, claimed | excused, line)
        for number in claimed | excused:
            self.assertTrue(SEED[number - 1].strip(), number)

    def test_a_claim_without_evidence_is_refused(self):
        claim = self.facts.claims["claim"][3]
        for broken in ({"verdict": ""}, {"verdict": "true"}, {"check": "abs(python_imports - 30) < 1"}, {"quote": "+31 MB"}):
            self.facts.claims["claim"][3] = claim | broken
            with self.assertRaises(ValueError, msg=broken):
                judge.judge(self.facts, "en")
        for missing in ("verdict", "check", "why_en", "quote"):
            self.facts.claims["claim"][3] = {key: value for key, value in claim.items() if key != missing}
            with self.assertRaises(KeyError, msg=missing):
                judge.judge(self.facts, "en")

    def test_the_arithmetic_of_lines(self):
        slope, half = judge.least_squares([10, 50, 100], [0, 40, 90])
        self.assertAlmostEqual(slope, 1)
        self.assertAlmostEqual(half, 0)
        # R: confint(lm(c(1, 3, 2) ~ c(1, 2, 3))): slope 0.5, from -10.50 to 11.50.
        slope, half = judge.least_squares([1, 2, 3], [1, 3, 2])
        self.assertAlmostEqual(slope, 0.5)
        self.assertAlmostEqual(half, 11.0, places=1)


class Documents(unittest.TestCase):
    def test_they_are_what_the_program_writes(self):
        done = subprocess.run([sys.executable, "-B", str(ROOT / "tools" / "session_11.py"), "--check"], stdout=subprocess.PIPE, text=True)
        self.assertEqual((done.returncode, done.stdout), (0, "session_11: as stored\n"))

    def test_wrong_use(self):
        for arguments, word in ((["--experiments", "magic"], "no experiment 'magic'"), (["--runs", "/nowhere.tare"], "")):
            done = subprocess.run([sys.executable, "-B", str(ROOT / "tools" / "session_11.py"), *arguments], stderr=subprocess.PIPE, text=True)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(word, done.stderr)
            self.assertNotIn("Traceback", done.stderr)

    def test_every_claim_stands_in_them(self):
        for lang, name in (("en", "session_11.md"), ("fr", "session_11.fr.md")):
            text = (ROOT / "doc" / name).read_text()
            for one in judge.judge(judge.Facts(FOLDER), lang):
                self.assertIn(f"### {one.number}. {one.text}\n", text)
                self.assertIn(f"{document.WORDS[lang]['verdict'][one.verdict].capitalize()}.** {one.why}\n", text)

    def test_nothing_of_the_machine_stands_in_them(self):
        for path in [ROOT / "doc" / "session_11.md", ROOT / "doc" / "session_11.fr.md", *FOLDER.glob("session_11_*")]:
            self.assertNotRegex(path.read_text(), r"(?<![\w.)])/(?:home|root|tmp|work|usr|opt|var)/", path.name)


class Shape(unittest.TestCase):
    """The file's size against the sizes that published files of this model have (4.37 and 5.13 GB)."""

    def test_sizes(self):
        with tempfile.TemporaryDirectory() as place:
            for mix, published in (("Q4_K_M", 4.37e9), ("Q5_K_M", 5.13e9)):
                path = pathlib.Path(place) / mix
                size = gguf_shape.write(path, mix)
                self.assertEqual(size, path.stat().st_size)
                self.assertAlmostEqual(size / published, 1, delta=0.001)
                self.assertLess(path.stat().st_blocks * 512, 4 << 20)

    def test_parameters(self):
        count = 0
        for _, dimensions, _ in gguf_shape.tensors("Q5_K_M"):
            values = 1
            for one in dimensions:
                values *= one
            count += values
        self.assertEqual(count, 7_241_732_096)  # of Mistral-7B, as its authors count


if __name__ == "__main__":
    unittest.main()
