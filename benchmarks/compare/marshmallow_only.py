"""marshmallow: schemas of all that the payload has, with ``only=`` the dotted names asked for.

Not the same task: the schema has to be declared; ranges are a field class of ours, since it has none.
"""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from .. import queries
from ..contest import Entry
from ..shapes import Shape, leaf_paths
from .task import Task


def _sliced(shape: Shape) -> type:
    class SlicedNested(fields.Nested):
        def _serialize(self, nested_obj: Any, *arguments: Any, **options: Any) -> Any:
            return super()._serialize(nested_obj[shape.start : shape.stop], *arguments, **options)

    return SlicedNested


def schema_of(whole: Shape, kept: Shape | None) -> type[Schema]:
    """Return a schema for ``whole``, with the slices that ``kept`` has."""
    declared: dict[str, Any] = {}
    for name, child in whole.names.items():
        below = kept.names.get(name) if kept is not None else None
        element = child.element if child.element is not None else child
        inner = below.element if below is not None and below.element is not None else below
        if element.kind != "object":
            declared[name] = fields.Raw(allow_none=True)
            continue
        nested = _sliced(below) if below is not None and below.is_sliced else fields.Nested
        declared[name] = nested(schema_of(element, inner), many=child.kind == "array", allow_none=True)
    return Schema.from_dict(declared)


def of_graph(task: Task) -> Entry:
    only = [".".join(name for name, _ in steps) for steps in leaf_paths(task.shape)]
    whole = queries.shape(task.kind, "*[*[*[*]]]")
    schema, root = schema_of(whole, task.shape)(only=only), task.root
    return Entry("marshmallow only=", lambda: schema.dump(root))


VERBS = {"graph": of_graph}
