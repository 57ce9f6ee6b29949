"""The text of strings and numbers that the flavors share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..values import int_text

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["escaped", "joined_surrogates", "number_text"]

# Jenkins escapes the ISO control characters, all of them as \\u00xx, and both quotes of a string's own.
CONTROL_OR_QUOTE = re.compile('[\\x00-\\x1f\\x7f-\\x9f"\\\\]')
NOT_UTF_8_OR_WIDE = re.compile("[\\ud800-\\udfff\\U00010000-\\U0010ffff]")


def escaped(text: str, wide: str = "pair") -> str:
    """Return ``text`` with control characters, quotes and backslashes escaped, without quotes around it.

    Characters above U+FFFF become two escapes (``pair``) or one of eight digits (``long``); a
    surrogate that stands alone becomes an escape, so the result is always valid UTF-8.
    """
    if CONTROL_OR_QUOTE.search(text):
        text = CONTROL_OR_QUOTE.sub(lambda found: _escape(found[0]), text)
    if NOT_UTF_8_OR_WIDE.search(text):
        text = joined_surrogates(text) if wide == "long" else text
        text = NOT_UTF_8_OR_WIDE.sub(lambda found: _escape_wide(found[0], wide), text)
    return text


def joined_surrogates(text: str) -> str:
    """Return ``text`` with each pair of surrogates in it made the character that it stands for."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def number_text(number: int | float | Decimal) -> str | None:
    """Return the shortest text that reads back equal, or None for NaN and the infinities."""
    if isinstance(number, float):
        return repr(number) if number - number == 0 else None
    if isinstance(number, int):
        return int_text(number)
    return str(number) if number.is_finite() else None


def _escape(char: str) -> str:
    return f"\\{char}" if char in '"\\' else f"\\u{ord(char):04x}"


def _escape_wide(char: str, wide: str) -> str:
    code = ord(char)
    if code <= 0xFFFF:
        return f"\\u{code:04x}"
    if wide == "long":
        return f"\\U{code:08x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
