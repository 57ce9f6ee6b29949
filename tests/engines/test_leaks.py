"""The core lets go of all that it takes: a million calls, errors among them, leave no memory behind."""

from __future__ import annotations

import contextlib
import gc
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from treequery import _core
from treequery.errors import TreeQueryError
from treequery.limits import DEFAULT_LIMITS
from treequery.native import Native
from treequery.plan import compile

CALLS = 70_000
# What is allocated once, late, and for good: caches of names, arenas of the allocator.
SLACK_BLOCKS, SLACK_KILOBYTES = 1_000, 4_000


@dataclass
class Job:
    name: str
    builds: Any


def failing(root: Any) -> Any:
    raise OSError("no")


class Broken(Job):
    builds = property(failing, lambda self, value: None)


PLAN = compile("jobs[name,builds[number]{,2}]")
VERBS: Any = Native(_core, PLAN.keep, PLAN.always, PLAN.dates, PLAN.export, PLAN.limits)
SETTINGS = (PLAN.always, PLAN.leaves, PLAN.dates, PLAN.export, PLAN.limits)
TEXT = b'{"jobs": [{"name": "\\u00e9\xc3\xa9", "color": 1.5, "builds": [{"number": 7}, {}, 3]}, {"x": null}]}'
ROWS = b'{"jobs": [' + b'{"name": "a", "builds": {"number": 7000}},' * 6 + b'{"name": 1.5}]}'
ROOT = {"jobs": [{"name": "\xe9", "builds": [{"number": 2**70}, {}, 3]}, Job("b", (1, 2)), Job("c", [None])]}


class Changing(Job):
    builds = property(lambda self: self.name.clear() or 1, lambda self, value: None)


class Asking(Job):
    """Asks the plan that is being applied to it."""

    builds = property(lambda self: VERBS.project(ROOT), lambda self, value: None)


class Interrupting(Job):
    builds = property(lambda self: signal.raise_signal(signal.SIGINT), lambda self, value: None)


class Refusing(dict[str, Any]):
    def items(self) -> Any:
        raise OSError("no")


def changing() -> Any:
    jobs: Any = [{"name": "a"}, {"name": "b"}]
    jobs.insert(0, Changing(jobs, ()))
    return {"jobs": jobs}


class Shrinking(dict[str, Any]):
    def items(self) -> Any:
        for name, value in super().items():
            self["more"] = 1
            yield name, value
            del self["name"]


BROKEN = {"jobs": [Broken("b", ())]}
ODD = {"jobs": [{"name": {1, 2}}, object()]}
HOW: Any = {"pretty": False, "name": "r", "callback": ""}
# It cannot grow while this is looked at.
HELD = bytearray(b"held")
VIEW = memoryview(HELD)

CASES: dict[str, Callable[[], Any]] = {
    "parse": lambda: _core.parse_tree("a,b[c]{1,2}", "extended", 100, 10, 10),
    "parse, refused": lambda: _core.parse_tree("a,b[c", "extended", 100, 10, 10),
    "plan": lambda: _core.parse_plan("a,b[c]{1,2}", "extended", SETTINGS),
    "made ready": lambda: _core.BytesPlan(PLAN.keep, always=frozenset("x"), limits=DEFAULT_LIMITS).trim(
        b"{}"
    ),
    "trim": lambda: VERBS.trim(TEXT, "full"),
    "trim, kept": lambda: VERBS.trim(TEXT, "kept"),
    "trim, refused": lambda: VERBS.trim(TEXT[:-1], "full"),
    "trim_into": lambda: VERBS.trim_into(TEXT, bytearray(), "full"),
    "load": lambda: VERBS.load(TEXT, "full"),
    "load, of a form": lambda: VERBS.load(ROWS, "full"),
    "load, of a form, refused": lambda: VERBS.load(ROWS.replace(b"1.5", b"1" * 5000), "full"),
    "lines": lambda: list(VERBS.trim_lines(TEXT + b"\n" + TEXT, "full", 1)),
    "lines into": lambda: VERBS.trim_lines_into(TEXT + b"\n" + TEXT, bytearray(), "full", 1),
    "project": lambda: VERBS.project(ROOT),
    "write json": lambda: VERBS.write(ROOT, "json", pretty=True, name="", callback=""),
    "write xml": lambda: VERBS.write(ROOT, "xml", pretty=False, name="r", callback=""),
    "write, refused": lambda: VERBS.write(ODD, "python", pretty=False, name="", callback=""),
    "write, a getter fails": lambda: VERBS.write(BROKEN, "ruby", pretty=False, name="", callback=""),
    "project, a mapping fails": lambda: VERBS.project({"jobs": [Refusing(name="a")]}),
    "project, a list changes": lambda: VERBS.project(changing()),
    "project, a mapping changes": lambda: VERBS.project({"jobs": [Shrinking(name="a", builds=[])]}),
    "write, within a write": lambda: VERBS.write({"jobs": [Asking("a", ())]}, "json", **HOW),
    "project, interrupted": lambda: VERBS.project({"jobs": [ROOT, Interrupting("a", ())]}),
    "write, interrupted": lambda: VERBS.write({"jobs": [Interrupting("a", ())]}, "xml", **HOW),
    "trim_into, refused": lambda: VERBS.trim_into(TEXT, HELD, "full"),
    "load, refused": lambda: VERBS.load(b'[1.5,"a",' + b"1" * 5000 + b"]", "full"),
}


def call(verb: Callable[[], Any], times: int) -> None:
    for _ in range(times):
        with contextlib.suppress(TreeQueryError, KeyboardInterrupt, BufferError):
            verb()
    gc.collect()


@pytest.mark.parametrize("verb", CASES.values(), ids=CASES.keys())
def test_calls_leave_nothing_behind(verb: Callable[[], Any]) -> None:
    call(verb, 2_000)
    blocks, kilobytes = sys.getallocatedblocks(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    call(verb, CALLS)
    assert sys.getallocatedblocks() - blocks < SLACK_BLOCKS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - kilobytes < SLACK_KILOBYTES
