"""Texts for people on the standard output, whatever its encoding."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TextIO

from .failures import printable
from .outputs import opened_output

__all__ = ["can_show", "opened_text", "print_lines"]


def can_show(text: str) -> bool:
    """Return whether the standard output's encoding has every character of ``text``."""
    try:
        text.encode(_encoding())
    except UnicodeEncodeError:
        return False
    return True


@contextmanager
def opened_text() -> Iterator[TextIO]:
    """Give the standard output for text, of which nothing is too odd for its encoding.

    Raises as ``opened_output`` does.
    """
    with opened_output(None) as output:
        text = TextIOWrapper(
            output.stream, _encoding(), errors="backslashreplace", newline="\n", write_through=True
        )
        try:
            yield text
        finally:
            text.detach()


def print_lines(lines: Iterable[str]) -> None:
    """Print lines for people on the standard output. Raises as ``opened_output`` does."""
    with opened_text() as text:
        for line in lines:
            text.write(f"{printable(line)}\n")


def _encoding() -> str:
    return getattr(sys.stdout, "encoding", None) or "utf-8"
