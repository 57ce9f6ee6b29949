"""Write a plain graph as a literal of some language: the layout that JSON, Python and Ruby share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import OutputLimitError
from ..paths import path_text
from ..records import CLASS_KEY, Record
from .text import number_text

if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Any

    from ..kinds import Scalar

__all__ = ["Syntax", "write_literal"]


@dataclass(frozen=True, slots=True)
class Syntax:
    """How one language spells what a graph holds."""

    null: str
    true: str
    false: str
    key: Callable[[str], str]
    string: Callable[[str], str]
    colon: str
    pretty_colon: str
    open_object: str
    close_object: str
    # Pretty printing indents arrays in every flavor, objects not in Ruby, as Jenkins has it.
    indents_objects: bool = True
    number: Callable[[float | Decimal], str | None] = number_text


class _Open:
    """An array or object being written."""

    __slots__ = ("close", "indents", "items", "step")

    def __init__(self, items: Iterator[tuple[str | int, object]], close: str, indents: bool) -> None:
        self.items, self.close, self.indents = items, close, indents
        self.step: str | int | None = None


def write_literal(graph: object, syntax: Syntax, *, pretty: bool, limit: int) -> bytes:
    """Return ``graph``, made of dict, list and plain scalars, as UTF-8 text in ``syntax``.

    Pretty text is indented by two spaces a level, one item a line, as Jenkins does it. Raises
    OutputLimitError as soon as the text is longer than ``limit`` bytes.

    Source: Stapler ``JSONDataWriter``, ``PythonDataWriter``, ``RubyDataWriter``. Vectors: ``graph.jsonl``.
    """
    return _Writing(syntax, pretty, limit).run(graph)


class _Writing:
    """One run of a writer, with a stack of its own: no nesting of the graph can exhaust Python's."""

    def __init__(self, syntax: Syntax, pretty: bool, limit: int) -> None:
        self.syntax, self.pretty, self.limit = syntax, pretty, limit
        self.colon = syntax.pretty_colon if pretty else syntax.colon
        self.out = bytearray()
        self.open: list[_Open] = []
        self.indent = 0

    def run(self, graph: object) -> bytes:
        self._value(graph)
        while self.open:
            container = self.open[-1]
            item = next(container.items, None)
            if item is None:
                self._close()
                continue
            if container.step is not None:
                self._put(",")
                self._line(container)
            container.step, value = item
            if isinstance(container.step, str):
                self._put(self.syntax.key(container.step) + self.colon)
            self._value(value)
        return bytes(self.out)

    def _value(self, value: Any) -> None:
        if isinstance(value, (dict, Record)):
            members = iter(value.items()) if isinstance(value, dict) else _members(value)
            self._put(self.syntax.open_object)
            self._enter(_Open(members, self.syntax.close_object, self.syntax.indents_objects))
        elif isinstance(value, list):
            self._put("[")
            self._enter(_Open(enumerate(value), "]", True))
        else:
            self._put(self._scalar(value))

    def _scalar(self, value: Scalar) -> str:
        syntax = self.syntax
        if isinstance(value, str):
            return syntax.string(value)
        if value is None:
            return syntax.null
        if isinstance(value, bool):
            return syntax.true if value else syntax.false
        return syntax.number(value) or syntax.null

    def _enter(self, container: _Open) -> None:
        self.open.append(container)
        if container.indents:
            self.indent += 1
            self._line(container)

    def _close(self) -> None:
        container = self.open.pop()
        if container.indents:
            self.indent -= 1
            self._line(container)
        self._put(container.close)

    def _line(self, container: _Open) -> None:
        if self.pretty:
            self._put("\n" + "  " * self.indent)

    def _put(self, text: str) -> None:
        self.out += text.encode()
        if len(self.out) > self.limit:
            raise OutputLimitError(path_text(container.step for container in self.open), self.limit)


def _members(record: Record) -> Iterator[tuple[str, object]]:
    if record.class_name is not None:
        yield CLASS_KEY, record.class_name
    yield from record.members
