"""Declared types: what an annotation says of a property's class and of the items below it."""

from __future__ import annotations

import collections.abc
import enum
import types
import typing
from collections.abc import Iterable
from dataclasses import dataclass, replace
from weakref import ref

from .errors import ExportError

__all__ = ["UNION", "Declared", "XsdType", "declared"]

# Stands for a union of several classes; no value that could be shown is an instance of it.
UNION = types.UnionType


@dataclass(frozen=True, slots=True)
class XsdType:
    """Says in an annotation which type of XML Schema a value has: ``Annotated[int, XsdType("long")]``.

    ``name`` is that of a built-in type, without prefix. Raises ExportError for what cannot be one.
    """

    name: str

    def __post_init__(self) -> None:
        if type(self.name) is not str or not (self.name.isascii() and self.name.isalpha()):
            raise ExportError("XsdType", f"expected the name of a type such as 'long', found {self.name!r}")


@dataclass(frozen=True, slots=True)
class Declared:
    """The class that a value is expected to be an instance of, and what is expected of its items.

    ``items`` is None for mappings, as upstream, where only collections hand their type down.
    ``arguments`` holds what stands in the brackets: a mapping's key and value, the members of a
    tuple or, where ``cls`` is UNION, of a union; each is None where it is no one class. ``constants``
    holds what a Literal lists; ``xsd_type`` the name that an XsdType gives, or nothing.

    The class is held weakly, so that what is remembered of a class does not keep it alive.
    """

    cls: ref[type]
    items: Declared | None = None
    is_optional: bool = False
    arguments: tuple[Declared | None, ...] = ()
    constants: tuple[str | int | bytes, ...] = ()
    xsd_type: str = ""

    def is_class_of(self, value: object) -> bool:
        """Return whether ``value`` is of just that class, so that naming it would say nothing new."""
        return self.cls() is type(value)


def declared(annotation: object) -> Declared | None:
    """Return what ``annotation``, already evaluated, declares, or None where that is no class.

    Optional, Annotated, Final, new types and type aliases are looked through; a type variable
    stands for its bound, a pydantic RootModel for its root; a union of several classes is of the class UNION.
    """
    return _declared(annotation, frozenset())


def _declared(annotation: object, aliases: frozenset[int]) -> Declared | None:
    """What an annotation within ``aliases`` declares; an alias within itself could be of any class."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _annotated(arguments, aliases)
    if origin is typing.Final:
        return _declared(arguments[0], aliases)
    if origin in (typing.Union, types.UnionType):
        return _union(arguments, aliases)
    if origin is typing.Literal:
        return _literal(arguments)
    if isinstance(origin, type):
        return _generic(origin, arguments, aliases)
    if isinstance(annotation, typing.TypeVar):
        constraints = annotation.__constraints__
        return (
            _union(constraints, aliases)
            if constraints
            else _declared(annotation.__bound__ or object, aliases)
        )
    if isinstance(annotation, type):
        return _class(annotation, aliases)
    if isinstance(annotation, typing.NewType):
        return _declared(annotation.__supertype__, aliases)
    # Python 3.12 and typing_extensions each have a class for aliases, which share this attribute.
    if hasattr(annotation, "__value__") and id(annotation) not in aliases:
        return _declared(annotation.__value__, aliases | {id(annotation)})
    return None


def _class(cls: type, aliases: frozenset[int]) -> Declared | None:
    root = _root_of(cls)
    if root is None:
        return Declared(ref(cls))
    found = None if id(cls) in aliases else _declared(root, aliases | {id(cls)})
    # The value is an object in any case, whatever it stands for.
    return Declared(ref(UNION), arguments=(found,)) if found and found.is_optional else found


def _root_of(cls: typing.Any) -> object:
    """What a pydantic RootModel that shows nothing of its own holds, since it stands for that; else None."""
    names = {name for base in cls.__mro__ for name in vars(base)}
    if "__pydantic_root_model__" not in names or "__exported_bean__" in names:
        return None
    is_root = cls.__pydantic_root_model__
    fields = cls.__pydantic_fields__
    return fields["root"].annotation if is_root and "root" in fields else None


def _annotated(arguments: tuple[object, ...], aliases: frozenset[int]) -> Declared | None:
    found = _declared(arguments[0], aliases)
    names = [extra.name for extra in arguments[1:] if isinstance(extra, XsdType)]
    return replace(found, xsd_type=names[-1]) if found and names else found


def _union(members: Iterable[object], aliases: frozenset[int]) -> Declared | None:
    classes = [member for member in members if member is not types.NoneType]
    found = tuple(_declared(member, aliases) for member in classes)
    is_optional = types.NoneType in members or any(each is not None and each.is_optional for each in found)
    if len(found) != 1:
        return Declared(ref(UNION), is_optional=is_optional, arguments=found)
    only = found[0]
    return replace(only, is_optional=True) if only and is_optional else only


def _literal(constants: tuple[object, ...]) -> Declared | None:
    """A union of the constants' classes; a member of an Enum is not held, since that would hold its class."""
    arms = []
    for cls in dict.fromkeys(map(type, constants)):
        plain = tuple(each for each in constants if type(each) is cls and isinstance(each, (str, int, bytes)))
        if cls is not types.NoneType:
            arms.append(Declared(ref(cls), constants=() if issubclass(cls, enum.Enum) else plain))
    is_optional = None in constants
    if len(arms) == 1:
        return replace(arms[0], is_optional=is_optional)
    return Declared(ref(UNION), is_optional=is_optional, arguments=tuple(arms))


def _generic(origin: type, arguments: tuple[object, ...], aliases: frozenset[int]) -> Declared:
    found = tuple(_declared(argument, aliases) for argument in arguments if argument is not Ellipsis)
    is_mapping = issubclass(origin, collections.abc.Mapping)
    return Declared(ref(origin), None if is_mapping or not found else found[0], arguments=found)
