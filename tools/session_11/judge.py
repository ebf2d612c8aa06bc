"""Verdicts: each claim's check and evidence, computed from the seed's rows, experiments and our runs."""
import dataclasses
import json
import re
import tomllib
import types

from . import runs, seed

VERDICTS = ("confirmed", "refuted", "undecidable")
# {expression} or {expression:format}; no expression of ours holds a colon or a brace.
FIELD = re.compile(r"\{([^{}:]+)(?::([^{}]*))?\}")
# Student's t, 97.5 %, by degrees of freedom: three points leave one.
STUDENT = {1: 12.706, 2: 4.303, 3: 3.182}
FUNCTIONS = {f.__name__: f for f in (abs, all, any, len, max, min, round, sum)}


@dataclasses.dataclass
class Verdict:
    number: int
    lines: list
    text: str
    verdict: str
    why: str


def mib(size):
    return size / (1 << 20)


def least_squares(x, y):
    """Slope, and half the width of its 95 % interval."""
    n, mean_x, mean_y = len(x), sum(x) / len(x), sum(y) / len(y)
    spread = sum((a - mean_x) ** 2 for a in x)
    slope = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y)) / spread
    left = sum((b - mean_y - slope * (a - mean_x)) ** 2 for a, b in zip(x, y))
    return slope, STUDENT[n - 2] * (left / (n - 2) / spread) ** 0.5


def as_attributes(value):
    if isinstance(value, dict):
        return types.SimpleNamespace(**{key.replace("-", "_"): as_attributes(one) for key, one in value.items()})
    return value


class Facts:
    """All that an expression may name."""

    def __init__(self, folder):
        self.document = (folder / "seed_session_11.fr.md").read_text().splitlines()
        self.claims = tomllib.loads((folder / "session_11_claims.toml").read_text())
        tables = seed.read(folder / "seed_session_11.json")
        experiments = json.loads((folder / "session_11_experiments.json").read_text())
        ticks = [line.strip()[:5] for line in self.document if line.strip().startswith("- [")]
        self.names = dict(FUNCTIONS) | tables | {
            "e": as_attributes(experiments), "mib": mib,
            "ours": types.SimpleNamespace(**runs.read(folder / "session_11_runs.json")),
            "slope_of": lambda x, y: least_squares(x, y)[0], "half_width": lambda x, y: least_squares(x, y)[1],
            "ticked": ticks.count("- [x]"), "unticked": ticks.count("- [ ]"),
            "times_in_seed": sum(title.lower().endswith(("(s)", "(ms)", "tok/s")) for title in titles(folder))}
        for name, expression in self.claims["names"].items():
            self.names[name] = self.value(expression)

    def value(self, expression):
        # The expressions are the project's own data file.
        return eval(expression, {"__builtins__": {}} | self.names)  # pylint: disable=eval-used

    def fill(self, pattern):
        return FIELD.sub(lambda found: format(self.value(found[1]), found[2] or ""), pattern)


def titles(folder):
    data = json.loads((folder / "seed_session_11.json").read_text())
    return [title for table in data["tables"] for title in table["titles"]]


def judge(facts, lang):
    """A verdict for each claim; ValueError names the first whose check does not hold."""
    verdicts = []
    for number, claim in enumerate(facts.claims["claim"], 1):
        if claim["verdict"] not in VERDICTS:
            raise ValueError(f"claim {number}: '{claim['verdict']}' is no verdict")
        if claim["quote"] not in facts.document[claim["lines"][0] - 1].replace("`", ""):
            raise ValueError(f"claim {number}: '{claim['quote']}' does not stand on line {claim['lines'][0]} of the seed")
        if not facts.value(claim["check"]):
            raise ValueError(f"claim {number} ({claim['en']}): '{claim['check']}' does not hold, so it is not "
                             f"{claim['verdict']} by this evidence")
        verdicts.append(Verdict(number, claim["lines"], claim[lang], claim["verdict"], facts.fill(claim[f"why_{lang}"])))
    return verdicts
