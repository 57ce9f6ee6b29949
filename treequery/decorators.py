"""Declare what a class shows: ``@exported_bean`` on the class, ``@exported`` on its properties."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from types import FunctionType
from typing import Any, Literal, TypeVar, overload

from .errors import ExportError

__all__ = ["Bean", "Exported", "Names", "bean_of", "exported", "exported_bean", "mark_of", "shown_name"]

Names = Literal["as_is", "camel", "getter"]
Cls = TypeVar("Cls", bound=type)
Member = TypeVar("Member")

BEAN, MARK = "__exported_bean__", "__exported__"


@dataclass(frozen=True, slots=True)
class Exported:
    """How one property is shown: what ``exported`` was given.

    Call it on a method or property to mark that, or put it into ``Annotated`` to mark an attribute.
    """

    name: str = ""
    visibility: int = 0
    inline: bool = False
    merge: bool = False
    skip_null: bool = False
    verbose_map: str = ""

    def __post_init__(self) -> None:
        for setting, kind in (("name", str), ("visibility", int), ("verbose_map", str)):
            if type(getattr(self, setting)) is not kind:
                raise ExportError("exported", f"{setting}: expected {WORDS[kind]}")
        _check_visibility("exported", "visibility", self.visibility)

    def __call__(self, member: Member) -> Member:
        """Mark a function, a property or a cached property; gives it back, or a copy that is marked."""
        if isinstance(member, property):
            marked: Any = _ExportedProperty(member.fget, member.fset, member.fdel, member.__doc__)
        elif isinstance(member, (classmethod, staticmethod)):
            raise ExportError("exported", "put it on a method that takes self, or on a property")
        elif isinstance(member, cached_property) or (callable(member) and not isinstance(member, type)):
            _check_function(getattr(member, "func", member))
            marked = member
        else:
            raise ExportError(
                "exported", "expected a method or a property; attributes take Annotated[..., exported()]"
            )
        setattr(marked, MARK, self)
        return marked  # type: ignore[no-any-return]  # a ``Member``, whichever it was made of


def _check_visibility(where: str, setting: str, visibility: int) -> None:
    # Java's int, as the depth is that it is compared with.
    if not -(2**31) <= visibility < 2**31:
        raise ExportError(where, f"{setting}: expected a whole number that fits into 32 bits")


def _check_function(function: object) -> None:
    """Refuse what cannot be called with an instance alone, or gives no value when it is."""
    if not isinstance(function, FunctionType):
        return
    code, where = function.__code__, f"exported: {function.__qualname__}"
    if code.co_flags & (CO_COROUTINE | CO_ASYNC_GENERATOR):
        raise ExportError(where, "it is async, and nobody awaits it; show what it gives once that is known")
    needed = code.co_argcount - len(function.__defaults__ or ())
    is_keyword_needed = code.co_kwonlyargcount > len(function.__kwdefaults__ or {})
    if needed > 1 or is_keyword_needed:
        raise ExportError(where, "it needs arguments besides self; give them defaults")
    if code.co_argcount == 0 and not code.co_flags & CO_VARARGS:
        raise ExportError(where, "put it on a method that takes self, or on a property")


# As in the module inspect, which takes longer to import than all of this.
CO_VARARGS, CO_COROUTINE, CO_ASYNC_GENERATOR = 0x04, 0x80, 0x200
WORDS = {str: "text", int: "a whole number"}


class _ExportedProperty(property):
    """A property that can carry a mark."""


@overload
def exported(member: Member, /) -> Member: ...
@overload
def exported(
    *,
    name: str = ...,
    visibility: int = ...,
    inline: bool = ...,
    merge: bool = ...,
    skip_null: bool = ...,
    verbose_map: str = ...,
) -> Exported: ...
def exported(
    member: object = None,
    /,
    *,
    name: str = "",
    visibility: int = 0,
    inline: bool = False,
    merge: bool = False,
    skip_null: bool = False,
    verbose_map: str = "",
) -> object:
    """Mark a method, property or attribute as shown by its class, which carries ``@exported_bean``.

    Stands before a method or property, with or without arguments, or in an attribute's annotation:
    ``color: Annotated[str, exported(visibility=2)]``.

    ``name`` is shown instead of the Python name (of one character it is ignored, as upstream).
    ``visibility`` is compared with the depth asked for, 0 being the bean's default. ``inline`` adds no
    level to the depth. ``merge`` shows the value's properties in place of the property.
    ``skip_null`` leaves the property out where it is None. ``verbose_map`` such as ``"key/value"``
    shows a mapping as a list of objects with these two names.

    Raises ExportError for what cannot be marked. Source: Stapler ``@Exported``.
    """
    mark = Exported(name, visibility, inline, merge, skip_null, verbose_map)
    return mark if member is None else mark(member)


@dataclass(frozen=True, slots=True)
class Bean:
    """What ``exported_bean`` was given for a class."""

    default_visibility: int = 1
    class_name: str = ""
    names: Names = "as_is"


@overload
def exported_bean(cls: Cls, /) -> Cls: ...
@overload
def exported_bean(
    *, default_visibility: int = ..., class_name: str = ..., names: Names = ...
) -> Callable[[Cls], Cls]: ...
def exported_bean(
    cls: type | None = None, /, *, default_visibility: int = 1, class_name: str = "", names: Names = "as_is"
) -> object:
    """Let a class, and the classes derived from it, show their ``@exported`` properties.

    ``class_name`` is written as ``_class``, by default the qualified Python name. ``names`` says what
    Python names become: ``as_is``, ``camel`` (``last_build`` is shown as ``lastBuild``) or ``getter``
    (as in Java: ``getLastBuild`` and ``get_last_build`` are shown as ``lastBuild``, ``isBuilding`` as
    ``building``). What a derived class does not say anew it inherits, but for ``class_name``.

    Raises ExportError where the class marks nothing that it could show, or marks it wrongly.
    Source: Stapler ``@ExportedBean``.
    """
    if names not in ("as_is", "camel", "getter"):
        raise ExportError("exported_bean", "names: expected 'as_is', 'camel' or 'getter'")
    if type(default_visibility) is not int:
        raise ExportError("exported_bean", "default_visibility: expected a whole number")
    _check_visibility("exported_bean", "default_visibility", default_visibility)
    if type(class_name) is not str:
        raise ExportError("exported_bean", "class_name: expected text")
    bean = Bean(default_visibility, class_name, names)

    def decorate(cls: type) -> type:
        if not isinstance(cls, type):
            raise ExportError("exported_bean", "expected a class")
        _check_names(cls, names)
        setattr(cls, BEAN, bean)
        return cls

    return decorate if cls is None else decorate(cls)


def mark_of(member: object) -> Exported | None:
    """Return how a method or property is marked, or None."""
    mark = getattr(member, MARK, None)
    if mark is None and isinstance(member, property):
        mark = getattr(member.fget, MARK, None)
    return mark if isinstance(mark, Exported) else None


def _check_names(cls: type, names: Names) -> None:
    """Refuse Python names that would be shown as one; names that were given are as upstream takes them."""
    shown: dict[str, str] = {}
    for name, member in vars(cls).items():
        mark = mark_of(member)
        if mark is None or mark.name:
            continue
        other = shown.setdefault(shown_name(name, names), name)
        if other != name:
            where = f"{cls.__module__}.{cls.__qualname__}"
            raise ExportError(where, f"{other} and {name} are shown under one name; give one of them a name=")


def shown_name(name: str, names: Names) -> str:
    """Return what a Python name is shown as."""
    if names == "as_is":
        return name
    if names == "getter":
        for prefix in ("get", "is"):
            rest = name.removeprefix(prefix)
            if rest != name and rest[:1] == "_" and rest[1:]:
                name = rest[1:]
            elif rest != name and rest[:1].isupper():
                return _decapitalized(rest)
    first, *others = name.split("_") if not name.startswith("_") else [name]
    return first + "".join(part[:1].upper() + part[1:] for part in others)


def _decapitalized(name: str) -> str:
    return name if name[:2].isupper() and len(name) > 1 else name[:1].lower() + name[1:]


def bean_of(cls: type) -> Bean | None:
    """Return what the class's own ``@exported_bean`` was given, or None where it carries none itself."""
    bean = vars(cls).get(BEAN)
    return bean if isinstance(bean, Bean) else None
