"""XML Schema of exported classes, as Jenkins generates it."""

from __future__ import annotations

import collections
import enum
import gc
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, TypeVar
from urllib.parse import SplitResult
from uuid import UUID

import pydantic
import pytest
from lxml import etree

from treequery.declared import XsdType
from treequery.decorators import exported, exported_bean
from treequery.errors import ExportError
from treequery.export_config import ExportConfig
from treequery.model import expose, model_of
from treequery.schema import xsd
from treequery.values import Map

T = TypeVar("T")


class Color(enum.Enum):
    RED = "red"
    GREEN = 'green <&> "x"'


class Priority(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Odd(enum.Enum):
    NONE = None
    YES = True
    NO = False
    HALF = 0.5
    NOT_A_NUMBER = float("nan")


class Pair(enum.Enum):
    ONE = (1, 2)


class Mode(enum.Flag):
    READ = 1
    WRITE = 2


@exported_bean(class_name="demo.Build")
class Build:
    number: Annotated[int, exported()]


@exported_bean(class_name="demo.Job")
class Job:
    @exported
    def name(self) -> str:
        """What it is called, e.g. <café> 😀."""
        raise NotImplementedError

    @exported
    def builds(self) -> list[Build]:
        """The builds.

        The newest comes first.
        """
        raise NotImplementedError


@exported_bean(class_name="demo.Free$Style")
class Free(Job):
    disabled: Annotated[bool, exported()]


class Quiet(Free):
    pass


FREE = """\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">
  <xsd:element name="style" type="demo.Free-Style"/>
  <xsd:complexType name="demo.Free-Style">
    <xsd:complexContent>
      <xsd:extension base="demo.Job">
        <xsd:sequence>
          <xsd:element name="disabled" type="xsd:boolean"/>
        </xsd:sequence>
      </xsd:extension>
    </xsd:complexContent>
  </xsd:complexType>
  <xsd:complexType name="demo.Job">
    <xsd:sequence>
      <xsd:element name="build" type="demo.Build" minOccurs="0" maxOccurs="unbounded">
        <xsd:annotation>
          <xsd:documentation>The builds.

The newest comes first.</xsd:documentation>
        </xsd:annotation>
      </xsd:element>
      <xsd:element name="name" type="xsd:string" minOccurs="0">
        <xsd:annotation>
          <xsd:documentation>What it is called, e.g. &lt;caf&#233;&gt; &#128512;.</xsd:documentation>
        </xsd:annotation>
      </xsd:element>
    </xsd:sequence>
    <xsd:attribute name="_class" type="xsd:string" use="optional"/>
  </xsd:complexType>
  <xsd:complexType name="demo.Build">
    <xsd:sequence>
      <xsd:element name="number" type="xsd:int"/>
    </xsd:sequence>
    <xsd:attribute name="_class" type="xsd:string" use="optional"/>
  </xsd:complexType>
</xsd:schema>

"""


def test_a_schema_is_laid_out_as_upstream() -> None:
    assert xsd(Free).decode() == FREE


def bean(class_name: str, *bases: type, **annotations: Any) -> type:
    """An exported class whose properties have these annotations."""
    names: dict[str, Any] = {}
    for name, annotation in annotations.items():

        def get(self: object) -> object:
            raise NotImplementedError

        get.__annotations__ = {"return": annotation}
        names[name] = exported(get)
    return exported_bean(class_name=class_name)(type(class_name.rpartition(".")[2], bases, names))


def lines(annotation: Any) -> list[str]:
    """The schema of a class with one property, ``value``, without the lines that all schemas have."""
    text = xsd(bean("demo.One", value=annotation))
    etree.fromstring(text)
    return [line.strip() for line in text.decode().splitlines()[5:-4]]


def of_property(type_name: str, bounds: str) -> list[str]:
    return [f'<xsd:element name="value" type="{type_name}"{bounds}/>', "</xsd:sequence>"]


REQUIRED, OPTIONAL = "", ' minOccurs="0"'
MANY = ' minOccurs="0" maxOccurs="unbounded"'


@pytest.mark.parametrize(
    ("annotation", "type_name", "bounds"),
    [
        (bool, "xsd:boolean", REQUIRED),
        (bool | None, "xsd:boolean", OPTIONAL),
        (int, "xsd:int", REQUIRED),
        (int | None, "xsd:int", OPTIONAL),
        (Annotated[int, XsdType("long")], "xsd:long", REQUIRED),
        (Annotated[int, XsdType("long")] | None, "xsd:long", OPTIONAL),
        (float, "xsd:anyType", REQUIRED),
        (Decimal, "xsd:anyType", OPTIONAL),
        (str, "xsd:string", OPTIONAL),
        (Literal["a", "b"], "xsd:string", OPTIONAL),
        (UUID, "xsd:string", OPTIONAL),
        (Path, "xsd:string", OPTIONAL),
        (SplitResult, "xsd:string", OPTIONAL),
        (datetime, "xsd:long", OPTIONAL),
        (date, "xsd:long", OPTIONAL),
        (Annotated[datetime, XsdType("anyType")], "xsd:anyType", OPTIONAL),
        (Mode, "xsd:int", OPTIONAL),
        (Pair, "xsd:anyType", OPTIONAL),
        (enum.Enum, "xsd:anyType", OPTIONAL),
        (object, "xsd:anyType", OPTIONAL),
        (Any, "xsd:anyType", OPTIONAL),
        (None, "xsd:anyType", OPTIONAL),
        (bytes, "xsd:anyType", OPTIONAL),
        (int | str, "xsd:anyType", OPTIONAL),
        (Map, "xsd:anyType", OPTIONAL),
        (dict[str, Build], "xsd:anyType", OPTIONAL),
        (Mapping[str, int], "xsd:anyType", OPTIONAL),
        (Iterable[Build], "xsd:anyType", OPTIONAL),
        (list, "xsd:anyType", MANY),
        (list[int], "xsd:int", MANY),
        (list[int] | None, "xsd:int", MANY),
        (list[Annotated[int, XsdType("long")]], "xsd:long", MANY),
        (list[list[int]], "xsd:anyType", MANY),
        (list[dict[str, int]], "xsd:anyType", MANY),
        (set[str | None], "xsd:string", MANY),
        (frozenset[float], "xsd:anyType", MANY),
        (tuple[bool, ...], "xsd:boolean", MANY),
        (collections.deque[int], "xsd:int", MANY),
        (Collection[int], "xsd:int", MANY),
    ],
)
def test_an_annotation_has_a_type(annotation: Any, type_name: str, bounds: str) -> None:
    assert lines(annotation) == of_property(type_name, bounds)


def test_an_enum_is_a_type_of_its_values() -> None:
    assert lines(Color)[4:] == [
        f'<xsd:simpleType name="{__name__}.Color">',
        '<xsd:restriction base="xsd:string">',
        '<xsd:enumeration value="red"/>',
        '<xsd:enumeration value="green &lt;&amp;&gt; &quot;x&quot;"/>',
    ]


@pytest.mark.parametrize(
    ("annotation", "values"),
    [(Priority, ["1", "2"]), (Odd, ["true", "false", "0.5", "NaN"])],
)
def test_values_of_an_enum_are_spelt_as_in_xml(annotation: Any, values: list[str]) -> None:
    found = [line for line in lines(annotation) if "enumeration" in line]
    assert found == [f'<xsd:enumeration value="{value}"/>' for value in values]


def test_an_enum_is_required_of_nobody() -> None:
    assert lines(Priority)[0].endswith(f'type="{__name__}.Priority" minOccurs="0"/>')


def test_an_exported_enum_is_written_as_an_enum() -> None:
    class Level(enum.Enum):
        LOW = "low"

        @exported
        def label(self) -> str:
            raise NotImplementedError

    text = xsd(exported_bean(class_name="demo.Level")(Level)).decode()
    assert '<xsd:simpleType name="demo.Level">' in text
    assert "label" not in text


def test_a_class_without_properties_has_an_empty_sequence() -> None:
    assert "    <xsd:sequence/>\n" in xsd(bean("demo.Empty")).decode()


def test_what_is_met_last_is_written_first() -> None:
    cls = bean("demo.First", Job, one=Build, two=bean("demo.Last"))
    types = etree.fromstring(xsd(cls)).xpath("*[position() > 1]/@name")
    assert types == ["demo.First", "demo.Last", "demo.Build", "demo.Job"]


def test_the_type_of_a_base_class_holds_its_own_properties() -> None:
    root = etree.fromstring(xsd(Quiet))
    assert root.xpath("*[1]/@type") == [f"{__name__}.Quiet"]
    assert root.xpath("*[2]//@base") == ["demo.Free-Style"]
    assert root.xpath("*[2]//*[@type]") == []


def test_properties_of_a_second_base_class_are_written_in_place() -> None:
    @exported_bean
    class Named:
        title: Annotated[str, exported()]

    @exported_bean(class_name="demo.Both")
    class Both(Job, Named):
        more: Annotated[str, exported()]

    root = etree.fromstring(xsd(Both))
    assert root.xpath("*[@name='demo.Both']//@base") == ["demo.Job"]
    assert root.xpath("*[@name='demo.Both']//*[@type]/@name") == ["title", "more"]


def test_a_dataclass_is_one_type_with_the_fields_of_its_base_class() -> None:
    @dataclass
    class Point:
        x: int

    @dataclass
    class Solid(Point):
        z: float | None

    root = etree.fromstring(xsd(Solid))
    assert root.xpath("*[2]//*[@type]/@name") == ["x", "z", "_class"]
    assert len(root) == 2


def test_names_of_local_classes_leave_out_the_function() -> None:
    @dataclass
    class Point:
        x: int

    name = etree.fromstring(xsd(Point)).xpath("*[2]/@name")[0]
    assert name == f"{__name__}.test_names_of_local_classes_leave_out_the_function.Point"


def test_an_exposed_class_is_one_type() -> None:
    class Plain(Job):
        title: str

    export = ExportConfig(models=[expose(Plain, "title", class_name="demo.Plain")])
    root = etree.fromstring(xsd(Plain, export=export))
    assert root.xpath("//@name") == ["plain", "demo.Plain", "title", "_class"]


def test_classes_of_one_name_are_numbered() -> None:
    twins = bean("demo.Twins", one=Build, two=bean("demo.Build"), three=Build)
    types = etree.fromstring(xsd(twins)).xpath("*[2]//*[@type]/@type")
    assert types == ["demo.Build", "demo.Build", "demo.Build-2", "xsd:string"]


def test_an_exported_class_that_is_iterable_is_no_collection() -> None:
    @exported_bean(class_name="demo.Page")
    class Page(list[int]):
        size: Annotated[int, exported()]

    assert lines(Page)[0] == '<xsd:element name="value" type="demo.Page" minOccurs="0"/>'


def test_characters_that_no_xml_may_hold_are_replaced() -> None:
    class Bell(enum.Enum):
        RING = "\a\ud800"

    assert '<xsd:enumeration value="&#65533;&#65533;"/>' in lines(Bell)


def test_a_class_that_is_gone_may_be_anything() -> None:
    cls = bean("demo.One", value=type("Gone", (), {}), many=list[type("Gone", (), {})])  # type: ignore[misc]  # no annotation, but a value
    xsd(cls)
    del cls.value.__annotations__["return"]
    del cls.many.__annotations__["return"]
    gc.collect()
    assert xsd(cls).decode().count('type="xsd:anyType"') == 2


def test_a_collection_has_to_say_of_what() -> None:
    with pytest.raises(ExportError) as caught:
        lines(Collection)
    assert caught.value.where == "demo.One.value"


@pytest.mark.parametrize("cls", [int, object, "Job"])
def test_a_class_has_to_offer_something(cls: Any) -> None:
    with pytest.raises(ExportError):
        xsd(cls)


def test_a_model_stands_for_its_class() -> None:
    model = model_of(Job)
    assert model is not None
    assert xsd(model) == xsd(Job)


def test_an_exposed_model_stands_for_its_class() -> None:
    class Plain(Job):
        title: str

    exposed = expose(Plain, "title")
    assert xsd(exposed[1]) == xsd(Plain, export=ExportConfig(models=[exposed]))


def test_the_model_of_a_class_that_is_gone_stands_for_nothing() -> None:
    model = expose(type("Gone", (), {}), "title", class_name="demo.Gone")[1]
    gc.collect()
    with pytest.raises(ExportError) as caught:
        xsd(model)
    assert caught.value.where == "demo.Gone"


def test_the_brackets_of_a_generic_class_are_in_no_name() -> None:
    class Box(pydantic.BaseModel, Generic[T]):
        item: T

    class Boxes(pydantic.BaseModel):
        one: Box[int]

    text = xsd(Boxes).decode()
    assert "Box[int]" not in text
    assert etree.XMLSchema(etree.fromstring(text.encode())) is not None
    assert b'<xsd:element name="boxint" ' in xsd(Box[int])


def test_infinity_is_spelt_as_in_xml() -> None:
    class Bound(enum.Enum):
        NONE = float("inf")
        LESS = Decimal("-Infinity")

    @exported_bean
    class Bounded:
        bound: Annotated[Bound, exported()]

    Bounded.__annotations__["bound"] = Annotated[Bound, exported()]
    text = xsd(Bounded).decode()
    assert 'value="Infinity"' in text
    assert 'value="-Infinity"' in text
