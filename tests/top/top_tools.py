"""A terminal (tmux) to run tare in, and a program whose memory is known."""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

BIN = pathlib.Path(os.environ.get("TARE_BIN", "build/release/bin")).resolve()
TARE = str(BIN / "tare")
SUBJECT = str(BIN / "tare_top_subject")
MIB = 1 << 20
PATIENCE = int(os.environ.get("TARE_TEST_PATIENCE", "20"))  # seconds


def eventually(condition, what):
    """The first true answer of condition(); a failure that says what was waited for."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited {PATIENCE} s in vain: {what() if callable(what) else what}")


def run(*arguments, **environment):
    """One tare without a terminal: exit status, standard output, standard error."""
    done = subprocess.run([TARE, "top", *arguments], capture_output=True, text=True, timeout=60,
                          stdin=subprocess.DEVNULL, env={**os.environ, "LC_ALL": "C.UTF-8", **environment})
    return done.returncode, done.stdout, done.stderr


def once(*arguments, **environment):
    status, out, err = run(*arguments, "--once", "--json", **environment)
    if status not in (0, 1):
        raise AssertionError(err)
    return json.loads(out)


class Subject:
    """A child that holds memory of known size."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen([SUBJECT, *arguments], stdout=subprocess.PIPE, text=True)
        self.pid = self.process.pid
        assert self.process.stdout.readline() == "ready\n"

    def grow(self):
        os.kill(self.pid, signal.SIGUSR1)
        assert self.process.stdout.readline() == "grown\n"

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class Terminal:
    """bash in a tmux of its own, with one window."""

    def __init__(self, width=100, height=30, **environment):
        self.folder = tempfile.mkdtemp(prefix="tare-top-")
        self.environment = {"PATH": os.environ["PATH"], "HOME": self.folder, "LC_ALL": "C.UTF-8", "PS1": "$ ",
                            "TMUX_TMPDIR": self.folder, "TMPDIR": self.folder, "TERM": "xterm-256color",
                            "XDG_RUNTIME_DIR": self.folder,
                            **{name: value for name, value in os.environ.items()
                               if name.endswith("SAN_OPTIONS")},
                            **environment}
        configuration = pathlib.Path(self.folder, "tmux.conf")
        configuration.write_text("set -g default-terminal tmux-256color\nset -g escape-time 0\n"
                                 "set -g status off\nset -g remain-on-exit on\n")
        self.tmux("-f", str(configuration), "new-session", "-d", "-x", str(width), "-y", str(height),
                  "exec env 'PS1=$ ' bash --norc --noprofile -i")  # a shell between drops PS1
        eventually(lambda: "$" in self.screen(), "a prompt")

    def tmux(self, *arguments):
        done = subprocess.run(["tmux", *arguments], env=self.environment, capture_output=True, text=True, timeout=20)
        if done.returncode != 0:
            raise AssertionError(f"tmux {arguments}: {done.stderr}")
        return done.stdout

    def close(self):
        subprocess.run(["tmux", "kill-server"], env=self.environment, capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def type(self, text):
        self.tmux("send-keys", "-l", text)

    def key(self, name):
        self.tmux("send-keys", name)

    def command(self, text):
        self.type(text)
        self.key("Enter")

    def resize(self, width, height):
        self.tmux("resize-window", "-x", str(width), "-y", str(height))

    def screen(self, *options):
        return self.tmux("capture-pane", "-p", *options)

    def lines(self):
        return self.screen().splitlines()

    def shows(self, pattern, flags=re.MULTILINE):
        """Waits until the screen matches; the match."""
        return eventually(lambda: re.search(pattern, self.screen(), flags),
                          lambda: f"{pattern!r} on\n{self.screen()}")

    def lacks(self, pattern):
        eventually(lambda: not re.search(pattern, self.screen(), re.MULTILINE),
                   lambda: f"no {pattern!r} on\n{self.screen()}")

    def pid_of(self, name):
        """The youngest process of that name below this terminal."""
        shell = int(self.tmux("display-message", "-p", "#{pane_pid}"))

        def find():
            found = subprocess.run(["ps", "-o", "pid=,comm=", "--ppid", str(shell)], capture_output=True,
                                   text=True).stdout.split("\n")
            pids = [int(line.split()[0]) for line in found if line.split()[1:2] == [name]]
            return pids[-1] if pids else None
        return eventually(find, f"a process {name}")


class TopTest(unittest.TestCase):
    def subject(self, *arguments):
        subject = Subject(*arguments)
        self.addCleanup(subject.end)
        return subject

    def terminal(self, width=100, height=30, **environment):
        terminal = Terminal(width, height, **environment)
        self.addCleanup(terminal.close)
        return terminal

    def row(self, terminal, pid):
        """RAM and own MiB of a process's row, as they are on the screen."""
        found = terminal.shows(rf"^[ !][ >] *{pid} (.{{18}}) +(\d+\.\d\d) +(\d+\.\d\d)")
        return float(found[2]), float(found[3])
