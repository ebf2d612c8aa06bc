#!/usr/bin/env python3
"""Measures what doc/benchmarks.md states, and writes it.

  bench/run.py                 all measures, about 15 minutes on two idle cores
  bench/run.py speed threads   only these, printed, nothing written
  bench/run.py --set-up LOG    adds the times that a first ./run on a fresh machine printed into LOG

The machine should do nothing else meanwhile: the load at the start is printed with the table.
"""
import argparse
import os
import platform
import re
import subprocess
import sys

from measures import MEASURES, ROOT
from table import HEAD, Row


def build():
    subprocess.run([os.path.join(ROOT, "run"), "--build-only"], check=True, stdout=sys.stderr)
    targets = ["tare_probe_bench", "tare_marks_bench", "engine_bench"]
    subprocess.run(["ninja", "-C", os.path.join(ROOT, "build/release"), "-j2", *targets], check=True,
                   stdout=subprocess.DEVNULL)


def machine():
    with open("/proc/cpuinfo") as file:
        cpu = next(line.split(":")[1].strip() for line in file if line.startswith("model name"))
    cores = len(os.sched_getaffinity(0))
    return f"{cpu}, {cores} cores, Linux {platform.release()}, {platform.libc_ver()[1]}"


def set_up(log):
    text = open(log, encoding="utf-8").read()
    rows = []
    for what, pattern, limit in (("cold `./run` until the first table, minutes", r"first table after (\d+) s", 6),
                                 ("cold `./run` until all tables, minutes", r"all tables after (\d+) s", 10)):
        found = re.search(pattern, text)
        if found is None:
            sys.exit(f"{log}: no line says '{pattern}'; give the output of a first ./run")
        rows.append(Row(what, [int(found[1]) / 60], f"≤ {limit}", limit))
    return rows


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    words.add_argument("measures", nargs="*", metavar="MEASURE", help=", ".join(MEASURES))
    words.add_argument("--set-up", metavar="LOG")
    asked = words.parse_args()
    unknown = [name for name in asked.measures if name not in MEASURES]
    if unknown:
        words.error(f"no measure is called {unknown[0]}; there are {', '.join(MEASURES)}")
    build()
    load = f"{os.getloadavg()[0]:.2f}"
    rows = set_up(asked.set_up) if asked.set_up else []
    for name in asked.measures or MEASURES:
        print(f"measuring: {name}", file=sys.stderr, flush=True)
        rows += MEASURES[name]()
        print("\n".join(row.markdown() for row in rows[-6:]), file=sys.stderr, flush=True)
    table = "\n".join([HEAD, *(row.markdown() for row in rows)])
    if asked.measures:
        print(table)
    else:
        write(table, load)
    return 0 if all(row.holds() for row in rows) else 1


def write(table, load):
    path = os.path.join(ROOT, "doc/benchmarks.md")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"""# Benchmarks

Written by `bench/run.py`; nothing here is typed by hand. Machine: {machine()}. Load before: {load}.
Both sides of a ratio were run by the same call, in turn. Ratios are of single repetitions, pair by pair;
the table gives their median and extremes. Model: SmolLM2-135M-Instruct Q4_1.

{table}
""")
    print(f"written: {path}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
