#!/usr/bin/env python3
"""The seed's session 11, judged claim by claim.

  tools/session_11.py                       writes doc/session_11.md and doc/session_11.fr.md from what is kept
  tools/session_11.py --check               says whether they are what it would write; nothing is written
  tools/session_11.py --seed                reads the seed's tables anew into doc/sessions/seed_session_11.json
  tools/session_11.py --experiments [NAME…] runs the experiments anew (all, or these) and keeps their numbers
  tools/session_11.py --runs RUN.tare…      keeps what it needs of these runs (startup, load cold and warm, conversation)
Programs are taken from build/release/bin, or --bin DIR. Exit code: 0 fine, 1 a verdict does not hold or --check found a
difference, 2 wrong use.
"""
import argparse
import json
import pathlib
import subprocess
import sys

from session_11 import document, experiments, judge, runs, seed

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / "doc" / "sessions"
OUTPUTS = {"en": ROOT / "doc" / "session_11.md", "fr": ROOT / "doc" / "session_11.fr.md"}


def arguments():
    parser = argparse.ArgumentParser(description="The seed's session 11, judged claim by claim.")
    parser.add_argument("--check", action="store_true", help="compare with the stored documents, write nothing")
    parser.add_argument("--seed", action="store_true", help="read the seed's tables anew")
    parser.add_argument("--experiments", nargs="*", metavar="NAME", help=", ".join(experiments.EXPERIMENTS))
    parser.add_argument("--runs", nargs="+", type=pathlib.Path, metavar="RUN.tare")
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "build" / "release" / "bin")
    return parser.parse_args()


def wrong_use(sentence):
    print(f"session_11.py: {sentence}", file=sys.stderr)
    sys.exit(2)


def gather(asked):
    if asked.seed:
        seed.write(FOLDER / "seed_session_11.fr.md", FOLDER / "seed_session_11.json")
    if asked.experiments is not None:
        names = asked.experiments or list(experiments.EXPERIMENTS)
        unknown = [name for name in names if name not in experiments.EXPERIMENTS]
        if unknown:
            wrong_use(f"there is no experiment '{unknown[0]}'; there are {', '.join(experiments.EXPERIMENTS)}.")
        experiments.run(names, asked.bin, FOLDER / "session_11_experiments.json")
    if asked.runs:
        try:
            found = runs.summary(asked.bin / "tare", asked.runs)
        except (OSError, subprocess.CalledProcessError):
            wrong_use(f"{asked.bin / 'tare'} could not read these runs; give .tare files and, with --bin, the folder of tare.")
        missing = [name for name in ("startup", "cold", "warm", "conversation") if name not in found]
        if missing:
            wrong_use(f"no whole run of {', '.join(missing)} among these files; give runs of `tare profile all`.")
        (FOLDER / "session_11_runs.json").write_text(json.dumps(found, indent=1) + "\n")


def main():
    asked = arguments()
    gather(asked)
    kept = [json.loads((FOLDER / f"session_11_{name}.json").read_text()) for name in ("experiments", "runs")]
    try:
        facts = judge.Facts(FOLDER)
        texts = {lang: document.write(facts, *kept, lang) for lang in OUTPUTS}
    except ValueError as error:
        print(f"session_11.py: {error}", file=sys.stderr)
        return 1
    except KeyError as error:
        print(f"session_11.py: our runs have no {error}, which a claim is judged by; give whole runs of `tare profile all`.", file=sys.stderr)
        return 1
    different = [path.name for lang, path in OUTPUTS.items() if not path.exists() or path.read_text() != texts[lang]]
    if asked.check:
        print(f"differs: {', '.join(different)}" if different else "session_11: as stored")
        return 1 if different else 0
    for lang, path in OUTPUTS.items():
        path.write_text(texts[lang])
    return 0


if __name__ == "__main__":
    sys.exit(main())
