"""Plots of growth: time against size or number of names, both axes logarithmic."""

from __future__ import annotations

from math import ceil, floor, log10

from .report import Result, seconds_text
from .svg import Canvas, Theme

__all__ = ["curves"]

WIDTH, HEIGHT = 980, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 360, 40, 48
LABEL_GAP = 15

Line = list[tuple[float, float]]


def lines_of(result: Result) -> dict[str, Line]:
    """Return for each contestant its points: bytes or names, and seconds."""
    lines: dict[str, Line] = {}
    for group in result.groups:
        by_names = result.table == "growth_names"
        amount = int(group.title.split()[0]) if by_names else group.payload_bytes
        for row in group.rows:
            if row.seconds is not None and not row.answer.startswith("OTHER"):
                lines.setdefault(row.name, []).append((amount, row.seconds))
    return {name: stepped(line) for name, line in lines.items() if len(line) > 1}


def stepped(points: Line) -> Line:
    """Return points from left to right, of those that stand at one place the first that was measured."""
    line: Line = []
    for amount, seconds in sorted(points, key=lambda point: point[0]):
        if not line or amount > 1.05 * line[-1][0]:
            line.append((amount, seconds))
    return line


def amount_text(power: int, *, by_names: bool) -> str:
    if by_names:
        return f"{10**power:,}"
    units = ["B", "KB", "MB", "GB"]
    return f"{10 ** (power % 3)} {units[power // 3]}"


def curves(result: Result, theme: Theme) -> str | None:
    """Return a plot with a line for each contestant, ours thicker, named at its right end."""
    lines = lines_of(result)
    if not lines:
        return None
    points = [point for line in lines.values() for point in line]
    left, right = (pick(log10(amount) for amount, _ in points) for pick in (min, max))
    low, high = floor(log10(min(time for _, time in points))), ceil(log10(max(time for _, time in points)))
    canvas = Canvas(WIDTH, HEIGHT, theme, f"{result.table}: {result.question}")
    canvas.text(8, 20, result.question, size=13, weight="bold")

    def across(amount: float) -> float:
        return LEFT + (log10(amount) - left) / (right - left) * (WIDTH - LEFT - RIGHT)

    def down(time: float) -> float:
        return TOP + (high - log10(time)) / (high - low) * (HEIGHT - TOP - BOTTOM)

    by_names = result.table == "growth_names"
    for power in range(low, high + 1):
        canvas.line(LEFT, down(10**power), WIDTH - RIGHT, down(10**power), theme.grid)
        canvas.text(LEFT - 6, down(10**power) + 4, seconds_text(10.0**power), anchor="end", muted=True)
    for power in range(ceil(left - 0.1), floor(right + 0.1) + 1):
        x = max(LEFT, min(WIDTH - RIGHT, across(10**power)))
        canvas.line(x, TOP, x, HEIGHT - BOTTOM, theme.grid)
        canvas.text(
            x, HEIGHT - BOTTOM + 18, amount_text(power, by_names=by_names), anchor="middle", muted=True
        )
    canvas.text(
        (LEFT + WIDTH - RIGHT) / 2,
        HEIGHT - 8,
        "names in the expression" if by_names else "size of the payload",
        anchor="middle",
    )
    ends = sorted((down(line[-1][1]), name) for name, line in lines.items())
    label = TOP - LABEL_GAP
    rivals = [name for _, name in ends if not name.startswith("treequery")]
    for end, name in ends:
        is_ours = name.startswith("treequery")
        color = theme.ours if is_ours else theme.series[rivals.index(name) % len(theme.series)]
        points = [(across(x), down(y)) for x, y in lines[name]]
        # All of ours have one color.
        dashes = "7 4" if name.endswith("kept checked") else ""
        canvas.polyline(points, color, 3 if is_ours else 1.5, dashes=dashes)
        # Labels of lines that end close together are moved apart, and a thin line leads to each.
        label = max(end, label + LABEL_GAP)
        canvas.polyline([points[-1], (WIDTH - RIGHT + 34, label)], color, 0.8, dashes="1 2")
        canvas.text(WIDTH - RIGHT + 38, label + 4, name, color=color, weight="bold" if is_ours else "normal")
    return canvas.finished()
