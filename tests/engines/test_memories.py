"""What the core learns of a text is of use for the next one, and shows in nothing else."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import pytest

from treequery.errors import JsonError
from treequery.plan import compile

from .test_agreement import engines

CORE, SPECIFICATION = engines(compile("jobs[name,*[a]]{,3}"))
KINDS: dict[str, bytes] = {
    "one": b'{"jobs":[{"name":"a","x":{"a":1,"b":2},"color":"red"}],"mode":1}',
    "other keys": b'{"mode":1,"jobs":[{"url":"u","name":"b","y":{"b":2,"a":1}},{"name":[]}]}',
    "white space": b'{ "jobs" : [ { "name" : "a" , "x" : { "a" : 1 } } ] }',
    "escapes": b'{"jobs":[{"n\\u0061me":"a","x":{"\\u0061":1}}],"mode":1}',
    "data": json.dumps({"jobs": {f"id{n}": {"a": n} for n in range(90)}}).encode(),
    "nothing": b"{}",
    "no object": b'["jobs",{"name":1}]',
    "deep": b'{"jobs":' + b"[" * 200 + b"]" * 200 + b"}",
}


@pytest.mark.parametrize("first", KINDS)
@pytest.mark.parametrize("second", KINDS)
@pytest.mark.parametrize("check", ["full", "kept"])
def test_texts_are_trimmed_as_if_each_were_the_first(
    first: str, second: str, check: Literal["full", "kept"]
) -> None:
    texts = [KINDS[first], KINDS[first], KINDS[second], KINDS[second], KINDS[first]]
    expected = [SPECIFICATION.trim(text, "full") for text in texts]
    assert [CORE.trim(text, check) for text in texts] == expected


def test_a_key_that_was_not_looked_at_is_looked_at_later() -> None:
    text = b'{"jobs":[{"name":"a"}],"o":{"p\xff":2}}'
    for _ in range(3):
        assert CORE.trim(text, "kept") == b'{"jobs":[{"name":"a"}]}'
    with pytest.raises(JsonError) as caught:
        CORE.trim(text, "full")
    assert caught.value.at == text.index(b"\xff")


def test_a_text_at_fault_leaves_nothing_for_the_next() -> None:
    text = KINDS["one"]
    for end in range(1, len(text)):
        with pytest.raises(JsonError):
            CORE.trim(text[:end], "full")
        assert CORE.trim(text, "full") == SPECIFICATION.trim(text, "full")


def test_plans_do_not_learn_from_each_other() -> None:
    names = [f"k{number}" for number in range(9)]
    text = json.dumps({name: {"a": number} for number, name in enumerate(names)}).encode()
    plans = [engines(compile(f"{name}[a]")) for name in names]
    for _ in range(3):
        assert [core.trim(text, "full") for core, _ in plans] == [
            specification.trim(text, "full") for _, specification in plans
        ]


def test_very_many_texts_of_one_plan_are_trimmed_alike() -> None:
    text = KINDS["other keys"]
    assert {CORE.trim(text, "full") for _ in range(600)} == {SPECIFICATION.trim(text, "full")}


def test_threads_learn_on_their_own() -> None:
    texts = list(KINDS.values()) * 50
    with ThreadPoolExecutor(4) as threads:
        trimmed = list(threads.map(lambda text: CORE.trim(text, "full"), texts))
    assert trimmed == [SPECIFICATION.trim(text, "full") for text in texts]
