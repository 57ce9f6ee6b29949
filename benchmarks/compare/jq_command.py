"""jq, the command.

Not the same task: every pass starts a process and reads a file; the schema has to be known; numbers become
64-bit floats; all is decoded.
"""

from __future__ import annotations

from ..contest import Entry
from .command import command_entry
from .task import Task


def of_bytes(task: Task) -> Entry:
    return command_entry("jq", task)


VERBS = {"bytes": of_bytes, "lines": of_bytes}
