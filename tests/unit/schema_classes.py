"""Classes whose schemas are asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

from jsonschema import Draft202012Validator

from treequery.decorators import exported, exported_bean
from treequery.plan import Plan
from treequery.schema import json_schema

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


@dataclass
class Other:
    x: str


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
