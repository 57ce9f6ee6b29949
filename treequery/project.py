"""Project an object graph: the executable specification of what a plan keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from .errors import (
    CycleError,
    DepthLimitError,
    NotExportedError,
    SourceError,
    TreeQueryError,
    UnsupportedKeyError,
)
from .keep import WHOLE, Keep
from .paths import path_text
from .values import Dates, Map, is_array, is_scalar, key_text, plain, ranged

if TYPE_CHECKING:
    from .limits import Limits

__all__ = ["Graph", "project"]

Graph = "dict[str, Graph] | list[Graph] | str | int | float | Decimal | bool | None"

_Entry = tuple[str | int, object, Keep]


def project(root: object, keep: Keep, *, always: frozenset[str], dates: Dates, limits: Limits) -> object:
    """Return the part of ``root`` that ``keep`` keeps, as a new plain graph of dict, list and scalars.

    Mappings and arrays keep their order. Nothing of the result is shared with ``root`` but scalars
    that cannot change, and ``root`` is only read, an iterator no further than a range needs.
    Mappings keep the keys in ``always`` whole, whatever ``keep`` says.

    Nesting is at most ``limits.levels``, counting the root as 0.

    Raises NotExportedError for a value that is no mapping, array or scalar, UnsupportedKeyError for
    a key that is no text, number, boolean or None, CycleError for a value within itself of which all
    is kept, DepthLimitError, and SourceError where a caller's own mapping or iterator raises
    (chained); each carries ``path``.
    """
    return _Walk(always, dates, limits).run(root, keep)


class _Container:
    """An array or object being copied: what is still to come of it, and the copy."""

    __slots__ = ("copy", "entries", "keep", "source", "step")

    def __init__(
        self, source: object, keep: Keep, entries: Iterator[_Entry], copy: dict[str, object] | list[object]
    ) -> None:
        self.source, self.keep, self.entries, self.copy = source, keep, entries, copy
        self.step: str | int | None = None

    def add(self, step: str | int, value: object) -> None:
        if isinstance(self.copy, dict):
            self.copy[str(step)] = value
        else:
            self.copy.append(value)


class _Walk:
    """One walk over one root, with a stack of its own: no nesting of the input can exhaust Python's."""

    def __init__(self, always: frozenset[str], dates: Dates, limits: Limits) -> None:
        self.always, self.dates, self.limits = always, dates, limits
        self.open: list[_Container] = []
        self.entered: set[tuple[int, int]] = set()

    def run(self, root: object, keep: Keep) -> object:
        copy = self._copy(root, keep)
        while self.open:
            container = self.open[-1]
            entry = self._next(container)
            if entry is None:
                closed = self.open.pop()
                self.entered.discard((id(closed.source), id(closed.keep)))
                continue
            container.step, value, keep = entry
            container.add(container.step, self._copy(value, keep))
        return copy

    def _next(self, container: _Container) -> _Entry | None:
        try:
            return next(container.entries, None)
        except TreeQueryError:
            raise
        except Exception as err:
            raise SourceError(self._path()) from err

    def _copy(self, value: object, keep: Keep) -> object:
        """The copy of a scalar; of anything else an empty container, which is opened to be filled."""
        value = plain(value, self.dates)
        if is_scalar(value):
            return value
        copy: dict[str, object] | list[object] = {}
        if isinstance(value, Map):
            value = value.mapping
            entries = self._map(value, keep)
        elif isinstance(value, Mapping):
            entries = self._object(value, keep)
        elif is_array(value):
            assert isinstance(value, Iterable)
            copy, entries = [], ((index, element, keep) for index, element in ranged(value, keep.range))
        else:
            raise NotExportedError(self._path(), type(value).__qualname__)
        self._enter(_Container(value, keep, entries, copy))
        return copy

    def _enter(self, container: _Container) -> None:
        # A value within itself is no matter while each time less of it is kept: trees end.
        place = (id(container.source), id(container.keep))
        if place in self.entered:
            raise CycleError(self._path())
        if len(self.open) > self.limits.levels:
            raise DepthLimitError(self._path(), self.limits.levels)
        self.open.append(container)
        self.entered.add(place)

    def _object(self, mapping: Mapping[object, object], keep: Keep) -> Iterator[_Entry]:
        for key, value in mapping.items():
            name = self._name(key)
            child = WHOLE if name in self.always else keep.child(name)
            if child is not None:
                yield name, value, child

    def _map(self, mapping: Mapping[object, object], keep: Keep) -> Iterator[_Entry]:
        for key, value in mapping.items():
            yield self._name(key), value, keep

    def _name(self, key: object) -> str:
        name = key_text(key)
        if name is None:
            raise UnsupportedKeyError(self._path(), type(key).__qualname__)
        return name

    def _path(self) -> str:
        return path_text(container.step for container in self.open)
