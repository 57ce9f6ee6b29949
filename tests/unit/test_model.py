"""What classes show: marked ones and exposed ones."""

from __future__ import annotations

import abc
import enum
import gc
import typing
import weakref
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Annotated, Any

import pytest

from treequery.decorators import exported, exported_bean
from treequery.errors import ExportError
from treequery.export_config import ExportConfig
from treequery.model import expose, model_of
from treequery.plan import compile

ALL = compile("**")


def names(cls: type) -> list[str]:
    model = model_of(cls)
    assert model is not None
    return [shown.name for level in model.levels for shown in level.properties]


@exported_bean(class_name="hudson.model.Job")
class Job:
    color: Annotated[str, exported(visibility=2)]
    secret: str

    def __init__(self, name: str = "a") -> None:
        self._name, self.color, self.secret = name, "blue", "s"

    @exported
    def name(self) -> str:
        return self._name

    @property
    @exported(name="displayName")
    def display(self) -> str:
        return self._name.upper()

    @exported(visibility=3)
    @property
    def url(self) -> str:
        return f"/job/{self._name}/"

    @exported
    @cached_property
    def builds(self) -> list[int]:
        return [1, 2]

    def hidden(self) -> str:
        return "h"


class FreeStyle(Job):
    @exported
    def buildable(self) -> bool:
        return True

    def name(self) -> str:
        return "overridden"


def test_a_class_shows_what_it_marks_sorted_by_name() -> None:
    assert ALL.project(Job()) == {
        "builds": [1, 2],
        "color": "blue",
        "displayName": "A",
        "name": "a",
        "url": "/job/a/",
    }


def test_a_derived_class_shows_its_bases_properties_first() -> None:
    assert names(FreeStyle) == ["builds", "color", "displayName", "name", "url", "buildable"]


def test_an_overridden_method_is_shown_as_the_instance_has_it() -> None:
    assert compile("name").project(FreeStyle()) == {"name": "overridden"}


def test_a_derived_class_shows_a_name_of_its_base_s_in_its_own_place() -> None:
    class Sub(Job):
        @exported
        def color(self) -> str:  # type: ignore[override]  # a method over an attribute
            return "red"

        def __init__(self) -> None:
            self._name, self.secret = "a", "s"

    assert list(compile("*").project(Sub())) == ["builds", "displayName", "name", "url", "color"]


def test_a_class_that_marks_nothing_shows_nothing() -> None:
    @exported_bean
    class Empty:
        x = 1

    assert ALL.project(Empty()) == {}


def test_a_marked_method_of_a_class_that_is_no_bean_is_not_shown() -> None:
    class Plain:
        @exported
        def x(self) -> int:
            return 1

    assert model_of(Plain) is None


def test_a_mixin_without_the_annotation_adds_nothing() -> None:
    class Mixin:
        @exported
        def x(self) -> int:
            return 1

    class Both(Job, Mixin):
        pass

    assert "x" not in names(Both)


@pytest.mark.parametrize(
    ("style", "name", "shown"),
    [
        ("as_is", "last_build", "last_build"),
        ("camel", "last_build", "lastBuild"),
        ("camel", "lastBuild", "lastBuild"),
        ("camel", "x", "x"),
        ("getter", "getLastBuild", "lastBuild"),
        ("getter", "get_last_build", "lastBuild"),
        ("getter", "getURL", "URL"),
        ("getter", "isBuilding", "building"),
        ("getter", "is_building", "building"),
        ("getter", "getter", "getter"),
        ("getter", "get_", "get"),
        ("getter", "issue", "issue"),
        ("getter", "getX", "x"),
        ("camel", "_x_y", "_x_y"),
    ],
)
def test_names_are_shown_in_the_style_of_the_bean(style: Any, name: str, shown: str) -> None:
    cls = exported_bean(names=style)(type("C", (), {name: exported(lambda self: 1)}))
    assert names(cls) == [shown]


def test_a_name_of_one_character_is_no_name() -> None:
    cls = exported_bean(type("C", (), {"color": exported(name="x")(lambda self: 1)}))
    assert names(cls) == ["color"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("key/value", [{"key": "a", "value": 1}]), ("k/v/x", [{"k": "a", "v": 1}]), ("/v", [{"": "a", "v": 1}])],
)
def test_a_verbose_map_is_a_list_of_pairs(text: str, expected: object) -> None:
    cls = exported_bean(type("C", (), {"m": exported(verbose_map=text)(lambda self: {"a": 1})}))
    assert ALL.project(cls()) == {"m": expected}


@pytest.mark.parametrize("text", ["", "only", "/", "a/"])
def test_without_two_names_a_map_is_not_verbose(text: str) -> None:
    cls = exported_bean(type("C", (), {"m": exported(verbose_map=text)(lambda self: {"a": 1})}))
    assert ALL.project(cls()) == {"m": {"a": 1}}


@pytest.mark.parametrize("member", [classmethod(lambda cls: 1), staticmethod(lambda: 1), 5])
def test_what_has_no_value_of_an_instance_cannot_be_marked(member: object) -> None:
    with pytest.raises(ExportError) as caught:
        exported(member)
    assert (caught.value.code, caught.value.where) == ("export", "exported")


@pytest.mark.parametrize(
    "settings",
    [
        {"name": 1},
        {"visibility": "2"},
        {"visibility": True},
        {"visibility": 2**31},
        {"visibility": -(2**31) - 1},
        {"verbose_map": ("k", "v")},
    ],
)
def test_a_setting_of_the_wrong_kind_fails_at_decoration(settings: dict[str, Any]) -> None:
    with pytest.raises(ExportError, match=next(iter(settings))):
        exported(**settings)


@pytest.mark.parametrize(
    "settings",
    [{"names": "snake"}, {"default_visibility": "1"}, {"default_visibility": 2**31}, {"class_name": 5}],
)
def test_a_bean_declared_wrongly_fails_at_decoration(settings: dict[str, Any]) -> None:
    with pytest.raises(ExportError, match=next(iter(settings))):
        exported_bean(**settings)


def test_only_a_class_is_a_bean() -> None:
    with pytest.raises(ExportError):
        exported_bean(lambda: 1)  # type: ignore[type-var]


def test_an_annotation_that_cannot_be_made_out_is_an_error_where_it_marks() -> None:
    cls = exported_bean(type("C", (), {"__annotations__": {"x": "Annotated[NoSuch, exported()]"}}))
    with pytest.raises(ExportError, match="NoSuch"):
        model_of(cls)


def test_an_annotation_that_cannot_be_made_out_is_no_matter_where_it_marks_nothing() -> None:
    cls = exported_bean(type("C", (), {"__annotations__": {"x": "NoSuch"}}))
    assert names(cls) == []


def test_a_bean_that_is_an_enum_or_iterable_is_an_object() -> None:
    @exported_bean
    class Color(enum.Enum):
        RED = 1

        @exported
        def label(self) -> str:
            return self.name.lower()

    assert ALL.project([Color.RED]) == [{"label": "red"}]


@pytest.mark.parametrize("cls", [int, object, abc.ABC, enum.Enum, type])
def test_any_other_class_shows_nothing(cls: type) -> None:
    assert model_of(cls) is None


class Foreign:
    def __init__(self) -> None:
        self.name, self.token, self.loaded_rows = "n", "t", 0

    def __getattr__(self, name: str) -> list[int]:
        if name != "rows":
            raise AttributeError(name)
        self.loaded_rows += 1
        return [1, 2]


def exposing(*names: str, lazy: tuple[str, ...] = ()) -> ExportConfig:
    return ExportConfig(models=(expose(Foreign, *names, lazy=lazy),))


def test_an_exposed_class_shows_the_attributes_named() -> None:
    assert compile("**", export=exposing("name")).project(Foreign()) == {"name": "n"}


def test_a_class_derived_from_an_exposed_one_is_exposed() -> None:
    class Sub(Foreign):
        pass

    assert compile("**", export=exposing("name")).project(Sub()) == {"name": "n"}


@pytest.mark.parametrize(
    "plan",
    [
        compile("**", export=exposing("name", lazy=("rows",))),
        compile(depth=5, export=exposing("name", lazy=("rows",))),
    ],
)
def test_a_lazy_attribute_is_not_loaded_behind_the_caller_s_back(plan: Any) -> None:
    root = Foreign()
    assert (plan.project(root), root.loaded_rows) == ({"name": "n"}, 0)


def test_a_lazy_attribute_is_loaded_where_the_tree_names_it() -> None:
    assert compile("rows", export=exposing(lazy=("rows",))).project(Foreign()) == {"rows": [1, 2]}


def test_a_lazy_attribute_that_is_loaded_is_shown() -> None:
    root = Foreign()
    vars(root)["rows"] = [3]
    assert compile("**", export=exposing(lazy=("rows",))).project(root) == {"rows": [3]}


@pytest.mark.parametrize("name", ["_token", "a b", "", 5])
def test_only_public_attributes_can_be_exposed(name: Any) -> None:
    with pytest.raises(ExportError):
        expose(Foreign, name)


def test_a_model_does_not_keep_its_class_alive() -> None:
    def use() -> weakref.ref[type]:
        @exported_bean
        class Local:
            @exported
            def itself(self) -> Local:
                return self

        compile("itself[itself]").project(Local())
        return weakref.ref(Local)

    gone = use()
    gc.collect()
    assert gone() is None


class Cached:
    """Keeps related objects as Django does."""

    def __init__(self, **cache: object) -> None:
        self._state = SimpleNamespace(fields_cache=cache)

    @property
    def owner(self) -> object:
        return self._state.fields_cache.get("owner", "loaded behind your back")


def test_a_related_object_is_shown_where_it_is_kept_apart() -> None:
    export = ExportConfig(models=(expose(Cached, lazy=("owner",)),))
    plan = compile("*", export=export)
    assert (plan.project(Cached()), plan.project(Cached(owner="ada"))) == ({}, {"owner": "ada"})


def test_memory_that_is_refused_to_an_annotation_is_an_error_and_not_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    @dataclass
    class Point:
        x: int

    def refuse(*_: object, **__: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(typing, "get_type_hints", refuse)
        with pytest.raises(MemoryError):
            model_of(Point)
    model = model_of(Point)
    assert model is not None
    (shown,) = model.levels[0].properties
    assert shown.declared is not None
    assert shown.declared.cls() is int
