"""gojq, jq's language in Go.

Not the same task: every pass starts a process and reads a file; the schema has to be known; objects' keys
are sorted; all is decoded.
"""

from __future__ import annotations

from ..contest import Entry
from .command import command_entry
from .task import Task


def of_bytes(task: Task) -> Entry:
    return command_entry("gojq", task)


VERBS = {"bytes": of_bytes, "lines": of_bytes}
