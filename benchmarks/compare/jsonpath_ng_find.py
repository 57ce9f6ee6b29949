"""jsonpath-ng: one path for each scalar, its matches put together again by their full paths.

Not the same task: a JSONPath finds a flat list of values, so the graph around them is ours to build; objects
and arrays in which nothing is found are lost.
"""

from __future__ import annotations

from typing import Any

import orjson
from jsonpath_ng import Fields, Index, parse

from ..contest import Entry
from .found import json_paths, put_together
from .task import Task

NAME = "jsonpath-ng"
NOTE = "loses what has no scalar in it"


def _parts(path: Any) -> tuple[str | int, ...]:
    if isinstance(path, Fields):
        return path.fields
    if isinstance(path, Index):
        return path.indices
    return (*_parts(path.left), *_parts(path.right))


def _search(task: Task) -> Any:
    paths = [parse(text) for text in json_paths(task.shape)]
    return lambda root: put_together(
        (_parts(match.full_path), match.value) for path in paths for match in path.find(root)
    )


def of_bytes(task: Task) -> Entry:
    search, data = _search(task), task.data
    return Entry(f"{NAME} between orjson", lambda: orjson.dumps(search(orjson.loads(data))), note=NOTE)


def of_graph(task: Task) -> Entry:
    search, root = _search(task), task.root
    return Entry(NAME, lambda: search(root), note=NOTE)


def plan(task: Task) -> Entry:
    texts = json_paths(task.shape)
    return Entry(f"{NAME}.parse", lambda: [parse(text) for text in texts], is_yardstick=True)


VERBS = {"bytes": of_bytes, "graph": of_graph, "plan": plan}
