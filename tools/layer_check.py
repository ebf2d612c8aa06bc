#!/usr/bin/env python3
"""Checks who includes whom: tools/layer_check.py [ROOT].

Three tables say what is allowed; doc/design.md says why. Each breach is one line, and the exit
status is 1 when there is any.
"""
import pathlib
import re
import sys

# folder: folders that it may include, besides itself. Folders are those under src/ (faces by two
# names: "ui/tui"), "mate", "mate/gui", and "tare" for include/tare.
LAYERS = {
    "base": "",
    "core": "base",
    "port": "core base",
    "probe": "port core base",
    "linux": "port core base",
    "nvml": "port core base",
    "llama": "port core base",
    "sqlite": "port core base",
    "report": "core base",
    "app": "probe report port core base",
    "ui/tui": "app report port core base",
    "cli": "ui/tui app report probe linux nvml llama sqlite port core base mate tare",
    "mate": "sqlite probe port core base tare",
    "mate/gui": "",
    "tare": "",
}

# single files with more rights than their folder: (pattern, further folders)
WIRING = [
    (r"mate/([a-z_]*_)?main\.(cc|h)", "llama linux nvml"),
    (r"src/llama/([a-z_]*_)?main\.cc", "linux"),
    # what the parsers make of this very machine, against what it says by other ways
    (r"src/probe/ground_truth_test\.cc", "linux"),
    # the window knows this header of Desktop-Mate's, and no other
    (r"mate/gui/[a-z_]+\.(cc|h)", "mate/gui_module.h"),
    # tests may use the doors' twins, which lie below port/, and the promise to other programs
    (r".*_test\.cc", "port tare"),
]

# third-party header: files that may include it
THIRD_PARTY = [
    (r"sqlite3(ext)?\.h", r"src/sqlite/"),
    (r"(llama|ggml|gguf)([-_][a-z_-]+)?\.h|llama-cpp\.h|ggml-cpp\.h",
     r"src/llama/|bench/engine/bare_loop_main\.cc"),  # the bare loop is the peer without any code of ours
    (r"Q[A-Z]\w*(/.*)?|Qt\w+(/.*)?", r"mate/gui/"),
    (r"nvml\.h|cuda.*\.h", r"(?!)"),
    (r"n?curses(w/.*)?\.h|ncursesw?/.*|panel\.h", r"src/ui/tui/"),
    (r"CLI/.*", r"src/cli/|mate/([a-z_]*_)?main\.(cc|h)"),
    (r"tl/expected\.hpp", r"src/base/"),
    (r"(gtest|gmock)/.*", r".*_test\.cc|src/port/fake/|tests/|.*test_[a-z_]+\.h"),
    (r"benchmark/.*", r"bench/"),
]

SYSTEM_BRANCH = re.compile(
    r"#\s*(?:if|ifdef|ifndef|elif)\b.*\b(__linux__|__linux|_WIN32|_WIN64|__APPLE__|__unix__|__FreeBSD__)\b")
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')


def folder_of(path):
    """The folder in the tables that a source file belongs to, or None."""
    parts = path.split("/")
    if path.startswith("mate/gui/"):
        return "mate/gui"
    if parts[0] == "mate":
        return "mate"
    if path.startswith("include/tare/"):
        return "tare"
    if parts[0] == "src" and len(parts) > 3 and parts[1] == "ui":
        return "/".join(parts[1:3])
    if parts[0] == "src" and len(parts) > 2:
        return parts[1]
    return None


def target_of(header):
    """The folder that an included header of ours belongs to, or None when it is not ours."""
    parts = header.split("/")
    if header.startswith("mate/gui/"):
        return "mate/gui"
    if parts[0] == "ui" and len(parts) > 2:
        return "/".join(parts[:2])
    return parts[0] if len(parts) > 1 and parts[0] in LAYERS else None


def rights(path, folder):
    allowed = set(LAYERS[folder].split()) | {folder}
    for pattern, more in WIRING:
        if re.fullmatch(pattern, path):
            allowed |= set(more.split())
    return allowed


def breaches(path, text):
    """Yields 'path:line: sentence' for each breach in one file of ours."""
    folder = folder_of(path)
    if folder is not None and folder not in LAYERS:
        yield f"{path}:1: src/{folder} is in no row of the table in tools/layer_check.py"
        return
    shared_header = path.endswith((".h", ".hpp")) and folder not in (None, "linux", "tare")
    for number, line in enumerate(text.splitlines(), 1):
        where = f"{path}:{number}:"
        branch = SYSTEM_BRANCH.search(line)
        if branch and shared_header:
            yield f"{where} {branch[1]} in a shared header: a system brings a folder of its own"
        include = INCLUDE.match(line)
        if not include:
            continue
        header = include[2]
        for pattern, homes in THIRD_PARTY:
            if re.fullmatch(pattern, header) and not re.match(homes, path):
                yield f"{where} <{header}> may not be named here, only in {homes}"
        target = target_of(header)
        if folder and target and not {target, header} & rights(path, folder):
            yield f"{where} {folder} may not include {target} ({header})"


def main(root):
    root = pathlib.Path(root)
    files = [f for top in ("src", "mate", "include", "bench", "tests")
             for f in sorted((root / top).rglob("*")) if f.suffix in (".cc", ".h", ".hpp", ".c")]
    found = [b for f in files for b in breaches(f.relative_to(root).as_posix(), f.read_text())]
    print("\n".join(found) if found else f"layers: {len(files)} files, no breach")
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent))
