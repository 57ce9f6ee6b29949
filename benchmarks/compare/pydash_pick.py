"""pydash: pick for the names of each object, map_ over arrays.

Not the same task: the schema has to be known; names with a dot are taken for paths.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pydash

from ..contest import Entry
from ..shapes import Shape
from .task import Task

NAME = "pydash"


def picker(shape: Shape) -> Callable[[Any], Any]:
    """Return a function that keeps ``shape`` of a value."""
    if shape.kind == "object":
        names = list(shape.names)
        below = [(name, picker(child)) for name, child in shape.names.items() if child.kind != "scalar"]

        def keep(value: Any) -> Any:
            if value is None:
                return None
            picked = pydash.pick(value, *names)
            for name, inner in below:
                picked[name] = inner(picked[name])
            return picked

        return keep
    if shape.element is not None:
        inner, start, stop = picker(shape.element), shape.start, shape.stop
        if shape.is_sliced:
            return lambda value: pydash.map_(pydash.slice_(value, start, stop), inner)
        return lambda value: pydash.map_(value, inner)
    return pydash.identity


def of_bytes(task: Task) -> Entry:
    keep, data = picker(task.shape), task.data
    return Entry(f"{NAME} between orjson", lambda: orjson.dumps(keep(orjson.loads(data))))


def of_graph(task: Task) -> Entry:
    keep, root = picker(task.shape), task.root
    return Entry(NAME, lambda: keep(root))


VERBS = {"bytes": of_bytes, "graph": of_graph}
