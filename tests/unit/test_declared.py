"""What annotations declare of a property's class and of its items."""

from __future__ import annotations

import collections.abc
from typing import Annotated, Literal, Optional, TypeVar, Union

import pytest

from treequery.declared import Declared, declared


class Run:
    pass


Bound = TypeVar("Bound", bound=Run)
Free = TypeVar("Free")


def shown(found: Declared | None) -> object:
    """The classes from the outside in."""
    classes = []
    while found is not None:
        classes.append(found.cls())
        found = found.items
    return classes


@pytest.mark.parametrize(
    ("annotation", "classes"),
    [
        (Run, [Run]),
        (list[Run], [list, Run]),
        (list[list[Run]], [list, list, Run]),
        (list, [list]),
        (collections.abc.Iterable[Run], [collections.abc.Iterable, Run]),
        (dict[str, Run], [dict]),
        (Optional[Run], [Run]),  # noqa: UP045 - the old spelling too
        (Run | None, [Run]),
        (Annotated[Run, 5], [Run]),
        (Bound, [Run]),
        (Free, [object]),
        (Union[Run, int], []),  # noqa: UP007 - the old spelling too
        (Literal["a"], []),
        ("text", []),
        (None, []),
    ],
)
def test_an_annotation_declares_classes_from_the_outside_in(annotation: object, classes: list[type]) -> None:
    assert shown(declared(annotation)) == classes


def test_just_the_declared_class_is_known() -> None:
    class Nightly(Run):
        pass

    found = declared(Run)
    assert found is not None
    assert (found.is_class_of(Run()), found.is_class_of(Nightly())) == (True, False)
