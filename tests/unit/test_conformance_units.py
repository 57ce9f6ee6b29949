"""The family of single functions: what the kit passes, excuses and fails."""

from typing import Any

import pytest

from treequery.conformance.family_units import UNITS

from .judging import Jenkins, outcome, verdict


@pytest.mark.parametrize(
    ("function", "argument", "out"),
    [
        ("make_xml_name", "1a", "a"),
        ("to_singular", "movies", "movy"),
        ("decapitalize", "URL", "URL"),
        ("xml_escape", "<", "&lt;"),
        ("json_string", '"', '"\\""'),
        ("java_double", "1.5", "1.5"),
        ("java_float", "0.1", "0.1"),
        ("range_list", [1, 3, 5], [1, 2]),
        ("range_iterable", [1, 3, 5], [1, 2]),
    ],
)
def test_what_jenkins_functions_give_passes(function: str, argument: Any, out: Any) -> None:
    assert outcome(UNITS, fn=function, **{"in": argument, "out": out}) == ("passed", [])


@pytest.mark.parametrize(
    ("function", "argument", "out", "rules"),
    [
        ("java_double", "1e7", "1.0E7", [4]),
        ("java_float", "1e-45", "1.4E-45", [4]),
        ("java_double", "NaN", "NaN", [2]),
        ("java_float", "-Infinity", "-Infinity", [2]),
        ("xml_escape", "\x00", "\x00", [5]),
        ("xml_escape", "\udc00", "\udc00", [14]),
        ("xml_escape", "\x00\udc00", "\x00\udc00", [5, 14]),
        ("range_list", [2147483647, -2147483648, 3], {"error": "java.lang.IllegalArgumentException"}, [10]),
        (
            "range_iterable",
            [2147483647, -2147483648, 3],
            {"error": "java.lang.IllegalArgumentException"},
            [10],
        ),
    ],
)
def test_what_a_rule_changes_in_a_function_is_excused(
    function: str, argument: Any, out: Any, rules: list[int]
) -> None:
    assert outcome(UNITS, fn=function, **{"in": argument, "out": out}) == ("excused", rules)


@pytest.mark.parametrize(
    ("function", "argument", "out"),
    [
        ("java_double", "1e7", "1.0E8"),
        ("java_float", "0.1", "0.10000000149011612"),
        ("xml_escape", "\x00", "?"),
        ("range_list", [0, 1, 3], {"error": "java.lang.IllegalArgumentException"}),
        ("nosuch", "", ""),
    ],
)
def test_what_no_rule_explains_fails(function: str, argument: Any, out: Any) -> None:
    assert outcome(UNITS, fn=function, **{"in": argument, "out": out}) == ("failed", [])


def test_a_number_that_is_spelt_as_java_spells_it_fails() -> None:
    assert outcome(UNITS, Jenkins("1.0E7"), fn="java_double", **{"in": "1e7", "out": "1.0E7"}) == (
        "failed",
        [4],
    )


def test_answers_of_functions_are_shown_as_text_or_json() -> None:
    judged = verdict(UNITS, fn="range_list", **{"in": [0, 1, 3], "out": [0]})
    assert (judged.question, judged.found) == ("range_list of [0, 1, 3]", "[0]")
