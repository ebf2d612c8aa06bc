"""tare report --html and the pages of tare profile, as files: no browser needed."""
import json
import os
import sqlite3
import subprocess
import unittest

from pages import BIN, Place, data_of


class Command(unittest.TestCase):
    def setUp(self):
        self.place = Place()
        self.addCleanup(self.place.close)

    def refused(self, status, *arguments):
        """One sentence on standard error, nothing on standard output; the sentence."""
        done = self.place.tare("report", *arguments)
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertTrue(done.stderr.startswith("tare: "), done.stderr)
        return done.stderr

    def left(self):
        return sorted(path.name for path in self.place.path.iterdir())

    def test_a_page_is_written_instead_of_the_text(self):
        done = self.place.tare("report", self.place.run("cold"), "--html", "x.html")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", "saved: x.html\n"))
        self.assertEqual(data_of(self.place / "x.html")["runs"][0]["name"], "load, without warm-up")
        self.assertEqual(self.left(), ["cold.tare", "x.html"])

    def test_beside_the_page_what_else_was_asked_for(self):
        done = self.place.tare("report", self.place.run("cold"), "--html", "x.html", "--json")
        self.assertEqual(done.returncode, 0)
        self.assertEqual(json.loads(done.stdout)["run"]["id"], "load-cold")
        self.assertTrue((self.place / "x.html").exists())
        quiet = self.place.tare("report", self.place.run("cold"), "--html", "y.html", "--quiet")
        self.assertEqual((quiet.stdout, quiet.stderr), ("", ""))

    def test_every_sample_of_a_short_run_is_in_it(self):
        page = data_of(self.place.page("x", "cold"))
        with sqlite3.connect(self.place.run("cold")) as file:
            rows = file.execute("SELECT at_ns, rss, anon, file, shmem FROM moment ORDER BY at_ns").fetchall()
        run = page["runs"][0]
        curves = {curve["kind"]: curve["values"] for curve in run["curves"]}
        told = list(zip(run["at"], *(curves[kind] for kind in ("rss", "anon", "file", "shmem"))))
        self.assertEqual(len(told), len(rows))
        for (at, *values), (at_ns, *stored) in zip(told, rows):
            self.assertAlmostEqual(at, at_ns / 1e9, places=6)
            self.assertEqual(values, stored)

    def test_of_many_samples_the_peak_stays(self):
        self.place.run("long", "100000")
        with sqlite3.connect(self.place.run("long")) as file:
            file.execute("UPDATE moment SET rss = 987654321 WHERE id = (SELECT max(id) - 4321 FROM moment)")
            at, = file.execute("SELECT at_ns FROM moment WHERE rss = 987654321").fetchone()
            low, high = file.execute("SELECT min(anon), max(anon) FROM moment").fetchone()
        run = data_of(self.place.page("x", "long"))["runs"][0]
        curves = {curve["kind"]: curve["values"] for curve in run["curves"]}
        self.assertEqual(max(curves["rss"]), 987654321)
        self.assertAlmostEqual(run["at"][curves["rss"].index(987654321)], at / 1e9, places=6)
        self.assertEqual((min(curves["anon"]), max(curves["anon"])), (low, high))
        self.assertLess(len(run["at"]), 12000)
        self.assertIn("100000 samples", run["drawn"])

    def test_a_run_cut_short_and_an_empty_one_say_so(self):
        self.assertIn("ended early (signal 9)", data_of(self.place.page("x", "cut"))["runs"][0]["state"])
        self.assertIn("no step and no sample", data_of(self.place.page("y", "empty"))["runs"][0]["state"])

    def test_a_run_that_is_being_written_and_one_whose_recorder_died(self):
        path = self.place / "held.tare"
        recorder = subprocess.Popen([BIN / "tare_page_runs", "held", path], stdin=subprocess.PIPE,
                                    stdout=subprocess.PIPE)
        try:
            self.assertEqual(recorder.stdout.readline(), b"held\n")
            self.assertIn("still being recorded", data_of(self.place.page("x", "held"))["runs"][0]["state"])
        finally:
            recorder.kill()
            recorder.communicate()
        run = data_of(self.place.page("y", "held"))["runs"][0]
        self.assertIn("recorder of this run died", run["state"])
        self.assertEqual(len(run["steps"]["rows"]), 6)

    def test_bad_runs_are_one_sentence_and_leave_no_page(self):
        newer = self.place.run("cold")
        with sqlite3.connect(newer) as file:
            file.execute("PRAGMA user_version = 99")
        self.assertIn("newer tare (format 99", self.refused(2, newer, "--html", "x.html"))
        (self.place / "text.tare").write_text("no run")
        self.refused(2, "text.tare", "--html", "x.html")
        self.refused(2, "nowhere.tare", "--html", "x.html")
        self.assertEqual(self.left(), ["cold.tare", "text.tare"])

    def test_a_place_that_cannot_be_written_is_one_sentence_and_three(self):
        run = self.place.run("cold")
        (self.place / "folder").mkdir()
        self.assertIn("nowhere/x.html can't be written", self.refused(3, run, "--html", "nowhere/x.html"))
        self.assertIn("folder can't be written", self.refused(3, run, "--html", "folder"))
        if os.path.exists("/dev/full"):
            self.assertEqual(self.left(), ["cold.tare", "folder"])

    def test_an_older_page_stays_where_the_new_one_fails(self):
        (self.place / "x.html").write_text("old")
        (self.place / "x.html.part").mkdir()
        self.refused(3, self.place.run("cold"), "--html", "x.html")
        self.assertEqual((self.place / "x.html").read_text(), "old")

    def test_a_full_disk_leaves_no_half_page(self):
        run = self.place.run("cold")
        limited = ["bash", "-c", "ulimit -f 16; trap '' XFSZ; exec \"$@\"", "-", BIN / "tare", "report", run,
                   "--html", self.place / "x.html"]
        done = subprocess.run(limited, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("can't be written", done.stderr)
        self.assertEqual(self.left(), ["cold.tare"])

    def test_a_page_never_takes_a_runs_place(self):
        run = self.place.run("cold")
        before = run.read_bytes()
        self.assertIn("is a run to be read", self.refused(2, run, "--html", run))
        self.assertIn("is a run to be read", self.refused(2, self.place.run("warm"), run, "--html", "./cold.tare"))
        self.assertEqual(run.read_bytes(), before)

    def test_french(self):
        data = data_of(self.place.page("x", "cold", options=["--lang", "fr"]))
        self.assertEqual(data["title"], "Mémoire : profil load")
        self.assertIn('<html lang="fr">', (self.place / "x.html").read_text(encoding="utf-8"))

    def test_every_profile_leaves_its_page(self):
        mate = BIN / "tare_scripted_mate"
        done = self.place.tare("profile", "all", "--desktop-mate", mate, "--interval", "10")
        self.assertEqual(done.returncode, 0, done.stderr)
        for stem, names in (("basic", ["startup"]), ("conversation", ["conversation"]),
                            ("llm", ["load, without warm-up", "load, with warm-up"])):
            self.assertTrue((self.place / f"memory_profile_{stem}.txt").exists())
            data = data_of(self.place / f"memory_profile_{stem}.html")
            self.assertEqual([run["name"] for run in data["runs"]], names)
            for run in data["runs"]:
                self.assertGreaterEqual(len(run["at"]), len(run["steps"]["rows"]))
                self.assertEqual(run["state"], "")
                # The samples are in it: they were read back from the run's file.
                self.assertIn(f"{run['samples']} samples", run["drawn"])
            self.assertIn(f"memory_profile_{stem}.html", done.stderr)

    def test_a_page_of_a_profile_that_cannot_be_written_is_told(self):
        (self.place / "memory_profile_basic.html.part").mkdir()
        done = self.place.tare("profile", "startup", "--desktop-mate", BIN / "tare_scripted_mate")
        self.assertEqual(done.returncode, 3)
        self.assertIn("memory_profile_basic.html can't be written", done.stderr)
        self.assertTrue((self.place / "memory_profile_basic.txt").exists())


if __name__ == "__main__":
    unittest.main()
