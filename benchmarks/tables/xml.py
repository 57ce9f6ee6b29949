"""Dict graph to XML text, and to what an XPath finds in it."""

from __future__ import annotations

import treequery

from .. import ours, queries, specification
from ..compare import rivals
from ..contest import Group, contest
from . import Options
from .common import KB, graph_task

QUESTION = "A graph of dicts in, its trimmed XML or what an XPath finds in that out: how long?"


def groups(options: Options) -> list[Group]:
    return [*(_xml(query, options) for query in ("brief", "wide")), _xpath(options)]


def _xml(query: str, options: Options) -> Group:
    task, data = graph_task("jenkins", 1_040 * KB, query)
    return contest(
        f"XML text, 1 MB, {query}",
        [ours.VERBS["xml"](task), *rivals("xml", task)],
        specification.xml_text(task.expression, data),
        reference="lxml SubElement, tostring",
        effort=options.effort,
        collector=options.collector,
    )


def _xpath(options: Options) -> Group:
    task, data = graph_task("jenkins", 1_040 * KB, "brief")
    xml = specification.xml_text(task.expression, data)
    return contest(
        f"XPath {queries.XPATH}, 1 MB, brief",
        [ours.VERBS["xpath"](task), *rivals("xpath", task)],
        # select has one implementation; that its answer is right is for the tests.
        treequery.select(xml, xpath=queries.XPATH, wrapper="found").body,
        reference="lxml SubElement, XPath",
        effort=options.effort,
        collector=options.collector,
    )
