"""Spread trimmed JSON text over lines."""

from __future__ import annotations

import re

__all__ = ["indented"]

# What stands between two of these is a number or a word, and stays as it is.
STRING_OR_MARK = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{},:]')


def indented(compact: bytes) -> bytes:
    r"""Return JSON text, given without white space, spread over lines as Jenkins' pretty printing does it.

    Nothing else changes: numbers, escapes and repeated keys stay as they are, as in all JSON that is
    trimmed.

    >>> print(indented(b'{"jobs":[1.50]}').decode())
    {
      "jobs" : [
        1.50
      ]
    }
    """
    depth = 0

    def spread(found: re.Match[bytes]) -> bytes:
        nonlocal depth
        mark = found[0]
        if mark == b":":
            return b" : "
        if mark in (b"[", b"{"):
            depth += 1
        elif mark in (b"]", b"}"):
            depth -= 1
            return b"\n" + b"  " * depth + mark
        elif mark != b",":
            return mark
        return mark + b"\n" + b"  " * depth

    return STRING_OR_MARK.sub(spread, compact)
