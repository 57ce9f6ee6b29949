"""Plots of the last results, one for each table, as SVG text, for light and for dark pages.

python -m benchmarks.plots [--results FOLDER] [--output FOLDER]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from math import ceil, floor, log10
from pathlib import Path

from .contest import Group, Row
from .curves import curves
from .report import Result, read_results, seconds_text
from .svg import THEMES, Canvas, Theme

__all__ = ["write_plots"]

HERE = Path(__file__).parent

WIDTH, FIGURES = 860, 120
MIN_LABELS = 250
# No character of a name is wider than this on the average, in bold: nothing here can measure text.
CHAR = 7.4
BAR, GAP, HEAD, GROUP_HEAD, AXIS = 15, 5, 34, 30, 22
# Which group stands for a table that has many: the one that most goals are about.
SHOWN_GROUPS = {
    "bytes": ["1.04 MB, narrow", "1.04 MB, brief", "1.04 MB, wide"],
    "graph": ["jenkins 1 MB, brief", "jenkins 1 MB, wide"],
    "classes": ["dict, brief", "dataclass, brief", "Struct, brief", "pydantic, brief"],
}


def shown_groups(result: Result) -> list[Group]:
    words = SHOWN_GROUPS.get(result.table)
    if words is None:
        return result.groups
    return [group for group in result.groups if any(group.title.endswith(word) for word in words)]


def rows_of(group: Group) -> list[tuple[Row, float]]:
    """Return the rows with figures. Other answers have no bar: their figures are no comparison."""
    return [
        (row, row.seconds)
        for row in group.rows
        if row.seconds is not None and not row.answer.startswith("OTHER")
    ]


def width_of_labels(names: Iterable[str]) -> float:
    """Return how much room the longest name takes, with the gap behind it."""
    return max(MIN_LABELS, *(CHAR * len(name) + 12 for name in names))


def bars(result: Result, theme: Theme) -> str | None:
    """Return a plot of bars on a logarithmic axis of seconds, a block for each group."""
    groups = [(group, rows) for group in shown_groups(result) if (rows := rows_of(group))]
    if not groups:
        return None
    times = [seconds for _, rows in groups for _, seconds in rows]
    # From a decade below the shortest, so that its bar can be seen as well.
    low, high = floor(log10(min(times))) - 0.5, ceil(log10(max(times)))
    height = HEAD + sum(GROUP_HEAD + len(rows) * (BAR + GAP) for _, rows in groups) + AXIS
    canvas = Canvas(WIDTH, height, theme, f"{result.table}: {result.question}")
    canvas.text(8, 20, result.question, size=13, weight="bold")
    labels = width_of_labels(row.name for _, rows in groups for row, _ in rows)

    def place(seconds: float) -> float:
        return labels + (log10(seconds) - low) / (high - low) * (WIDTH - labels - FIGURES)

    for power in range(ceil(low), high + 1):
        canvas.line(place(10**power), HEAD, place(10**power), height - AXIS, theme.grid)
        canvas.text(place(10**power), height - 6, seconds_text(10.0**power), anchor="middle", muted=True)
    y = HEAD
    for group, rows in groups:
        canvas.text(8, y + 18, group.title, weight="bold")
        y += GROUP_HEAD
        for row, seconds in rows:
            is_ours = "treequery" in row.name
            canvas.rectangle(labels, y, place(seconds) - labels, BAR, theme.ours if is_ours else theme.rival)
            canvas.text(labels - 8, y + 12, row.name, anchor="end", weight="bold" if is_ours else "normal")
            ratio = f" ({row.ratio:.3g})" if row.ratio is not None else ""
            canvas.text(place(seconds) + 6, y + 12, seconds_text(seconds) + ratio, muted=True)
            y += BAR + GAP
    return canvas.finished()


def memory_bars(result: Result, theme: Theme) -> str | None:
    """Return a plot of megabytes beyond input and output."""
    groups = []
    for group in result.groups:
        found = [(row, float(row.answer[:-3])) for row in group.rows if row.answer.endswith(" MB")]
        if found:
            groups.append((group, found))
    if not groups:
        return None
    most = max(1.0, *(size for _, found in groups for _, size in found))
    height = HEAD + sum(GROUP_HEAD + len(found) * (BAR + GAP) for _, found in groups) + 8
    canvas = Canvas(WIDTH, height, theme, f"{result.table}: {result.question}")
    canvas.text(8, 20, result.question, size=13, weight="bold")
    labels = width_of_labels(row.name for _, found in groups for row, _ in found)
    y = HEAD
    for group, found in groups:
        canvas.text(8, y + 18, group.title, weight="bold")
        y += GROUP_HEAD
        for row, size in found:
            is_ours = "treequery" in row.name
            length = max(1.0, size / most * (WIDTH - labels - FIGURES))
            canvas.rectangle(labels, y, length, BAR, theme.ours if is_ours else theme.rival)
            canvas.text(labels - 8, y + 12, row.name, anchor="end", weight="bold" if is_ours else "normal")
            canvas.text(labels + length + 6, y + 12, row.answer, muted=True)
            y += BAR + GAP
    return canvas.finished()


def plot(result: Result, theme: Theme) -> str | None:
    """Return the plot of a table, or None where it has no figures."""
    if result.table in ("memory", "growth_memory"):
        return memory_bars(result, theme)
    return curves(result, theme) if result.table.startswith("growth") else bars(result, theme)


def write_plots(results: dict[str, Result], folder: Path) -> list[str]:
    """Write TABLE-light.svg and TABLE-dark.svg for each table; return their names."""
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    for name, result in results.items():
        for theme in THEMES:
            text = plot(result, theme)
            if text is not None:
                names.append(f"{name}-{theme.name}.svg")
                (folder / names[-1]).write_text(text, encoding="utf-8")
    return names


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plots")
    parser.add_argument("--results", type=Path, default=HERE / "results")
    parser.add_argument("--output", type=Path, default=HERE.parent / "docs" / "figures")
    wanted = parser.parse_args()
    names = write_plots(read_results(wanted.results), wanted.output)
    print(f"{len(names)} plots written")
    return 0 if names else 1


if __name__ == "__main__":
    sys.exit(main())
