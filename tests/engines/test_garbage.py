"""The garbage collector sees through plans: what only a plan holds, and what holds it, goes with it."""

from __future__ import annotations

import gc
import weakref
from typing import Any

from treequery import _core
from treequery.export_config import ExportConfig
from treequery.keep import KeepTree, keep_of_tree
from treequery.limits import DEFAULT_LIMITS
from treequery.model import expose
from treequery.native import Native
from treequery.parse import parse


def holding_its_plan() -> type:
    """A class that a plan shows, and that holds this plan."""

    class Job:
        name = "a"
        plan: Any

    export = ExportConfig(models=(expose(Job, "name"),))
    keep = keep_of_tree(parse("name,builds[number]"))
    Job.plan = _core.ObjectPlan(keep, frozenset(), "millis", export, DEFAULT_LIMITS)
    assert Job.plan.project(Job()) == {"name": "a"}
    return Job


def test_a_class_that_holds_the_plan_that_shows_it_is_collected() -> None:
    job = weakref.ref(holding_its_plan())
    gc.collect()
    assert job() is None


class Names(dict[str, Any]):
    """Of a kind that a weak reference can be had to."""


def named_by_its_plan() -> weakref.ref[Names]:
    """The names of a keep, among which its plan is held."""
    names = Names(name=None)
    keep = KeepTree(names)
    plan = _core.ObjectPlan(keep, frozenset(), "millis", ExportConfig(), DEFAULT_LIMITS)
    names["plan"] = plan
    return weakref.ref(names)


def test_a_keep_that_holds_its_plan_is_collected() -> None:
    names = named_by_its_plan()
    gc.collect()
    assert names() is None


def test_a_plan_that_is_collected_was_whole_until_then() -> None:
    seen: list[Any] = []

    class Job:
        name = "a"
        plan: Any

        def __del__(self) -> None:
            seen.append(self.plan.project({"name": "b"}))

    def make() -> None:
        job = Job()
        export = ExportConfig(models=(expose(Job, "name"),))
        job.plan = Native(_core, keep_of_tree(parse("name")), frozenset(), "millis", export, DEFAULT_LIMITS)
        job.plan.job = job

    make()
    gc.collect()
    assert seen == [{"name": "b"}]
