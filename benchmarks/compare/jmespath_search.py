"""jmespath: multi-select hashes over projections.

Not the same task: the schema has to be known, arrays from objects; a missing name becomes null instead of
staying away; elements that are null are dropped.
"""

from __future__ import annotations

import json

import jmespath
import orjson
from jmespath.parser import Parser

from ..contest import Entry
from ..shapes import Shape
from .task import CannotAskError, Task

NAME = "jmespath"


def expression(shape: Shape) -> str:
    """Return what follows a value of ``shape``: a hash, a projection with a hash, or nothing."""
    if shape.kind == "object":
        if not shape.names:
            raise CannotAskError("a hash without names")
        members = []
        for name, child in shape.names.items():
            key, below = json.dumps(name), expression(child)
            members.append(f"{key}: {key}" + (f".{below}" if below[:1] == "{" else below))
        return "{" + ", ".join(members) + "}"
    if shape.element is None:
        return ""
    below = expression(shape.element)
    projection = f"[{shape.start}:{'' if shape.stop is None else shape.stop}]" if shape.is_sliced else "[*]"
    return f"{projection}.{below}" if below else projection if shape.is_sliced else ""


def of_bytes(task: Task) -> Entry:
    search, data = jmespath.compile(expression(task.shape)).search, task.data
    return Entry(f"{NAME} between orjson", lambda: orjson.dumps(search(orjson.loads(data))))


def of_graph(task: Task) -> Entry:
    search, root = jmespath.compile(expression(task.shape)).search, task.root
    return Entry(NAME, lambda: search(root))


def plan(task: Task) -> Entry:
    text = expression(task.shape)

    def run() -> object:
        # Its cache belongs to the class; this one is to be uncached.
        Parser.purge()
        return jmespath.compile(text)

    return Entry(f"{NAME}.compile", run, is_yardstick=True)


VERBS = {"bytes": of_bytes, "graph": of_graph, "plan": plan}
