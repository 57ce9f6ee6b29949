"""The family of trees: what the kit passes, excuses and fails."""

from typing import Any

from treequery.conformance.family_parse import PARSE

from .judging import Jenkins, outcome


def leaf(start: int = 0, stop: int = 2**31 - 1) -> dict[str, Any]:
    return {"children": {}, "range": [start, stop]}


def test_the_tree_that_jenkins_reads_passes() -> None:
    assert outcome(PARSE, tree="a{2,}", parse={"a": leaf(2)}) == ("passed", [])


def test_another_tree_fails() -> None:
    assert outcome(PARSE, tree="a", parse={"a": leaf(0, 1)}) == ("failed", [])


def test_an_error_at_the_right_place_passes() -> None:
    error = {"kind": "syntax", "position": 2, "position_utf16": 2}
    assert outcome(PARSE, tree="a,", error=error) == ("passed", [])


def test_an_error_at_another_place_fails() -> None:
    assert outcome(PARSE, tree="a,", error={"kind": "syntax", "position": 1}) == ("failed", [])


def test_a_number_too_large_passes_wherever_it_is_said_to_stand() -> None:
    assert outcome(PARSE, tree="a{2147483648}", error={"kind": "number_format"}) == ("passed", [])


def test_an_expression_beyond_our_limits_is_no_number_too_large() -> None:
    assert outcome(PARSE, tree="a[" * 300, error={"kind": "number_format"}) == ("failed", [])


def test_a_tree_where_jenkins_has_an_error_fails() -> None:
    assert outcome(PARSE, tree="a", error={"kind": "syntax", "position": 1}) == ("failed", [])


def test_an_error_where_jenkins_has_a_tree_fails() -> None:
    assert outcome(PARSE, tree="a,", parse={"a": leaf()}) == ("failed", [])


LAST = {"a": {"children": {"b": leaf(2**31 - 1, -(2**31))}, "range": [0, 1]}}


def test_the_last_element_is_excused_however_deep_it_stands() -> None:
    assert outcome(PARSE, tree="a[b{2147483647}]{0}", parse=LAST) == ("excused", [10])


def test_a_range_that_wraps_round_as_upstream_does_fails() -> None:
    assert outcome(PARSE, Jenkins(LAST), tree="a[b{2147483647}]{0}", parse=LAST) == ("failed", [10])
