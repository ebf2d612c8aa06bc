#!/usr/bin/env python3
"""What a page costs to write: bench/page/write_page.py [SAMPLES]  (1000000)

Makes a stored run of that many samples, writes its page five times, and prints time and memory of
`tare report --html` with the bounds that they must hold. Exit 1 when one is missed.
"""
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

BIN = pathlib.Path(__file__).resolve().parents[2] / "build/release/bin"
SECONDS, MEBIBYTES = 2.0, 300


def measured(*command):
    """Seconds, seconds of CPU, and the largest resident size in MiB."""
    begun = time.monotonic()
    child = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"{command[0]} ended with {os.waitstatus_to_exitcode(status)}")
    return time.monotonic() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main(samples):
    with tempfile.TemporaryDirectory() as folder:
        run, page = os.path.join(folder, "long.tare"), os.path.join(folder, "long.html")
        subprocess.run([BIN / "tare_page_runs", "long", run, str(samples)], check=True)
        results = [measured(BIN / "tare", "report", run, "--html", page) for _ in range(5)]
        times, cpu, sizes = zip(*results)
        print(f"a page of {samples} samples ({os.path.getsize(run) / 2**20:.0f} MiB of run): "
              f"{statistics.median(times):.2f} s ({min(times):.2f}–{max(times):.2f}), at most {SECONDS} s; {statistics.median(cpu):.2f} s of CPU; "
              f"{max(sizes):.0f} MiB, at most {MEBIBYTES} MiB; the page has {os.path.getsize(page) / 1024:.0f} KiB")
        return 0 if statistics.median(times) <= SECONDS and max(sizes) <= MEBIBYTES else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
