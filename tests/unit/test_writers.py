"""The text that writers give, rule by rule; the vectors hold them to upstream's."""

from decimal import Decimal
from typing import Any

import pytest

from treequery.plan import compile
from treequery.writers.text import escaped, joined_surrogates, number_text
from treequery.writers.xml_names import (
    decapitalized,
    element_name,
    item_name,
    make_xml_name,
    root_name,
    to_singular,
)
from treequery.writers.xml_writer import xml_text


def text(graph: Any, flavor: Any = "json", *, pretty: bool = False) -> str:
    return compile("**").write(graph, flavor, pretty=pretty).decode()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ('"\\/', '\\"\\\\/'),
        ("\n\x00\x1f", "\\u000a\\u0000\\u001f"),
        ("\x7f\x80\x9f\xa0", "\\u007f\\u0080\\u009f\xa0"),
        ("\u2028\ufeff\uffff", "\u2028\ufeff\uffff"),
        ("\N{GRINNING FACE}", "\\ud83d\\ude00"),
        ("\ud800a", "\\ud800a"),
        ("\ud83d\ude00", "\\ud83d\\ude00"),
    ],
)
def test_strings_are_escaped_as_upstream_does(raw: str, expected: str) -> None:
    assert escaped(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("\N{GRINNING FACE}", "\\U0001f600"),
        ("\ud83d\ude00", "\\U0001f600"),
        ("\ude00\ud83d", "\\ude00\\ud83d"),
    ],
)
def test_python_has_one_escape_for_a_wide_character(raw: str, expected: str) -> None:
    assert escaped(raw, "long") == expected


def test_surrogates_that_belong_together_become_one_character() -> None:
    assert joined_surrogates("a\ud83d\ude00\ud83d") == "a\N{GRINNING FACE}\ud83d"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, "1"),
        (-(10**30), "-1" + "0" * 30),
        (1e7, "10000000.0"),
        (1e16, "1e+16"),
        (-0.0, "-0.0"),
        (0.1, "0.1"),
        (Decimal("1.10"), "1.10"),
        (Decimal("1E+5"), "1E+5"),
        (Decimal("NaN"), None),
        (Decimal("sNaN"), None),
        (Decimal("-Infinity"), None),
        (float("nan"), None),
        (float("-inf"), None),
    ],
)
def test_number_text_is_the_shortest_that_reads_back(number: Any, expected: str | None) -> None:
    assert number_text(number) == expected


@pytest.mark.parametrize(
    ("flavor", "expected"),
    [
        ("json", '{"a":[null,true,false,1,2.5,"x",{},[]]}'),
        ("python", '{"a":[None,True,False,1,2.5,"x",{},[]]}'),
        ("ruby", 'OpenStruct.new({"a" => [nil,true,false,1,2.5,"x",OpenStruct.new({}),[]]})'),
        ("xml", "<root><a>true</a><a>false</a><a>1</a><a>2.5</a><a>x</a><a></a></root>"),
    ],
)
def test_each_flavor_has_its_words(flavor: str, expected: str) -> None:
    assert text({"a": [None, True, False, 1, 2.5, "x", {}, []]}, flavor) == expected


@pytest.mark.parametrize(("flavor", "nothing"), [("json", "null"), ("python", "None"), ("ruby", "nil")])
def test_what_is_no_number_is_null(flavor: str, nothing: str) -> None:
    assert text(float("nan"), flavor) == nothing


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (float("inf"), "Infinity"),
        (float("-inf"), "-Infinity"),
        (float("nan"), "NaN"),
        (Decimal("NaN"), "NaN"),
        (Decimal("sNaN"), "NaN"),
        (Decimal("-Infinity"), "-Infinity"),
    ],
)
def test_what_is_no_number_is_called_in_xml_as_java_does(number: Any, word: str) -> None:
    assert text({"a": number}, "xml") == f"<root><a>{word}</a></root>"


@pytest.mark.parametrize("flavor", ["json", "python"])
def test_pretty_text_has_an_item_a_line(flavor: str) -> None:
    expected = '{\n  "a" : [\n    1,\n    {\n      \n    }\n  ],\n  "b" : 2\n}'
    assert text({"a": [1, {}], "b": 2}, flavor, pretty=True) == expected


def test_pretty_ruby_indents_arrays_alone() -> None:
    expected = 'OpenStruct.new({"a" => [\n  OpenStruct.new({"x" => 1,\n  "y" => 2})\n],\n"b" => 2})'
    assert text({"a": [{"x": 1, "y": 2}], "b": 2}, "ruby", pretty=True) == expected


def test_xml_has_no_pretty_form() -> None:
    assert text({"a": [1]}, "xml", pretty=True) == text({"a": [1]}, "xml")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("#{x}", "\\#{x}"), ("#$x #@y", "\\#$x \\#@y"), ("# #x", "# #x"), ("\\#{x}", "\\\\\\#{x}")],
)
def test_ruby_text_interpolates_nothing(raw: str, expected: str) -> None:
    assert text({raw: raw}, "ruby") == f'OpenStruct.new({{"{expected}" => "{expected}"}})'


@pytest.mark.parametrize("flavor", ["json", "python"])
def test_keys_are_escaped_as_strings_are(flavor: str) -> None:
    assert text({'a"\n\\': 1}, flavor) == '{"a\\"\\u000a\\\\":1}'


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", "_"),
        ("a b", "ab"),
        ("1a", "a"),
        ("1", "_1"),
        ("--", "_--"),
        (":a", ":a"),
        ("\N{GRINNING FACE}x", "_x"),
    ],
)
def test_a_name_is_mangled_as_upstream_does(name: str, expected: str) -> None:
    assert make_xml_name(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("jobs", "job"), ("entries", "entry"), ("status", "statu"), ("s", ""), ("jobs\n", "job\n"), ("S", "S")],
)
def test_a_singular_is_made_as_upstream_does(name: str, expected: str) -> None:
    assert to_singular(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("FooBar", "fooBar"),
        ("URL", "URL"),
        ("X", "x"),
        ("", ""),
        ("\u0130x", "ix"),
        ("\U00010400b", "\U00010400b"),
    ],
)
def test_a_class_name_is_decapitalized_as_java_does(name: str, expected: str) -> None:
    assert decapitalized(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("a:b", "a_b"), ("s", "_"), ("names", "name"), ("\ud83d\ude00s", "_")]
)
def test_an_item_always_has_a_name_without_a_prefix(name: str, expected: str) -> None:
    assert item_name(name) == expected


def test_an_element_always_has_a_name_without_a_prefix() -> None:
    assert element_name("::") == "__"


def test_a_root_is_named_after_the_innermost_class() -> None:
    assert root_name("a.b.Outer$Inner") == "inner"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("<a>&\"'", "&lt;a&gt;&amp;\"'"),
        ("\x00\ufffe\ud800", "\ufffd\ufffd\ufffd"),
        ("\ud83d\ude00\t\r", "\N{GRINNING FACE}\t\r"),
    ],
)
def test_character_data_is_well_formed(raw: str, expected: str) -> None:
    assert xml_text(raw) == expected


def test_nested_lists_are_flattened_in_xml() -> None:
    assert text({"xs": [[1, [2]], [], [None]]}, "xml") == "<root><x>1</x><x>2</x></root>"


def test_the_items_of_a_root_array_stand_under_one_root() -> None:
    assert compile("**").write([1, [2]], "xml", name="jobs") == b"<jobs><item>1</item><item>2</item></jobs>"
