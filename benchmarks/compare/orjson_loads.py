"""orjson.loads alone: the yardstick of the tables over bytes.

Not the same task: it decodes all and keeps nothing back, and writes nothing; an answer needs more work.
"""

from __future__ import annotations

import orjson

from ..contest import Entry
from .task import Task

NAME = "orjson.loads alone"


def of_bytes(task: Task) -> Entry:
    data = task.data
    return Entry(NAME, lambda: orjson.loads(data), is_yardstick=True)


def of_lines(task: Task) -> Entry:
    data = task.data

    def run() -> None:
        for line in data.splitlines():
            orjson.loads(line)

    return Entry(NAME, run, is_yardstick=True)


def of_stream(task: Task) -> Entry:
    assert task.path is not None
    path = task.path

    def run() -> None:
        with path.open("rb") as file:
            for line in file:
                orjson.loads(line)

    return Entry("orjson.loads of each line", run, is_yardstick=True)


VERBS = {"bytes": of_bytes, "load": of_bytes, "lines": of_lines, "stream": of_stream}
