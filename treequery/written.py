"""Read an expression as it was written: every entry with its place, also those that a tree does not hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from json import loads

from .choices import Dialect
from .grammars import load, start_of
from .parse import GRAMMARS, parse
from .tree import Range

__all__ = ["Bounds", "Entry", "entries_of"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """A range as written: its two numbers, ``None`` for one left out; ``at`` is where the first stands.

    ``is_single`` tells ``{3}`` from ``{3,4}``, which means the same.
    """

    range: Range
    at: int
    is_single: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a list; ``name`` is None for ``**``, whose place is not known (``at`` is -1).

    ``entries`` holds what stands in the brackets behind the name, and nothing where there are none.
    """

    name: str | None
    at: int = -1
    is_quoted: bool = False
    is_excluded: bool = False
    entries: tuple[Entry, ...] = ()
    bounds: Bounds | None = None


def entries_of(text: str, *, dialect: Dialect) -> tuple[Entry, ...]:
    """Return the entries of an expression in the order written.

    Raises what ``parse`` raises.
    """
    parse(text, dialect=dialect)
    entries = load(GRAMMARS[dialect], _builder(dialect))(text)
    assert isinstance(entries, tuple)
    return entries


@lru_cache(maxsize=len(GRAMMARS))
def _builder(dialect: Dialect) -> _Builder:
    return _Builder(dialect)


class _Builder:
    """Collects entries while the text is read: one method for each rule of the grammars."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect

    def start(self, entries: Sequence[Entry]) -> tuple[Entry, ...]:
        return tuple(entries)

    def children(self, entries: Sequence[Entry]) -> tuple[Entry, ...]:
        return tuple(entries)

    def entry(self, parts: Sequence[Entry | tuple[Entry, ...] | Bounds | str]) -> Entry:
        first = parts[0]
        if isinstance(first, Entry):
            return first
        entries: tuple[Entry, ...] = ()
        bounds = None
        for part in parts[1:]:
            if isinstance(part, Bounds):
                bounds = part
            else:
                assert isinstance(part, tuple)
                entries = part
        assert isinstance(first, str)
        name, is_quoted = self._spelled(first)
        return Entry(name, start_of(first), is_quoted, entries=entries, bounds=bounds)

    def deep(self, parts: Sequence[str]) -> Entry:
        return Entry(None)

    def excluded(self, parts: Sequence[str]) -> Entry:
        name, is_quoted = self._spelled(parts[0])
        return Entry(name, start_of(parts[0]), is_quoted, is_excluded=True)

    def only(self, parts: Sequence[str]) -> Bounds:
        start = int(parts[0])
        return Bounds(Range(start, None if start == -1 else start + 1), start_of(parts[0]), is_single=True)

    def since(self, parts: Sequence[str]) -> Bounds:
        return Bounds(Range(int(parts[0]), None), start_of(parts[0]))

    def until(self, parts: Sequence[str]) -> Bounds:
        return Bounds(Range(0, int(parts[0])), start_of(parts[0]))

    def between(self, parts: Sequence[str]) -> Bounds:
        return Bounds(Range(int(parts[0]), int(parts[1])), start_of(parts[0]))

    def _spelled(self, text: str) -> tuple[str, bool]:
        if self.dialect == "extended" and text.startswith('"'):
            return str(loads(text)), True
        return str.__str__(text), False
