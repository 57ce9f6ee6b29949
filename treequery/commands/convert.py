"""Convert trimmed JSON text to another flavor, without touching its numbers."""

from __future__ import annotations

import re
from decimal import Decimal
from json import loads
from typing import Any, Literal, Self

from ..limits import DEFAULT_LIMITS
from ..writers.python_writer import write_python
from ..writers.ruby_writer import write_ruby
from ..writers.xml_names import root_name
from ..writers.xml_writer import write_xml

__all__ = ["Flavor", "indented", "name_of_root", "to_literal", "to_xml"]

Flavor = Literal["json", "python", "ruby", "xml"]

CLASS_KEY = "_class"

# What stands between two of these is a number or a word, and stays as it is.
STRING_OR_MARK = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{},:]')


class _Number(Decimal):
    """A number that is written as it was read: no number class of Python keeps ``1.50`` and ``1E5``."""

    text: str

    def __new__(cls, text: str) -> Self:
        # The value is of no use here, and Decimal refuses exponents that JSON allows.
        number = super().__new__(cls)
        number.text = text
        return number

    def __str__(self) -> str:
        return self.text


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


def to_literal(compact: bytes, flavor: Literal["python", "ruby"], *, pretty: bool) -> bytes:
    """Return JSON text as a literal of Python or Ruby, whose numbers have all forms that JSON has.

    Raises OutputLimitError.
    """
    write = write_python if flavor == "python" else write_ruby
    return write(_decoded(compact), pretty=pretty, limit=DEFAULT_LIMITS.output_bytes)


def to_xml(compact: bytes, name: str, *, has_class: bool) -> bytes:
    """Return JSON text as XML under a root called ``name``; with ``has_class``, _class is an attribute.

    Raises OutputLimitError.
    """
    class_key = CLASS_KEY if has_class else None
    return write_xml(_decoded(compact), name, class_key=class_key, limit=DEFAULT_LIMITS.output_bytes)


def name_of_root(compact: bytes) -> str:
    """Return what XML calls the root of a JSON text: what Jenkins makes of its class, else ``root``."""
    root = _decoded(compact)
    class_name = root.get(CLASS_KEY) if isinstance(root, dict) else None
    return root_name(class_name) if class_name and isinstance(class_name, str) else "root"


def _decoded(compact: bytes) -> Any:
    return loads(compact, parse_int=_Number, parse_float=_Number)
