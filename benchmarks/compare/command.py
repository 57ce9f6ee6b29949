"""Programs of the jq family, started anew for each pass."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from os import PathLike
from pathlib import Path
from time import perf_counter

from ..contest import Entry
from .jq_filter import jq_filter
from .task import Task

__all__ = ["command_entry", "null_entry", "process_clock"]

Words = list[str | PathLike[str]]


def process_clock(words: Words, environment: dict[str, str] | None = None) -> Callable[[int], float]:
    """Return a clock for whole processes, whose output goes nowhere: reading it would be our time."""

    def clock(passes: int) -> float:
        start = perf_counter()
        for _ in range(passes):
            subprocess.run(words, stdout=subprocess.DEVNULL, check=True, env=environment)
        return perf_counter() - start

    return clock


def command_entry(program: str, task: Task) -> Entry:
    """Return an entry that runs ``program`` over the payload's file."""
    command = shutil.which(program)
    if command is None:
        return Entry(f"{program} command", problem=f"not installed: {program}")
    assert task.path is not None
    words: Words = [command, "-c", jq_filter(task.shape), task.path]

    def run() -> bytes:
        return subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout.rstrip(b"\n")

    name = f"{_named(command)} command"
    return Entry(name, run, clock=process_clock(words), note="with the start of a process")


def null_entry(program: str) -> Entry:
    """Return a yardstick: ``program`` started for nothing."""
    command = shutil.which(program)
    if command is None:
        return Entry(f"floor: {program} null", problem=f"not installed: {program}")
    words: Words = [command, "-n", "null"]
    clock = process_clock(words)
    return Entry(f"floor: {_named(command)} null", lambda: clock(1), clock=clock, is_yardstick=True)


def _named(command: str) -> str:
    version = subprocess.run([command, "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"\d[\w.]*", version)
    return f"{Path(command).name} {number.group() if number else ''}".strip()
