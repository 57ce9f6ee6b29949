"""Our own entries: what treequery does for each verb, through public names alone."""

from __future__ import annotations

from typing import Any

import treequery

from .compare.task import Task
from .contest import Entry
from .queries import XPATH

__all__ = ["VERBS"]


def of_bytes(task: Task) -> Entry:
    trim, data = treequery.compile(task.expression).trim, task.data
    return Entry("treequery trim", lambda: trim(data))


def of_lines(task: Task) -> Entry:
    trim_lines, data = treequery.compile(task.expression).trim_lines, task.data
    return Entry("treequery trim_lines", lambda: b"".join(trim_lines(data)))


def loaded(task: Task) -> Entry:
    load, data = treequery.compile(task.expression).load, task.data
    return Entry("treequery load", lambda: load(data))


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
