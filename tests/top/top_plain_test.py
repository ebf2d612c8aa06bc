"""tare top without a terminal: one reading, lines, and what it refuses."""
import os
import signal
import subprocess
import unittest

from top_tools import MIB, SUBJECT, TARE, TopTest, eventually, once, run


class Once(TopTest):
    def test_json_tells_the_program_the_machine_and_the_cards(self):
        subject = self.subject("hold", "64")
        told = once(str(subject.pid))
        self.assertEqual(told["format"], 1)
        process, = told["processes"]
        self.assertEqual(process["name"], "tare_top_subjec")
        self.assertEqual(process["command"], f"{SUBJECT} hold 64"[:256])
        self.assertEqual(process["parent"], os.getpid())
        self.assertLessEqual(64 * MIB, process["own"])
        self.assertLess(process["own"], 70 * MIB)
        largest = told["selected"]["mappings"][0]
        self.assertEqual((largest["name"], largest["kind"]), ("anonymous", "anonymous"))
        self.assertLessEqual(64 * MIB, largest["own"])
        with open("/proc/meminfo") as file:
            total = int(file.readline().split()[1]) * 1024
        self.assertEqual(told["system"]["total"], total)

    def test_all_processes_and_their_own_numbers(self):
        subject = self.subject("hold", "64")
        told = once()
        by_pid = {process["pid"]: process for process in told["processes"]}
        self.assertIn(os.getpid(), by_pid)
        with open(f"/proc/{subject.pid}/status") as file:
            status = dict(line.split(":", 1) for line in file)
        self.assertAlmostEqual(by_pid[subject.pid]["rss"] / MIB, int(status["VmRSS"].split()[0]) / 1024, delta=0.5)
        self.assertAlmostEqual(by_pid[subject.pid]["own"] / MIB, int(status["RssAnon"].split()[0]) / 1024, delta=0.5)

    def test_missing_is_a_reason(self):
        told = once(TARE_NVML_LIBRARY="libnothing.so.1")
        if isinstance(told["devices"], dict):
            self.assertEqual(told["devices"]["missing"], "no device")
            self.assertIn("NVIDIA", told["devices"]["detail"])
            self.assertEqual(told["processes"][0]["vram"]["missing"], "no device")
        self.assertEqual(told["threshold"]["missing"], "no limit")

    def test_text(self):
        subject = self.subject("hold", "64")
        status, out, _ = run(str(subject.pid), "--once")
        self.assertEqual(status, 0)
        self.assertRegex(out, r"RAM: \d+\.\d\d of \d+\.\d\d MiB, \d+\.\d %")
        self.assertRegex(out, rf"{subject.pid}  tare_top_subjec +6\d\.\d\d +6\d\.\d\d")
        self.assertIn("largest mappings", out)
        self.assertIn("plus grandes projections", run(str(subject.pid), "--once", "--lang", "fr")[1])

    def test_above_the_threshold_is_exit_1_and_a_sentence(self):
        subject = self.subject("hold", "64")
        status, out, err = run(str(subject.pid), "--once", "--json", "--threshold", "32MiB")
        self.assertEqual(status, 1)
        self.assertIn('"above_threshold": 1', out)
        self.assertRegex(err, rf"process {subject.pid} .* above 32\.00 MiB")
        self.assertEqual(run(str(subject.pid), "--once", "--threshold", "200MiB")[0], 0)
        self.assertEqual(run(str(subject.pid), "--once", "--threshold", "0")[0], 0)

    def test_another_users_process_says_why_its_mappings_are_not_read(self):
        if os.getuid() == 0:
            told = subprocess.run(["setpriv", "--reuid", "65534", "--clear-groups", TARE, "top", "1", "--once"],
                                  capture_output=True, text=True)
        else:
            told = subprocess.run([TARE, "top", "1", "--once"], capture_output=True, text=True)
        self.assertEqual(told.returncode, 0, told.stderr)
        self.assertIn("not permitted", told.stdout)

    def test_wrong_use_and_what_is_not_there(self):
        ended = self.subject("hold", "1")
        ended.end()
        for arguments, wanted, words in (
                ([str(ended.pid)], 3, "there is no process"),
                (["4194305"], 3, "there is no process"),
                (["0"], 2, "not a process id"),
                (["--json"], 2, "needs --once"),
                (["--once", "--", "sleep", "1"], 2, "--once reads what runs"),
                (["--threshold", "many"], 2, "--threshold"),
                (["--interval", "0"], 2, "--interval"),
                (["--output", "x"], 2, "--output"),
                (["--stand-in-gpu", "1GiB"], 2, "--stand-in-gpu"),
                (["--lang", "de", "--once"], 2, "de"),
                (["--", "no-such-program-here"], 2, "Cannot start no-such-program-here")):
            status, _, err = run(*arguments)
            self.assertEqual(status, wanted, (arguments, err))
            self.assertIn(words, err)
            self.assertEqual(err.count("\n"), 1, err)


class Lines(TopTest):
    def test_a_line_each_interval_until_the_process_ends(self):
        subject = self.subject("hold", "20")
        top = subprocess.Popen([TARE, "top", str(subject.pid), "--interval", "0.1"], stdout=subprocess.PIPE,
                               stdin=subprocess.DEVNULL, text=True)
        for _ in range(3):
            self.assertRegex(top.stdout.readline(), rf"\({subject.pid}\): RAM 2\d\.\d\d, own 2\d\.\d\d")
        subject.end()
        rest = top.communicate(timeout=20)[0].splitlines()
        self.assertIn(f"process {subject.pid} ended", rest[-1])
        self.assertEqual(top.returncode, 0)

    def test_the_reader_goes_away(self):
        top = subprocess.Popen([TARE, "top", "--interval", "0.1"], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
        top.stdout.readline()
        top.stdout.close()
        self.assertEqual(top.wait(timeout=20), 0)

    def test_a_signal_ends_it(self):
        top = subprocess.Popen([TARE, "top", "--interval", "60"], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
        top.stdout.readline()
        top.send_signal(signal.SIGTERM)
        self.assertEqual(top.wait(timeout=20), 128 + signal.SIGTERM)
        top.stdout.close()

    def test_a_programs_steps_and_status(self):
        top = subprocess.Popen([TARE, "top", "--interval", "0.1", "--", SUBJECT, "steps"], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        lines = []
        while not lines or "3 freed" not in lines[-1]:
            lines.append(top.stdout.readline())
            self.assertTrue(lines[-1])
        child = eventually(lambda: subprocess.run(["ps", "-o", "pid=", "--ppid", str(top.pid)], capture_output=True,
                                                  text=True).stdout.split(), "the program")[0]
        os.kill(int(child), signal.SIGUSR2)
        out, err = top.communicate(timeout=20)
        self.assertEqual(top.returncode, 7)
        self.assertIn("ended: exit 7", out)
        self.assertIn("first line", err)


if __name__ == "__main__":
    unittest.main()
