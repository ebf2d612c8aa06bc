"""The experiments that decide claims of the seed, run on this machine; each returns plain numbers.

Sizes are bytes. Every experiment runs in a process of its own, so that none disturbs another.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import zipfile

MIB = 1 << 20
HERE = pathlib.Path(__file__).resolve().parent


def in_a_child(script, *arguments):
    """Runs one of the programs in this folder and reads the JSON it prints."""
    done = subprocess.run([sys.executable, str(HERE / script), *arguments], stdout=subprocess.PIPE, text=True, check=True,
                          timeout=300)
    return json.loads(done.stdout)


def pageout(_bin):
    """RSS falls while nothing is freed; then the same bytes freed, for comparison."""
    with tempfile.TemporaryDirectory() as folder:
        return in_a_child("pageout_child.py", folder)


def mlock(_bin):
    """Locking asked for beyond RLIMIT_MEMLOCK."""
    return in_a_child("mlock_child.py")


def history(_bin):
    """What a hundred messages hold as Python's own objects, and in SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        return in_a_child("history_child.py", folder)


class StandIn:
    """llama.cpp's server over a stand-in card, for as long as the block lasts."""

    def __init__(self, bin_folder, size):
        self.shared = os.memfd_create("card")
        os.ftruncate(self.shared, 4096)
        self.life, child_life = os.pipe()
        read_end, self.life = self.life, child_life
        os.set_inheritable(self.shared, True)
        self.process = subprocess.Popen(
            [str(bin_folder / "tare-stand-in-card"), "--size", str(size), "--shared-fd", str(self.shared), "--life-fd",
             str(read_end)], pass_fds=(self.shared, read_end), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(read_end)
        for _ in range(400):
            state, port = (int.from_bytes(os.pread(self.shared, 4, at), "little") for at in (0, 4))
            if state == 1:
                break
            time.sleep(0.05)
        else:
            raise RuntimeError("the stand-in card did not start")
        self.endpoint = f"127.0.0.1:{port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.life)
        self.process.wait(timeout=20)
        os.close(self.shared)


def plan_of(bin_folder, card, model, layers, ctx, batch, kv_type="f16"):
    """{"layers": N, "card": {weights, kv, compute, output}, "ram": {…}}"""
    done = subprocess.run([str(bin_folder / "tare-dry-plan"), "--model", str(model), "--gpu-layers", str(layers), "--ctx",
                           str(ctx), "--batch", str(batch), "--threads", "1", "--kv-type", kv_type, "--remote",
                           card.endpoint], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True, timeout=300)
    plan = {"card": dict.fromkeys(("weights", "kv", "compute", "output"), 0)}
    plan["ram"] = dict(plan["card"])
    for line in done.stdout.splitlines():
        words = line.split()
        if words[0] == "layers":
            plan["layers"] = int(words[1])
        elif words[0] == "device":
            place = plan["card" if words[2] == "gpu" else "ram"]
            for purpose, value in zip(("weights", "kv", "compute", "output"), words[3:7]):
                place[purpose] += int(value)
        else:
            raise RuntimeError(f"tare-dry-plan said: {line}")
    for place in ("card", "ram"):
        plan[place]["total"] = sum(plan[place].values())
    return plan


def plans(bin_folder):
    """Dry plans of a model of Zephyr-7B's shape, on a card of 24 GiB so that nothing is left out."""
    from . import gguf_shape
    found = {}
    with tempfile.TemporaryDirectory() as folder, StandIn(bin_folder, 24 << 30) as card:
        for mix in ("Q4_K_M", "Q5_K_M"):
            model = pathlib.Path(folder) / f"shape-{mix}.gguf"
            found[mix] = {"file": gguf_shape.write(model, mix),
                          "all": plan_of(bin_folder, card, model, -1, 4096, 512)}
            if mix == "Q5_K_M":
                found[mix]["layers_35"] = plan_of(bin_folder, card, model, 35, 4096, 512)
                found[mix]["layers_33"] = plan_of(bin_folder, card, model, 33, 4096, 512)
                found[mix]["layers_32"] = plan_of(bin_folder, card, model, 32, 4096, 512)
                found[mix]["none"] = plan_of(bin_folder, card, model, 0, 4096, 512)
                found[mix]["balanced"] = plan_of(bin_folder, card, model, 35, 2048, 256)
                found[mix]["kv_q8_0"] = plan_of(bin_folder, card, model, -1, 4096, 512, "q8_0")
    return found


def registry(_bin):
    """Versions that the Python registry offers of the seed's tools, by pip itself."""
    found = {}
    for package, version in (("psutil", "7.1.1"), ("pynvml", "11.5.3"), ("memory-profiler", "0.61.0"),
                             ("pytest-benchmark", "5.1.0")):
        done = subprocess.run([sys.executable, "-m", "pip", "index", "versions", package], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True, timeout=120)
        offered = [word.strip(" ,") for line in done.stdout.splitlines() if line.startswith("Available")
                   for word in line.split(":", 1)[1].split(",")]
        found[package] = {"asked": version, "offered": version in offered, "versions": len(offered)}
    found["pynvml"] |= newest_pynvml()
    return found


def newest_pynvml():
    """What the newest pynvml says of itself."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, "pynvml"],
                       check=True, timeout=120, stderr=subprocess.DEVNULL)
        with zipfile.ZipFile(next(pathlib.Path(folder).glob("*.whl"))) as wheel:
            name = next(name for name in wheel.namelist() if name.endswith("/METADATA"))
            said = wheel.read(name).decode()
    return {"newest": re.search(r"^Version: (.*)$", said, re.M)[1],
            "inactive": "Development Status :: 7 - Inactive" in said,
            "needs_nvidia_ml_py": re.search(r"^Requires-Dist: nvidia-ml-py", said, re.M) is not None}


EXPERIMENTS = {"pageout": pageout, "mlock": mlock, "history": history, "plans": plans, "registry": registry}


def run(names, bin_folder, path):
    """Runs the experiments of these names and keeps their numbers beside those of the others."""
    kept = json.loads(path.read_text()) if path.exists() else {}
    for name in names:
        print(f"experiment {name}", file=sys.stderr)
        kept[name] = EXPERIMENTS[name](bin_folder)
        path.write_text(json.dumps(kept, indent=1) + "\n")
