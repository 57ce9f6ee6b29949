"""ijson: the root's properties one after another, those asked for put through the comprehension.

Not the same task: a stream is read with bounded memory, which treequery's trim does not promise for one
text; the schema has to be known; the text is written anew.
"""

from __future__ import annotations

import ijson
import orjson

from ..contest import Entry
from ..shapes import hand
from .task import Task


def of_bytes(task: Task) -> Entry:
    keep, names, data = hand(task.shape), set(task.shape.names), task.data

    def run() -> bytes:
        members = ijson.kvitems(data, "", use_float=True)
        return orjson.dumps(keep({name: value for name, value in members if name in names}))

    return Entry(f"ijson ({ijson.backend_name}), HAND, orjson", run)


VERBS = {"bytes": of_bytes}
