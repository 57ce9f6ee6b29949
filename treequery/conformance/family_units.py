"""Judge single functions: names, escapes, the text of numbers, ranges."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

from ..tree import MAX_INDEX
from .cases import Case, Shape
from .engine import Engine, Refusal
from .family import Family, refusal_text
from .java_numbers import double_text, nearest_single, single_text
from .rules import LAST_ELEMENT, LONE_SURROGATES, NOT_NUMBERS, NUMBER_TEXT, XML_CHARACTERS, Rule
from .spelling import xml_text

__all__ = ["UNITS"]

# How Java writes a number, and the number that it is to us.
NUMBERS: Mapping[str, tuple[Callable[[str], str], Callable[[str], float]]] = {
    "java_double": (lambda text: double_text(float(text)), float),
    "java_float": (single_text, nearest_single),
}
OVERFLOW = [MAX_INDEX, -MAX_INDEX - 1]


def _not_numbers(case: Case, wanted: Any, engine: Engine) -> Any:
    if case["fn"] in NUMBERS and wanted in ("NaN", "Infinity", "-Infinity"):
        return "null"
    return wanted


def _number_text(case: Case, wanted: Any, engine: Engine) -> Any:
    if case["fn"] not in NUMBERS:
        return wanted
    java_text, number_of = NUMBERS[case["fn"]]
    number = number_of(case["in"])
    # Proved where Java's way to write this very number gives what Jenkins wrote.
    return repr(number) if math.isfinite(number) and java_text(case["in"]) == wanted else wanted


def _xml_text(case: Case, wanted: Any, rules: set[Rule], rule: Rule) -> Any:
    if case["fn"] != "xml_escape" or xml_text(case["in"], rules) != wanted:
        return wanted
    return xml_text(case["in"], rules | {rule})


def _xml_characters(case: Case, wanted: Any, engine: Engine) -> Any:
    return _xml_text(case, wanted, set(), XML_CHARACTERS)


def _lone_surrogates(case: Case, wanted: Any, engine: Engine) -> Any:
    return _xml_text(case, wanted, {XML_CHARACTERS}, LONE_SURROGATES)


def _last_element(case: Case, wanted: Any, engine: Engine) -> Any:
    """What is kept where adding one to the bound ran over: that element, which no array here has."""
    if case["fn"] not in ("range_list", "range_iterable") or not isinstance(wanted, dict):
        return wanted
    return [] if case["in"][:2] == OVERFLOW else wanted


UNITS = Family(
    name="units",
    shape=Shape({"fn": (str,), "in": (str, list), "out": (str, list, dict)}),
    upstream=lambda case: case["out"],
    ask=lambda engine, case: engine.call(case["fn"], case["in"]),
    rewrites=(
        (NOT_NUMBERS, _not_numbers),
        (NUMBER_TEXT, _number_text),
        (XML_CHARACTERS, _xml_characters),
        (LAST_ELEMENT, _last_element),
        (LONE_SURROGATES, _lone_surrogates),
    ),
    question=lambda case: f"{case['fn']} of {json.dumps(case['in'], ensure_ascii=False)}",
    show=lambda answer: refusal_text(answer) if isinstance(answer, Refusal) else _text(answer),
)


def _text(answer: Any) -> str:
    return answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
