"""Arguments of the wrong kind: each is an error that names it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from treequery import Limits, ParamsError, Range, Tree, compile, parse, select

PLAN = compile("a")
XML = "<a><b/></a>"
ANY: Any = object()

REFUSED: list[tuple[str, Callable[[], object]]] = [
    ("text", lambda: parse(ANY)),
    ("limits", lambda: parse("a", limits=ANY)),
    ("dialect", lambda: parse("a", dialect=ANY)),
    ("xml", lambda: select(ANY)),
    ("xpath", lambda: select(XML, xpath=ANY)),
    ("exclude", lambda: select(XML, exclude=ANY)),
    ("exclude: expected a sequence of str", lambda: select(XML, exclude=[ANY])),
    ("exclude: expected a sequence of str, found one str", lambda: select(XML, exclude="//b")),
    ("wrapper", lambda: select(XML, xpath="//b", wrapper=ANY)),
    ("limits: expected Limits", lambda: select(XML, limits=ANY)),
    ("other: expected a Tree", lambda: Tree().union(ANY)),
    ("other: expected a Tree", lambda: Tree().intersection(ANY)),
    ("other: expected a Tree", lambda: Tree().difference(ANY)),
    ("other: expected a Tree", lambda: Tree().covers(ANY)),
    ("other: expected a Range", lambda: Range().union(ANY)),
    ("other: expected a Range", lambda: Range().intersection(ANY)),
    ("other: expected a Range", lambda: Range().covers(ANY)),
    ("children", lambda: Tree(ANY)),
    ("callback", lambda: PLAN.write({}, "jsonp", callback=ANY)),
    ("name", lambda: PLAN.write({}, "xml", name=ANY)),
    ("flavor", lambda: PLAN.write({}, ANY)),
    ("check", lambda: PLAN.trim(b"{}", check=ANY)),
    ("threads", lambda: PLAN.trim_lines(b"{}", threads=ANY)),
]


@pytest.mark.parametrize(("problem", "call"), REFUSED)
def test_an_argument_of_the_wrong_kind_is_named(problem: str, call: Callable[[], object]) -> None:
    with pytest.raises((TypeError, ValueError)) as caught:
        call()
    assert problem in str(caught.value)


def test_a_callback_that_is_no_text_is_a_parameter_at_fault() -> None:
    with pytest.raises(ParamsError, match="callback: expected str"):
        PLAN.write({}, "jsonp", callback=ANY)


def test_whatever_is_true_makes_text_pretty() -> None:
    truth: Any = 1
    assert PLAN.write({"a": {}}, pretty=truth) == PLAN.write({"a": {}}, pretty=True)


def test_more_threads_than_can_be_had_are_no_error() -> None:
    assert list(PLAN.trim_lines(b'{"a":1}\n', threads=2**70)) == [b'{"a":1}\n']


def test_the_limits_of_an_expression_are_asked_for_by_name() -> None:
    assert parse("a", limits=Limits(expression_names=1)) == Tree({"a": Tree()})
