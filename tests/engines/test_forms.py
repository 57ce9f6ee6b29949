"""Objects of a text that are alike, which the core makes by what it learnt of the first of them."""

from __future__ import annotations

import gc
import json
from functools import partial
from typing import Any

import pytest

from treequery.plan import compile

from .test_agreement import engines, outcome

CORE, SPECIFICATION = engines(compile("**"))

KINDS = {
    "scalars": '{"a":1,"b":"text","c":null}',
    "another order": '{"b":1,"a":"text","c":true}',
    "fewer keys": '{"a":1,"b":1.5}',
    "more keys": '{"a":1,"b":"text","c":null,"d":-12345678901234567890}',
    "nothing": "{}",
    "containers": '{"a":[],"b":{"a":1,"b":{}},"c":[{"a":1},[{"a":2}]]}',
    "a key twice": '{"a":1,"b":2,"a":{"b":3,"b":4}}',
    "an escaped key": '{"a":1,"\\u0062":[2],"c":3}',
    "the same key, escaped and not": '{"a":1,"\\u0061":2,"a":{}}',
    "a long key": '{"a":1,"' + "long" * 20 + '":[{"a":1}],"c":3}',
    "a key of other letters": '{"é":1,"日本":{"\U0001f600":2},"":3}',
}


def rows(first: str, second: str) -> bytes:
    alternating = ([KINDS[first]] * 5 + [KINDS[second]] * 5) * 2 + [KINDS[first], KINDS[second]] * 5
    return f"[{','.join(alternating)}]".encode()


def loaded(data: bytes) -> list[object]:
    return [outcome(partial(engine.load, data, "full")) for engine in (CORE, SPECIFICATION)]


@pytest.mark.parametrize("first", KINDS)
@pytest.mark.parametrize("second", KINDS)
def test_objects_are_the_same_whatever_the_object_before(first: str, second: str) -> None:
    core, specification = loaded(rows(first, second))
    assert core == specification


def test_an_object_of_very_many_keys_is_whole() -> None:
    core, specification = loaded(json.dumps([{f"k{n}": [n] for n in range(1_000)}] * 6).encode())
    assert core == specification


def test_keys_that_never_come_again_are_all_there() -> None:
    root = {f"id{n}": {f"x{n}": n, "name": {f"y{n}": []}} for n in range(6_000)}
    core, specification = loaded(json.dumps([root, root]).encode())
    assert core == specification


def test_objects_share_nothing_that_can_change() -> None:
    first, second, *_ = many = CORE.load(rows("containers", "scalars"), "full")
    first["b"]["a"] = first["d"] = 5
    assert (second, many[2]) == (json.loads(KINDS["containers"]),) * 2


def told_to_the_collector(value: Any) -> object:
    if isinstance(value, dict):
        return gc.is_tracked(value), [told_to_the_collector(each) for each in value.values()]
    if isinstance(value, list):
        return gc.is_tracked(value), [told_to_the_collector(each) for each in value]
    return None


@pytest.mark.parametrize("kind", KINDS)
def test_the_collector_knows_what_it_knows_of_other_dicts(kind: str) -> None:
    data = rows(kind, kind)
    assert told_to_the_collector(CORE.load(data, "full")) == told_to_the_collector(json.loads(data))


def test_a_cycle_through_a_loaded_object_is_found() -> None:
    data = rows("containers", "containers")
    gc.collect()
    for _ in range(3):
        found = CORE.load(data, "full")[-1]
        found["b"]["c"] = found
        del found
        assert gc.collect() > 0
