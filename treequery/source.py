"""Turn an index into a text into a line, a column and an excerpt with a caret."""

from __future__ import annotations

__all__ = ["excerpt", "line_and_column", "shown"]

# An excerpt is for a terminal or a log line: wider ones wrap and the caret points nowhere.
MAX_EXCERPT_CHARS = 76
MAX_SHOWN_CHARS = 40


def line_and_column(text: str, at: int) -> tuple[int, int]:
    """Return the 1-based line and column of the 0-based code-point index ``at``.

    A line ends at a line feed, a carriage return or both; the ending belongs to the line it ends.
    ``at`` may be ``len(text)``, the place just behind the last character.
    """
    start, line = _line_start(text, at)
    return line, at - start + 1


def excerpt(text: str, at: int) -> str:
    """Return the line around ``at`` with a caret under that place, as two lines of text.

    A long line is cut around the caret and marked with ``...``; tabs, control characters and lone
    surrogates are shown as one plain character, so that the caret stays true and any stream can
    take the text.
    """
    start, _ = _line_start(text, at)
    end = start
    while end < len(text) and text[end] not in "\r\n" and end - at < MAX_EXCERPT_CHARS:
        end += 1
    left = max(start, min(at - MAX_EXCERPT_CHARS // 2, end - MAX_EXCERPT_CHARS))
    right = min(end, left + MAX_EXCERPT_CHARS)
    lead = "..." if left > start else ""
    tail = "..." if right < end else ""
    line = "".join(char if char.isprintable() else "\N{MIDDLE DOT}" for char in text[left:right])
    return f"{lead}{line}{tail}\n{' ' * (len(lead) + at - left)}^"


def shown(text: str) -> str:
    """Return a caller's text as an error message shows it: quoted, at most 40 characters of it."""
    if len(text) <= MAX_SHOWN_CHARS:
        return repr(text)
    return repr(text[:MAX_SHOWN_CHARS]) + "..."


def _line_start(text: str, at: int) -> tuple[int, int]:
    start, line = 0, 1
    for index in range(min(at, len(text))):
        char = text[index]
        if char == "\n" or (char == "\r" and text[index + 1 : index + 2] != "\n"):
            start, line = index + 1, line + 1
    return start, line
