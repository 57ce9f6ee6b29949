"""Which bytes are a JSON text, what its tokens are, and where a text that is none goes wrong."""

import json
from collections import deque

import pytest

from treequery.errors import JsonError, JsonLimitError, JsonSyntaxError
from treequery.json_scan import ARRAY, CLOSE, KEY, OBJECT, SCALAR, tokens

LEVELS = 500

WELL_FORMED = {
    "array_empty": b"[]",
    "array_nested_empty": b"[[],[[]]]",
    "array_with_every_space": b" \t\r\n[ \t\r\n1 \t\r\n, \t\r\n2 \t\r\n] \t\r\n",
    "array_of_objects": b"[{},{}]",
    "object_empty": b"{}",
    "object_with_every_space": b' \t\r\n{ \t\r\n"a" \t\r\n: \t\r\n1 \t\r\n} \t\r\n',
    "object_empty_key": b'{"":0}',
    "object_equal_keys": b'{"a":1,"a":2}',
    "object_escaped_key": rb'{"\u0061\n":0}',
    "object_null_char_key": rb'{"\u0000":0}',
    "object_nested": b'{"a":{"b":[{"c":{}}]}}',
    "number_zero": b"0",
    "number_minus_zero": b"-0",
    "number_minus_zero_exponent": b"-0e-0",
    "number_fraction": b"10.010",
    "number_exponent": b"1e5",
    "number_exponent_capital": b"1E5",
    "number_exponent_plus": b"1e+05",
    "number_exponent_minus": b"0.5E-10",
    "number_beyond_double": b"1e9999",
    "number_long": b"1234567890" * 50,
    "number_before_space": b"[1 ]",
    "word_true": b"true",
    "word_false": b"false",
    "word_null": b"null",
    "string_empty": b'""',
    "string_every_short_escape": rb'"\"\\\/\b\f\n\r\t"',
    "string_unicode_escape": rb'"\u0041\uABCD\uabcd\u0000"',
    "string_surrogate_pair_escaped": rb'"\ud83d\ude00"',
    "string_high_surrogate_escaped": rb'"\ud800"',
    "string_low_surrogate_escaped": rb'"\udc00x"',
    "string_surrogates_escaped_backwards": rb'"\ude00\ud83d"',
    "string_delete_char": b'"\x7f"',
    "string_two_bytes": b'"\xc2\x80\xdf\xbf"',
    "string_three_bytes": b'"\xe0\xa0\x80\xe1\x80\x80\xec\xbf\xbf\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf"',
    "string_four_bytes": b'"\xf0\x90\x80\x80\xf1\x80\x80\x80\xf3\xbf\xbf\xbf\xf4\x8f\xbf\xbf"',
    "string_byte_order_mark_inside": b'"\xef\xbb\xbf"',
    "string_line_separators": '"\u2028\u2029\u0085"'.encode(),
    "string_of_brackets": b'"[{,:}]"',
    "string_mixed": rb'"a\nb' + "é漢😀".encode() + rb'c\\"',
    "string_of_many_escapes": b'"' + rb"\n" * 2000 + b'"',
}

VALUE = "a value"
FIRST_VALUE = "a value or ']'"
KEY_OR_END = "a quoted key or '}'"
AFTER_ELEMENT = "',' or ']'"
AFTER_PROPERTY = "',' or '}'"
ESCAPE = 'one of " \\ / b f n r t u'
HEX = "a hexadecimal digit"
CONTROL = "'\"' or an escape for a control character"
BYTE_ORDER_MARK = "a byte order mark"
END = "the end"

# Each stands behind a line end, so that no offset is one into a line.
MALFORMED = {
    "nothing": (b"", 0, VALUE, END),
    "only_space": (b" \n\t", 3, VALUE, END),
    "byte_order_mark": (b"\xef\xbb\xbf{}", 0, VALUE, BYTE_ORDER_MARK),
    "byte_order_mark_cut_short": (b"\xef\xbb", 0, VALUE, "byte 0xef"),
    "byte_order_mark_behind": (b"{}\xef\xbb\xbf", 2, END, BYTE_ORDER_MARK),
    "utf_16": (b"\xff\xfe[\x00]\x00", 0, VALUE, "byte 0xff"),
    "utf_16_without_mark": (b"[\x00]\x00", 1, FIRST_VALUE, "byte 0x00"),
    "no_break_space": (b"[1,\xc2\xa0 2]", 3, VALUE, "byte 0xc2"),
    "form_feed": (b"[\x0c]", 1, FIRST_VALUE, "byte 0x0c"),
    "vertical_tab": (b"[1\x0b]", 2, AFTER_ELEMENT, "byte 0x0b"),
    "null_char_behind": (b"1\x00", 1, END, "byte 0x00"),
    "delete_char": (b"\x7f", 0, VALUE, "byte 0x7f"),
    "comment": (b"[1/*x*/]", 2, AFTER_ELEMENT, "'/'"),
    "comment_behind": (b"{}//x", 2, END, "'/'"),
    "two_values": (b"1 2", 2, END, "'2'"),
    "two_objects": (b"{}{}", 2, END, "'{'"),
    "comma_behind": (b"[],", 2, END, "','"),
    "bracket_behind": (b"[]]", 2, END, "']'"),
    "array_open": (b"[", 1, FIRST_VALUE, END),
    "array_open_behind_value": (b"[1", 2, AFTER_ELEMENT, END),
    "array_open_behind_comma": (b"[1,", 3, VALUE, END),
    "array_comma_at_end": (b"[1,]", 3, VALUE, "']'"),
    "array_only_comma": (b"[,]", 1, FIRST_VALUE, "','"),
    "array_two_commas": (b"[1,,2]", 3, VALUE, "','"),
    "array_no_comma": (b"[1 2]", 3, AFTER_ELEMENT, "'2'"),
    "array_no_comma_before_array": (b"[1[]]", 2, AFTER_ELEMENT, "'['"),
    "array_colon": (b'["a":1]', 4, AFTER_ELEMENT, "':'"),
    "array_closed_as_object": (b"[1}", 2, AFTER_ELEMENT, "'}'"),
    "array_empty_closed_as_object": (b"[}", 1, FIRST_VALUE, "'}'"),
    "array_single_quotes": (b"['a']", 1, FIRST_VALUE, '"\'"'),
    "array_backslash": (b"[\\]", 1, FIRST_VALUE, "'\\\\'"),
    "object_open": (b"{", 1, KEY_OR_END, END),
    "object_open_behind_key": (b'{"a"', 4, "':'", END),
    "object_open_behind_colon": (b'{"a":', 5, VALUE, END),
    "object_open_behind_value": (b'{"a":1', 6, AFTER_PROPERTY, END),
    "object_open_behind_comma": (b'{"a":1,', 7, "a quoted key", END),
    "object_comma_at_end": (b'{"a":1,}', 7, "a quoted key", "'}'"),
    "object_only_comma": (b"{,}", 1, KEY_OR_END, "','"),
    "object_no_comma": (b'{"a":1 "b":2}', 7, AFTER_PROPERTY, "'\"'"),
    "object_no_colon": (b'{"a" 1}', 5, "':'", "'1'"),
    "object_two_colons": (b'{"a"::1}', 5, VALUE, "':'"),
    "object_equals_sign": (b'{"a"=1}', 4, "':'", "'='"),
    "object_no_value": (b'{"a":}', 5, VALUE, "'}'"),
    "object_bare_key": (b"{a:1}", 1, KEY_OR_END, "'a'"),
    "object_number_key": (b"{1:1}", 1, KEY_OR_END, "'1'"),
    "object_second_key_bare": (b'{"a":1,b:2}', 7, "a quoted key", "'b'"),
    "object_closed_as_array": (b'{"a":1]', 6, AFTER_PROPERTY, "']'"),
    "object_key_cut_short": (b'{"a', 3, "'\"'", END),
    "object_key_bad_escape": (rb'{"\x":1}', 3, ESCAPE, "'x'"),
    "number_leading_zero": (b"[012]", 2, AFTER_ELEMENT, "'1'"),
    "number_minus_leading_zero": (b"-01", 2, END, "'1'"),
    "number_two_zeros": (b"00", 1, END, "'0'"),
    "number_plus": (b"+1", 0, VALUE, "'+'"),
    "number_only_minus": (b"[-]", 2, "a digit", "']'"),
    "number_minus_cut_short": (b"-", 1, "a digit", END),
    "number_two_minuses": (b"--1", 1, "a digit", "'-'"),
    "number_minus_space": (b"- 1", 1, "a digit", "' '"),
    "number_no_integer": (b".5", 0, VALUE, "'.'"),
    "number_minus_no_integer": (b"-.5", 1, "a digit", "'.'"),
    "number_no_fraction": (b"[1.]", 3, "a digit", "']'"),
    "number_fraction_cut_short": (b"1.", 2, "a digit", END),
    "number_no_fraction_before_exponent": (b"1.e5", 2, "a digit", "'e'"),
    "number_two_points": (b"1.2.3", 3, END, "'.'"),
    "number_no_exponent": (b"[1e]", 3, "a digit", "']'"),
    "number_no_exponent_behind_sign": (b"[1E+]", 4, "a digit", "']'"),
    "number_exponent_cut_short": (b"1.5e-", 5, "a digit", END),
    "number_two_exponent_signs": (b"1e+-1", 3, "a digit", "'-'"),
    "number_exponent_with_point": (b"1e5.5", 3, END, "'.'"),
    "number_two_exponents": (b"1e5e5", 3, END, "'e'"),
    "number_hexadecimal": (b"0x1F", 1, END, "'x'"),
    "number_underscore": (b"1_000", 1, END, "'_'"),
    "number_then_byte_order_mark": (b"-\xef\xbb\xbf1", 1, "a digit", BYTE_ORDER_MARK),
    "number_full_width_digit": ("1\uff11".encode(), 1, END, "byte 0xef"),
    "number_nan": (b"NaN", 0, VALUE, "'N'"),
    "number_nan_small": (b"[nan]", 2, "null", "'a'"),
    "number_infinity": (b"Infinity", 0, VALUE, "'I'"),
    "number_minus_infinity": (b"-Infinity", 1, "a digit", "'I'"),
    "word_cut_short": (b"tru", 3, "true", END),
    "word_cut_short_in_array": (b"[tru]", 4, "true", "']'"),
    "word_misspelt": (b"falze", 3, "false", "'z'"),
    "word_capital": (b"True", 0, VALUE, "'T'"),
    "word_capitals_inside": (b"nULL", 1, "null", "'U'"),
    "word_too_long": (b"nullx", 4, END, "'x'"),
    "string_open": (b'"abc', 4, "'\"'", END),
    "string_only_quote": (b'"', 1, "'\"'", END),
    "string_closing_quote_escaped": (rb'"a\"', 4, "'\"'", END),
    "string_single_quotes": (b"'a'", 0, VALUE, '"\'"'),
    "string_line_end": (b'"a\nb"', 2, CONTROL, "byte 0x0a"),
    "string_tab": (b'"a\tb"', 2, CONTROL, "byte 0x09"),
    "string_null_char": (b'"\x00"', 1, CONTROL, "byte 0x00"),
    "string_last_control_char": (b'"\xc3\xa9\x1f"', 3, CONTROL, "byte 0x1f"),
    "string_escape_unknown": (rb'"\a"', 2, ESCAPE, "'a'"),
    "string_escape_capital": (rb'"\U0041"', 2, ESCAPE, "'U'"),
    "string_escape_line_end": (b'"\\\n"', 2, ESCAPE, "byte 0x0a"),
    "string_escape_cut_short": (b'"\\', 2, ESCAPE, END),
    "string_escape_of_other_char": ('"\\é"'.encode(), 2, ESCAPE, "byte 0xc3"),
    "string_hex_no_digit": (rb'"\u"', 3, HEX, "'\"'"),
    "string_hex_three_digits": (rb'"\u004"', 6, HEX, "'\"'"),
    "string_hex_bad_digit": (rb'"\u00g1"', 5, HEX, "'g'"),
    "string_hex_cut_short": (rb'"\u00', 5, HEX, END),
    "string_hex_cut_short_in_pair": (rb'"\ud83d\ud', 10, HEX, END),
    "string_hex_bad_digit_behind_others": (rb'"a\n\u12345\uD8x0"', 15, HEX, "'x'"),
    "utf_8_no_lead": (b'"a\x80"', 2, "UTF-8", "byte 0x80"),
    "utf_8_never": (b'"a\xff"', 2, "UTF-8", "byte 0xff"),
    "utf_8_five_bytes": (b'"\xf8\x88\x80\x80\x80"', 1, "UTF-8", "byte 0xf8"),
    "utf_8_overlong_two": (b'"\xc0\xaf"', 1, "UTF-8", "byte 0xc0"),
    "utf_8_overlong_two_last": (b'"\xc1\xbf"', 1, "UTF-8", "byte 0xc1"),
    "utf_8_overlong_three": (b'"\xe0\x9f\xbf"', 2, "UTF-8", "byte 0x9f"),
    "utf_8_overlong_four": (b'"\xf0\x8f\xbf\xbf"', 2, "UTF-8", "byte 0x8f"),
    "utf_8_too_high": (b'"\xf4\x90\x80\x80"', 2, "UTF-8", "byte 0x90"),
    "utf_8_too_high_lead": (b'"\xf5\x80\x80\x80"', 1, "UTF-8", "byte 0xf5"),
    "utf_8_surrogate": (b'"\xed\xa0\x80"', 2, "UTF-8", "byte 0xa0"),
    "utf_8_surrogate_last": (b'"\xed\xbf\xbf"', 2, "UTF-8", "byte 0xbf"),
    "utf_8_two_of_two": (b'"\xc3"', 2, "UTF-8", "byte 0x22"),
    "utf_8_two_of_three": (b'"\xe2\x28\xa1"', 2, "UTF-8", "byte 0x28"),
    "utf_8_three_of_three": (b'"\xe2\x82"', 3, "UTF-8", "byte 0x22"),
    "utf_8_two_of_four": (b'"\xf1"', 2, "UTF-8", "byte 0x22"),
    "utf_8_three_of_four": (b'"\xf0\x9f"', 3, "UTF-8", "byte 0x22"),
    "utf_8_four_of_four": (b'"\xf4\x8f\xbf\xc3\xa9"', 4, "UTF-8", "byte 0xc3"),
    "utf_8_cut_short": (b'"a\xe2\x82', 4, "UTF-8", END),
    "utf_8_cut_short_behind_lead": (b'"\xf4', 2, "UTF-8", END),
    "utf_8_in_a_key": (b'{"\xc3(":1}', 3, "UTF-8", "byte 0x28"),
    "utf_8_behind_escapes": (b'"\\n\\\\\xc3\xa9\xa9"', 7, "UTF-8", "byte 0xa9"),
}


def scan(data: bytes, levels: int = LEVELS) -> list[tuple[str, bytes]]:
    return [(kind, data[start:end]) for kind, start, end in tokens(memoryview(data), levels)]


def error_of(data: bytes, levels: int = LEVELS) -> JsonError:
    with pytest.raises(JsonError) as caught:
        scan(data, levels)
    return caught.value


@pytest.mark.parametrize("data", WELL_FORMED.values(), ids=WELL_FORMED)
def test_a_json_text_is_accepted(data: bytes) -> None:
    assert scan(data)


@pytest.mark.parametrize("data", WELL_FORMED.values(), ids=WELL_FORMED)
def test_what_is_accepted_is_json_to_others(data: bytes) -> None:
    json.loads(data)


@pytest.mark.parametrize(("data", "at", "expected", "found"), MALFORMED.values(), ids=MALFORMED)
def test_an_error_says_where_what_was_expected_and_found(
    data: bytes, at: int, expected: str, found: str
) -> None:
    err = error_of(b"\n\r\n" + data)
    assert isinstance(err, JsonSyntaxError)
    assert (err.code, err.at, err.expected, err.found) == ("json-syntax", 3 + at, expected, found)


@pytest.mark.parametrize(("data", "at", "expected", "found"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_text_is_no_json_to_others(data: bytes, at: int, expected: str, found: str) -> None:
    with pytest.raises(ValueError):
        json.loads(data.decode(), parse_constant=int)


def test_tokens_leave_out_commas_colons_and_space() -> None:
    assert scan(b' { "a" : [ 1 , "x" , null ] , "b" : { } } ') == [
        (OBJECT, b"{"),
        (KEY, b'"a"'),
        (ARRAY, b"["),
        (SCALAR, b"1"),
        (SCALAR, b'"x"'),
        (SCALAR, b"null"),
        (CLOSE, b"]"),
        (KEY, b'"b"'),
        (OBJECT, b"{"),
        (CLOSE, b"}"),
        (CLOSE, b"}"),
    ]


def test_a_key_token_keeps_its_escapes() -> None:
    assert (KEY, rb'"\u0061\/"') in scan(rb'{"\u0061\/":0}')


def test_tokens_before_the_error_are_given() -> None:
    stream = tokens(memoryview(b"[1,2,x]"), LEVELS)
    assert [next(stream)[0] for _ in range(3)] == [ARRAY, SCALAR, SCALAR]


@pytest.mark.parametrize(
    ("data", "at"),
    [
        (b'\n[01, "\xff"]', 3),
        (b'\n["\xff", 01]', 3),
        (b'\n["\\u00x\xff"]', 7),
        (b"\n[[[1.]", 6),
        (b'\n{"a": tru, "b"', 10),
    ],
)
def test_of_two_errors_the_first_is_raised(data: bytes, at: int) -> None:
    assert error_of(data).at == at


def test_the_root_is_level_0() -> None:
    assert scan(b"[[]]", levels=1)


def test_a_scalar_has_no_level() -> None:
    assert scan(b"[1]", levels=0)


def test_closed_containers_do_not_count_as_levels() -> None:
    assert scan(b'[[],{},[],{"a":[]}]', levels=2)


@pytest.mark.parametrize(
    ("data", "levels", "at"), [(b"\n[]", -1, 1), (b'\n{"a":[', 0, 6), (b"\n[[],[{}]]", 1, 6)]
)
def test_one_level_too_many_is_an_error_at_its_bracket(data: bytes, levels: int, at: int) -> None:
    err = error_of(data, levels)
    assert isinstance(err, JsonLimitError)
    assert (err.code, err.at, err.what, err.limit) == ("json-limit", at, "levels", levels)


def test_a_syntax_error_before_the_bracket_wins() -> None:
    assert error_of(b"\n[1 [", levels=0).code == "json-syntax"


def test_the_bracket_wins_over_a_syntax_error_behind_it() -> None:
    assert error_of(b"\n[[}", levels=0).code == "json-limit"


MEGABYTE = 1 << 20


@pytest.mark.parametrize(
    "data",
    [
        b'"' * MEGABYTE,
        b'"' + b"\\" * MEGABYTE,
        b'"' + b"\\u00" * (MEGABYTE // 4),
        b'"' + b"x" * MEGABYTE,
        b'"' + b"x" * MEGABYTE + b"\\",
        b'"' + b"\xc3\xa9" * (MEGABYTE // 2),
        b'"' + b"x\\n" * (MEGABYTE // 3),
        b"[" * MEGABYTE,
        b'{"":' * (MEGABYTE // 4),
        b"-" * MEGABYTE,
        b"1" * MEGABYTE + b".",
        b"1." + b"1" * MEGABYTE + b"e",
        b"1e" + b"1" * MEGABYTE + b"x",
        b" " * MEGABYTE,
        b"1" + b" " * MEGABYTE + b"x",
        b"[1" + b" ," * (MEGABYTE // 2),
    ],
    ids=lambda data: repr(data[:6]),
)
def test_a_megabyte_of_the_same_is_refused(data: bytes) -> None:
    # Anything that looks back over what it has read never gets to the end of this.
    with pytest.raises(JsonSyntaxError):
        deque(tokens(memoryview(data), MEGABYTE), maxlen=0)
