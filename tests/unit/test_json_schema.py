"""JSON Schema of what classes give."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from typing import Annotated, Any

import pydantic
import pytest
from jsonschema import Draft202012Validator

from treequery.choices import ClassAttribute
from treequery.decorators import exported, exported_bean
from treequery.errors import ExportError, ExpressionSyntaxError, ParamsError
from treequery.export_config import ExportConfig
from treequery.model import expose, model_of
from treequery.parse import parse
from treequery.plan import compile
from treequery.schema import json_schema

from .schema_classes import EMPTY, NULL, Bag, Build, Job, MatrixBuild, Point, bean, of

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def test_a_class_is_a_definition() -> None:
    assert json_schema(Build) == {
        "$schema": DRAFT,
        "$ref": "#/$defs/Build",
        "$defs": {
            "Build": {
                "title": "demo.Build",
                "description": "One run of a job.\n\nIt has a number.",
                "type": "object",
                "properties": {"number": {"type": "integer"}, "result": {"type": ["string", "null"]}},
                "required": ["number", "result"],
                "additionalProperties": False,
            }
        },
    }


def test_without_a_tree_it_is_what_depth_0_gives() -> None:
    properties = json_schema(Job)["$defs"]["Job"]["properties"]
    assert properties == {
        "builds": {"type": "array", "items": EMPTY},
        "last": {"type": ["object", "null"], "additionalProperties": False},
        "name": {"type": "string", "description": "What it is called."},
    }


def test_a_name_without_brackets_is_an_empty_object() -> None:
    assert json_schema(Job, "last")["$defs"]["Job"]["properties"] == {
        "last": {"type": ["object", "null"], "additionalProperties": False}
    }


def test_a_root_of_which_nothing_is_kept_is_an_empty_object() -> None:
    assert json_schema(Job, "no such name") == {"$schema": DRAFT, **EMPTY}


@pytest.mark.parametrize("tree", ["name", parse("name"), compile("name")])
def test_text_a_tree_and_a_plan_say_the_same(tree: Any) -> None:
    assert list(json_schema(Job, tree)["$defs"]["Job"]["properties"]) == ["name"]


def test_a_value_is_of_its_class_or_of_one_derived_from_it() -> None:
    schema = json_schema(Job, "last[number,axis]")
    found = schema["$defs"]["Job"]["properties"]["last"]["anyOf"]
    arms = [
        schema["$defs"].get(arm.get("$ref", "").rpartition("/")[2], {}).get("properties") for arm in found
    ]
    integer = {"type": "integer"}
    assert arms == [{"number": integer}, {"number": integer, "axis": {"type": "string"}}, None]


def test_definitions_of_one_name_are_numbered() -> None:
    schema = json_schema(Point, "x,next[x,next[x]]")
    assert [*schema["$defs"]] == ["Point", "Point-2", "Point-3"]


def test_what_is_kept_alike_is_one_definition() -> None:
    schema = json_schema(Point, "next[x],others[x]{,3}")
    assert [*schema["$defs"]] == ["Point", "Point-2"]


@pytest.mark.parametrize("tree", ["**", "next[*[**]],others", "*[x],!others"])
def test_ways_of_pruning_are_told_apart(tree: str) -> None:
    point = Point(1, Point(2, Point(3)), [Point(4)])
    validator = Draft202012Validator(json_schema(Point, tree))
    others = {str(compile(each).project(point)) for each in ("**", "next[*[**]],others", "*[x],!others")}
    assert len(others) == 3
    assert [validator.is_valid(compile(each).project(point)) for each in (tree, "x[nothing]")] == [
        True,
        False,
    ]


def test_a_class_may_refer_to_itself() -> None:
    schema = json_schema(Point, "**")
    assert schema["$defs"]["Point"]["properties"] == {
        "x": {"type": "integer"},
        "next": {"anyOf": [{"$ref": "#/$defs/Point"}, NULL]},
        "others": {"type": "array", "items": {"$ref": "#/$defs/Point"}},
    }


def test_each_level_of_a_depth_is_a_definition() -> None:
    schema = json_schema(Point, compile(depth=2))
    assert [*schema["$defs"]] == ["Point", "Point-2", "Point-3"]
    assert schema["$defs"]["Point-3"]["properties"]["others"] == {"type": "array", "items": EMPTY}


def test_a_tree_bounds_a_depth() -> None:
    schema = json_schema(Point, compile(depth=2, within=parse("x,next[x,next]")))
    assert schema["$defs"]["Point-2"]["properties"]["next"] == {
        "type": ["object", "null"],
        "additionalProperties": False,
    }


def test_a_depth_without_end_is_refused() -> None:
    with pytest.raises(ParamsError) as caught:
        json_schema(Point, compile(depth=1_000_000))
    assert caught.value.name == "depth"


def test_the_docstring_of_a_dataclass_tells_nothing() -> None:
    assert "description" not in json_schema(Point)["$defs"]["Point"]


def test_names_of_definitions_can_stand_in_a_reference() -> None:
    assert json_schema(bean("demo.a/b~c é", int))["$ref"] == "#/$defs/a_b_c__"


def classes_at(class_attribute: ClassAttribute, annotation: Any, tree: str = "value") -> list[Any]:
    """What ``_class`` may be in each class at that place, None where there is none."""
    schema = json_schema(bean("demo.One", annotation), compile(tree, export=ExportConfig(class_attribute)))
    return [
        definition.get("properties", {}).get("_class", {}).get("const")
        for definition in schema["$defs"].values()
        if definition["title"] != "demo.One"
    ]


@pytest.mark.parametrize(
    ("class_attribute", "annotation", "expected"),
    [
        ("none", MatrixBuild, []),
        ("always", MatrixBuild, ["demo.Matrix$Build"]),
        ("if_needed", MatrixBuild, []),
        ("if_needed", list[MatrixBuild], []),
        ("if_needed", MatrixBuild | None, []),
        ("if_needed", MatrixBuild | int, ["demo.Matrix$Build"]),
        ("if_needed", dict[str, MatrixBuild], []),
        ("if_needed", Build, ["demo.Matrix$Build"]),
        ("if_needed", tuple[int, MatrixBuild], ["demo.Matrix$Build"]),
        ("if_needed", tuple[MatrixBuild, int], []),
    ],
)
def test_a_class_is_named_where_the_plan_names_it(
    class_attribute: ClassAttribute, annotation: Any, expected: list[Any]
) -> None:
    assert classes_at(class_attribute, annotation) == expected


def test_the_root_is_named_where_needed() -> None:
    schema = json_schema(MatrixBuild, compile("axis", export=ExportConfig("if_needed", simple_names=True)))
    found = schema["$defs"]["Build"]
    assert found["properties"] == {"_class": {"const": "Build"}, "axis": {"type": "string"}}
    assert found["required"] == ["_class", "axis"]


def test_values_of_a_mapping_are_named_where_needed() -> None:
    assert classes_at("if_needed", dict[str, MatrixBuild], "value[*]") == ["demo.Matrix$Build"]


def required(cls: type, export: ExportConfig | None = None) -> list[str]:
    plan = compile("**", export=export or ExportConfig())
    definition = next(iter(json_schema(cls, plan)["$defs"].values()))
    return list(definition.get("required", []))


def test_what_is_skipped_when_null_is_never_null_nor_required() -> None:
    assert of(int | None, skip_null=True) == {"type": "integer"}
    assert required(bean("demo.One", int | None, skip_null=True)) == []


def test_what_is_skipped_when_null_may_be_anything_else() -> None:
    assert of(None, skip_null=True) == {}


@pytest.mark.parametrize(
    "export", [ExportConfig(skip_if_fail=True), ExportConfig(interceptor=lambda root, name, get: get())]
)
def test_what_may_be_left_out_is_not_required(export: ExportConfig) -> None:
    assert required(Build, export) == []


class Row:
    id: int
    lines: list[int]


ROWS = ExportConfig(models=[expose(Row, "id", lazy=("lines",))])


def test_what_is_loaded_lazily_is_not_required() -> None:
    assert required(Row, ROWS) == ["id"]


def test_what_is_loaded_lazily_is_required_where_it_is_asked_for() -> None:
    definition = json_schema(Row, compile("lines", export=ROWS))["$defs"]["Row"]
    assert definition["required"] == ["lines"]


def test_a_derived_class_may_say_anew_what_a_property_is() -> None:
    class Renamed(Job):
        @exported
        def name(self) -> str:
            """What it is called now."""
            raise NotImplementedError

    found = json_schema(Renamed, "name")["$defs"]["Renamed"]["properties"]["name"]
    assert found["description"] == "What it is called now."


def test_a_class_made_anew_counts_once() -> None:
    @dataclass
    class Base:
        x: int

    @dataclass(slots=True)
    class Slotted(Base):
        y: int

    assert Base.__subclasses__()[-1] is Slotted
    assert len(of(Base)["anyOf"]) == 2


def test_a_class_that_is_gone_may_be_anything() -> None:
    cls: Any = bean("demo.One", bean("demo.Gone", int))
    json_schema(cls)
    del cls.value.__annotations__["return"]
    gc.collect()
    assert json_schema(cls)["$defs"]["One"]["properties"] == {"value": {}}


@pytest.mark.parametrize("cls", [int, object, "Job", None])
def test_a_class_has_to_offer_something(cls: Any) -> None:
    with pytest.raises(ExportError):
        json_schema(cls)


def test_an_expression_has_to_be_one() -> None:
    with pytest.raises(ExpressionSyntaxError) as caught:
        json_schema(Job, "name\n[")
    assert caught.value.at == 6


def test_a_model_stands_for_its_class() -> None:
    model = model_of(Job)
    assert model is not None
    assert json_schema(model) == json_schema(Job)


def test_an_exposed_model_stands_for_its_class() -> None:
    class Plain(Job):
        title: str

    exposed = expose(Plain, "title")
    assert json_schema(exposed[1]) == json_schema(Plain, compile(export=ExportConfig(models=[exposed])))


def test_the_model_of_a_class_that_is_gone_stands_for_nothing() -> None:
    model = expose(type("Gone", (), {}), "title", class_name="demo.Gone")[1]
    gc.collect()
    with pytest.raises(ExportError) as caught:
        json_schema(model)
    assert caught.value.where == "demo.Gone"


def test_a_model_of_one_root_that_may_be_null_is_never_skipped() -> None:
    class Holder(Bag):
        note: Annotated[pydantic.RootModel[str | None], exported(skip_null=True)]

    exported_bean(Holder)
    schema = json_schema(Holder, "note")
    assert schema["$defs"]["Holder"]["properties"] == {"note": {"type": ["string", "null"]}}
    Draft202012Validator(schema).validate(
        compile("note").project(Holder(note=pydantic.RootModel[str | None](None)))
    )
