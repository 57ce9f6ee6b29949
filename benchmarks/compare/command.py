"""Programs of the jq family, started anew for each pass."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from ..contest import Entry
from .jq_filter import jq_filter
from .task import Task

__all__ = ["command_entry"]


def command_entry(program: str, task: Task) -> Entry:
    """Return an entry that runs ``program`` over the payload's file."""
    command = shutil.which(program)
    if command is None:
        return Entry(f"{program} command", problem=f"not installed: {program}")
    assert task.path is not None
    arguments = [command, "-c", jq_filter(task.shape), str(task.path)]
    version = subprocess.run([command, "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"\d[\w.]*", version)

    def run() -> bytes:
        return subprocess.run(arguments, stdout=subprocess.PIPE, check=True).stdout.rstrip(b"\n")

    name = f"{Path(program).name} {number.group() if number else ''}".strip()
    return Entry(f"{name} command", run, note="with the start of a process")
