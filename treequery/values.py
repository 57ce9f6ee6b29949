"""Values: what each kind of Python value counts as when it is projected."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date
    from typing import Any, TypeGuard

    from .choices import Dates
    from .tree import Range

__all__ = [
    "EndlessError",
    "Map",
    "int_text",
    "is_array",
    "is_scalar",
    "key_text",
    "meant",
    "plain",
    "ranged",
]

# CPython refuses to print integers of more than 4300 digits; decimal has no such limit.
MAX_INT_BITS = 4300 * 3
# Values that stand for values: each is meant to end soon, and one that stands for itself never does.
MAX_STEPS = 100


class Map:
    """A mapping that is data rather than an object: its keys are all kept, its values are cut alike.

    >>> compile("env[PATH]").project({"env": Map({"build": {"PATH": "/bin", "HOME": "/"}})})
    {'env': {'build': {'PATH': '/bin'}}}
    """

    __slots__ = ("mapping",)

    def __init__(self, mapping: Mapping[Any, Any]) -> None:
        """Mark ``mapping``, which is neither copied nor changed. Raises TypeError for anything else."""
        if not isinstance(mapping, Mapping):
            raise TypeError("mapping: expected a mapping")
        self.mapping = mapping

    def __repr__(self) -> str:
        return f"Map({self.mapping!r})"


def plain(value: object, dates: Dates) -> object:
    """Return the plain scalar that ``value`` is written as, or what it stands for where that is no scalar.

    Plain scalars are None, bool, int, float, str and Decimal, of just these classes. An Enum stands
    for its value, a pydantic RootModel for its root; date and datetime give epoch milliseconds, naive
    ones being UTC, or ISO 8601 text; UUID, paths and split URLs give text.
    """
    if _is_exact(type(value)) or value is None:
        return value
    value = meant(value)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return value if isinstance(value, bool) else int.__pos__(value)
    if isinstance(value, float):
        return float.__pos__(value)
    decimal = _loaded("decimal", "Decimal")
    if isinstance(value, decimal):
        return decimal(value)
    if isinstance(value, _loaded("datetime", "date")):
        return _date(value, dates)
    if isinstance(value, (_loaded("uuid", "UUID"), _loaded("pathlib", "PurePath"))):
        return str(value)
    if isinstance(value, (_loaded("urllib.parse", "SplitResult"), _loaded("urllib.parse", "ParseResult"))):
        return str(value.geturl())
    return value


def is_scalar(value: object) -> bool:
    """Return whether ``value`` is a plain scalar."""
    cls = type(value)
    return value is None or _is_exact(cls) or cls is _loaded("decimal", "Decimal")


def _is_exact(cls: type) -> bool:
    # Not by a set of them, since a metaclass may refuse to be hashed or compared.
    return cls is str or cls is int or cls is bool or cls is float


def is_array(value: object) -> TypeGuard[Iterable[Any]]:
    """Return whether ``value`` is an array: an iterable that is no text, bytes or mapping."""
    if isinstance(value, (list, tuple)):
        return True
    if isinstance(value, (str, bytes, bytearray, memoryview, Mapping)):
        return False
    return isinstance(value, Iterable)


class EndlessError(Exception):
    """An iterator gives more elements than may be read to find those that are kept."""


def ranged(array: Iterable[object], range: Range, limit: int) -> Iterator[tuple[int, object]]:
    """Give the elements that ``range`` keeps, each with its index, reading no further than needed.

    Raises EndlessError where it would read more than ``limit`` elements of an iterator without giving one.
    """
    start, stop = range.start, range.stop
    if isinstance(array, Sequence):
        for index in _indexes(len(array), range):
            yield index, array[index]
        return
    elements = enumerate(array)
    if start >= 0:
        if stop is None or stop < 0 or stop > start:
            deque(_read(elements, start, limit), maxlen=0)
            yield from _until(elements, stop if stop is None or stop < 0 else stop - start, limit)
    elif stop is not None and stop >= 0:
        # Of a longer array none of the last elements are among the first.
        read = list(_read(elements, stop - start, limit))
        if len(read) < stop - start:
            yield from read[range.slice()]
    else:
        last = deque(_read(elements, limit + 1, limit), maxlen=min(-start, limit + 1, sys.maxsize))
        yield from list(last)[:stop]


Numbered = Iterator[tuple[int, object]]


def _read(elements: Numbered, count: int, limit: int) -> Numbered:
    """Give so many elements, or raise EndlessError behind those that may be read."""
    # No iterator is longer than an index can be.
    yield from islice(elements, min(count, limit, sys.maxsize))
    if count > limit and next(elements, None) is not None:
        raise EndlessError


def _until(elements: Numbered, stop: int | None, limit: int) -> Numbered:
    """Give the first ``stop`` elements, all of them, or all but the last ``-stop``."""
    if stop is None or stop >= 0:
        yield from islice(elements, stop if stop is None else min(stop, sys.maxsize))
        return
    held: deque[tuple[int, object]] = deque()
    for element in elements:
        held.append(element)
        if len(held) > -stop:
            yield held.popleft()
        elif len(held) > limit:
            raise EndlessError


def _indexes(length: int, bounds: Range) -> Iterator[int]:
    return iter(range(*bounds.slice().indices(length)))


def key_text(key: object) -> str | None:
    """Return the text that a mapping's key counts as, as ``json.dumps`` has it, or None if it has none."""
    if not isinstance(key, (str, int, float)):
        key = meant(key)
    if isinstance(key, str):
        return str.__str__(key)
    if key is None or isinstance(key, bool):
        return {None: "null", True: "true", False: "false"}[key]
    if isinstance(key, int):
        return int_text(key)
    if isinstance(key, float):
        if key != key:
            return "NaN"
        return {float("inf"): "Infinity", float("-inf"): "-Infinity"}.get(key) or float.__repr__(key)
    return None


def int_text(number: int) -> str:
    """Return the digits of an integer of any size."""
    if number.bit_length() > MAX_INT_BITS:
        from decimal import Decimal

        return f"{Decimal(number):f}"
    return int.__repr__(number)


def meant(value: Any) -> Any:
    """Return what an Enum or a pydantic RootModel stands for, and any other value as it is.

    Where that is such a thing over and over again, it is one of them.
    """
    for _ in range(MAX_STEPS):
        # By what is loaded: nobody has a UUID who has not imported uuid.
        if isinstance(value, _loaded("enum", "Enum")):
            value = value.value
        elif isinstance(value, _loaded("pydantic.root_model", "RootModel")):
            value = value.root
        else:
            break
    return value


class _Nothing:
    """A class without instances."""


def _loaded(module: str, name: str) -> Any:
    """The class of that name, or one without instances as long as nobody has loaded its module."""
    return getattr(sys.modules.get(module), name, _Nothing)


def _date(value: date, dates: Dates) -> object:
    from datetime import UTC, datetime, time, timedelta

    if dates == "iso":
        return value.isoformat()
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    if moment.tzinfo is None or moment.utcoffset() is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
