"""Mappings that are alike, which the core copies by what it learnt of the first of them."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from functools import partial
from typing import Any

import pytest

from treequery.plan import compile

from .test_agreement import engines, outcome


class Color(Enum):
    RED = 1


PLAN = compile("rows[a,b[c,d],e]")
VERBS: list[Callable[[Any, Any], Any]] = [
    lambda engine, root: engine.project(root),
    lambda engine, root: engine.write(root, "json", pretty=False, name="", callback=""),
    lambda engine, root: engine.write(root, "python", pretty=True, name="", callback=""),
    lambda engine, root: engine.write(root, "xml", pretty=False, name="r", callback=""),
]
# Made anew each time, so that no two have a key in common but what the interpreter shares.
KINDS: dict[str, Callable[[int], dict[Any, Any]]] = {
    "scalars": lambda n: {"x": 0, "a": n, "e": "text"},
    "all there is": lambda n: {"a": -n, "b": {"c": 1.5, "x": 1, "d": True}, "e": None},
    "lists": lambda n: {"e": [n, [n]], "b": [{"c": n, "d": n}, {"c": n, "d": []}], "a": ()},
    "nothing": lambda n: {},
    "other order": lambda n: {"e": n, "x": 0, "a": 2**70},
    "other key objects": lambda n: {"".join(["a", ""]): n, "é"[:0] + "b": {}, "e": "\udc80"},
    "no scalars of the machine's": lambda n: {"a": Decimal("1.50"), "e": Color.RED, "b": {"c": {1}, "d": 2}},
    "deleted": lambda n: without({"a": n, "b": 1, "e": n}, "b"),
    "another key": lambda n: {"a": n, 5: 6, "e": 7},
    "many keys": lambda n: {**{f"k{m}": m for m in range(40)}, "a": n, "e": '\x7f"'},
}


def without(row: dict[Any, Any], name: str) -> dict[Any, Any]:
    del row[name]
    return row


@pytest.mark.parametrize("verb", range(len(VERBS)))
@pytest.mark.parametrize("first", KINDS)
@pytest.mark.parametrize("second", KINDS)
def test_rows_are_the_same_whatever_the_row_before(first: str, second: str, verb: int) -> None:
    makers = [KINDS[first]] * 3 + [KINDS[second]] * 3 + [KINDS[first], KINDS[second]] * 15
    root = {"rows": [make(number) for number, make in enumerate(makers)]}
    core, specification = engines(PLAN)
    assert outcome(partial(VERBS[verb], core, root)) == outcome(partial(VERBS[verb], specification, root))


def test_all_shapes_in_turn() -> None:
    root = {"rows": [make(number) for number in range(40) for make in KINDS.values()]}
    core, specification = engines(PLAN)
    for verb in VERBS:
        assert outcome(partial(verb, core, root)) == outcome(partial(verb, specification, root))


def test_what_is_copied_is_counted_and_seen_by_the_collector() -> None:
    core, _ = engines(PLAN)
    value = "".join(["a ", "value"])
    root = {"rows": [{"a": value, "b": {"c": value, "d": 1}, "e": None} for _ in range(50)]}
    held = sys.getrefcount(value)
    none = sys.getrefcount(None)
    graph = core.project(root)
    assert sys.getrefcount(value) == held + 100
    for row in graph["rows"]:
        assert gc.is_tracked(row)
        row["e"] = row
        row["more"] = row.pop("a")
    del row, graph
    gc.collect()
    assert sys.getrefcount(value) == held
    assert abs(sys.getrefcount(None) - none) < 50
