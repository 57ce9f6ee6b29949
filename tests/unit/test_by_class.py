"""What is remembered of classes, whatever their metaclasses say."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import pytest

from treequery.by_class import ByClass

from .metaclasses import Alike, Unhashable


def name(cls: type) -> str:
    return cls.__name__


def test_what_is_found_is_found_once() -> None:
    facts: ByClass[str] = ByClass()
    assert facts.of(int, name) == "int"
    assert facts.of(int, lambda cls: "another") == "int"


def test_equal_classes_are_not_the_same() -> None:
    facts: ByClass[str] = ByClass()
    assert [facts.of(Alike(each, (), {}), name) for each in ("A", "B")] == ["A", "B"]


def test_a_class_need_not_be_hashed() -> None:
    facts: ByClass[str] = ByClass()
    cls = Unhashable("A", (), {})
    assert [facts.of(cls, name), facts.of(cls, name)] == ["A", "A"]


@pytest.mark.parametrize("make", [lambda: type("A", (), {}), lambda: Alike("A", (), {})])
def test_a_class_that_is_gone_is_forgotten(make: Callable[[], Any]) -> None:
    facts: ByClass[str] = ByClass()
    facts.of(make(), name)
    gc.collect()
    assert len(facts) == 0


def test_what_is_not_found_is_not_remembered() -> None:
    facts: ByClass[str] = ByClass()

    def fail(cls: type) -> str:
        raise OSError

    with pytest.raises(OSError):
        facts.of(int, fail)
    assert len(facts) == 0
