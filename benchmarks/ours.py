"""Our own entries: what treequery does for each verb, through public names alone."""

from __future__ import annotations

from collections import deque
from functools import partial
from mmap import ACCESS_READ, mmap
from time import perf_counter
from typing import Any

import treequery

from .compare.task import Task
from .contest import Entry
from .queries import XPATH

__all__ = ["TRUSTED", "VERBS"]


def of_bytes(task: Task) -> Entry:
    trim, data = treequery.compile(task.expression).trim, task.data
    return Entry("treequery trim", lambda: trim(data))


def of_trusted_bytes(task: Task) -> Entry:
    trim, data = treequery.compile(task.expression).trim, task.data
    return Entry("treequery trim, kept checked", lambda: trim(data, check="kept"))


def of_lines(task: Task) -> Entry:
    plan, data = treequery.compile(task.expression), task.data
    return Entry("treequery trim_lines", lambda: b"".join(plan.trim_lines(data)))


def of_trusted_lines(task: Task) -> Entry:
    plan, data = treequery.compile(task.expression), task.data
    return Entry("treequery trim_lines, kept checked", lambda: b"".join(plan.trim_lines(data, check="kept")))


def of_all_lines(task: Task) -> Entry:
    plan, data = treequery.compile(task.expression), task.data

    def run() -> bytearray:
        target = bytearray()
        plan.trim_lines_into(data, target, check="kept")
        return target

    return Entry("treequery trim_lines_into, kept checked", run, plain=bytes)


def loaded(task: Task) -> Entry:
    load, data = treequery.compile(task.expression).load, task.data
    return Entry("treequery load", lambda: load(data))


def trusted_loaded(task: Task) -> Entry:
    load, data = treequery.compile(task.expression).load, task.data
    return Entry("treequery load, kept checked", lambda: load(data, check="kept"))


def of_map(task: Task) -> Entry:
    trim, data = treequery.compile(task.expression).trim, mapped(task)
    return Entry("treequery trim of a map", lambda: trim(data))


def of_trusted_map(task: Task) -> Entry:
    trim, data = treequery.compile(task.expression).trim, mapped(task)
    return Entry("treequery trim of a map, kept checked", lambda: trim(data, check="kept"))


def mapped(task: Task) -> mmap:
    assert task.path is not None
    with task.path.open("rb") as file:
        return mmap(file.fileno(), 0, access=ACCESS_READ)


def of_stream(task: Task) -> Entry:
    return _of_stream("treequery trim_lines of a file", treequery.compile(task.expression).trim_lines, task)


def of_trusted_stream(task: Task) -> Entry:
    trim_lines = partial(treequery.compile(task.expression).trim_lines, check="kept")
    return _of_stream("treequery trim_lines of a file, kept checked", trim_lines, task)


def _of_stream(name: str, trim_lines: Any, task: Task) -> Entry:
    """Return an entry for what is done line by line: timed, each line is dropped, as when it is written."""
    assert task.path is not None
    path = task.path

    def joined() -> bytes:
        with path.open("rb") as file:
            return b"".join(trim_lines(file))

    def clock(passes: int) -> float:
        start = perf_counter()
        for _ in range(passes):
            with path.open("rb") as file:
                deque(trim_lines(file), maxlen=0)
        return perf_counter() - start

    return Entry(name, joined, clock=clock)


def of_graph(task: Task) -> Entry:
    project, root = treequery.compile(task.expression).project, task.root
    return Entry("treequery project", lambda: project(root))


def to_json(task: Task) -> Entry:
    write, root = treequery.compile(task.expression).write, task.root
    return Entry("treequery write", lambda: write(root))


def to_xml(task: Task) -> Entry:
    write, root = treequery.compile(task.expression).write, task.root
    return Entry("treequery write xml", lambda: write(root, "xml", name="hudson"))


def to_xpath(task: Task) -> Entry:
    write, root = treequery.compile(task.expression).write, task.root

    def run() -> Any:
        xml = write(root, "xml", name="hudson")
        return treequery.select(xml, xpath=XPATH, wrapper="found").body

    return Entry("treequery write xml, select", run)


VERBS = {
    "bytes": of_bytes,
    "map": of_map,
    "lines": of_lines,
    "stream": of_stream,
    "load": loaded,
    "graph": of_graph,
    "json": to_json,
    "xml": to_xml,
    "xpath": to_xpath,
}

# The same for data from a trusted producer, of which what is left out is not checked.
TRUSTED = {
    "bytes": of_trusted_bytes,
    "map": of_trusted_map,
    "lines": of_trusted_lines,
    "stream": of_trusted_stream,
    "load": trusted_loaded,
}

# Another form of a verb of ours.
FURTHER = {"lines": [of_all_lines]}
