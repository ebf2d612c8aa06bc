"""What the judgements need of our own runs, out of `tare report --json`; sizes in MiB, as the seed's."""
import json
import subprocess

MIB = 1 << 20
READINGS = ("rss", "own", "file", "anon", "swap", "locked")
NOTES = ("first_token_ms", "reply_ms", "load_ms", "warm_ms", "prompt_tokens_per_s", "reply_tokens_per_s")


def mebibytes(reading):
    return reading / MIB if isinstance(reading, (int, float)) else None


def step_of(step):
    found = {"name": step["name"], **{name: mebibytes(step["process"][name]) for name in READINGS}}
    found["vram"] = mebibytes(step["vram"])
    found["declared"] = {}  # of RAM and cards together
    for row in step["ledger"]:
        if mebibytes(row["reserved"]) is not None:
            found["declared"][row["owner"]] = found["declared"].get(row["owner"], 0) + mebibytes(row["reserved"])
    found["notes"] = {key: step[key] for key in NOTES if isinstance(step.get(key), (int, float))}
    return found


def steps_of(run):
    for step in run["steps"]:
        yield from (step_of(part) | {"part": True} for part in step.get("parts", []))
        yield step_of(step)


def label(run):
    scenario = run["run"].get("scenario")
    return run["run"].get("variant", "cold") if scenario == "load" else scenario


def summary(tare, files):
    """{"startup" | "cold" | "warm" | "conversation": {started, steps, turns, model}}"""
    done = subprocess.run([str(tare), "report", *map(str, files), "--json"], stdout=subprocess.PIPE, text=True, check=True)
    answer = json.loads(done.stdout)
    runs = answer if isinstance(answer, list) else [answer]
    found = {}
    for run in runs:
        name = label(run)
        if name in ("startup", "cold", "warm", "conversation") and run["run"]["end"] == "exit 0":
            found[name] = {"started": run["run"]["started"], "kernel": run["run"]["host"]["kernel"],
                           "turns": len(run["turns"]), "steps": list(steps_of(run))}
    return found


class Step:
    def __init__(self, values):
        self.__dict__.update(values)


def read(path):
    """{name: {step name: Step}}, and the number of turns under "turns"."""
    data = json.loads(path.read_text())
    return {name: {step["name"]: Step(step) for step in run["steps"]} | {"turns": run["turns"]} for name, run in data.items()}
