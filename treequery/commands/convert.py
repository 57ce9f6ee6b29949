"""Convert trimmed JSON text to another flavor, without touching its numbers."""

from __future__ import annotations

from decimal import Decimal
from json import loads
from typing import Any, Literal, Self

from ..limits import DEFAULT_LIMITS
from ..records import CLASS_KEY
from ..writers.python_writer import write_python
from ..writers.ruby_writer import write_ruby
from ..writers.xml_names import root_name
from ..writers.xml_writer import write_xml

__all__ = ["name_of_root", "to_literal", "to_xml"]


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
