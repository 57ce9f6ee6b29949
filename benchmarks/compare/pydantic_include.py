"""pydantic: models made from the query, and ``include`` where an array is cut.

Not the same task: the schema has to be known; values are validated against it. For graphs of models,
``model_dump_json(include=)`` on the models that are there, the same task but for ranges, which it takes as
sets of indexes.
"""

from __future__ import annotations

from typing import Any

import pydantic

from ..contest import Entry
from ..graphs import class_of
from ..shapes import Shape
from .task import CannotAskError, Task


def model_of(shape: Shape) -> Any:
    """Return a model with the names of ``shape`` alone; pydantic ignores what it does not name."""

    def make(name: str, fields: dict[str, Any]) -> type:
        definitions: Any = {
            key.lstrip("_"): (hint, pydantic.Field(alias=key)) for key, hint in fields.items()
        }
        return pydantic.create_model(name, **definitions)

    return class_of(shape, make, shows_all=True)


def include_of(shape: Shape) -> Any:
    """Return the ``include`` that keeps ``shape``: True, or mappings from names and indexes."""
    if shape.kind == "object":
        return {name.lstrip("_"): include_of(child) for name, child in shape.names.items()}
    if shape.element is None:
        return True
    below = include_of(shape.element)
    if not shape.is_sliced:
        return {"__all__": below}
    if shape.stop is None or shape.start < 0 or shape.stop < 0:
        raise CannotAskError("a range without an end")
    return dict.fromkeys(range(shape.start, shape.stop), below)


def of_bytes(task: Task) -> Entry:
    model, include, data = model_of(task.shape), include_of(task.shape), task.data

    def run() -> bytes:
        text: str = model.model_validate_json(data).model_dump_json(include=include, by_alias=True)
        return text.encode()

    return Entry("pydantic models of the query", run)


def of_graph(task: Task) -> Entry:
    model, include, root = model_of(task.shape), include_of(task.shape), task.root
    return Entry(
        "pydantic models of the query",
        lambda: model.model_validate(root).model_dump(include=include, by_alias=True),
    )


def to_json(task: Task) -> Entry:
    if not isinstance(task.root, pydantic.BaseModel):
        raise CannotAskError("this graph is not of models")
    include, root = include_of(task.shape), task.root
    return Entry("model_dump_json(include=)", lambda: root.model_dump_json(include=include).encode())


VERBS = {"bytes": of_bytes, "graph": of_graph, "json": to_json}
