"""What the tables share: a contest over one payload and query."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from .. import ours, queries, specification
from ..compare import MODULES, rivals
from ..compare.task import Task
from ..contest import Group, contest
from ..payloads import KB, MB, payload
from . import Options

__all__ = ["KB", "MB", "bytes_group", "graph_task", "size_text"]


def size_text(byte_count: int) -> str:
    """Return a size to read, with three digits."""
    for unit, size in (("GB", 1000 * MB), ("MB", MB), ("KB", KB)):
        # 999.9 MB is 1 GB, to three digits.
        if byte_count >= 0.9995 * size:
            return f"{byte_count / size:.3g} {unit}"
    return f"{byte_count} B"


EXPECTED: dict[str, Callable[[str, bytes], Any]] = {
    "bytes": specification.kept_bytes,
    "load": specification.kept_value,
    "lines": specification.kept_lines,
}


def bytes_group(
    verb: str,
    kind: str,
    byte_count: int,
    query: str,
    options: Options,
    *,
    only: Iterable[str] = MODULES,
    collector: bool | None = None,
) -> Group:
    """Contest over one of the verbs that begin with bytes; the reference is orjson.loads alone."""
    path = payload(kind, byte_count)
    data, expression = path.read_bytes(), queries.QUERIES[kind][query]
    task = Task(kind, expression, queries.shape(kind, expression), path, data)
    expected = EXPECTED[verb](expression, data)
    pretty = ", pretty-printed" if kind == "circleci" else ""
    own = [ours.VERBS[verb], ours.TRUSTED[verb], *ours.FURTHER.get(verb, ())]
    return contest(
        f"{kind} {size_text(len(data))}{pretty}, {query}",
        [*(make(task) for make in own), *rivals(verb, task, only)],
        expected,
        reference="orjson.loads alone",
        effort=options.effort,
        collector=options.collector if collector is None else collector,
        payload_bytes=len(data),
    )


def graph_task(kind: str, byte_count: int, query: str) -> tuple[Task, bytes]:
    """Return the task of a dict graph, and the text that it was decoded from."""
    path = payload(kind, byte_count)
    data, expression = path.read_bytes(), queries.QUERIES[kind][query]
    root = json.loads(data)
    return Task(kind, expression, queries.shape(kind, expression), path, data, root), data
