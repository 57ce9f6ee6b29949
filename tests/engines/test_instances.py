"""Instances of one class that keep their attributes in different places."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

import pytest

from treequery.plan import compile

from .test_agreement import engines, outcome


@dataclass
class Plain:
    a: Any
    b: Any = None
    e: Any = "default"


@dataclass(slots=True)
class Slotted:
    a: Any
    b: Any = None
    e: Any = "default"


@dataclass
class Derived(Plain):
    c: Any = field(default_factory=list)


@dataclass
class Half(Slotted):
    c: Any = 1


class Pair(NamedTuple):
    a: Any
    b: Any


@dataclass
class Twin:
    a: Any
    b: Any = None
    e: Any = "default"


class Dict(dict[str, Any]):
    pass


def without(instance: Any, *names: str) -> Any:
    for name in names:
        delattr(instance, name)
    return instance


def with_dict(instance: Any, values: dict[Any, Any]) -> Any:
    instance.__dict__ = values
    return instance


def seen(instance: Any) -> Any:
    # From now on it has a dict.
    assert vars(instance)
    return instance


def turned(instance: Any, cls: type) -> Any:
    instance.__class__ = cls
    return instance


def more(instance: Any) -> Any:
    for number in range(40):
        setattr(instance, f"more{number}", number)
    return instance


MADE: dict[str, Callable[[int], Any]] = {
    "plain": lambda n: Plain(n, "text", [n]),
    "all inner": lambda n: Plain(Plain(n), Slotted(n), {"a": Pair(n, n)}),
    "slotted": lambda n: Slotted(n, None, Plain("é")),
    "slotted, unset": lambda n: without(Slotted(n), "b"),
    "derived": lambda n: Derived(n, c=[n]),
    "half": lambda n: Half(n, c={"a": n}),
    "pair": lambda n: Pair(n, "\udc80"),
    "default": lambda n: without(Plain(n), "e"),
    "missing": lambda n: without(Plain(n), "a"),
    "seen": lambda n: seen(Plain(n, 2**70)),
    "seen and changed": lambda n: without(seen(Plain(n, 1, 2)), "e", "b"),
    "another dict": lambda n: with_dict(Plain(0), {"e": n, "x": 1, "b": n, "a": {}}),
    "other key objects": lambda n: with_dict(Plain(0), {"".join(["a", ""]): n, "b": n, "e": n}),
    "a dict with other keys": lambda n: with_dict(Plain(0), {1: n, "a": n, "b": n, "e": n}),
    "a dict of another class": lambda n: with_dict(Plain(0), Dict(a=n, b=n, e=n)),
    "an empty dict": lambda n: with_dict(Plain(0), {}),
    "turned": lambda n: turned(Plain(n, n, n), Twin),
    "turned back": lambda n: turned(turned(seen(Twin(n, n, n)), Plain), Plain),
    "more": lambda n: more(Plain(n)),
    "in another order": lambda n: more(without(Plain(n), "a", "b", "e")) and set_all(Plain.__new__(Plain), n),
}


def set_all(instance: Any, value: Any) -> Any:
    instance.e = instance.b = instance.a = value
    return instance


VERBS: list[Callable[[Any, Any], Any]] = [
    lambda engine, root: engine.project(root),
    lambda engine, root: engine.write(root, "json", pretty=False, name="", callback=""),
    lambda engine, root: engine.write(root, "xml", pretty=False, name="r", callback=""),
]


@pytest.mark.parametrize("first", MADE)
@pytest.mark.parametrize("second", MADE)
def test_instances_are_shown_the_same_wherever_their_attributes_are(first: str, second: str) -> None:
    makers = [MADE[first]] * 3 + [MADE[second]] * 3 + [MADE[first], MADE[second]] * 3
    for plan in (compile("rows[a[a],b,c,e[a]]"), compile("**")):
        core, specification = engines(plan)
        for verb in VERBS:
            root = {"rows": [make(number) for number, make in enumerate(makers)]}
            assert outcome(partial(verb, core, root)) == outcome(partial(verb, specification, root))


def test_attributes_are_counted() -> None:
    value = "".join(["a ", "value"])
    rows = [each for _ in range(20) for each in (Plain(value), seen(Plain(value)), Slotted(value))]
    core, _ = engines(compile("rows[a]"))
    held = sys.getrefcount(value)
    graph = core.project({"rows": rows})
    assert sys.getrefcount(value) == held + 60
    del graph
    assert sys.getrefcount(value) == held
