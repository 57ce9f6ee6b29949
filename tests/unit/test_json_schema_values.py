"""JSON Schema of single values, by their annotations."""

from __future__ import annotations

import collections
import enum
from collections.abc import ItemsView, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import SplitResult
from uuid import UUID

import pytest

from treequery.decorators import exported, exported_bean
from treequery.parse import parse
from treequery.plan import compile
from treequery.schema import json_schema
from treequery.values import Map

from .schema_classes import NULL, Bag, Other, of


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


def test_a_field_may_be_called_as_its_class_is() -> None:
    @dataclass
    class Named:
        date: date | None = None

    found = json_schema(Named, "date")["$defs"]["Named"]["properties"]
    assert found == {"date": {"type": ["integer", "null"]}}


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
