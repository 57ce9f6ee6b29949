"""SVG text by hand: no more of it than the plots need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

__all__ = ["THEMES", "Canvas", "Theme"]


@dataclass(frozen=True)
class Theme:
    """Colors that can be told apart on their background, by people who do not see all colors as well."""

    name: str
    background: str
    text: str
    muted: str
    grid: str
    ours: str
    rival: str
    series: tuple[str, ...]


THEMES = (
    Theme(
        "light",
        "#ffffff",
        "#1f2328",
        "#59636e",
        "#e3e7eb",
        "#d55e00",
        "#9db4cc",
        ("#0072b2", "#009e73", "#8a5a9e", "#7f7f7f", "#b08900"),
    ),
    Theme(
        "dark",
        "#0d1117",
        "#e6edf3",
        "#9198a1",
        "#2a313a",
        "#ff9e4a",
        "#47617e",
        ("#56b4e9", "#3ecf9b", "#cc9fdd", "#b0b0b0", "#e3c44b"),
    ),
)


class Canvas:
    """One picture, drawn from top to bottom."""

    def __init__(self, width: float, height: float, theme: Theme, title: str) -> None:
        self.theme = theme
        self.parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" '
            f'font-family="system-ui, sans-serif" font-size="12">',
            # Read aloud where the picture cannot be seen.
            f"<title>{escape(title)}</title>",
        ]
        self.rectangle(0, 0, width, height, theme.background)

    def rectangle(self, x: float, y: float, width: float, height: float, color: str) -> None:
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{color}"/>'
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, color: str) -> None:
        self.parts.append(f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{color}"/>')

    def polyline(
        self, points: Iterable[tuple[float, float]], color: str, width: float, *, dashes: str = ""
    ) -> None:
        text = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        look = f'fill="none" stroke="{color}" stroke-width="{width}"'
        if dashes:
            look += f' stroke-dasharray="{dashes}"'
        self.parts.append(f'<polyline points="{text}" {look}/>')

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        anchor: str = "start",
        weight: str = "normal",
        size: int = 12,
        muted: bool = False,
        color: str | None = None,
    ) -> None:
        fill = color or (self.theme.muted if muted else self.theme.text)
        look = f'fill="{fill}" text-anchor="{anchor}" font-weight={quoteattr(weight)} font-size="{size}"'
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" {look}>{escape(text)}</text>')

    def finished(self) -> str:
        return "\n".join([*self.parts, "</svg>", ""])
