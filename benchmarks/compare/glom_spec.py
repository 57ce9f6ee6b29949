"""glom: a spec of dicts and lists.

Not the same task: the schema has to be known; a missing name is an error.
"""

from __future__ import annotations

from typing import Any

import orjson
from glom import T, glom

from ..contest import Entry
from ..shapes import Shape
from .task import Task

NAME = "glom"


def spec_of(shape: Shape) -> Any:
    """Return the spec for a value of ``shape``."""
    spec: Any = T
    if shape.kind == "object":
        members = shape.names.items()
        # A scalar needs no second step.
        spec = {
            name: T[name] if child.kind == "scalar" else (T[name], spec_of(child)) for name, child in members
        }
    elif shape.element is not None:
        kept = T[shape.start : shape.stop] if shape.is_sliced else T
        spec = (kept, [spec_of(shape.element)]) if shape.element.kind != "scalar" else kept
    if shape.is_nullable and shape.kind != "scalar":
        inner = spec
        return lambda value: None if value is None else glom(value, inner)
    return spec


def of_bytes(task: Task) -> Entry:
    spec, data = spec_of(task.shape), task.data
    return Entry(f"{NAME} between orjson", lambda: orjson.dumps(glom(orjson.loads(data), spec)))


def of_graph(task: Task) -> Entry:
    spec, root = spec_of(task.shape), task.root
    return Entry(NAME, lambda: glom(root, spec))


VERBS = {"bytes": of_bytes, "graph": of_graph}
