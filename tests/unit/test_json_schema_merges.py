"""JSON Schema of what merged properties give."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from jsonschema import Draft202012Validator

from treequery.decorators import exported, exported_bean
from treequery.export_config import ExportConfig
from treequery.plan import compile
from treequery.schema import json_schema

from .schema_classes import Bag, Build, MatrixBuild, Other, Point, bean


def merged(annotation: Any, export: ExportConfig | None = None) -> Any:
    cls = bean("demo.One", annotation, merge=True)
    schema = json_schema(cls, compile("**", export=export or ExportConfig()))
    Draft202012Validator.check_schema(schema)
    return schema["$defs"]["One"]


def test_merged_properties_stand_in_place_of_their_property() -> None:
    found = merged(MatrixBuild)
    assert [*found["properties"]] == ["number", "result", "axis"]
    assert found["required"] == ["number", "result", "axis"]


def test_what_is_merged_is_required_only_if_every_class_has_it() -> None:
    found = merged(Build)
    assert [*found["properties"]] == ["number", "result", "axis"]
    assert found["required"] == ["number", "result"]


def test_what_is_merged_from_null_is_not_required() -> None:
    found = merged(MatrixBuild | None)
    assert "required" not in found


def test_what_is_merged_from_a_union_is_of_either_class() -> None:
    found = merged(MatrixBuild | Point)
    assert found["properties"]["x"] == {"type": "integer"}
    assert "required" not in found


def test_an_unknown_merged_value_may_give_once_more_what_another_one_gives() -> None:
    class Two(Bag):
        own: Annotated[int, exported()]
        known: Annotated[MatrixBuild, exported(merge=True)]
        unknown: Annotated[Any, exported(merge=True)]
        zebra: Annotated[Point, exported(merge=True)]

    found = json_schema(exported_bean(Two), "**")["$defs"]["Two"]
    names = ["own", "number", "result", "axis", "x", "next", "others"]
    assert found["properties"] == {"own": {"type": "integer"}} | {name: {} for name in names[1:]}
    assert sorted(found["required"]) == sorted(names)


def test_an_unknown_value_merged_by_a_base_class_may_hide_what_another_base_class_has() -> None:
    @exported_bean
    class One(Bag):
        shown: Annotated[int, exported()]

    @exported_bean
    class Other(Bag):
        unknown: Annotated[Any, exported(merge=True)]

    class Both(Other, One):
        pass

    found = json_schema(Both, "**")["$defs"]["Both"]
    assert (found["properties"], found["required"]) == ({"shown": {}}, ["shown"])


def test_what_a_merged_value_merges_may_be_unknown_too() -> None:
    @exported_bean
    class Inner(Bag):
        own: Annotated[int, exported()]
        unknown: Annotated[Any, exported(merge=True)]

    class Outer(Bag):
        inner: Any
        point: Annotated[Point, exported(merge=True)]

    Outer.__annotations__["inner"] = Annotated[Inner, exported(merge=True)]
    found = json_schema(exported_bean(Outer), "own,x")["$defs"]["Outer"]
    assert found["properties"] == {"own": {"type": "integer"}, "x": {}}
    assert "additionalProperties" not in found


@pytest.mark.parametrize("annotation", [None, Any, dict[str, int], Build | Any])
def test_an_unknown_merged_value_may_add_anything(annotation: Any) -> None:
    assert merged(annotation) == {"title": "demo.One", "type": "object"}


def test_a_name_that_is_merged_twice_is_either_of_the_two() -> None:
    @exported_bean(class_name="demo.Twice")
    class Twice(Bag):
        one: Annotated[Point, exported(merge=True)]
        two: Annotated[Other, exported(merge=True)]

    found = json_schema(Twice, "x")["$defs"]["Twice"]
    assert found["properties"] == {"x": {"anyOf": [{"type": "integer"}, {"type": "string"}]}}
    assert found["required"] == ["x"]


@exported_bean(class_name="demo.Chain")
class Chain(Bag):
    link: Annotated[int, exported()]
    next: Annotated[Chain | None, exported(merge=True)]


def test_a_class_may_merge_itself() -> None:
    assert json_schema(Chain, "**")["$defs"]["Chain"]["properties"] == {"link": {"type": "integer"}}
