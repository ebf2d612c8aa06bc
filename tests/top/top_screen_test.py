"""tare top on a real terminal."""
import os
import pty
import re
import select
import signal
import time
import unittest

from top_tools import MIB, SUBJECT, TARE, TopTest, eventually, once


class Screen(TopTest):
    def test_numbers_are_those_of_once_json_and_of_the_program(self):
        subject = self.subject("hold", "96")
        terminal = self.terminal()
        terminal.command(f"{TARE} top {subject.pid} --interval 0.2")
        ram, own = self.row(terminal, subject.pid)
        process, = once(str(subject.pid))["processes"]
        self.assertEqual(process["pid"], subject.pid)
        self.assertAlmostEqual(ram, process["rss"] / MIB, delta=0.5)
        self.assertAlmostEqual(own, process["own"] / MIB, delta=0.5)
        self.assertLessEqual(96, own)
        self.assertLess(own, 96 + 6)
        subject.grow()
        eventually(lambda: self.row(terminal, subject.pid)[1] >= 192, "the row grows with the program")
        # Its mappings are read once the selection rests; anonymous memory is the largest.
        terminal.shows(r"largest mappings")
        terminal.shows(r"^ +\d{2,3}\.\d\d +\d{2,3}\.\d\d +█+ +anonymous")

    def test_the_whole_machine_is_shown_and_the_largest_is_first(self):
        self.subject("hold", "30")
        terminal = self.terminal(120, 40)
        terminal.command(f"{TARE} top --interval 0.2")
        terminal.shows(r"RAM +\S+ +\d+\.\d\d of \d+\.\d\d MiB +\d+\.\d %")
        terminal.shows(r"^GPU +no device|^GPU\d? ")
        numbers = [float(found) for found in
                   re.findall(r"^[ !][ >] *\d+ .{18} +(\d+\.\d\d) ", terminal.screen(), re.MULTILINE)]
        self.assertGreater(len(numbers), 2)
        self.assertEqual(numbers, sorted(numbers, reverse=True))

    def test_every_size_is_survived(self):
        subject = self.subject("hold", "20")
        terminal = self.terminal(80, 24)
        terminal.command(f"{TARE} top {subject.pid} --interval 0.2")
        self.row(terminal, subject.pid)
        for width, height in ((20, 5), (10, 2), (200, 60), (40, 10), (1, 1), (60, 12)):
            terminal.resize(width, height)
            time.sleep(0.3)
        terminal.resize(20, 5)
        terminal.shows(r">tare_\S+ +2\d\.\d\d")
        terminal.shows(r"RAM \d+\.\d\d MiB \d+")
        terminal.resize(100, 30)
        self.row(terminal, subject.pid)
        terminal.shows("largest mappings")

    def test_suspend_and_resume(self):
        subject = self.subject("hold", "20")
        terminal = self.terminal()
        terminal.command("stty -g | md5sum")
        before = terminal.shows(r"^[0-9a-f]{32}")[0]
        terminal.command(f"{TARE} top {subject.pid} --interval 0.2")
        self.row(terminal, subject.pid)
        terminal.key("C-z")
        terminal.shows(r"Stopped")
        terminal.command("clear; stty -g | md5sum; echo still here")
        self.assertEqual(terminal.shows(r"^[0-9a-f]{32}")[0], before)
        terminal.resize(90, 28)
        terminal.command("fg")
        self.row(terminal, subject.pid)
        terminal.type("?")
        terminal.shows("sort by RAM")
        terminal.type("?")
        terminal.type("q")
        terminal.command("clear; stty -g | md5sum")
        self.assertEqual(terminal.shows(r"^[0-9a-f]{32}")[0], before)

    def test_stopped_by_signal_and_continued(self):
        subject = self.subject("hold", "20")
        terminal = self.terminal()
        terminal.command(f"{TARE} top {subject.pid} --interval 0.2")
        self.row(terminal, subject.pid)
        pid = terminal.pid_of("tare")
        os.kill(pid, signal.SIGSTOP)
        terminal.shows("Stopped")
        terminal.command("clear; fg")
        self.row(terminal, subject.pid)
        subject.grow()
        eventually(lambda: self.row(terminal, subject.pid)[1] >= 40, "it goes on reading")

    def test_signals_give_the_terminal_back(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
            subject = self.subject("hold", "20")
            terminal = self.terminal()
            terminal.command(f"echo before; {TARE} top {subject.pid} --interval 0.2; echo status $?")
            self.row(terminal, subject.pid)
            os.kill(terminal.pid_of("tare"), number)
            wanted = 0 if number == signal.SIGQUIT else 128 + number
            terminal.shows(rf"^status {wanted}$")
            self.assertIn("before", terminal.screen())  # the other screen is back
            terminal.command("echo typed")
            terminal.shows(r"^typed$")

    def test_the_terminal_goes_away(self):
        terminal = self.terminal()
        terminal.command(f"{TARE} top --interval 0.2")
        terminal.shows("tare top")
        pid = terminal.pid_of("tare")
        terminal.close()
        eventually(lambda: not os.path.exists(f"/proc/{pid}"), "tare ends with its terminal")

    def test_keys(self):
        subject = self.subject("hold", "20")
        terminal = self.terminal(100, 40)
        terminal.command(f"{TARE} top --interval 0.2")
        terminal.shows("RAM MiB▾")
        terminal.type("s")
        terminal.shows("own MiB▾")
        terminal.type("P")
        terminal.shows("PID▾")
        # By its id: programs that build this one have its name among their arguments.
        terminal.type(f"/{subject.pid}")
        terminal.shows(rf"filter: {subject.pid}_")
        self.row(terminal, subject.pid)
        terminal.key("Enter")
        rows = [line for line in terminal.lines() if re.match(r"[ !][ >] *\d+ ", line)]
        self.assertEqual(len(rows), 1, rows)
        terminal.key("Escape")
        eventually(lambda: len([line for line in terminal.lines() if re.match(r"[ !][ >] *\d+ ", line)]) > 2,
                   "all rows again")
        terminal.type("g")
        first = terminal.shows(r"^[ !]> *(\d+) ")[1]
        terminal.key("Down")
        terminal.shows(rf"^[ !]> *(?!{first} )\d+ ")
        terminal.type("+")
        terminal.shows("every 0.4 s")
        terminal.type(" ")
        terminal.shows("PAUSED")
        subject.grow()
        time.sleep(1)
        terminal.type(f"/{subject.pid}")
        self.assertLess(self.row(terminal, subject.pid)[1], 30)
        terminal.key("Enter")
        terminal.type(" ")
        terminal.lacks("PAUSED")
        eventually(lambda: self.row(terminal, subject.pid)[1] >= 40, "it reads again")
        terminal.type("?")
        terminal.shows("ten rows up or down")
        terminal.type("q")
        terminal.shows(r"\$\s*\Z")

    def test_a_process_that_ends_while_selected_keeps_its_last_values(self):
        subject = self.subject("hold", "20")
        terminal = self.terminal()
        terminal.command(f"{TARE} top {subject.pid} --interval 0.2")
        ram, own = self.row(terminal, subject.pid)
        subject.end()
        terminal.shows(rf"process {subject.pid} ended; its last values")
        self.assertEqual(self.row(terminal, subject.pid), (ram, own))

    def test_a_program_with_steps_from_start_to_end(self):
        terminal = self.terminal(140, 44)
        terminal.command(f"{TARE} top --interval 0.2 -- {SUBJECT} steps; echo status $?")
        terminal.shows("tare_top_subject runs")
        number = r"([+-]?\d+\.\d\d)"
        for step, low, high in (("2 held", 64, 65), ("3 freed", -64.5, -63)):
            found = terminal.shows(rf"{step} +\d+\.\d +{number} +{number} ")
            self.assertLessEqual(low, float(found[1]))
            self.assertLess(float(found[1]), high)
            self.assertLessEqual(low, float(found[2]))
            self.assertLess(float(found[2]), high)
        terminal.shows("message 3")
        terminal.shows(r"^first line")
        terminal.shows(r"^complaint \\u\{1b\}\[2J")
        pid = int(terminal.shows(r"runs \(pid (\d+)\)")[1])
        os.kill(pid, signal.SIGUSR2)
        terminal.shows("ended: exit 7")
        time.sleep(0.5)
        terminal.shows("ended: exit 7")  # it does not vanish
        terminal.type("q")
        terminal.shows(r"^status 7$")
        terminal.shows("2 held: RAM")
        terminal.shows("ended: exit 7; output of")

    def test_leaving_a_program_is_asked_for_and_ends_it(self):
        terminal = self.terminal()
        terminal.command(f"{TARE} top --interval 0.2 -- {SUBJECT} hold 5; echo status $?")
        pid = int(terminal.shows(r"runs \(pid (\d+)\)")[1])
        terminal.type("q")
        terminal.shows("still runs: q again ends it")
        terminal.type("j")
        terminal.lacks("still runs")
        os.kill(pid, 0)
        terminal.type("qq")
        terminal.shows(r"^status 0$")
        terminal.shows("ended: signal 15")
        self.assertFalse(os.path.exists(f"/proc/{pid}"))

    def test_control_c_ends_a_deaf_program_too(self):
        terminal = self.terminal()
        terminal.command(f"{TARE} top --interval 0.2 -- {SUBJECT} deaf; echo status $?")
        pid = int(terminal.shows(r"runs \(pid (\d+)\)")[1])
        terminal.shows(r"^ready")
        terminal.key("C-c")
        terminal.shows(r"^status 130$")
        self.assertFalse(os.path.exists(f"/proc/{pid}"))

    def test_hostile_names_stay_in_their_row(self):
        subject = self.subject("evil")
        terminal = self.terminal()
        terminal.command(f"{TARE} top {subject.pid} --interval 0.2")
        terminal.shows(rf"> *{subject.pid} \\u\{{1b\}}\[2J\\u\{{7\}}")
        self.assertTrue(terminal.lines()[0].startswith("tare top"))

    def test_without_colours_no_colour_is_sent(self):
        subject = self.subject("hold", "20")
        colours = r"\x1b\[[0-9;]*(3[0-8]|4[0-8]|9[0-7])[0-9;]*m"
        for environment, wanted in (({}, True), ({"NO_COLOR": "1"}, False)):
            terminal = self.terminal(**environment)
            terminal.command(f"{TARE} top {subject.pid} --interval 0.2")
            self.row(terminal, subject.pid)
            found = re.search(colours, terminal.screen("-e"))
            self.assertEqual(bool(found), wanted, environment)

    def test_few_colours_and_no_utf8(self):
        subject = self.subject("hold", "20")
        for term in ("xterm", "vt100", "linux", "screen"):
            terminal = self.terminal()
            terminal.command(f"TERM={term} LC_ALL=C {TARE} top {subject.pid} --interval 0.2")
            self.row(terminal, subject.pid)
            self.assertTrue(terminal.screen().isascii(), terminal.screen())
            terminal.shows(r"RAM +#+")

    def test_an_unknown_terminal_is_said(self):
        terminal = self.terminal()
        terminal.command(f"TERM=nonsense {TARE} top; echo status $?")
        terminal.shows(r"'nonsense' \(TERM\) is not known")
        terminal.shows("status 3")

    def test_a_dumb_terminal_gets_lines(self):
        subject = self.subject("hold", "20")
        terminal = self.terminal(160)
        terminal.command(f"TERM=dumb {TARE} top {subject.pid} --interval 0.2")
        terminal.shows(rf"\({subject.pid}\): RAM 2\d\.\d\d, own 2\d\.\d\d MiB")
        self.assertNotIn("▾", terminal.screen())
        terminal.key("C-c")
        terminal.shows(r"\$\s*\Z")

    def test_video_memory_by_process(self):
        subject = self.subject("hold", "20")
        library = os.environ["TARE_NVML_STAND_IN"]
        terminal = self.terminal(160, TARE_NVML_LIBRARY=library, TARE_NVML_COMPUTE=f"{subject.pid}:{700 * MIB}")
        terminal.command(f"{TARE} top {subject.pid} --interval 0.2")
        terminal.shows(r"GPU +\S+ +1024\.00 of 6144\.00 MiB +16\.7 %.*selected: 700\.00 MiB")
        terminal.shows(rf"> *{subject.pid} .* 700\.00 ")
        process, = once(str(subject.pid), TARE_NVML_LIBRARY=library,
                        TARE_NVML_COMPUTE=f"{subject.pid}:{700 * MIB}")["processes"]
        self.assertEqual(process["vram"], 700 * MIB)

    def test_the_bell_rings_once_for_each_crossing(self):
        subject = self.subject("hold", "20")
        child, terminal = pty.fork()
        if child == 0:
            os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8")
            os.execv(TARE, [TARE, "top", str(subject.pid), "--interval", "0.1", "--threshold", "100MiB"])
        bells = 0

        def listen(seconds):
            nonlocal bells
            until = time.monotonic() + seconds
            while (left := until - time.monotonic()) > 0:
                if select.select([terminal], [], [], left)[0]:
                    bells += os.read(terminal, 65536).count(b"\x07")
        listen(1)
        self.assertEqual(bells, 0)
        for _ in range(4):
            subject.grow()
        until = time.monotonic() + 20
        while bells == 0 and time.monotonic() < until:
            listen(0.2)
        listen(1)
        self.assertEqual(bells, 1)
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)
        os.close(terminal)


if __name__ == "__main__":
    unittest.main()
