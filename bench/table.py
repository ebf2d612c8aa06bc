"""A row of the table, and what a reader needs to believe it."""
import dataclasses
import statistics


def spread(values):
    return f"{statistics.median(values):.1f} ({min(values):.1f}–{max(values):.1f})"


def quotient(ours, theirs):
    """Ratios pair by pair, in the order in which both sides ran."""
    return [a / b for a, b in zip(ours, theirs)]


@dataclasses.dataclass
class Row:
    what: str
    values: list
    bound: str
    limit: float
    remark: str = ""
    at_most: bool = True

    def holds(self):
        middle = statistics.median(self.values)
        return middle <= self.limit if self.at_most else middle >= self.limit

    def markdown(self):
        middle = f"{statistics.median(self.values):.3g}"
        reach = f"{min(self.values):.3g} to {max(self.values):.3g}" if len(self.values) > 1 else "one run"
        verdict = "holds" if self.holds() else "**missed**"
        return f"| {self.what} | {middle} | {reach} | {self.bound} | {verdict} | {self.remark} |"


HEAD = "| what | median | from to | bound | | remark |\n|---|---|---|---|---|---|"
