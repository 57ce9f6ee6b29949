"""Write a plain graph as XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..errors import OutputLimitError
from ..paths import path_text
from ..records import Record
from .text import joined_surrogates, number_text
from .xml_names import element_name, item_name

if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Any

__all__ = ["scalar_text", "write_xml", "xml_text"]

# A document has one root, so an array that has no name gets one, and its items are called after that.
ROOT_ARRAY = "items"

FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SURROGATES = re.compile("[\ud800-\udfff]")


def xml_text(text: str) -> str:
    """Return ``text`` as character data: markup escaped, what XML 1.0 forbids made U+FFFD."""
    if FORBIDDEN.search(text):
        text = FORBIDDEN.sub("\ufffd", joined_surrogates(text))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def write_xml(graph: object, name: str, *, class_key: str | None, limit: int) -> bytes:
    """Return ``graph``, made of dict, list and plain scalars, as UTF-8 XML under a root called ``name``.

    Null and empty lists write nothing; the items of a list are elements of their own, named in the
    singular; nested lists are flattened. Text under ``class_key`` becomes the attribute ``_class``
    of its object's element. The result is well-formed whatever the graph holds.

    A root that is an array has items called ``item``; upstream would write them without a root.

    Raises OutputLimitError as soon as the text is longer than ``limit`` bytes.

    Source: Stapler ``XMLDataWriter``. Vectors: ``graph.jsonl``.
    """
    return _Writing(class_key, limit).run(graph, name)


class _Open:
    """An array or object being written; an array knows its own name, since its items are called after it."""

    __slots__ = ("items", "name", "step", "tag")

    def __init__(self, items: Iterator[tuple[str | int, object]], name: str | None, tag: str) -> None:
        self.items, self.name, self.tag = items, name, tag
        self.step: str | int | None = None


class _Writing:
    """One run of the writer, with a stack of its own: no nesting of the graph can exhaust Python's."""

    def __init__(self, class_key: str | None, limit: int) -> None:
        self.class_key, self.limit = class_key, limit
        self.out = bytearray()
        self.open: list[_Open] = []

    def run(self, graph: object, name: str) -> bytes:
        tag = element_name(name)
        if isinstance(graph, list) or graph is None:
            self._put(f"<{tag}>")
            self.open.append(_Open(iter(()), None, tag))
            self._value(graph, ROOT_ARRAY, tag)
        else:
            self._value(graph, name, tag)
        while self.open:
            container = self.open[-1]
            item = next(container.items, None)
            if item is None:
                self.open.pop()
                if container.name is None:
                    self._put(f"</{container.tag}>")
                continue
            container.step, value = item
            if isinstance(container.step, str):
                self._value(value, container.step, element_name(container.step))
            else:
                assert container.name is not None
                self._value(value, container.name, item_name(container.name))
        return bytes(self.out)

    def _value(self, value: Any, name: str, tag: str) -> None:
        if isinstance(value, list):
            self.open.append(_Open(enumerate(value), name, tag))
        elif isinstance(value, Record):
            self._put(f"<{tag}{_attribute(value.class_name)}>")
            self.open.append(_Open(iter(value.members), None, tag))
        elif isinstance(value, dict):
            class_name = value.get(self.class_key) if self.class_key else None
            self._put(f"<{tag}{_attribute(class_name)}>")
            items = ((key, item) for key, item in value.items() if not self._is_class(key, item))
            self.open.append(_Open(items, None, tag))
        elif value is not None:
            self._put(f"<{tag}>{scalar_text(value)}</{tag}>")

    def _is_class(self, key: str, value: object) -> bool:
        return key == self.class_key and isinstance(value, str)

    def _put(self, text: str) -> None:
        self.out += text.encode()
        if len(self.out) > self.limit:
            raise OutputLimitError(path_text(container.step for container in self.open), self.limit)


def _attribute(name: object) -> str:
    if not isinstance(name, str):
        return ""
    # Read back through a parser, white space in an attribute would become blanks.
    text = re.sub("['\t\n\r]", lambda found: f"&#{ord(found[0])};", xml_text(name))
    return f" _class='{text}'"


def scalar_text(value: str | bool | int | float | Decimal) -> str:
    """Return a scalar, which is not null, as character data."""
    if isinstance(value, str):
        return xml_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    # XML has no numbers of its own that these could be none of, so they stay what Java calls them.
    return number_text(value) or _not_a_number(value)


def _not_a_number(number: float | Decimal) -> str:
    # By its text, since a signalling NaN cannot even be compared.
    text = str(number).lower()
    if "nan" in text:
        return "NaN"
    return "-Infinity" if text.startswith("-") else "Infinity"
