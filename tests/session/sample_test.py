"""tools/make_session.sh with a scripted desktop-mate: what it keeps, what it leaves out, and when it keeps nothing."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("TARE_BIN", "build/release/bin")).resolve()


class Sample(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.place.name)
        self.bin = self.folder / "home" / "jane" / "bin"
        self.bin.mkdir(parents=True)
        shutil.copy(BIN / "tare", self.bin)
        shutil.copy(BIN / "tare_scripted_mate", self.bin / "desktop-mate")

    def tearDown(self):
        self.place.cleanup()

    def make(self, *arguments, environment=None):
        return subprocess.run([ROOT / "tools" / "make_session.sh", "--bin", self.bin, "--into", self.folder / "kept", "--no-session-11",
                               *arguments], env=dict(os.environ, **(environment or {})), cwd=self.folder, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=200)

    def test_all_is_kept_and_nothing_of_the_machine(self):
        done = self.make("--threads", "1")
        self.assertEqual(done.returncode, 0, done.stdout)
        kept = {path.name: path.read_text() for path in (self.folder / "kept").iterdir()}
        self.assertLessEqual({"session.md", "session.fr.md", "session.html", "tables.md", "tables.csv", "commands.txt", "host.txt",
                              "memory_profile_basic.txt", "memory_profile_llm.txt", "memory_profile_conversation.txt"}, set(kept))
        self.assertEqual({"page.html", "session.html"}, {name for name in kept if name.endswith(".html")})
        for name, text in kept.items():
            for private in (str(ROOT), str(self.folder), "jane", os.uname().nodename):
                self.assertNotIn(private, text, name)
        self.assertTrue(kept["commands.txt"].startswith("tare profile all --threads 1\n"))
        self.assertIn("\ndesktop-mate profile-scenario startup --threads 1\n", kept["session.md"])
        self.assertIn("kernel: ", kept["host.txt"])

    def test_a_profile_that_fails_changes_nothing(self):
        (self.folder / "kept").mkdir()
        (self.folder / "kept" / "old").write_text("old")
        done = self.make(environment={"MATE_DOES": "exit:2:3"})
        self.assertEqual(done.returncode, 3)
        self.assertIn("nothing of", done.stdout)
        self.assertEqual([path.name for path in (self.folder / "kept").iterdir()], ["old"])
        self.assertEqual(list((ROOT / "build").glob("session-*")), [])

    def test_wrong_use(self):
        self.assertEqual(self.make("--bin").returncode, 2)
        (self.bin / "tare").unlink()
        done = self.make()
        self.assertEqual(done.returncode, 2)
        self.assertIn("./run --build-only", done.stdout)


if __name__ == "__main__":
    unittest.main()
