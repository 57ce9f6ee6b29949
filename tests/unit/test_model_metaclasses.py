"""What classes show whose metaclasses are odd."""

from __future__ import annotations

from typing import Annotated, Any

import pytest

from treequery.decorators import exported, exported_bean
from treequery.errors import ExportError
from treequery.export_config import ExportConfig
from treequery.model import expose, model_of
from treequery.plan import compile

from .metaclasses import Alike, Silent, Unhashable


def test_a_class_that_equals_another_shows_its_own() -> None:
    @exported_bean
    class Public(metaclass=Alike):
        open: Annotated[str, exported()]

    class Private(metaclass=Alike):
        open = "secret"

    assert (model_of(Public) is None, model_of(Private) is None) == (False, True)


def test_a_class_need_not_be_hashable() -> None:
    @exported_bean
    class Plain(metaclass=Unhashable):
        @exported
        def a(self) -> int:
            return 1

    class Row(metaclass=Unhashable):
        a = 1

    class Guard:
        __hash__ = None  # type: ignore[assignment]

        def __call__(self, instance: object, name: str, get: Any) -> object:
            return get()

    export = ExportConfig(models=(expose(Row, "a"),), interceptor=Guard())
    assert [compile("*", export=export).project(each()) for each in (Plain, Row)] == [{"a": 1}, {"a": 1}]


def test_a_class_that_cannot_be_asked_is_a_class_declared_wrongly() -> None:
    with pytest.raises(ExportError, match=r"<class '.*Quiet'>: its metaclass raises") as caught:
        model_of(Silent("Quiet", (), {}))
    assert type(caught.value.__cause__) is OSError
