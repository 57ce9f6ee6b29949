"""The tree of all that a class can answer."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

import pytest

from treequery.decorators import exported, exported_bean
from treequery.errors import ExportError, ParamsError
from treequery.export_config import ExportConfig
from treequery.model import expose, model_of
from treequery.parse import parse
from treequery.reach import tree_of
from treequery.values import Map


@exported_bean
class Build:
    number: Annotated[int, exported(visibility=9)]
    job: Annotated[Job, exported(inline=True)]


@exported_bean
class MatrixBuild(Build):
    axes: Annotated[list[Axis], exported()]


@dataclass
class Axis:
    name: str


@exported_bean
class Owner:
    mail: Annotated[str, exported()]
    name: Annotated[str, exported()]
    owner: Annotated[Owner | None, exported(merge=True)]


@exported_bean
class Job:
    name: Annotated[str, exported()]
    builds: Annotated[list[Build], exported()]
    owner: Annotated[Owner | None, exported(merge=True)]


class Hooked(Axis):
    def __export__(self) -> object:
        raise NotImplementedError


def tree(annotation: Any, depth: int = 1, **settings: Any) -> str:
    """The tree of a class that has one property, ``value``, of that annotation."""

    def value(self: object) -> object:
        raise NotImplementedError

    value.__annotations__ = {"return": annotation}
    cls = exported_bean(type("One", (), {"value": exported(**settings)(value)}))
    return str(tree_of(cls, depth=depth))


def test_at_depth_0_there_are_names_alone() -> None:
    assert str(tree_of(Job, depth=0)) == "builds,name,mail"


def test_each_level_of_depth_is_one_of_brackets() -> None:
    assert str(tree_of(Job, depth=2)) == "builds[job[builds,name,mail],number,axes[name]],name,mail"


def test_the_depth_is_1_where_nothing_is_said() -> None:
    assert str(tree_of(Job)) == "builds[job,number,axes],name,mail"


def test_a_tree_ends_where_the_classes_do() -> None:
    assert tree_of(Axis, depth=250) == parse("name")


def test_a_deep_tree_takes_no_more_room_than_its_levels() -> None:
    assert tree_of(Job, depth=250).covers(tree_of(Job, depth=1))


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (int, "value"),
        (None, "value"),
        (Any, "value"),
        (Axis, "value[name]"),
        (Axis | None, "value[name]"),
        (Axis | int, "value[name]"),
        (list[Axis], "value[name]"),
        (Iterable[list[Axis]], "value[name]"),
        (tuple[int, Axis], "value[name]"),
        (list, "value"),
        (dict, "value[*]"),
        (dict[str, int], "value[*]"),
        (dict[str, Axis], "value[*]"),
        (Map, "value"),
        (type[Axis], "value"),
        (Hooked, "value"),
    ],
)
def test_an_annotation_says_what_can_be_asked(annotation: Any, expected: str) -> None:
    assert tree(annotation) == expected


def test_the_keys_of_a_mapping_are_a_level() -> None:
    assert tree(list[dict[str, list[Axis]]], depth=2) == "value[*[name]]"


def test_a_value_may_be_a_mapping_or_not() -> None:
    assert tree(dict[str, Axis] | Axis | dict[str, Owner], depth=2) == "value[name,*[name,mail]]"


def test_a_name_of_several_classes_holds_what_it_holds_in_any() -> None:
    @dataclass
    class Other:
        name: Axis

    assert tree(Axis | Other, depth=2) == "value[name[name]]"


def test_the_pairs_of_a_verbose_map_are_not_pruned() -> None:
    assert tree(list[dict[str, Axis]], verbose_map="k/v") == "value[name]"


def test_what_is_merged_from_an_unknown_class_has_no_names() -> None:
    assert tree(None, merge=True) == ""


def test_a_property_that_is_merged_stands_in_its_place() -> None:
    assert tree(Build, merge=True) == "job[builds,name,mail],number,axes[name]"


def test_a_class_exposed_by_others_has_their_names() -> None:
    class Row:
        lines: list[Axis]

    export = ExportConfig(models=[expose(Row, "lines")])
    assert str(tree_of(Row, export=export)) == "lines[name]"


@pytest.mark.parametrize("depth", [-1, 251, True, 1.0, None])
def test_a_depth_is_that_of_a_tree(depth: Any) -> None:
    with pytest.raises(ParamsError) as caught:
        tree_of(Job, depth=depth)
    assert caught.value.name == "depth"


def test_a_class_has_to_offer_something() -> None:
    with pytest.raises(ExportError):
        tree_of(int)


def test_a_model_stands_for_its_class() -> None:
    model = model_of(Job)
    assert model is not None
    assert tree_of(model) == tree_of(Job)


def test_an_exposed_model_stands_for_its_class() -> None:
    class Plain(Job):
        title: str

    exposed = expose(Plain, "title")
    assert tree_of(exposed[1]) == tree_of(Plain, export=ExportConfig(models=[exposed]))


def test_the_model_of_a_class_that_is_gone_stands_for_nothing() -> None:
    model = expose(type("Gone", (), {}), "title", class_name="demo.Gone")[1]
    gc.collect()
    with pytest.raises(ExportError) as caught:
        tree_of(model)
    assert caught.value.where == "demo.Gone"
