"""Java types: the annotation of Python that says of a property what its Java type says."""

from __future__ import annotations

import collections
import collections.abc
import numbers
import re
from collections.abc import Mapping
from datetime import datetime
from types import GenericAlias
from typing import Annotated, Any
from urllib.parse import SplitResult

from ..declared import XsdType

__all__ = ["CHARACTERS", "UNEXPORTABLE", "annotation_of", "bounds_of"]

CHARACTERS, UNEXPORTABLE = ("char", "Character"), ("byte", "Byte")

LONG, ANY_NUMBER = Annotated[int, XsdType("long")], Annotated[int, XsdType("anyType")]

# Types that hold no other; what is no primitive may be null.
SIMPLE: Mapping[str, Any] = {
    "String": str,
    "boolean": bool,
    "Boolean": bool | None,
    "int": int,
    "Integer": int | None,
    "long": LONG,
    "Long": LONG | None,
    "short": ANY_NUMBER,
    "Short": ANY_NUMBER | None,
    "byte": ANY_NUMBER,
    "Byte": ANY_NUMBER | None,
    # Upstream knows no type for a character, though it is text here.
    "char": ANY_NUMBER,
    "Character": ANY_NUMBER | None,
    "float": float,
    "Float": float | None,
    "double": float,
    "Double": float | None,
    "Number": numbers.Number,
    "Date": Annotated[datetime, XsdType("anyType")],
    "Calendar": datetime,
    "GregorianCalendar": datetime,
    "URL": SplitResult,
}
GENERIC: Mapping[str, Any] = {
    **dict.fromkeys(("List", "ArrayList"), list),
    "LinkedList": collections.deque,
    **dict.fromkeys(("Set", "SortedSet", "HashSet", "TreeSet", "LinkedHashSet"), set),
    "Collection": collections.abc.Collection,
    "Iterable": collections.abc.Iterable,
}
MAPS = ("Map", "SortedMap", "HashMap", "TreeMap", "LinkedHashMap", "Properties")


def annotation_of(text: str, classes: Mapping[str, Any], bounds: Mapping[str, Any]) -> Any:
    """Return the annotation for the Java type in ``text``, with these classes and type variables.

    A type that is none of these is Object, of which nobody knows more.
    """
    text = text.strip().removeprefix("? extends ")
    if text.endswith("[]"):
        inner = annotation_of(text[:-2], classes, bounds)
        # The items of an array are of its class without what that holds, unless that is an array.
        is_generic = isinstance(inner, GenericAlias) and not text[:-2].endswith("[]")
        return GenericAlias(list, (inner.__origin__ if is_generic else inner,))
    if text.startswith("?"):
        return object
    raw, _, arguments = text.partition("<")
    if raw in MAPS:
        return dict
    if raw in GENERIC:
        items = _split(arguments.removesuffix(">"))
        return GENERIC[raw][annotation_of(items[0], classes, bounds)] if items else GENERIC[raw]
    return bounds.get(raw) or classes.get(raw) or SIMPLE.get(raw, object)


def bounds_of(parameters: str, classes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what each type variable of ``<T extends Foo,U>`` stands for."""
    bounds: dict[str, Any] = {}
    for variable in _split(re.sub(r"^<|>$", "", parameters)):
        name, _, bound = variable.partition(" extends ")
        bounds[name.strip()] = annotation_of(bound, classes, bounds) if bound else object
    return bounds


def _split(text: str) -> list[str]:
    """The type arguments in ``text``, cut at the commas that stand in no brackets."""
    found, depth = [""], 0
    for char in text:
        depth += {"<": 1, ">": -1}.get(char, 0)
        if char == "," and not depth:
            found.append("")
        else:
            found[-1] += char
    return [each.strip() for each in found if each.strip()]
