"""pysimdjson: a DOM parse in C++, then the comprehension over its proxies, then orjson.dumps.

Not the same task: it knows the schema as HAND does; the text is written anew.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import simdjson

from ..contest import Entry
from ..shapes import hand
from .task import Task


def _keep(task: Task) -> Callable[[], Any]:
    parser, keep, data = simdjson.Parser(), hand(task.shape), task.data
    return lambda: keep(parser.parse(data))


def as_list(proxy: Any) -> Any:
    """Return the list behind a proxy that the comprehension left as it was."""
    return proxy.as_list()


def of_bytes(task: Task) -> Entry:
    keep = _keep(task)
    return Entry("pysimdjson, HAND, orjson", lambda: orjson.dumps(keep(), default=as_list))


def loaded(task: Task) -> Entry:
    return Entry("pysimdjson, HAND", _keep(task))


VERBS = {"bytes": of_bytes, "load": loaded}
