"""Kinds: what a value of a declared class is written as."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from functools import cache
from types import NoneType
from typing import TYPE_CHECKING, Literal, Union, cast

from .choices import Dates
from .values import Map, is_scalar, plain

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["Kind", "Scalar", "constants_of", "kind_of"]

Kind = Literal[
    "boolean",
    "integer",
    "number",
    "string",
    "uuid",
    "date",
    "date-time",
    "null",
    "enum",
    "map",
    "mapping",
    "array",
    "unknown",
]

Scalar = Union[str, bool, int, float, "Decimal", None]


def kind_of(cls: type) -> Kind:
    """Return what a value of ``cls``, which has no model, is written as.

    ``map`` is a ``treequery.Map``, whose keys are data, and ``unknown`` whatever could be anything.
    """
    if issubclass(cls, enum.Enum):
        # A flag's values are combined of those that it lists.
        return "integer" if issubclass(cls, enum.Flag) else "enum"
    return next((kind for base, kind in _table() if issubclass(cls, base)), "unknown")


@cache
def _table() -> tuple[tuple[type, Kind], ...]:
    """Kinds by class: the first that a class is derived from counts."""
    # Imported when asked for, since whoever writes values only needs none of them.
    from datetime import date, datetime
    from decimal import Decimal
    from pathlib import PurePath
    from urllib.parse import ParseResult, SplitResult
    from uuid import UUID

    return (
        (bool, "boolean"),
        (int, "integer"),
        (float, "number"),
        (Decimal, "number"),
        (str, "string"),
        (datetime, "date-time"),
        (date, "date"),
        (UUID, "uuid"),
        (PurePath, "string"),
        (SplitResult, "string"),
        (ParseResult, "string"),
        (NoneType, "null"),
        (Map, "map"),
        (Mapping, "mapping"),
        (bytes, "unknown"),
        (bytearray, "unknown"),
        (memoryview, "unknown"),
        (Iterable, "array"),
    )


def constants_of(cls: type, dates: Dates = "millis") -> tuple[Scalar, ...]:
    """Return the values of an Enum as they are written.

    Nothing for any other class, for an Enum that is there to be derived from, and where a value is no
    scalar, so that it could be anything.
    """
    if not issubclass(cls, enum.Enum) or kind_of(cls) != "enum":
        return ()
    values = tuple(plain(member, dates) for member in cls)
    return cast("tuple[Scalar, ...]", values) if all(map(is_scalar, values)) else ()
