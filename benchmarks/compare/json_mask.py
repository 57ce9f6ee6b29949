"""jsonmask: masks like those of Google's partial responses.

Not the same task: it goes into objects but not into arrays, which it keeps whole, and has no ranges; so a
query for less than that gets another answer.
"""

from __future__ import annotations

import jsonmask
import orjson

from ..contest import Entry
from ..shapes import Shape
from .task import Task

NAME = "jsonmask"
NOTE = "keeps arrays whole"


def mask_text(shape: Shape) -> str:
    """Return the mask for a value of ``shape``."""
    names = shape.element.names if shape.element is not None else shape.names
    members = []
    for name, child in names.items():
        below = mask_text(child)
        members.append(f"{name}({below})" if below else name)
    return ",".join(members)


def of_bytes(task: Task) -> Entry:
    mask, data = jsonmask.parse_fields(mask_text(task.shape)), task.data
    return Entry(
        f"{NAME} between orjson",
        lambda: orjson.dumps(jsonmask.apply_json_mask(orjson.loads(data), mask)),
        note=NOTE,
    )


def of_graph(task: Task) -> Entry:
    mask, root = jsonmask.parse_fields(mask_text(task.shape)), task.root
    return Entry(NAME, lambda: jsonmask.apply_json_mask(root, mask), note=NOTE)


def plan(task: Task) -> Entry:
    text = mask_text(task.shape)
    return Entry(f"{NAME}.parse_fields", lambda: jsonmask.parse_fields(text), is_yardstick=True)


VERBS = {"bytes": of_bytes, "graph": of_graph, "plan": plan}
