"""python-jsonpath: one path for each scalar, its matches put together again by their parts.

Not the same task: a JSONPath finds a flat list of values, so the graph around them is ours to build; objects
and arrays in which nothing is found are lost.
"""

from __future__ import annotations

from typing import Any

import jsonpath
import orjson

from ..contest import Entry
from .found import json_paths, put_together
from .task import Task

NAME = "python-jsonpath"
NOTE = "loses what has no scalar in it"


def _search(task: Task) -> Any:
    paths = [jsonpath.compile(text) for text in json_paths(task.shape)]
    return lambda root: put_together(
        (match.parts, match.obj) for path in paths for match in path.finditer(root)
    )


def of_bytes(task: Task) -> Entry:
    search, data = _search(task), task.data
    return Entry(f"{NAME} between orjson", lambda: orjson.dumps(search(orjson.loads(data))), note=NOTE)


def of_graph(task: Task) -> Entry:
    search, root = _search(task), task.root
    return Entry(NAME, lambda: search(root), note=NOTE)


def plan(task: Task) -> Entry:
    texts = json_paths(task.shape)
    return Entry(f"{NAME}: compile", lambda: [jsonpath.compile(text) for text in texts], is_yardstick=True)


VERBS = {"bytes": of_bytes, "graph": of_graph, "plan": plan}
