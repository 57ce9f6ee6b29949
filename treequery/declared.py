"""Declared types: what an annotation says of a property's class and of the items below it."""

from __future__ import annotations

import collections.abc
import types
import typing
from dataclasses import dataclass
from weakref import ref

__all__ = ["Declared", "declared"]

# Mappings' items are of no known class, as upstream, where only collections hand their type down.
MAPPINGS = (dict, collections.abc.Mapping, collections.abc.MutableMapping)


@dataclass(frozen=True, slots=True)
class Declared:
    """The class that a value is expected to be an instance of, and what is expected of its items.

    The class is held weakly, so that what is remembered of a class does not keep it alive.
    """

    cls: ref[type]
    items: Declared | None = None

    def is_class_of(self, value: object) -> bool:
        """Return whether ``value`` is of just that class, so that naming it would say nothing new."""
        return self.cls() is type(value)


def declared(annotation: object) -> Declared | None:
    """Return what ``annotation``, already evaluated, declares, or None where that is no one class.

    Optional is looked through; other unions declare nothing; a type variable stands for its bound.
    """
    annotation = _unwrapped(annotation)
    origin = typing.get_origin(annotation)
    if origin is None:
        return Declared(ref(annotation)) if isinstance(annotation, type) else None
    if not isinstance(origin, type):
        return None
    arguments = typing.get_args(annotation)
    is_list = arguments and origin not in MAPPINGS
    return Declared(ref(origin), declared(arguments[0]) if is_list else None)


def _unwrapped(annotation: object) -> object:
    while True:
        origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
        if origin is typing.Annotated:
            annotation = arguments[0]
        elif isinstance(annotation, typing.TypeVar):
            annotation = annotation.__bound__ or object
        elif origin in (typing.Union, types.UnionType):
            classes = [argument for argument in arguments if argument is not types.NoneType]
            if len(classes) != 1:
                return annotation
            annotation = classes[0]
        else:
            return annotation
