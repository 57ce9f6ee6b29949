"""What a plan keeps of an object graph, and what is said of graphs that cannot be projected."""

import itertools
from collections import UserDict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest

from treequery.errors import (
    CycleError,
    DepthLimitError,
    NotExportedError,
    SourceError,
    UnsupportedKeyError,
    ValuesLimitError,
)
from treequery.limits import Limits
from treequery.plan import Plan, compile
from treequery.values import Map

JOBS = {
    "jobs": [{"name": "a", "color": "red", "last": {"n": 1, "ok": True}}, {"name": "b"}],
    "mode": "NORMAL",
}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("mode", {"mode": "NORMAL"}),
        ("nosuch", {}),
        ("jobs", {"jobs": [{}, {}]}),
        ("jobs[name]", {"jobs": [{"name": "a"}, {"name": "b"}]}),
        ("mode[x]", {"mode": "NORMAL"}),
        ("mode,jobs{1}", {"jobs": [{}], "mode": "NORMAL"}),
        ("jobs[last]{,1}", {"jobs": [{"last": {}}]}),
        ("*", {"jobs": [{}, {}], "mode": "NORMAL"}),
        ("*[name]", {"jobs": [{"name": "a"}, {"name": "b"}], "mode": "NORMAL"}),
        ("jobs[**]{-2}", {"jobs": [{"name": "a", "color": "red", "last": {"n": 1, "ok": True}}]}),
        ("jobs[last[!n]]{0}", {"jobs": [{"last": {"ok": True}}]}),
        ("**,!jobs", {"mode": "NORMAL"}),
        ("jobs[*,!last]{0}", {"jobs": [{"name": "a", "color": "red"}]}),
    ],
)
def test_an_expression_keeps_what_it_names(expression: str, expected: object) -> None:
    assert compile(expression).project(JOBS) == expected


@pytest.mark.parametrize(
    ("depth", "expected"),
    [
        (-1, {}),
        (0, {"jobs": [{}, {}], "mode": "NORMAL"}),
        (1, {"jobs": [{"name": "a", "color": "red", "last": {}}, {"name": "b"}], "mode": "NORMAL"}),
        (2, JOBS),
        (2**31 - 1, JOBS),
        (-(2**31), JOBS),
        (-(2**31) + 1, JOBS),
        (-(2**31) + 2, {}),
    ],
)
def test_a_depth_keeps_levels(depth: int, expected: object) -> None:
    assert compile(depth=depth).project(JOBS) == expected


def test_the_object_s_own_order_is_kept() -> None:
    assert list(compile("a,b,c").project({"c": 1, "a": 2, "b": 3})) == ["c", "a", "b"]


def test_a_range_cuts_every_nested_list() -> None:
    assert compile("xs{1}").project({"xs": [[1, 2], [3, 4]]}) == {"xs": [[4]]}


def test_a_root_may_be_an_array() -> None:
    assert compile("a").project([{"a": 1, "b": 2}, [{"a": 3}], 4]) == [{"a": 1}, [{"a": 3}], 4]


def test_a_split_url_is_text_though_it_is_a_named_tuple() -> None:
    assert compile("**").project([urlsplit("http://ci/x?y")]) == ["http://ci/x?y"]


def test_a_root_may_be_a_scalar() -> None:
    assert compile("a").project(Decimal("1.10")) == Decimal("1.10")


def test_a_map_keeps_its_keys_and_cuts_its_values() -> None:
    root = {"m": Map({"k": {"a": 1, "b": 2}, "l": [[{"a": 3}]], 1: Map({"x": {"a": 4}})})}
    assert compile("m[a]").project(root) == {"m": {"k": {"a": 1}, "l": [[{"a": 3}]], "1": {"x": {"a": 4}}}}


def test_a_map_adds_no_level_to_a_depth() -> None:
    assert compile(depth=1).project({"m": Map({"k": {"a": {"b": 1}}})}) == {"m": {"k": {"a": {}}}}


def test_keys_that_json_has_a_text_for_count_as_that_text() -> None:
    assert compile("1,null").project({1: "a", None: "b", 2.5: "c"}) == {"1": "a", "null": "b"}


def test_always_keeps_a_key_at_every_level_that_is_kept() -> None:
    root = {"_class": "A", "x": [{"_class": "B", "y": {"_class": "C"}}], "z": {"_class": {"deep": 1}}}
    assert compile("x", always=["_class"]).project(root) == {"_class": "A", "x": [{"_class": "B"}]}


def test_always_keeps_the_whole_value_whatever_the_tree_says() -> None:
    assert compile("a[x],b", always=["a"]).project({"a": {"x": 1, "y": 2}}) == {"a": {"x": 1, "y": 2}}


def test_whole_leaves_keep_what_a_bare_name_names() -> None:
    plan = compile("jobs[last]{0},*", leaves="whole")
    assert plan.project(JOBS) == {"jobs": [{"last": {"n": 1, "ok": True}}], "mode": "NORMAL"}


def test_whole_leaves_are_cut_by_their_range_at_the_top_only() -> None:
    assert compile("a{,1}", leaves="whole").project({"a": [{"b": [1, 2]}, 3]}) == {"a": [{"b": [1, 2]}]}


def test_a_real_star_can_be_told_from_the_others() -> None:
    plan = compile('*,"*"[a]', leaves="empty")
    assert plan.project({"*": {"a": 1, "b": 2}, "x": {"a": 3}}) == {"*": {"a": 1}, "x": {}}


def test_an_endless_iterator_is_no_matter_where_a_range_ends() -> None:
    assert compile("n{2,4}").project({"n": itertools.count()}) == {"n": [2, 3]}


def test_nothing_is_shared_with_the_root() -> None:
    root = {"a": [{"b": [1]}]}
    kept = compile("**").project(root)
    kept["a"][0]["b"].append(2)
    assert root == {"a": [{"b": [1]}]}


def test_one_value_in_two_places_is_no_cycle() -> None:
    shared = {"x": 1}
    assert compile("**").project([shared, shared]) == [{"x": 1}, {"x": 1}]


class Job:
    pass


@pytest.mark.parametrize(
    ("value", "name"),
    [(Job(), "Job"), (b"x", "bytes"), (bytearray(), "bytearray"), (1j, "complex"), (Job, "type")],
)
def test_a_value_that_offers_nothing_is_refused_with_its_path(value: object, name: str) -> None:
    with pytest.raises(NotExportedError) as caught:
        compile("jobs[**]").project({"jobs": [0, {"a b": value}]})
    assert (caught.value.code, caught.value.path, caught.value.type) == (
        "not-exported",
        '$.jobs[1]["a b"]',
        name,
    )


def test_what_is_not_kept_is_not_looked_at() -> None:
    assert compile("a").project({"a": 1, "b": Job()}) == {"a": 1}


def test_the_path_counts_elements_before_the_range() -> None:
    with pytest.raises(NotExportedError) as caught:
        compile("xs{2,}").project({"xs": [1, 2, 3, Job()]})
    assert caught.value.path == "$.xs[3]"


@pytest.mark.parametrize("mark", [lambda mapping: mapping, Map])
def test_a_key_without_a_text_is_refused_with_the_path_of_its_mapping(mark: Any) -> None:
    with pytest.raises(UnsupportedKeyError) as caught:
        compile("**").project({"a": [mark({(1, 2): 3})]})
    assert (caught.value.code, caught.value.path, caught.value.type) == ("unsupported-key", "$.a[0]", "tuple")


@pytest.mark.parametrize(
    "wrap", [lambda loop: {"in": loop}, lambda loop: [loop], lambda loop: Map({"in": loop})]
)
def test_a_cycle_is_refused_with_its_path(wrap: Any) -> None:
    root: dict[str, object] = {}
    root["a"] = wrap(root)
    with pytest.raises(CycleError) as caught:
        compile("**").project(root)
    assert caught.value.path.startswith("$.a")


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (compile("n,next[next[n]]"), {"n": 1, "next": {"next": {"n": 1}}}),
        (compile(depth=1), {"n": 1, "next": {"n": 1, "next": {}}}),
    ],
)
def test_a_cycle_ends_where_the_names_or_the_depth_do(plan: Plan, expected: object) -> None:
    root: dict[str, object] = {"n": 1}
    root["next"] = root
    assert plan.project(root) == expected


def nested(levels: int) -> object:
    value: object = 1
    for _ in range(levels):
        value = [value]
    return value


def test_nesting_up_to_the_limit_is_kept() -> None:
    assert compile("**", limits=Limits(levels=3)).project(nested(4)) == nested(4)


def test_nesting_beyond_the_limit_is_refused() -> None:
    with pytest.raises(DepthLimitError) as caught:
        compile("**", limits=Limits(levels=3)).project(nested(5))
    assert (caught.value.code, caught.value.path, caught.value.limit) == ("depth-limit", "$[0][0][0][0]", 3)


def test_no_nesting_exhausts_the_stack() -> None:
    assert (
        compile("**", limits=Limits(levels=20_000)).write(nested(20_000))
        == b"[" * 20_000 + b"1" + b"]" * 20_000
    )


def test_a_long_path_is_shown_without_its_middle() -> None:
    with pytest.raises(DepthLimitError) as caught:
        compile("**", limits=Limits(levels=99)).project(nested(200))
    assert caught.value.path == "$" + "[0]" * 20 + "..." + "[0]" * 20


class Broken(UserDict[str, int]):
    def __getitem__(self, key: str) -> int:
        raise OSError("disk on fire")


def broken() -> Iterator[int]:
    yield 1
    raise OSError("disk on fire")


@pytest.mark.parametrize("value", [Broken({"a": 1}), broken(), Map(Broken({"a": 1}))])
def test_an_error_of_the_caller_s_own_code_is_chained_with_its_path(value: object) -> None:
    with pytest.raises(SourceError) as caught:
        compile("x[**]").project({"x": value})
    assert (caught.value.code, caught.value.path[:3], type(caught.value.__cause__)) == (
        "source",
        "$.x",
        OSError,
    )


def test_a_mapping_that_changes_while_it_is_read_is_an_error_of_the_caller_s() -> None:
    root: dict[str, object] = {}

    def meddling() -> Iterator[int]:
        root["new"] = 1
        yield 1

    root["a"] = meddling()
    with pytest.raises(SourceError):
        compile("**").project(root)


class Silent(Mapping[str, int]):
    """A mapping that cannot even be asked what it is."""

    def __getitem__(self, key: str) -> int:
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        raise RuntimeError("no")

    def __len__(self) -> int:
        raise RuntimeError("no")


def test_a_mapping_that_cannot_be_read_is_an_error_of_the_caller_s() -> None:
    with pytest.raises(SourceError):
        compile("**").project({"a": Silent()})


class NoZone(tzinfo):
    def utcoffset(self, moment: datetime | None) -> timedelta:
        raise OSError("no zone")


class Impostor:
    @property
    def __class__(self) -> Any:  # type: ignore[override]
        raise OSError("who asks")


@pytest.mark.parametrize("make", [lambda: datetime(2026, 1, 1, tzinfo=NoZone()), Impostor])
def test_a_scalar_that_cannot_be_read_is_an_error_of_the_caller_s(make: Any) -> None:
    with pytest.raises(SourceError) as caught:
        compile("**").project({"a": make()})
    assert (caught.value.path, type(caught.value.__cause__)) == ("$.a", OSError)


class Hostile(type):
    """Of its classes nothing can be known."""

    def __getattr__(cls, name: str) -> object:
        raise OSError(name)

    def __hash__(cls) -> int:
        raise OSError("hash")


class Stranger(metaclass=Hostile):
    pass


@pytest.mark.parametrize("root", [Stranger(), {"a": Stranger()}, [Stranger()], Map({"a": Stranger()})])
def test_a_class_that_cannot_be_asked_anything_is_an_error_of_the_caller_s(root: object) -> None:
    with pytest.raises(SourceError) as caught:
        compile("**").project(root)
    assert type(caught.value.__cause__) is OSError


@pytest.mark.parametrize("expression", ["a{-1}", "a{2000,}", "a{-3,-2}", "a{0,-5000}"])
def test_an_endless_iterator_ends_whatever_its_range(expression: str) -> None:
    with pytest.raises(ValuesLimitError) as caught:
        compile(expression, limits=Limits(values=1000)).project({"a": itertools.count()})
    assert (caught.value.path, caught.value.limit) == ("$.a", 1000)
