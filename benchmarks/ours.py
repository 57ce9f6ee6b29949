"""Our own entries: what treequery does for each verb, through public names alone."""

from __future__ import annotations

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
    "lines": of_lines,
    "load": loaded,
    "graph": of_graph,
    "json": to_json,
    "xml": to_xml,
    "xpath": to_xpath,
}

# The same for data from a trusted producer, of which what is left out is not checked.
TRUSTED = {"bytes": of_trusted_bytes, "lines": of_trusted_lines, "load": trusted_loaded}
# Another form of a verb of ours.
FURTHER = {"lines": [of_all_lines]}
