"""The goals, and which of them the last results meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

from .contest import Group, Row
from .report import Result, seconds_text

__all__ = ["GOALS", "Goal", "goals_table"]

Results = dict[str, Result]
OURS = "treequery"
# What checks all that it reads, and what checks only what it keeps.
FULL, KEPT = "treequery trim", "treequery trim, kept checked"


def group_of(results: Results, table: str, title: str) -> Group | None:
    """Return the group whose title has all words of ``title`` that are separated by " + "."""
    result = results.get(table)
    groups = result.groups if result is not None else []
    return next((group for group in groups if all(word in group.title for word in title.split(" + "))), None)


def row_of(group: Group | None, name: str) -> Row | None:
    rows = [row for row in group.rows if row.seconds is not None] if group is not None else []
    named = [row for row in rows if row.name == name] or [row for row in rows if row.name.startswith(name)]
    return named[0] if named else None


@dataclass(frozen=True)
class Goal:
    """One figure to reach. ``figure`` gives None where the results do not have it."""

    path: str
    against: str
    bound: float
    figure: Callable[[Results], float | None]
    show: Callable[[float], str] = "{:.3g}".format
    is_least: bool = False

    def is_met(self, figure: float) -> bool:
        return figure >= self.bound if self.is_least else figure <= self.bound


def ratio(table: str, title: str, rival: str, ours: str = OURS) -> Callable[[Results], float | None]:
    """Return a figure: our time by a rival's, in one group. A rival's other answer does not count."""

    def figure(results: Results) -> float | None:
        group = group_of(results, table, title)
        one, other = row_of(group, ours), row_of(group, rival)
        if one is None or other is None or other.answer.startswith("OTHER"):
            return None
        assert one.seconds is not None
        assert other.seconds is not None
        return one.seconds / other.seconds

    return figure


def seconds(table: str, ours: str, without: str = "") -> Callable[[Results], float | None]:
    """Return a figure: our median in seconds, less that of the row ``without``."""

    def figure(results: Results) -> float | None:
        group = group_of(results, table, "")
        row, base = row_of(group, ours), row_of(group, without) if without else None
        if row is None or row.seconds is None or (without and base is None):
            return None
        return row.seconds - (base.seconds if base is not None and base.seconds is not None else 0.0)

    return figure


def gigabytes(results: Results) -> float | None:
    group = group_of(results, "bytes", "jenkins 1 + brief")
    row = row_of(group, FULL)
    if group is None or row is None or row.seconds is None:
        return None
    return group.payload_bytes / row.seconds / 1e9


def memory(results: Results) -> float | None:
    """The most that trimming took beyond input and output, of all queries."""
    result = results.get("memory")
    rows = [row for group in result.groups for row in group.rows] if result is not None else []
    found = [row.answer for row in rows if row.name.startswith(OURS) and row.answer.endswith(" MB")]
    return max((float(answer.removesuffix(" MB")) for answer in found), default=None)


def _of_bytes() -> Iterator[Goal]:
    one = "JSON bytes → trimmed bytes, 1 MB "
    for query, bound in (("narrow", 0.025), ("brief", 0.035), ("wide", 0.10)):
        figure = ratio("bytes", f"jenkins 1 + {query}", "orjson.loads", KEPT)
        yield Goal(one + query, "`orjson.loads` alone = 1", bound, figure)
    rival = "simdjson On-Demand"
    for query in ("narrow", "brief", "wide"):
        yield Goal(one + query, f"{rival} C++ = 1", 0.6, ratio("bytes", f"jenkins 1 + {query}", rival, KEPT))
    for query in ("narrow", "brief", "wide"):
        figure = ratio("bytes", f"circleci + {query}", rival, KEPT)
        yield Goal(f"the same, pretty-printed, {query}", f"{rival} C++ = 1", 0.9, figure)
    figure = ratio("bytes", "jenkins 1 + brief", "orjson.loads", FULL)
    yield Goal(one + "brief, everything validated", "`orjson.loads` alone = 1", 0.10, figure)
    yield Goal(one + "brief, everything validated", "GB/s", 2.3, gigabytes, is_least=True)
    for query, bound in (("brief", 0.05), ("wide", 0.9)):
        figure = ratio("load", query, "orjson.loads", "treequery load, kept checked")
        yield Goal(f"JSON bytes → trimmed graph, {query}", "`orjson.loads` alone = 1", bound, figure)
    figure = ratio("lines", "brief", "orjson.loads", "treequery trim_lines_into, kept checked")
    yield Goal("JSON Lines, whole buffer, brief", "`orjson.loads` per line = 1", 0.05, figure)


def _of_graphs() -> Iterator[Goal]:
    for query in ("narrow", "brief", "wide"):
        yield Goal(
            f"dict graph → dict, {query}", "HAND = 1", 0.7, ratio("graph", f"jenkins + {query}", "HAND")
        )
    yield Goal("dict graph → dict, keys shuffled", "HAND = 1", 1.8, ratio("graph", "shuffled", "HAND"))
    for family, bound in (("dict", 0.35), ("dataclass", 0.6), ("attrs", 0.6), ("Struct", 0.6)):
        for query in ("brief", "wide"):
            figure = ratio("classes", f"{family}, {query}", "HAND")
            yield Goal(f"{family} → JSON bytes, {query}", "HAND and orjson.dumps = 1", bound, figure)
    for query in ("brief", "wide"):
        figure = ratio("classes", f"pydantic, {query}", "model_dump_json")
        yield Goal(f"pydantic models → JSON bytes, {query}", "`model_dump_json(include=)` = 1", 0.25, figure)
    for query in ("brief", "wide"):
        figure = ratio("xml", f"XML + {query}", "lxml")
        yield Goal(f"dict graph → XML text, {query}", "lxml SubElement, tostring = 1", 0.08, figure)
    yield Goal("graph → XPath result", "SubElement tree, XPath = 1", 0.35, ratio("xml", "XPath", "lxml"))


def _of_starts() -> Iterator[Goal]:
    uncached = seconds("plan", "treequery compile, uncached")
    yield Goal("expression → plan, 55 characters, uncached", "", 6e-6, uncached, seconds_text)
    cached = seconds("plan", "treequery compile, cached")
    yield Goal("expression → plan, cached", "", 0.1e-6, cached, seconds_text)
    started = seconds("startup", "import treequery, compile", "bare interpreter")
    yield Goal("`import treequery`, first `compile`", "bare interpreter + …", 10e-3, started, seconds_text)
    # The start of Python is most of the first; of the second it is less than jq's own work.
    small = ratio("process", "36.4 KB", "jq")
    yield Goal("command `tq`, file of 35 KB, brief", "command `jq` = 1", 2.0, small)
    medium = ratio("process", "498 KB", "jq")
    yield Goal("command `tq`, file of 500 KB, brief", "command `jq` = 1", 1.0, medium)
    yield Goal("peak memory of trimming 51 MB", "input + output + … MB", 2.0, memory)


GOALS = [*_of_bytes(), *_of_graphs(), *_of_starts()]


def goals_table(results: Results) -> str:
    """Return every goal with the figure of the last results, as Markdown."""
    lines = ["| path | against | measured | goal | met |", "|---|---|---|---|---|"]
    for goal in GOALS:
        figure = goal.figure(results)
        sign = "≥" if goal.is_least else "≤"
        shown = "not measured" if figure is None else goal.show(figure)
        met = "" if figure is None else "yes" if goal.is_met(figure) else "**no**"
        lines.append(f"| {goal.path} | {goal.against} | {shown} | {sign} {goal.show(goal.bound)} | {met} |")
    return "\n".join(lines) + "\n"


def count_met(results: Results) -> tuple[int, int, int]:
    """Return how many goals are met, measured, and there."""
    figures = [(goal, goal.figure(results)) for goal in GOALS]
    measured = [(goal, figure) for goal, figure in figures if figure is not None]
    return sum(goal.is_met(figure) for goal, figure in measured), len(measured), len(GOALS)


def typical_spread(results: Results) -> float:
    """Return the median of the spreads of our own rows: what a figure may be off by."""
    rows = [row for result in results.values() for group in result.groups for row in group.rows]
    spreads = [row.spread for row in rows if row.name.startswith(OURS) and row.spread is not None]
    return median(spreads) if spreads else 0.0
