"""jq, the Python binding of libjq.

Not the same task: the schema has to be known; numbers become 64-bit floats; a graph goes through JSON text
and back.
"""

from __future__ import annotations

import jq

from ..contest import Entry
from .jq_filter import jq_filter
from .task import Task

NAME = "jq binding"


def of_bytes(task: Task) -> Entry:
    program, data = jq.compile(jq_filter(task.shape)), task.data
    return Entry(NAME, lambda: program.input_text(data.decode()).text().encode())


def of_graph(task: Task) -> Entry:
    program, root = jq.compile(jq_filter(task.shape)), task.root
    return Entry(NAME, lambda: program.input_value(root).first())


def plan(task: Task) -> Entry:
    text = jq_filter(task.shape)
    return Entry(f"{NAME}: jq.compile", lambda: jq.compile(text), is_yardstick=True)


VERBS = {"bytes": of_bytes, "graph": of_graph, "plan": plan}
