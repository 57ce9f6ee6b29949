"""Dict graph to dict graph."""

from __future__ import annotations

from dataclasses import replace

from .. import ours, specification
from ..compare import MODULES, rivals
from ..contest import Group, contest
from ..graphs import shuffled
from . import Options
from .common import KB, graph_task

QUESTION = (
    "A graph of dicts in, the trimmed graph out: how long, and what if no two dicts have the same order?"
)


def groups(options: Options) -> list[Group]:
    cases = [
        ("jenkins", "narrow", False),
        ("jenkins", "brief", False),
        ("jenkins", "wide", False),
        ("jenkins", "brief", True),
        ("circleci", "brief", False),
    ]
    return [_group(kind, query, is_shuffled, options) for kind, query, is_shuffled in cases]


def _group(kind: str, query: str, is_shuffled: bool, options: Options) -> Group:
    task, data = graph_task(kind, 1_040 * KB, query)
    if is_shuffled:
        task = replace(task, root=shuffled(task.root))
    return contest(
        f"{kind} 1 MB, {query}{', keys shuffled' if is_shuffled else ''}",
        [ours.VERBS["graph"](task), *rivals("graph", task, ("by_hand",) if is_shuffled else MODULES)],
        specification.kept_value(task.expression, data),
        reference="HAND",
        effort=options.effort,
        collector=options.collector,
    )
