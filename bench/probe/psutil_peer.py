#!/usr/bin/env python3
"""Times the psutil calls that give the fields of one process sample and one machine sample.

Usage: psutil_peer.py [PID]      (default: a small child made for it)
Prints JSON: microseconds a call, the median of 15 rounds, and which fields each call stands for.
Needs psutil from PyPI (pip install psutil).
"""
import json
import os
import signal
import statistics
import subprocess
import sys
import time

import psutil

ROUNDS = 15


def microseconds(call, repeat):
    rounds = []
    for _ in range(ROUNDS):
        begin = time.perf_counter_ns()
        for _ in range(repeat):
            call()
        rounds.append((time.perf_counter_ns() - begin) / repeat / 1000)
    return statistics.median(rounds)


def main():
    child = None
    if len(sys.argv) > 1:
        pid = int(sys.argv[1])
    else:
        child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
        time.sleep(0.5)
        pid = child.pid
    process = psutil.Process(pid)
    calls = [
        ("memory_info", lambda: process.memory_info(), 200, "rss, shared"),
        ("memory_full_info", lambda: process.memory_full_info(), 50, "swap, uss, pss (reads smaps)"),
        ("virtual_memory", lambda: psutil.virtual_memory(), 200, "total, available, used %"),
        ("swap_memory", lambda: psutil.swap_memory(), 200, "swap total, swap free"),
    ]
    result = {"psutil": psutil.__version__, "pid": pid, "unit": "microseconds a call"}
    for name, call, repeat, fields in calls:
        result[name] = {"time": round(microseconds(call, repeat), 2), "fields": fields}
    print(json.dumps(result, indent=1))
    if child:
        os.kill(child.pid, signal.SIGKILL)
        child.wait()


if __name__ == "__main__":
    main()
