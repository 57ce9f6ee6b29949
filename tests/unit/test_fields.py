"""treequery.fields: what takes room in a text."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import treequery.fields
from treequery.errors import JsonLimitError, JsonSyntaxError
from treequery.fields import Field, expression_without, fields_of, largest
from treequery.plan import compile

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner, max_size=4),
    max_leaves=20,
)


def rows(text: str) -> list[tuple[str, int, int]]:
    return [(field.path, field.count, field.bytes) for field in largest(fields_of(text.encode()))]


def field_at(text: str, path: str) -> Field:
    return next(field for field in largest(fields_of(text.encode())) if field.path == path)


def compact(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode(errors="surrogatepass")


def test_a_field_is_as_large_as_its_text_without_white_space() -> None:
    assert rows('{ "a" : [ 1 , {"b": null} ] }') == [
        ("$", 1, 20),
        ("a", 1, 18),
        ("a[]", 2, 11),
        ("a[].b", 1, 8),
    ]


def test_the_root_may_be_an_array() -> None:
    assert [path for path, _, _ in rows('[[{"a": 1}]]')] == ["$", "[]", "[][]", "[][].a"]


def test_of_equal_sizes_what_is_above_comes_first() -> None:
    assert [path for path, _, _ in rows('{"b": 1, "a": 1}')] == ["$", "b", "a"]


def test_types_are_counted() -> None:
    assert field_at('[null, true, false, "a", 1, -1, 1.0, 1e5, {}, []]', "[]").types == {
        "null": 1,
        "boolean": 2,
        "string": 1,
        "integer": 2,
        "number": 2,
        "object": 1,
        "array": 1,
    }


def test_equal_keys_are_one_field_however_they_are_spelt() -> None:
    assert rows('{"a": 1, "\\u0061": 2}') == [("$", 1, 18), ("a", 2, 15)]


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("a b", "a b"),
        ("a.b", '"a.b"'),
        ("a[]", '"a[]"'),
        ("*", '"*"'),
        ("", '""'),
        ('"', '"\\""'),
        ("é", "é"),
    ],
)
def test_a_key_is_quoted_where_it_could_be_misread(key: str, path: str) -> None:
    assert fields_of(compact({key: 1})).below()[0].path == path


def test_only_the_largest_are_given_if_asked() -> None:
    assert [field.path for field in largest(fields_of(b'{"a": 1, "b": 10}'), 2)] == ["$", "b"]


def test_malformed_text_is_refused_at_its_byte() -> None:
    with pytest.raises(JsonSyntaxError) as caught:
        fields_of(b'{"a": 1,\n"b" 2}')
    assert caught.value.at == 13


def test_nesting_beyond_the_limit_is_refused() -> None:
    with pytest.raises(JsonLimitError) as caught:
        fields_of(b"[" * 1000)
    assert caught.value.at == 501


def test_nesting_up_to_the_limit_is_tallied() -> None:
    assert len(largest(fields_of(b"[" * 500 + b"]" * 500))) == 500


# Maps from ids


def test_too_many_names_are_one_field() -> None:
    text = compact({str(number): {"a": 1, "b": 2} for number in range(1000)})
    assert [(field.path, field.count) for field in largest(fields_of(text))] == [
        ("$", 1),
        ("*", 1000),
        ("*.a", 1000),
        ("*.b", 1000),
    ]


def test_a_hundred_names_are_not_too_many() -> None:
    assert len(fields_of(compact(dict.fromkeys(map(str, range(100))))).below()) == 100


def test_maps_in_maps_are_joined_too() -> None:
    text = compact({str(key): {str(key + other): [other] for other in range(60)} for key in range(200)})
    assert [(field.path, field.count) for field in largest(fields_of(text))] == [
        ("$", 1),
        ("*", 200),
        ("*.*", 12_000),
        ("*.*[]", 12_000),
    ]


def test_a_map_joins_one_that_is_not_yet_too_large() -> None:
    text = compact(
        [{"k": {str(key): {"x": 1} for key in range(10)}}, {"k": {str(key): 1 for key in range(200)}}]
    )
    assert [(field.path, field.count) for field in largest(fields_of(text))] == [
        ("$", 1),
        ("[]", 2),
        ("[].k", 2),
        ("[].k.*", 210 - 10 + 10),
        ("[].k.*.x", 10),
    ]


def test_joined_fields_lose_nothing_when_one_of_them_is_a_map() -> None:
    small, large = {"1": {"x": 1}, "2": [1]}, {str(key): {"x": 1} for key in range(150)}
    text = compact(
        {**{str(key): small for key in range(50)}, "map": large, **{f"k{n}": [small] for n in range(60)}}
    )
    total = sum(field.count for field in largest(fields_of(text)) if field.path == "*.*.x")
    assert total == 50 + 150


def test_a_text_made_of_ever_new_names_is_summed_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(treequery.fields, "MAX_FIELDS", 50)
    text = compact([{f"{row}-{column}": {str(row): 1} for column in range(5)} for row in range(500)])
    assert len(largest(fields_of(text))) < 100


@given(VALUES)
def test_a_field_holds_all_that_is_below_it(value: object) -> None:
    text = json.dumps(value).encode()
    fields = largest(fields_of(text))
    assert all(sum(below.bytes for below in field.below()) <= field.bytes for field in fields)


@given(VALUES)
def test_the_root_is_as_large_as_the_text_without_white_space(value: object) -> None:
    text = json.dumps(value, indent=1).encode()
    assert fields_of(text).bytes == len(compile("**").trim(text)) or not isinstance(value, dict | list)


@given(VALUES)
def test_joining_fields_loses_no_value(value: object) -> None:
    text = json.dumps(value).encode()
    with pytest.MonkeyPatch.context() as patch:
        apart = sum(field.count for field in largest(fields_of(text)))
        patch.setattr(treequery.fields, "MAX_NAMES", 1)
        joined = sum(field.count for field in largest(fields_of(text)))
    assert joined == apart


# Expressions


def test_an_expression_leaves_just_one_field_out() -> None:
    field = field_at('{"a": [{"b": {"c": 1}}]}', "a[].b.c")
    assert expression_without(field) == "**,a[**,b[**,!c]]"


def test_an_expression_goes_through_all_properties_of_a_map() -> None:
    text = compact({"map": {str(number): {"a": 1} for number in range(1000)}}).decode()
    assert expression_without(field_at(text, "map.*.a")) == "**,map[*[**,!a]]"


def test_an_expression_can_go_through_a_property_called_star() -> None:
    assert expression_without(field_at('{"*": {"a": 1}}', '"*".a')) == '**,"*"[**,!a]'


@pytest.mark.parametrize(("text", "path"), [("[1]", "$"), ("[1]", "[]")])
def test_elements_and_the_root_cannot_be_left_out(text: str, path: str) -> None:
    assert expression_without(field_at(text, path)) == ""


def test_elements_are_left_out_with_their_array() -> None:
    assert expression_without(field_at('{"a": [1]}', "a[]")) == "**,!a"


def test_a_field_too_deep_for_an_expression_has_none() -> None:
    text = '{"a":' * 300 + "1" + "}" * 300
    assert expression_without(largest(fields_of(text.encode()))[-1]) == ""


def test_a_field_as_deep_as_an_expression_can_be_has_one() -> None:
    text = ('{"a":' * 251 + "1" + "}" * 251).encode()
    expression = expression_without(largest(fields_of(text))[-1])
    assert compile(expression).trim(text) == b'{"a":' * 250 + b"{}" + b"}" * 250
