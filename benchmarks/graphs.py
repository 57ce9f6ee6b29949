"""Object graphs: the Jenkins payload as dicts, shuffled dicts and instances of five kinds of classes.

The classes are made from the schema, one for each place with an object, with annotations as a person would
write them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from random import Random
from typing import Any, Optional

from . import payloads, queries
from .shapes import Shape

__all__ = ["CLASS_FAMILIES", "class_of", "instances", "shuffled"]

Fields = dict[str, Any]


def _dataclass(name: str, fields: Fields) -> type:
    return dataclasses.make_dataclass(name, list(fields.items()))


def _slotted_dataclass(name: str, fields: Fields) -> type:
    return dataclasses.make_dataclass(name, list(fields.items()), slots=True)


def _attrs(name: str, fields: Fields) -> type:
    import attrs

    return attrs.make_class(name, {key: attrs.field(type=hint) for key, hint in fields.items()})


def _struct(name: str, fields: Fields) -> type:
    import msgspec

    return msgspec.defstruct(name, list(fields.items()))


def _pydantic(name: str, fields: Fields) -> type:
    import pydantic

    definitions: Any = {key: (hint, ...) for key, hint in fields.items()}
    return pydantic.create_model(name, **definitions)


CLASS_FAMILIES: dict[str, Callable[[str, Fields], type]] = {
    "dataclass": _dataclass,
    "dataclass, slots": _slotted_dataclass,
    "attrs": _attrs,
    "Struct": _struct,
    "pydantic": _pydantic,
}

SCALARS = {str, int, float, bool}


def annotation(shape: Shape, make: Callable[[str, Fields], type], name: str, shows_all: bool) -> Any:
    """Return the annotation for values of ``shape``, with classes by ``make``."""
    hint: Any = Any
    if shape.kind == "object":
        hint = class_of(shape, make, name, shows_all=shows_all)
    elif shape.element is not None:
        hint = list[annotation(shape.element, make, name, shows_all)]  # type: ignore[misc]  # no annotation, but a value
    elif len(shape.types) == 1 and shape.types <= SCALARS:
        (hint,) = shape.types
    return Optional[hint] if shape.is_nullable else hint  # noqa: UP045 - the class is only known here


def class_of(
    shape: Shape, make: Callable[[str, Fields], type], name: str = "Root", *, shows_all: bool = False
) -> type:
    """Return a class with a field for each name of ``shape``; private ones only if it ``shows_all``."""
    # A leading underscore is a private field to pydantic, and to treequery.
    shown = {key: child for key, child in shape.names.items() if shows_all or not key.startswith("_")}
    return make(
        name,
        {key: annotation(child, make, name + key.title(), shows_all) for key, child in shown.items()},
    )


def _instance(shape: Shape, hint: Any, value: Any, children: Callable[[type], Fields]) -> Any:
    if value is None or shape.kind == "scalar":
        return value
    if getattr(hint, "__args__", None) and type(None) in hint.__args__:
        (hint,) = (each for each in hint.__args__ if each is not type(None))
    if shape.element is not None:
        item = hint.__args__[0]
        return [_instance(shape.element, item, each, children) for each in value]
    hints = children(hint)
    return hint(**{key: _instance(shape.names[key], hints[key], value[key], children) for key in hints})


def instances(family: str, job_count: int) -> Any:
    """Return the root of a graph of instances, about as large as ``payloads.jenkins(job_count)``."""
    shape = queries.shape("jenkins", "*[*[*[*]]]")
    hints: dict[type, Fields] = {}

    def make(name: str, fields: Fields) -> type:
        cls = CLASS_FAMILIES[family](name, fields)
        hints[cls] = fields
        return cls

    root_class = class_of(shape, make)
    return _instance(shape, root_class, payloads.jenkins(job_count), hints.__getitem__)


def shuffled(value: Any, random: Random | None = None) -> Any:
    """Return a copy whose objects have their keys in an order of their own each: the worst case."""
    random = random or Random(payloads.SEED)
    if isinstance(value, dict):
        # By random() alone, as in payloads: shuffle() may differ between versions of Python.
        order = sorted(value, key=lambda _: random.random())
        return {key: shuffled(value[key], random) for key in order}
    if isinstance(value, list):
        return [shuffled(element, random) for element in value]
    return value
