"""The measures behind doc/benchmarks.md. Each returns rows of table.Row; both sides of a ratio are
run by the same call, in turn, on the same machine."""
import json
import os
import re
import statistics
import subprocess
import sys
import time

from table import Row, quotient, spread

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BIN = os.path.join(ROOT, "build", "release", "bin")
MODEL = os.environ.get("TARE_MODEL", os.path.join(ROOT, "models", "SmolLM2-135M-Instruct.Q4_1.gguf"))


def output(*words, **more):
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)
    if done.returncode != 0:
        sys.exit(f"{' '.join(words)} ended with {done.returncode}: {done.stderr.strip()[-400:]}")
    return done.stdout


def program(name):
    return os.path.join(BIN, name)


def google(name, filter_by):
    """Real and CPU nanoseconds of each repetition, by benchmark."""
    text = output(program(name), "--benchmark_format=json", "--benchmark_repetitions=5",
                  f"--benchmark_filter={filter_by}")
    runs = {}
    unit = {"ns": 1, "us": 1e3, "ms": 1e6}
    for row in json.loads(text)["benchmarks"]:
        if row["run_type"] == "iteration":
            name = re.sub(r"/(iterations|manual_time).*", "", row["run_name"])
            runs.setdefault(name, []).append({"ns": row["real_time"] * unit[row["time_unit"]], **row})
    return runs


def times(runs, name):
    return [run["ns"] for run in runs[name]]


def profile(*words):
    return json.loads(output(program("tare"), "profile", *words, "--json", "--model", MODEL,
                             cwd=os.path.join(ROOT, "build")))


def step(run, name):
    return next(s for s in run["steps"] if s["name"].startswith(name))


def mib(count):
    return count / (1 << 20)


def samples():
    runs = google("tare_probe_bench", "process_|machine_|500MiB|small")
    folder = os.path.join(ROOT, "build", "psutil")
    if not os.path.isdir(folder):
        output(sys.executable, "-m", "pip", "install", "-q", "--target", folder, "psutil==7.2.2")
    peer = json.loads(output(sys.executable, os.path.join(ROOT, "bench/probe/psutil_peer.py"),
                             env={**os.environ, "PYTHONPATH": folder}))
    rows = []
    for what, calls in (("process", ("memory_info", "memory_full_info")),
                        ("machine", ("virtual_memory", "swap_memory"))):
        ours = times(runs, f"{what}_sample")
        rows.append(Row(f"one {what} sample against a kept-descriptor `pread` of the same files",
                        quotient(ours, times(runs, f"{what}_bare")), "≤ 1.5", 1.5))
        theirs = sum(peer[call]["time"] for call in calls) * 1000
        rows.append(Row(f"one {what} sample against psutil {peer['psutil']} `{'` + `'.join(calls)}`",
                        [t / theirs for t in ours], "≤ 1/3", 1 / 3))
    rows.append(Row("step on 500 MiB of 4 KiB pages against the bare reading of its `smaps`",
                    quotient(times(runs, "step/500MiB"), times(runs, "smaps_bare/500MiB")), "≤ 1.3", 1.3))
    rows.append(Row("step on a small process, ms", [t / 1e6 for t in times(runs, "step/small")],
                    "≤ 0.3", 0.3))
    return rows


def marks():
    runs = google("tare_marks_bench", ".")
    return [
        Row("a mark without Tare, ns", times(runs, "mark_without_tare"), "≤ 5", 5),
        Row("step round trip of a small process, stored in memory, ms",
            [t / 1e6 for t in times(runs, "step_of_a_small_process")], "≤ 0.3", 0.3),
        Row("idle recorder at 10 Hz, % of a core",
            [run["percent_of_a_core"] for run in runs["idle_recorder"]], "≤ 0.1", 0.1,
            "a process that only wakes as often, on the same machine: "
            f"{statistics.median(run['percent_of_a_core'] for run in runs['idle_waking']):.3f}"),
    ]


def bare_loop(threads):
    text = output(program("tare-bench-bare-loop"), MODEL, "2048", "256", str(threads))
    rows = [re.match(r"(.+?)\s+([\d.]+)\s+([\d.]+)$", line) for line in text.splitlines()]
    return {r[1]: {"rss": float(r[2]), "own": float(r[3])} for r in rows if r}


def conversation():
    run = profile("conversation", "--ctx", "2048", "--batch", "256", "--threads", "1")[0]
    bare = bare_loop(1)
    made, last, freed = (step(run, name)["process"] for name in ("2 ", "5 ", "7 "))
    wait = {turn["number"]: turn["first_token_ms"] for turn in run["turns"]}
    early = statistics.median(wait[n] for n in range(2, 11))
    late = statistics.median(wait[n] for n in range(11, 101))
    return [
        Row("resident after backend start, MiB", [mib(made["rss"])], "≤ 10", 10,
            f"bare loop {bare['backend']['rss']:.2f}"),
        Row("own bytes after 100 messages less the bare loop's, MiB",
            [mib(last["own"]) - max(bare["a full batch"]["own"], bare["messages"]["own"])], "≤ 8", 8,
            f"{mib(last['own']):.2f} against {bare['messages']['own']:.2f}"),
        Row("own bytes after unload above the step before the load, MiB",
            [mib(freed["own"]) - mib(made["own"])], "≤ 6", 6,
            f"bare loop: {bare['model freed']['own'] - bare['backend']['own']:.2f}, "
            f"after malloc_trim {bare['malloc_trim']['own'] - bare['backend']['own']:.2f}"),
        Row("median time to first token, messages 11 to 100 against 2 to 10", [late / early], "≤ 1.5",
            1.5, f"{late:.0f} ms against {early:.0f} ms"),
    ]


def speed():
    peer = output("sh", os.path.join(ROOT, "bench/engine/build_llama_bench.sh")).strip()
    ours, theirs = [], []
    for _ in range(5):
        text = output(program("tare-bench-engine-loop"), MODEL, "speed", "256", "64", "1", "1")
        ours.append(float(text.split()[0]))
        rows = json.loads(output(peer, "-m", MODEL, "-t", "1", "-p", "0", "-n", "64", "-d", "256",
                                 "-r", "1", "-o", "json"))
        theirs.append(rows[-1]["avg_ts"])
    return [Row("reply tokens/s, greedy, 1 thread, depth 256, against `llama-bench`",
                quotient(ours, theirs), "≥ 0.98", 0.98, f"{spread(ours)} against {spread(theirs)}", False)]


def warm_up():
    firsts, laters = [], []
    for _ in range(5):
        warm = profile("load", "--threads", "1")[1]
        firsts.append(step(warm, "4 ")["reply_ms"])
        laters.append(step(warm, "5 ")["reply_ms"])
    return [Row("first reply after warm-up against the second, medians of 5 loads",
                [statistics.median(firsts) / statistics.median(laters)], "≤ 1.05", 1.05,
                f"{spread(firsts)} ms against {spread(laters)} ms")]


def reply_speed(*words):
    run = profile("conversation", "--turns", "10", *words)[0]
    return step(run, "5 ")["reply_tokens_per_s"]


def threads():
    cores = len(os.sched_getaffinity(0))
    fixed = {n: [] for n in range(1, cores + 1)}
    idle, busy = [], []
    for _ in range(3):
        idle.append(reply_speed())
        for n, speeds in fixed.items():
            speeds.append(reply_speed("--threads", str(n)))
    beside = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2)]
    try:
        time.sleep(1)
        busy = [reply_speed() for _ in range(3)]
    finally:
        for one in beside:
            one.kill()
            one.wait()
    best = max(fixed.values(), key=statistics.median)
    return [
        Row("default threads on an idle machine against the best fixed setting", quotient(idle, best),
            "≥ 0.95", 0.95, f"{spread(idle)} against {spread(best)} tokens/s", False),
        Row("default threads with two busy programs beside against one thread on an idle machine",
            quotient(busy, fixed[1]), "≥ 0.5", 0.5, f"{spread(busy)} against {spread(fixed[1])} tokens/s",
            False),
    ]


def ipc():
    runs = [json.loads(output(program("tare"), "profile", "ipc", "--json",
                              cwd=os.path.join(ROOT, "build")))[-1] for _ in range(5)]

    def each(way, state, key, command="set_expression"):
        return [next(row[key] for row in run["figures"] if row["way"] == way and row["state"] == state
                     and row["command"] == command) / 1000 for run in runs]

    rows = []
    for state in ("absent", "connected", "slow"):
        rows.append(Row(f"`set_expression`, avatar {state}, what the chat pays, median, µs",
                        each("call", state, "median_ns"), "≤ 1", 1))
        rows.append(Row(f"`set_expression`, avatar {state}, what the chat pays, p99, µs",
                        each("call", state, "p99_ns"), "≤ 20", 20))
    trips = each("round_trip", "row", "median_ns", "set_transition_speed")
    bare = [run["bare"]["median_ns"] / 1000 for run in runs]
    rows.append(Row("round trip of commands in a row on loopback against a bare TCP ping-pong of the same "
                    f"{runs[0]['bare']['bytes']} bytes", quotient(trips, bare), "≤ 2", 2,
                    f"{spread(trips)} µs against {spread(bare)} µs"))
    wires = each("wire", "connected", "median_ns")
    rows.append(Row("`set_expression`, one every 1 to 2 ms, on the wire after, median, ms",
                    [t / 1000 for t in wires], "≤ 1", 1, "the original published 0.371 ms for its send alone"))
    return rows


MEASURES = {"samples": samples, "marks": marks, "conversation": conversation, "speed": speed,
            "warm-up": warm_up, "threads": threads, "ipc": ipc}
