"""Exported classes under a plan: class names, failures, merging, interceptors."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from typing import Any

import pytest

from treequery.decorators import exported, exported_bean
from treequery.errors import (
    CycleError,
    DepthLimitError,
    ExportError,
    GetterError,
    NotExportedError,
    ParamsError,
    SourceError,
    UnsupportedKeyError,
    ValuesLimitError,
)
from treequery.export_config import SKIP, ExportConfig
from treequery.limits import Limits
from treequery.parse import parse
from treequery.plan import compile
from treequery.tree import Tree
from treequery.values import Map


def bean(**values: Any) -> Any:
    """An instance of a new exported class with these properties; an exception is raised by its getter."""
    return build("Bean", values, {})


def build(name: str, values: dict[str, Any], marks: dict[str, Any], **settings: Any) -> Any:
    def getter(value: Any) -> Callable[[Any], Any]:
        def get(self: Any) -> Any:
            if isinstance(value, Exception):
                raise value
            return value

        return get

    members = {key: exported(**marks.get(key, {}))(getter(value)) for key, value in values.items()}
    return exported_bean(class_name=f"ci.{name}", **settings)(type(name, (), members))()


BOOM = ValueError("boom")
ALL = compile("**")
LENIENT = compile("**", export=ExportConfig(skip_if_fail=True))


@pytest.mark.parametrize(
    ("attribute", "simple", "expected"),
    [
        ("none", False, '{"a":1}'),
        ("always", False, '{"_class":"ci.Bean","a":1}'),
        ("if_needed", False, '{"_class":"ci.Bean","a":1}'),
        ("always", True, '{"_class":"Bean","a":1}'),
    ],
)
def test_the_class_of_the_root_is_written_first(attribute: Any, simple: bool, expected: str) -> None:
    plan = compile("**", export=ExportConfig(attribute, simple))
    assert plan.write(bean(a=1)) == expected.encode()


class Base:
    pass


@exported_bean(class_name="ci.Run")
class Run(Base):
    @exported
    def number(self) -> int:
        return 1


class Nightly(Run):
    pass


@exported_bean(class_name="ci.Job")
class Job:
    def __init__(self, last: Any = None, runs: Any = (), extra: Any = None) -> None:
        self._last, self._runs, self._extra = last, runs, extra

    @exported
    def last(self) -> Run | None:
        return self._last

    @exported
    def runs(self) -> list[Run]:
        return self._runs

    @exported
    def extra(self) -> Any:
        return self._extra


IF_NEEDED = compile("*[*],!_class", export=ExportConfig("if_needed", simple_names=True))


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        (Job(last=Run()), {"_class": "Job", "extra": None, "last": {"number": 1}, "runs": []}),
        (
            Job(last=Nightly()),
            {"_class": "Job", "extra": None, "last": {"_class": "Nightly", "number": 1}, "runs": []},
        ),
        (
            Job(runs=[Run(), Nightly()]),
            {
                "_class": "Job",
                "extra": None,
                "last": None,
                "runs": [{"number": 1}, {"_class": "Nightly", "number": 1}],
            },
        ),
        (
            Job(extra=[Run()]),
            {"_class": "Job", "extra": [{"_class": "Run", "number": 1}], "last": None, "runs": []},
        ),
    ],
)
def test_a_class_is_named_where_the_declared_type_does_not_tell(job: Job, expected: dict[str, Any]) -> None:
    found = IF_NEEDED.project(job)
    found = {key: found[key] for key in sorted(found)}
    assert found == expected


def test_the_class_attribute_is_an_attribute_of_xml() -> None:
    plan = compile("a", export=ExportConfig("always"))
    assert plan.write(bean(a=1), "xml") == b"<bean _class='ci.Bean'><a>1</a></bean>"


def test_a_failing_getter_is_an_error_with_the_path_of_its_property() -> None:
    with pytest.raises(GetterError) as caught:
        ALL.project({"x": [{"y": bean(a=1, b=BOOM)}]})
    assert (caught.value.code, caught.value.path, caught.value.__cause__) == ("getter", "$.x[0].y.b", BOOM)


def test_a_getter_that_is_not_asked_for_cannot_fail() -> None:
    assert compile("a").project(bean(a=1, b=BOOM)) == {"a": 1}


@pytest.mark.parametrize("wrap", [lambda item: [1, item, 2], lambda item: iter([1, item, 2])])
def test_a_failing_getter_takes_the_element_of_the_list_away(wrap: Any) -> None:
    assert ALL.project(bean(xs=wrap(bean(a=1, b=bean(c=BOOM))))) == {"xs": [1, 2]}


def test_a_failing_getter_takes_the_entry_of_the_map_away() -> None:
    assert ALL.project(bean(m=Map({"k": 1, "l": bean(c=BOOM), "m": 2}))) == {"m": {"k": 1, "m": 2}}


def test_a_failing_getter_takes_the_pair_of_a_verbose_map_away() -> None:
    root = build("Root", {"m": {"k": 1, "l": bean(c=BOOM)}}, {"m": {"verbose_map": "n/v"}})
    assert ALL.project(root) == {"m": [{"n": "k", "v": 1}]}


def test_the_innermost_element_is_taken_away() -> None:
    assert ALL.project(bean(xs=[[bean(c=BOOM), 1], 2])) == {"xs": [[1], 2]}


def test_skip_if_fail_takes_the_property_alone_away() -> None:
    assert LENIENT.project(bean(a=1, b=BOOM, xs=[bean(c=BOOM, d=2)])) == {"a": 1, "xs": [{"d": 2}]}


class Plain:
    pass


def test_an_unknown_value_of_a_property_is_an_error() -> None:
    with pytest.raises(NotExportedError) as caught:
        ALL.project(bean(a=Plain()))
    assert caught.value.path == "$.a"


def test_an_unknown_element_of_an_array_is_an_empty_object() -> None:
    assert ALL.project(bean(xs=[Plain(), [Plain()], 1])) == {"xs": [{}, [{}], 1]}


def test_an_unknown_value_of_a_map_is_an_error() -> None:
    with pytest.raises(NotExportedError):
        ALL.project(bean(xs=[Map({"k": Plain()})]))


def test_an_unknown_value_is_an_empty_object_with_skip_if_fail() -> None:
    assert LENIENT.project(bean(a=Plain(), m=Map({"k": Plain()}))) == {"a": {}, "m": {"k": {}}}


def test_an_unknown_root_is_an_error_in_any_case() -> None:
    with pytest.raises(NotExportedError):
        LENIENT.project(Plain())


def test_a_merged_value_shows_its_properties_in_place() -> None:
    root = build("Root", {"a": 1, "info": bean(x=2, z=4), "z": 3}, {"info": {"merge": True}})
    assert ALL.write(root) == b'{"a":1,"x":2,"z":3}'


def test_two_merged_values_may_show_a_name_twice() -> None:
    merging = {"merge": True}
    root = build("Root", {"p": bean(x=1), "q": bean(x=2)}, {"p": merging, "q": merging})
    assert (ALL.write(root), ALL.project(root)) == (b'{"x":1,"x":2}', {"x": 2})


@pytest.mark.parametrize("value", [5, Plain()])
def test_what_is_merged_must_have_properties(value: object) -> None:
    with pytest.raises(NotExportedError) as caught:
        ALL.project(build("Root", {"m": value}, {"m": {"merge": True}}))
    assert caught.value.path == "$.m"


def test_what_cannot_be_merged_is_left_out_with_skip_if_fail() -> None:
    assert LENIENT.project(build("Root", {"a": 1, "m": 5}, {"m": {"merge": True}})) == {"a": 1}


def test_a_value_that_merges_itself_shows_nothing_twice() -> None:
    cls = exported_bean(
        type("Loop", (), {"m": exported(merge=True)(lambda self: self), "a": exported(lambda self: 1)})
    )
    assert ALL.write(cls()) == b'{"a":1}'


def test_merging_without_end_is_an_error() -> None:
    def another(level: int) -> Any:
        members = {f"m{level}": exported(merge=True)(lambda self: another(level + 1))}
        return exported_bean(type("More", (), members))()

    with pytest.raises(DepthLimitError) as caught:
        ALL.project(another(0))
    assert caught.value.limit == 50


def test_a_null_can_be_left_out() -> None:
    assert ALL.project(build("Root", {"a": None, "b": None}, {"a": {"skip_null": True}})) == {"b": None}


def test_an_inlined_value_adds_no_level() -> None:
    root = build("Root", {"a": bean(x=1), "b": bean(x=1)}, {"a": {"inline": True}})
    assert compile(depth=0).project(root) == {"a": {"x": 1}, "b": {}}


@pytest.mark.parametrize(("depth", "expected"), [(-1, {"high": 2}), (0, {"high": 2, "low": 1, "sub": {}})])
def test_a_visibility_is_compared_with_the_depth(depth: int, expected: object) -> None:
    root = build("Root", {"low": 1, "high": 2, "sub": bean(x=1)}, {"high": {"visibility": 2}})
    assert compile(depth=depth).project(root) == expected


def test_a_default_visibility_is_its_class_s() -> None:
    assert compile(depth=-1).project(build("Root", {"a": 1}, {}, default_visibility=2)) == {"a": 1}


def test_a_depth_can_be_bounded_by_a_tree() -> None:
    plan = compile(depth=1, within=parse("a,b[x{1}]"))
    assert plan.project({"a": 1, "b": {"x": [1, 2], "y": 3}, "c": 4}) == {"a": 1, "b": {"x": [2]}}


def test_a_tree_is_bounded_by_intersection_alone() -> None:
    with pytest.raises(ParamsError):
        compile("a", within=Tree())


def test_a_bounded_depth_shows_merged_and_inlined_values() -> None:
    marks = {"m": {"merge": True}, "i": {"inline": True}}
    root = build("Root", {"m": bean(x=1, y=2), "i": bean(x=3, y=4)}, marks)
    assert compile(depth=0, within=parse("x,i[y]")).project(root) == {"i": {"y": 4}, "x": 1}


class Stand:
    def __init__(self, value: Any) -> None:
        self.value = value

    def __export__(self) -> Any:
        if isinstance(self.value, Exception):
            raise self.value
        return self.value


def test_a_value_may_export_another_in_its_place() -> None:
    assert ALL.project(bean(a=Stand(Stand(bean(x=1))), xs=[Stand(2)])) == {"a": {"x": 1}, "xs": [2]}


def test_a_value_that_exports_itself_without_end_is_an_error() -> None:
    stand = Stand(None)
    stand.value = stand
    with pytest.raises(DepthLimitError):
        ALL.project(bean(a=stand))


def test_an_export_that_raises_is_an_error_even_in_a_list() -> None:
    with pytest.raises(SourceError) as caught:
        LENIENT.project(bean(xs=[Stand(BOOM)]))
    assert (caught.value.path, caught.value.__cause__) == ("$.xs[0]", BOOM)


def test_what_an_element_exports_must_be_known() -> None:
    with pytest.raises(NotExportedError):
        ALL.project(bean(xs=[Stand(Plain())]))


def test_a_map_below_an_exported_class_has_no_key_none() -> None:
    with pytest.raises(UnsupportedKeyError):
        ALL.project(bean(m=Map({None: 1})))


def hide_tokens(instance: object, name: str, get: Callable[[], object]) -> object:
    return SKIP if name == "token" else get()


INTERCEPTED = compile("**", export=ExportConfig(interceptor=hide_tokens))


def test_an_interceptor_decides_what_is_shown() -> None:
    assert INTERCEPTED.project(bean(name="n", token="t")) == {"name": "n"}


def test_an_interceptor_that_fails_is_a_getter_that_fails() -> None:
    with pytest.raises(GetterError):
        INTERCEPTED.project(bean(a=BOOM))


def test_a_plan_with_an_interceptor_survives_pickling() -> None:
    arrived = pickle.loads(pickle.dumps(INTERCEPTED))
    assert (arrived, arrived.project(bean(token=1))) == (INTERCEPTED, {})


def test_skip_is_one_of_its_kind() -> None:
    assert (pickle.loads(pickle.dumps(SKIP)) is SKIP, repr(SKIP)) == (True, "treequery.SKIP")


def test_an_unknown_class_attribute_is_refused() -> None:
    with pytest.raises(ParamsError):
        ExportConfig("sometimes")  # type: ignore[arg-type]


def test_a_value_within_itself_is_an_error_where_nothing_ends_it() -> None:
    cls = exported_bean(type("Loop", (), {"me": exported(lambda self: self)}))
    with pytest.raises(CycleError) as caught:
        ALL.project(cls())
    assert caught.value.path == "$.me"


def test_a_getter_that_makes_more_and_more_is_an_error() -> None:
    cls = exported_bean(type("Deep", (), {"more": exported(lambda self: type(self)())}))
    with pytest.raises(DepthLimitError):
        ALL.project(cls())


def test_an_endless_iterator_is_an_error() -> None:
    def endless() -> Iterator[int]:
        while True:
            yield 1

    with pytest.raises(ValuesLimitError) as caught:
        compile("**", limits=Limits(values=1000)).project({"xs": endless()})
    assert (caught.value.code, caught.value.path) == ("values-limit", "$.xs[999]")


def test_a_list_changed_by_a_getter_while_it_is_walked_is_no_crash() -> None:
    items: list[Any] = []
    items.append(exported_bean(type("Evil", (), {"x": exported(lambda self: items.clear())}))())
    items.append(2)
    try:
        ALL.project(bean(xs=items))
    except SourceError as err:
        assert err.path == "$.xs[0]"


async def later(self: object) -> int:
    return 1


async def endless(self: object) -> Any:
    yield 1


@pytest.mark.parametrize(
    ("member", "reason"),
    [
        (later, "is async"),
        (endless, "is async"),
        (cached_property(later), "is async"),
        (lambda: 1, "takes self"),
        (lambda self, other: 1, "needs arguments"),
        (lambda self, *, other: 1, "needs arguments"),
        (type("Inner", (), {}), "expected a method or a property"),
    ],
)
def test_what_gives_no_value_of_an_instance_alone_is_refused(member: Any, reason: str) -> None:
    with pytest.raises(ExportError, match=reason):
        exported(member)


@pytest.mark.parametrize(
    "member",
    [
        lambda self, other=1: 1,
        lambda *instances: 1,
        lambda self, *, other=1: 1,
        partial(len),
        cached_property(len),
    ],
)
def test_what_can_be_called_with_an_instance_alone_is_taken(member: Any) -> None:
    assert exported(member) is member


def test_two_names_that_would_be_shown_as_one_are_refused() -> None:
    members = {"last_build": exported(lambda self: 1), "lastBuild": exported(lambda self: 2)}
    with pytest.raises(ExportError, match="last_build and lastBuild are shown under one name"):
        exported_bean(names="camel")(type("Job", (), members))


def test_names_that_were_given_may_be_equal_as_upstream() -> None:
    members = {"one": exported(name="same")(lambda self: 1), "same": exported(lambda self: 2)}
    assert compile("*").write(exported_bean(type("Job", (), members))()) == b'{"same":1,"same":2}'


class Hostile(type):
    """Answers nothing that it is asked."""

    def __getattr__(cls, name: str) -> Any:
        raise OSError(name)


def test_a_metaclass_is_not_asked() -> None:
    with pytest.raises(NotExportedError):
        compile("*").project(Hostile("Job", (), {})())
