"""A caller's code is asked as often as the specification asks it, and of classes as they are by then."""

from __future__ import annotations

import collections
import subprocess
import sys
import tracemalloc
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from treequery.decorators import exported, exported_bean
from treequery.limits import Limits
from treequery.plan import Plan, compile
from treequery.values import Map

from .odd_values import EVENTS
from .test_agreement import engines, outcome

PLAN = compile("**")


def both(make: Callable[[], Any], plan: Plan = PLAN) -> tuple[object, object]:
    core, specification = engines(plan)
    return outcome(lambda: core.project(make())), outcome(lambda: specification.project(make()))


# ---- hooks that come and go while their class is walked over


def doing(act: Callable[[], object]) -> Any:
    """Something whose getter does that."""

    @exported_bean
    class Doing:
        @exported
        def done(self) -> str:
            EVENTS.append("done")
            act()
            return "done"

    return Doing()


def with_hook_removed() -> Any:
    @dataclass
    class Job:
        name: str

        def __export__(self) -> Any:
            EVENTS.append("hook")
            del Job.__export__
            return self

    return [Job("a"), Job("b"), Job("c")]


def with_hook_added() -> Any:
    @dataclass
    class Job:
        name: str

    def add() -> None:
        Job.__export__ = lambda self: "shown"  # type: ignore[attr-defined]

    return [Job("a"), doing(add), Job("b")]


def with_hook_added_to_a_base() -> Any:
    class Base:
        pass

    @dataclass
    class Job(Base):
        name: str

    def add() -> None:
        Base.__export__ = lambda self: "shown"  # type: ignore[attr-defined]

    return [Job("a"), doing(add), Job("b")]


def with_another_base() -> Any:
    class Base:
        pass

    class Other:
        def __export__(self) -> str:
            return "shown"

    @dataclass
    class Job(Base):
        name: str

    def turn() -> None:
        Job.__bases__ = (Other,)

    return [Job("a"), doing(turn), Job("b")]


@pytest.mark.parametrize(
    "make", [with_hook_removed, with_hook_added, with_hook_added_to_a_base, with_another_base]
)
def test_a_hook_is_the_one_that_the_class_has_by_then(make: Callable[[], Any]) -> None:
    core, specification = both(make)
    assert core == specification


# ---- what is asked once, though the fast walk had begun


class Watched(type):
    def __getattr__(cls, name: str) -> Any:
        EVENTS.append(name)
        raise AttributeError(name)


class Refusing(type):
    def __getattr__(cls, name: str) -> Any:
        EVENTS.append(name)
        raise OSError(name)


class WatchedAll(type):
    def __getattribute__(cls, name: str) -> Any:
        EVENTS.append(name)
        return type.__getattribute__(cls, name)


@pytest.mark.parametrize("metaclass", [Watched, Refusing, WatchedAll])
def test_a_metaclass_is_asked_for_a_hook_as_often(metaclass: Any) -> None:
    # Made anew, as what its class shows is found out once.
    core, specification = both(lambda: [metaclass("Odd", (), {})(), 1])
    assert core == specification


class Part(str):
    __slots__ = ()

    def __bool__(self) -> bool:
        EVENTS.append("part")
        return True


def test_the_parts_of_an_url_are_asked_as_often() -> None:
    def make() -> Any:
        # The bytes are nothing that the fast walk takes: it gives up there.
        return [urllib.parse.SplitResult(*map(Part, "abcde")), {"x": b""}]

    core, specification = both(make)
    assert core == specification


# ---- cycles


def test_a_deque_within_itself_ends_before_the_limits_do() -> None:
    held: collections.deque[Any] = collections.deque()
    held.append(held)
    core, specification = engines(compile("**", limits=Limits(levels=10**6, values=10**5)))
    wanted = outcome(lambda: specification.project(held))
    tracemalloc.start()
    try:
        found = outcome(lambda: core.project(held))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found == wanted
    assert most < 1_000_000


def as_data_and_object(*more: Any) -> Any:
    """A mapping that is data first, and within it an object."""
    held: dict[str, Any] = {"number": 1}
    held["again"] = [held, *more]
    return Map(held)


@pytest.mark.parametrize("more", [(), ({"number": 2}, {"number": 3}, {"number": 4})])
@pytest.mark.parametrize("expression", ["number", "again", "other{1,}", "*"])
def test_a_mapping_within_itself_is_a_cycle_as_data_and_as_object(expression: str, more: Any) -> None:
    core, specification = both(lambda: as_data_and_object(*more), compile(expression))
    assert core == specification


def test_a_mapping_within_itself_as_an_object_is_a_cycle_at_once() -> None:
    held: dict[str, Any] = {}
    held["again"] = held
    core, specification = both(lambda: Map(held), compile("other"))
    assert core == specification


# ---- walks within walks


NESTED = """
import sys
import treequery

@treequery.exported_bean
class Endless:
    @treequery.exported
    def again(self):
        return treequery.compile("**").project(self)

sys.setrecursionlimit(20_000)
try:
    treequery.compile("**").project(Endless())
except treequery.GetterError as err:
    while err.__cause__ is not None:
        err = err.__cause__
    print(type(err).__name__)
"""


def test_a_getter_that_never_ends_is_an_error_and_no_crash() -> None:
    told = subprocess.run([sys.executable, "-c", NESTED], capture_output=True, timeout=60)
    assert told.stdout.split() == [b"RecursionError"]
    assert told.returncode == 0
