"""Parts of JSON Schemas, and how they are put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from .tree import Range

__all__ = ["Members", "Schema", "any_of", "enum_of", "most", "nullable"]

Schema = dict[str, Any]


@dataclass(slots=True)
class Members:
    """The properties that an object has.

    Where a merged value may be of any class it may have any other property too, and any of these once more,
    but for those that it may not show: ``unknown`` holds their names for each such value.
    """

    properties: Schema = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    unknown: list[frozenset[str]] = field(default_factory=list)

    def add(self, name: str, schema: Schema, *, is_required: bool) -> None:
        """Add a property. Where it was added before, as merged values may do, it is either of the two."""
        known = self.properties.get(name)
        is_known = all(name in masked for masked in self.unknown)
        schemas = [schema] if known is None else [known, schema]
        self.properties[name] = any_of(schemas) if is_known else {}
        if is_required:
            self.required.add(name)

    def add_unknown(self, masked: frozenset[str]) -> None:
        """Add the properties of a value that may be of any class, and may not show those of these names."""
        self.unknown.append(masked)
        for name in self.properties.keys() - masked:
            self.properties[name] = {}

    def schema(self) -> Schema:
        """Return the schema of the object."""
        schema: Schema = {"type": "object"}
        if self.properties:
            schema["properties"] = self.properties
        if self.required:
            schema["required"] = [name for name in self.properties if name in self.required]
        return schema if self.unknown else {**schema, "additionalProperties": False}


def most(range: Range) -> int | None:
    """Return the most elements that a range can keep, or None where that depends on the array."""
    bounds = []
    if range.stop is not None and range.stop >= 0:
        bounds.append(range.stop - max(range.start, 0))
    if range.start < 0:
        bounds.append(min(range.stop or 0, 0) - range.start)
    return max(min(bounds), 0) if bounds else None


def any_of(schemas: Iterable[Schema]) -> Schema:
    """Return the schema of what any of these allows; where there are none, that is anything."""
    # By their text, since to Python 1 and True are equal.
    arms: dict[str, Schema] = {}
    for schema in schemas:
        for arm in schema["anyOf"] if schema.keys() == {"anyOf"} else (schema,):
            arms[repr(arm)] = arm
    if not arms or repr({}) in arms:
        return {}
    return next(iter(arms.values())) if len(arms) == 1 else {"anyOf": list(arms.values())}


def nullable(schema: Schema) -> Schema:
    """Return the schema of what ``schema`` allows, or null."""
    types = schema.get("type")
    if isinstance(types, str):
        return {**schema, "type": [types, "null"]}
    # A list of types is that of numbers, which may be null in any case.
    return schema if isinstance(types, list) else any_of([schema, {"type": "null"}])


def enum_of(constants: Iterable[object]) -> Schema:
    """Return the schema of one of the constants; where there are none, or others than JSON's, of anything."""
    # By their text, since to Python 1 and True are equal.
    values = list({repr(constant): constant for constant in constants}.values())
    return {"enum": values} if values and all(map(_is_json, values)) else {}


def _is_json(value: object) -> bool:
    return value is None or isinstance(value, (str, int)) or (isinstance(value, float) and isfinite(value))
