"""Saying an XPath to libxml2: types, conversions and shorter ways."""

import math
from typing import Any

import pytest

from treequery.errors import XPathError
from treequery.xpath_syntax import parse
from treequery.xpath_values import (
    Conversions,
    number_of,
    number_text,
    text_of_number,
    translate,
    without_detours,
)


def said(text: str) -> str:
    return translate(text, parse(text, 1000), {"p"}).text


def shortened(text: str) -> str:
    return translate(text, without_detours(parse(text, 1000)), set()).text


def called(name: str, *arguments: object) -> object:
    return Conversions().functions()[None, f"treequery-{name}"](None, *arguments)


def gathered(name: str, texts: list[str], *arguments: object) -> Any:
    functions = Conversions().functions()
    for text in texts:
        functions[None, "treequery-gather"](None, text)
    return functions[None, f"treequery-{name}"](None, *arguments, float(len(texts)))


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("hudson/job", "/child::hudson/child::job"),
        (".", "/self::node()"),
        ("/", "/"),
        ("job[name]", "/child::job[child::name]"),
        ("(job)/name", "(/child::job)/child::name"),
        ("(job)[2]", "(/child::job)[2]"),
        ("job | name", "(/child::job | /child::name)"),
        ("p:job/@xml:lang", "/child::p:job/attribute::xml:lang"),
        ("processing-instruction('a:b')", "/child::processing-instruction('a:b')"),
        ("string()", "string(/)"),
        ("name()", "name(/)"),
        ("job[string()]", "/child::job[string(.)]"),
        ("position() + last()", "(1 + 1)"),
        ("job[position() = last()]", "/child::job[(position() = last())]"),
        ("lang('en')", "false()"),
        ("job[lang('en')]", '/child::job[lang("en")]'),
        ("'it'", '"it"'),
        ("'\"'", "'\"'"),
        ("--1", "1"),
        ("-1", "(-1)"),
        ("string(1)", "treequery-text(1)"),
        ("string(true())", "string(true())"),
        ("number('1')", 'treequery-number("1")'),
        ("number(job)", "treequery-number(string(/child::job))"),
        ("number(true())", "number(true())"),
        ("boolean(job)", "boolean(/child::job)"),
        ("not(true())", "not(true())"),
        ("concat('a', 1, job)", 'concat("a", treequery-text(1), string(/child::job))'),
        ("job or 1", "(boolean(/child::job) or boolean(1))"),
        ("job = 'a'", '(/child::job = "a")'),
        ("'1' = 1", '(treequery-number("1") = 1)'),
        ("job = true()", "(boolean(/child::job) = true())"),
        ("1 < 2 < 3", "(1 < 2 < 3)"),
        ("job < true()", "(boolean(/child::job) < true())"),
        ("true() < 'a'", '(true() < treequery-number("a"))'),
        ("job = 1", "(treequery-has(1, count((/child::job)[treequery-gather(string(.))])))"),
        ("1 != job", "(treequery-has-other(1, count((/child::job)[treequery-gather(string(.))])))"),
        ("job < 1", "(treequery-least(count((/child::job)[treequery-gather(string(.))])) < 1)"),
        (
            "n >= '1'",
            '(treequery-greatest(count((/child::n)[treequery-gather(string(.))])) >= treequery-number("1"))',
        ),
        ("sum(job)", "treequery-sum(count((/child::job)[treequery-gather(string(.))]))"),
        ("lower-case('A', 'tr')", 'treequery-lower-case("A", "tr")'),
        ("id('a')", 'id("a")'),
    ],
)
def test_an_expression_is_said_with_its_conversions(text: str, query: str) -> None:
    assert said(text) == query


@pytest.mark.parametrize(
    ("text", "needed"), [("//a[b = 'c']/@d", False), ("sum(//a)", True), ("'treequery-'", True)]
)
def test_conversions_are_there_where_they_may_be_called(text: str, needed: bool) -> None:
    assert translate("", parse(text, 1000), set()).needs_conversions == needed


def test_a_number_that_libxml2_would_misread_is_a_variable() -> None:
    query = translate("", parse("0.1 + 12345678901234567890", 1000), set())
    assert (query.text, query.variables) == ("($n0 + $n1)", {"n0": 0.1, "n1": 12345678901234567890.0})


@pytest.mark.parametrize(
    "text",
    ["/", ".", "..", "//node()/..", "a/ancestor::node()", "a/../self::node()", "(.)[1]", "a | .", "(/)/."],
)
def test_these_nodes_may_hold_the_document(text: str) -> None:
    assert translate(text, parse(text, 1000), set()).may_hold_document


@pytest.mark.parametrize(
    "text", ["//a", "/*", "//node()", "a/self::node()", "a/ancestor::*", "id('a')", "(a)[1]", "a | b"]
)
def test_these_nodes_never_hold_the_document(text: str) -> None:
    assert not translate(text, parse(text, 1000), set()).may_hold_document


@pytest.mark.parametrize(
    ("text", "at", "reason"),
    [
        ("\nnosuch()", 1, "there is no function 'nosuch'"),
        ("\ndocument('x')", 1, "there is no function 'document'"),
        ("\np:f()", 1, "there is no function 'p:f'"),
        ("\n//x[$y]", 5, "the variable '$y' is not known"),
        ("\n//q:x", 3, "the prefix 'q' is not known"),
        ("\n//@q:*", 4, "the prefix 'q' is not known"),
        ("\nconcat('a')", 1, "concat(): expected 2 or more arguments, found 1"),
        ("\ntrue(1)", 1, "true(): expected 0 arguments, found 1"),
        ("\nsubstring('a')", 1, "substring(): expected 2 or 3 arguments, found 1"),
        ("\nlower-case('A', 'B', 'C')", 1, "lower-case(): expected 1 or 2 arguments, found 3"),
        ("\ncount(1)", 1, "count(): expected nodes, found a number"),
        ("\nsum('x')", 1, "sum(): expected nodes, found text"),
        ("\nname(true())", 1, "name(): expected nodes, found a boolean"),
        ("\n//x | 1", 5, "'|': expected nodes, found a number"),
        ("\n(1)[1]", None, "predicates: expected nodes, found a number"),
        ("\n(1)/x", None, "'/': expected nodes, found a number"),
    ],
)
def test_an_error_says_where_and_what(text: str, at: int | None, reason: str) -> None:
    with pytest.raises(XPathError) as caught:
        said(text)
    assert (caught.value.code, caught.value.at, caught.value.reason) == ("xpath", at, reason)


def test_parents_are_the_nodes_that_have_such_a_child() -> None:
    assert shortened("a/b[1]/..") == "/child::a/self::node()[child::b[1]]"


def test_owners_are_the_nodes_that_have_such_an_attribute() -> None:
    assert shortened("a/@b/parent::a[c]") == "/child::a/self::a[attribute::b][child::c]"


def test_a_parent_of_where_a_path_starts_stays_as_it_is() -> None:
    assert shortened("a[../b]") == "/child::a[parent::node()/child::b]"


def test_nodes_below_are_asked_for_directly() -> None:
    assert shortened("//a[b][. = 'c']") == '/descendant::a[child::b][(self::node() = "c")]'


@pytest.mark.parametrize(
    "predicate",
    ["1", "-1", "1 + 1", "1 * 1", "count(b)", "nosuch()", "position() = 1", "b[last()]", "not(last() = 1)"],
)
def test_nodes_below_stay_together_where_their_position_counts(predicate: str) -> None:
    tree = parse(f"//a[{predicate}]", 1000)
    assert without_detours(tree) == tree


def test_united_nodes_with_one_start_are_asked_for_at_once() -> None:
    assert shortened("//a | //b | //text()") == (
        "/descendant::node()[(boolean(self::a) or boolean(self::b) or boolean(self::text()))]"
    )


@pytest.mark.parametrize(
    "text", ["//a | b", "//a | //b[c]", "//@a | //@b", "//a | (//b)[1]", "/ | //a", "//a | 1"]
)
def test_other_unions_stay_as_they_are(text: str) -> None:
    assert without_detours(parse(text, 1000)).__class__.__name__ == "Chain"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12.0),
        (" \t-1.5\r\n", -1.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("007", 7.0),
        ("0.1", 0.1),
        ("9007199254740993", 2.0**53),
    ],
)
def test_digits_are_a_number(text: str, number: float) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize(
    "text", ["", "-", ".", "1e3", "+5", "0x10", "Infinity", "NaN", "1d", "\u0661", "- 1", "\xa01", "1 2"]
)
def test_anything_else_is_no_number(text: str) -> None:
    assert math.isnan(number_of(text))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (6.0, "6"),
        (-0.0, "0"),
        (1e12, "1000000000000"),
        (1e21, "1000000000000000000000"),
        (1.2345678901234568e29, "123456789012345680000000000000"),
        (1 / 3, "0.3333333333333333"),
        (0.00001, "0.00001"),
        (-2.5, "-2.5"),
        (math.nan, "NaN"),
        (math.inf, "Infinity"),
        (-math.inf, "-Infinity"),
    ],
)
def test_the_string_of_a_number_has_no_exponent(number: float, text: str) -> None:
    assert text_of_number(number) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (6.0, "6.0"),
        (-0.0, "-0.0"),
        (1e7, "10000000.0"),
        (1e16, "1e+16"),
        (math.nan, "NaN"),
        (-math.inf, "-Infinity"),
    ],
)
def test_a_number_is_served_in_the_spelling_of_python(number: float, text: str) -> None:
    assert number_text(number) == text


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("text", (1e12,), "1000000000000"),
        ("number", ("1e3",), pytest.approx(math.nan, nan_ok=True)),
        ("ends-with", ("abc", "bc"), True),
        ("ends-with", ("abc", "b"), False),
        ("lower-case", ("ÀI",), "ài"),
        ("upper-case", ("straße",), "STRASSE"),
        ("lower-case", ("I", "tr"), "ı"),
        ("upper-case", ("i", "az_AZ"), "İ"),
        ("upper-case", ("i", "en-GB"), "I"),
    ],
)
def test_a_conversion_gives_what_xpath_says(name: str, arguments: tuple[object, ...], result: object) -> None:
    assert called(name, *arguments) == result


@pytest.mark.parametrize(
    ("name", "texts", "arguments", "result"),
    [
        ("sum", ["0.1", "0.2", "0.3"], (), 0.1 + 0.2 + 0.3),
        ("sum", [], (), 0.0),
        ("least", ["2", "x", "1"], (), 1.0),
        ("greatest", ["1", "x", "2"], (), 2.0),
        ("has", ["1", "x"], (1.0,), True),
        ("has", ["x"], (math.nan,), False),
        ("has-other", ["1", "1"], (1.0,), False),
        ("has-other", ["x"], (math.nan,), True),
    ],
)
def test_nodes_count_by_their_numbers(
    name: str, texts: list[str], arguments: tuple[object, ...], result: object
) -> None:
    assert gathered(name, texts, *arguments) == result


@pytest.mark.parametrize("name", ["least", "greatest"])
def test_nodes_without_a_number_compare_with_nothing(name: str) -> None:
    assert math.isnan(gathered(name, ["x"]))


def test_what_was_gathered_is_taken_away() -> None:
    functions = Conversions().functions()
    functions[None, "treequery-gather"](None, "1")
    functions[None, "treequery-sum"](None, 1.0)
    assert functions[None, "treequery-sum"](None, 0.0) == 0.0
