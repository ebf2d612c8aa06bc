#!/usr/bin/env python3
"""clang-tidy over our sources: tools/tidy.py BUILD_FOLDER [FILE…].

A file found clean is not looked at again until it, a header of ours that it includes, a
.clang-tidy, its compile flags or clang-tidy itself changes: a mark under the user's cache folder
remembers (content only, so other checkouts profit too).
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TIDY = "clang-tidy-19"
OURS = ("src/", "mate/", "include/", "bench/", "tests/")
INCLUDE = re.compile(rb'^\s*#\s*include\s*["<]([^">]+)[">]', re.M)


def relative(path):
    try:
        return pathlib.Path(path).resolve().relative_to(ROOT).as_posix()
    except ValueError:
        return ""


def sources(build, wanted):
    """{source of ours: its compile command}, from the build's compile_commands.json."""
    commands = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        name = relative(pathlib.Path(entry["directory"]) / entry["file"])
        if name.startswith(OURS) and (not wanted or name in wanted):
            commands[name] = entry["command"]
    return commands


def closure(name):
    """A source and all headers of ours that it reaches, without asking the compiler."""
    seen, todo = {}, [ROOT / name]
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen[path] = path.read_bytes()
        for header in INCLUDE.findall(seen[path]):
            for folder in (path.parent, ROOT / "src", ROOT, ROOT / "include"):
                found = folder / header.decode()
                if found.is_file():
                    todo.append(found.resolve())
                    break
    return seen


def fingerprint(name, command, version):
    digest = hashlib.sha256(version + command.replace(str(ROOT), "").encode())
    for path, content in sorted(closure(name).items()):
        digest.update(relative(path).encode() + b"\0" + content)
    for folder in [*(ROOT / name).parents]:
        if (folder / ".clang-tidy").is_file() and folder.is_relative_to(ROOT):
            digest.update((folder / ".clang-tidy").read_bytes())
    return digest.hexdigest()


def check(build, name):
    # GCC's flags hold warnings that clang does not know, and clang finds what GCC's own headers
    # call deprecated inside themselves; GCC reports our uses.
    done = subprocess.run([TIDY, "--quiet", "--extra-arg=-Wno-unknown-warning-option",
                           "--extra-arg=-Wno-deprecated-declarations", "-p", str(build),
                           str(ROOT / name)], capture_output=True, text=True)
    return done.returncode == 0, done.stdout + ("" if done.returncode == 0 else done.stderr)


def main(build, *wanted):
    build = pathlib.Path(build).resolve()
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    known = pathlib.Path(home) / "tare" / "tidy"
    known.mkdir(parents=True, exist_ok=True)
    version = subprocess.run([TIDY, "--version"], capture_output=True, check=True).stdout
    marks = {name: known / fingerprint(name, command, version)
             for name, command in sources(build, wanted).items()}
    todo = [name for name, mark in marks.items() if not mark.exists()]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, (clean, said) in zip(todo, pool.map(lambda n: check(build, n), todo)):
            if clean:
                marks[name].touch()
                print(f"clean {name}", flush=True)
            else:
                failed += 1
                print(f"{said}\nFOUND {name}", flush=True)
    print(f"tidy: {len(marks)} files, {len(todo)} looked at, {failed} with findings")
    return 1 if failed or not marks else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("tools/tidy.py needs a build folder, for instance build/release.")
    sys.exit(main(*sys.argv[1:]))
