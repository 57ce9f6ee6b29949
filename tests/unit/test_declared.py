"""What annotations declare."""

import collections
import collections.abc
import enum
import gc
import typing
from types import SimpleNamespace
from typing import Annotated, Any, Final, Literal, NewType, Optional, TypeVar

import pytest

from treequery.declared import UNION, Declared, XsdType, declared
from treequery.errors import ExportError


class Color(enum.Enum):
    RED = "red"


T = TypeVar("T", bound=Color)
Either = TypeVar("Either", int, str)
Free = TypeVar("Free")


def cls_of(annotation: object) -> type | None:
    found = declared(annotation)
    return found.cls() if found else None


def arguments_of(annotation: object) -> list[type | None]:
    found = declared(annotation)
    assert found is not None
    return [argument and argument.cls() for argument in found.arguments]


@pytest.mark.parametrize(
    ("annotation", "cls"),
    [
        (int, int),
        (Any, Any),
        (Optional[int], int),  # noqa: UP045 - the form under test
        (int | None, int),
        (Annotated[int, "of something"], int),
        (Final[int], int),
        (list, list),
        (list[int], list),
        (typing.List[int], list),  # noqa: UP006 - the form under test
        (dict[str, int], dict),
        (collections.abc.Collection[int], collections.abc.Collection),
        (T, Color),
        (Free, object),
        (Either, UNION),
        (int | str, UNION),
        (NewType("Id", int), int),
        (SimpleNamespace(__value__=int), int),
        (Literal["a", "b"], str),
        (Literal[Color.RED], Color),
        (Literal["a", 1], UNION),
        ("Color", None),
        (None, None),
        (typing.Self, None),
    ],
)
def test_an_annotation_declares_a_class(annotation: object, cls: type | None) -> None:
    assert cls_of(annotation) is cls


@pytest.mark.parametrize(
    "annotation",
    [
        int | None,
        Annotated[int | None, 1],
        Annotated[int, 1] | None,
        NewType("Maybe", int | None) | str,
        int | str | None,
        Literal["a", None],  # noqa: PYI061 - the form under test
        Literal["a", 1, None],  # noqa: PYI061 - the form under test
    ],
)
def test_a_union_with_none_is_optional(annotation: object) -> None:
    found = declared(annotation)
    assert found is not None
    assert found.is_optional


@pytest.mark.parametrize(
    "annotation", [int, list[int | None], int | str, Literal["a"], dict[str, int | None]]
)
def test_nothing_else_is_optional(annotation: object) -> None:
    found = declared(annotation)
    assert found is not None
    assert not found.is_optional


@pytest.mark.parametrize("annotation", [list[int], set[int] | None, tuple[int, ...], tuple[int, str]])
def test_the_items_of_a_collection_are_of_its_first_argument(annotation: object) -> None:
    found = declared(annotation)
    assert found is not None
    assert found.items == declared(int)


@pytest.mark.parametrize(
    "annotation", [list, dict[str, int], collections.OrderedDict[str, int], int | list[int], int]
)
def test_mappings_and_unions_say_nothing_of_items(annotation: object) -> None:
    found = declared(annotation)
    assert found is not None
    assert found.items is None


@pytest.mark.parametrize(
    ("annotation", "arguments"),
    [
        (dict[str, int], [str, int]),
        (tuple[int, str], [int, str]),
        (tuple[int, ...], [int]),
        (int | str | None, [int, str]),
        (int | list["Color"], [int, list]),
        (list["Color"], [None]),
        (Either, [int, str]),
        (Literal["a", 1, None], [str, int]),  # noqa: PYI061 - the form under test
        (Literal["a", None], []),  # noqa: PYI061 - the form under test
    ],
)
def test_arguments_are_what_stands_in_the_brackets(annotation: object, arguments: list[type | None]) -> None:
    assert arguments_of(annotation) == arguments


def test_a_literal_lists_its_constants() -> None:
    found = declared(Literal["a", "b", None])  # noqa: PYI061 - the form under test
    assert found is not None
    assert found.constants == ("a", "b")


def test_a_literal_sorts_its_constants_by_class() -> None:
    found = declared(Literal["a", 1, True])
    assert found is not None
    assert [each and each.constants for each in found.arguments] == [("a",), (1,), (True,)]


def test_a_literal_does_not_hold_the_class_of_its_members() -> None:
    found = declared(Literal[Color.RED])
    assert found is not None
    assert found.constants == ()


def test_an_alias_within_itself_may_be_anything() -> None:
    # What the statement ``type alias = list[alias]`` of Python 3.12 makes.
    alias = SimpleNamespace()
    alias.__value__ = list[alias]
    assert arguments_of(alias) == [None]


def test_an_xsd_type_goes_with_the_class_that_it_stands_beside() -> None:
    found = declared(list[Annotated[int, XsdType("long")]] | None)
    assert found is not None
    assert found.items is not None
    assert (found.xsd_type, found.items.xsd_type) == ("", "long")


def test_the_last_xsd_type_counts() -> None:
    found = declared(Annotated[Annotated[int, XsdType("short"), "x"], XsdType("long")])
    assert found is not None
    assert found.xsd_type == "long"


@pytest.mark.parametrize("name", ["", "xsd:long", "lóng", 1, None])
def test_an_xsd_type_takes_the_name_of_a_built_in_type(name: Any) -> None:
    with pytest.raises(ExportError) as caught:
        XsdType(name)
    assert caught.value.where == "XsdType"


def test_declared_knows_instances_of_just_its_class() -> None:
    found = declared(int)
    assert found is not None
    assert (found.is_class_of(1), found.is_class_of(True)) == (True, False)


def test_declared_does_not_keep_its_class_alive() -> None:
    found = declared(type("Gone", (), {}))
    gc.collect()
    assert isinstance(found, Declared)
    assert found.cls() is None
