"""JSON Schema of what classes give."""

from __future__ import annotations

import collections
import enum
import gc
from collections.abc import ItemsView, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import SplitResult
from uuid import UUID

import pytest
from jsonschema import Draft202012Validator

from treequery.choices import ClassAttribute
from treequery.decorators import exported, exported_bean
from treequery.errors import ExportError, ExpressionSyntaxError, ParamsError
from treequery.export_config import ExportConfig
from treequery.model import expose, model_of
from treequery.parse import parse
from treequery.plan import Plan, compile
from treequery.schema import json_schema
from treequery.values import Map

DRAFT = "https://json-schema.org/draft/2020-12/schema"
EMPTY = {"type": "object", "additionalProperties": False}
NULL = {"type": "null"}


class Bag:
    def __init__(self, **values: Any) -> None:
        vars(self).update(values)


@exported_bean(class_name="demo.Build")
class Build(Bag):
    """One run of a job.

    It has a number.
    """

    number: Annotated[int, exported()]
    result: Annotated[str | None, exported()]


@exported_bean(class_name="demo.Matrix$Build")
class MatrixBuild(Build):
    axis: Annotated[str, exported()]


@exported_bean(class_name="demo.Job")
class Job(Bag):
    @exported
    def name(self) -> str:
        """What it is called."""
        raise NotImplementedError

    last: Annotated[Build | None, exported()]
    builds: Annotated[list[Build], exported()]


@dataclass
class Point:
    """A dataclass."""

    x: int
    next: Point | None = None
    others: list[Point] = field(default_factory=list)


class Color(enum.Enum):
    RED = "red"
    NONE = None
    HALF = 0.5


class Strange(enum.Enum):
    PAIR = (1, 2)


class Endless(enum.Enum):
    ALL = float("inf")


class Dates(enum.Enum):
    DAY = date(2020, 1, 1)
    MOMENT = datetime(2020, 1, 1)


class Mode(enum.Flag):
    READ = 1


class Hooked(Bag):
    def __export__(self) -> object:
        raise NotImplementedError


@exported_bean
class Template(Bag):
    pass


class Filled(Template):
    def __export__(self) -> object:
        raise NotImplementedError


class Pages(list[int]):
    pass


def bean(class_name: str, annotation: Any, **settings: Any) -> type:
    """An exported class with one property, ``value``, of that annotation."""

    def value(self: object) -> object:
        raise NotImplementedError

    value.__annotations__ = {"return": annotation}
    simple_name = class_name.rpartition(".")[2]
    return exported_bean(class_name=class_name)(type(simple_name, (), {"value": exported(**settings)(value)}))


def of(annotation: Any, tree: str | Plan = "value[**]", **settings: Any) -> Any:
    """The schema of one property, under a plan for the object that has it."""
    schema = json_schema(bean("demo.One", annotation, **settings), tree)
    Draft202012Validator.check_schema(schema)
    return schema["$defs"]["One"]["properties"]["value"]


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


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (bool, {"type": "boolean"}),
        (int, {"type": "integer"}),
        (int | None, {"type": ["integer", "null"]}),
        (float, {"type": ["number", "null"]}),
        (float | None, {"type": ["number", "null"]}),
        (Decimal, {"type": ["number", "null"]}),
        (str, {"type": "string"}),
        (Path, {"type": "string"}),
        (SplitResult, {"type": "string"}),
        (UUID, {"type": "string", "format": "uuid"}),
        (datetime, {"type": "integer"}),
        (date, {"type": "integer"}),
        (type(None), NULL),
        (Color, {"enum": ["red", None, 0.5]}),
        (Color | None, {"anyOf": [{"enum": ["red", None, 0.5]}, NULL]}),
        (Strange, {}),
        (Strange | None, {}),
        (Endless, {}),
        (Dates, {"enum": [1577836800000]}),
        (enum.Enum, {}),
        (Mode, {"type": "integer"}),
        (Literal["a", "b"], {"enum": ["a", "b"]}),
        (Literal["a", 1, True], {"anyOf": [{"enum": ["a"]}, {"enum": [1]}, {"enum": [True]}]}),
        (Literal[b"a"], {}),
        (object, {}),
        (Any, {}),
        (None, {}),
        (bytes, {}),
        (Hooked, {}),
        (Template, {}),
        (int | str, {"anyOf": [{"type": "integer"}, {"type": "string"}]}),
        (int | str | None, {"anyOf": [{"type": "integer"}, {"type": "string"}, NULL]}),
        (int | list[str], {"anyOf": [{"type": "integer"}, {"type": "array", "items": {"type": "string"}}]}),
        (list["int"], {"type": "array", "items": {"type": "integer"}}),
        (list["no such class"], {"type": "array"}),  # noqa: F722 - text that names nothing
        (list[str | None], {"type": "array", "items": {"type": ["string", "null"]}}),
        (int | Any, {}),
        (list, {"type": "array"}),
        (Pages, {"type": "array"}),
        (list[int], {"type": "array", "items": {"type": "integer"}}),
        (list[int] | None, {"type": ["array", "null"], "items": {"type": "integer"}}),
        (list[Any], {"type": "array"}),
        (tuple[int, ...], {"type": "array", "items": {"type": "integer"}}),
        (tuple[int, str], {"type": "array", "items": {"anyOf": [{"type": "integer"}, {"type": "string"}]}}),
        (set[int], {"type": "array", "items": {"type": "integer"}}),
        (Sequence[int], {"type": "array", "items": {"type": "integer"}}),
        (Iterator[int], {"type": "array", "items": {"type": "integer"}}),
        (ItemsView[str, int], {"type": "array"}),
        (dict, {"type": "object"}),
        (dict[str, int], {"type": "object", "additionalProperties": {"type": "integer"}}),
        (Mapping[str, Any], {"type": "object"}),
        (collections.Counter[str], {"type": "object"}),
        (Map, {"type": "object"}),
    ],
)  # fmt: skip
def test_an_annotation_has_a_schema(annotation: Any, expected: Any) -> None:
    assert of(annotation) == expected


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [(datetime, "date-time"), (date, "date")],
)
def test_dates_may_be_text(annotation: Any, expected: str) -> None:
    assert of(annotation, compile("value", dates="iso")) == {"type": "string", "format": expected}


@pytest.mark.parametrize(
    ("range_text", "most"),
    [
        ("{,5}", 5),
        ("{2,5}", 3),
        ("{5,2}", 0),
        ("{3}", 1),
        ("{2,}", None),
        ("{-3,}", 3),
        ("{-1}", 1),
        ("{-3,-1}", 2),
        ("{2,-1}", None),
        ("{-2,5}", 2),
        ("{-7,5}", 5),
        ("{,-1}", None),
    ],
)
def test_a_range_bounds_the_items(range_text: str, most: int | None) -> None:
    assert of(list[int], f"value{range_text}").get("maxItems") == most


def test_a_range_bounds_each_array_of_arrays() -> None:
    row = {"type": "array", "maxItems": 2, "items": {"type": "integer"}}
    assert of(list[list[int]], "value{,2}") == {"type": "array", "maxItems": 2, "items": row}


def test_a_tree_prunes_the_keys_of_a_mapping() -> None:
    assert of(dict[str, int], "value[a]") == {
        "type": "object",
        "properties": {"a": {"type": "integer"}},
        "additionalProperties": False,
    }


def test_a_mapping_says_what_is_left_out_of_the_rest() -> None:
    assert of(dict[str, int], "value[*,!a]") == {
        "type": "object",
        "properties": {"a": False},
        "additionalProperties": {"type": "integer"},
    }


def test_what_is_left_out_of_nothing_is_not_said() -> None:
    assert of(dict[str, int], compile(depth=5, within=parse("value[b,*[x],!a]"))) == {
        "type": "object",
        "properties": {"a": False, "b": {"type": "integer"}},
        "additionalProperties": {"type": "integer"},
    }


def test_names_that_are_always_kept_are_kept_of_mappings_alone() -> None:
    plan = compile("value", always=["_class"])
    assert of(dict[str, int], plan) == {
        "type": "object",
        "properties": {"_class": {"type": "integer"}},
        "additionalProperties": False,
    }


def test_the_keys_of_data_are_never_pruned() -> None:
    assert of(Map, "value[a]") == {"type": "object"}


def test_a_verbose_map_is_an_array_of_pairs() -> None:
    pair = {
        "type": "object",
        "properties": {"k": {"type": "string"}, "v": {"type": "integer"}},
        "required": ["k", "v"],
        "additionalProperties": False,
    }
    assert of(dict[str, int], verbose_map="k/v") == {"type": "array", "items": pair}


def test_a_verbose_map_of_no_known_types_holds_anything() -> None:
    found = of(list[Map], verbose_map="k/v")["items"]
    assert found["items"]["properties"] == {"k": {}, "v": {}}


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
    class One(Bag):
        shown: Annotated[int, exported()]

    class Other(Bag):
        unknown: Annotated[Any, exported(merge=True)]

    class Both(exported_bean(Other), exported_bean(One)):  # type: ignore[misc]
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


def test_a_field_may_be_called_as_its_class_is() -> None:
    @dataclass
    class Named:
        date: date | None = None

    found = json_schema(Named, "date")["$defs"]["Named"]["properties"]
    assert found == {"date": {"type": ["integer", "null"]}}


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


@dataclass
class Other:
    x: str


@exported_bean(class_name="demo.Chain")
class Chain(Bag):
    link: Annotated[int, exported()]
    next: Annotated[Chain | None, exported(merge=True)]


def test_a_class_may_merge_itself() -> None:
    assert json_schema(Chain, "**")["$defs"]["Chain"]["properties"] == {"link": {"type": "integer"}}


def test_a_derived_class_may_say_anew_what_a_property_is() -> None:
    class Renamed(Job):
        @exported
        def name(self) -> str:
            """What it is called now."""
            raise NotImplementedError

    found = json_schema(Renamed, "name")["$defs"]["Renamed"]["properties"]["name"]
    assert found["description"] == "What it is called now."


class Pair(NamedTuple):
    left: int
    right: Other


def test_the_annotations_of_a_named_tuple_are_believed() -> None:
    assert json_schema(Pair, "left")["$defs"]["Pair"]["properties"] == {"left": {"type": "integer"}}


def test_an_exported_enum_is_an_object() -> None:
    @exported_bean(class_name="demo.Level")
    class Level(enum.Enum):
        LOW = "low"

        @exported
        def label(self) -> str:
            raise NotImplementedError

    assert of(Level) == {"$ref": "#/$defs/Level"}


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
    cls = bean("demo.One", bean("demo.Gone", int))
    json_schema(cls)
    del cls.value.__annotations__["return"]  # type: ignore[attr-defined]
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
