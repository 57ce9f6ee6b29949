"""HAND: the comprehension that a person who knows the schema writes, between orjson's loads and dumps.

Not the same task: it knows the schema and fails on any other; what is left out of bytes is decoded all the
same; integers beyond 64 bits become floats; the text is written anew, not copied; nothing says where a
mistake is.
"""

from __future__ import annotations

from itertools import chain
from typing import Any

import orjson

from ..contest import Entry
from ..shapes import hand
from .task import Task


def of_bytes(task: Task) -> Entry:
    keep, data = hand(task.shape), task.data
    return Entry("HAND with orjson", lambda: orjson.dumps(keep(orjson.loads(data))))


def of_lines(task: Task) -> Entry:
    keep, data = hand(task.shape), task.data

    def run() -> bytes:
        parts = ((orjson.dumps(keep(orjson.loads(line))), b"\n") for line in data.splitlines())
        return b"".join(chain.from_iterable(parts))

    return Entry("HAND with orjson", run)


def loaded(task: Task) -> Entry:
    keep, data = hand(task.shape), task.data
    return Entry("HAND with orjson", lambda: keep(orjson.loads(data)))


def of_graph(task: Task) -> Entry:
    keep, root = hand(task.shape), task.root
    return Entry("HAND", lambda: keep(root))


def to_json(task: Task) -> Entry:
    keep: Any = hand(task.shape, attributes=not isinstance(task.root, dict))
    root = task.root
    return Entry("HAND with orjson", lambda: orjson.dumps(keep(root)))


VERBS = {"bytes": of_bytes, "lines": of_lines, "load": loaded, "graph": of_graph, "json": to_json}
