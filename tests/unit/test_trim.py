"""What a plan keeps of JSON text, and what is said of texts that cannot be trimmed."""

import io
import json
import mmap
import pickle
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from treequery.errors import DepthLimitError, JsonError, JsonLimitError, JsonSyntaxError, SourceError
from treequery.keep import WHOLE, KeepTree, keep_of_depth, keep_of_tree
from treequery.limits import DEFAULT_LIMITS, Limits
from treequery.parse import parse
from treequery.project import project
from treequery.tree import Range
from treequery.trim import trim

from .trimming import NONE, lines, tree, whole

JOBS = b"""{
  "jobs": [
    {"name": "a", "color": "red", "last": {"n": 1, "ok": true}},
    {"name": "b"}
  ],
  "mode": "NORMAL"
}"""


def trimmed(expression: str, data: bytes | str, always: frozenset[str] = NONE) -> bytes:
    return trim(data, tree(expression), always=always, limits=DEFAULT_LIMITS)


def error_of(data: bytes | str, limits: Limits = DEFAULT_LIMITS) -> JsonError:
    with pytest.raises(JsonError) as caught:
        whole(data, limits)
    return caught.value


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("mode", b'{"mode":"NORMAL"}'),
        ("nosuch", b"{}"),
        ("jobs", b'{"jobs":[{},{}]}'),
        ("jobs[name]", b'{"jobs":[{"name":"a"},{"name":"b"}]}'),
        ("mode[x]", b'{"mode":"NORMAL"}'),
        ("mode,jobs{1}", b'{"jobs":[{}],"mode":"NORMAL"}'),
        ("jobs[last]{,1}", b'{"jobs":[{"last":{}}]}'),
        ("*", b'{"jobs":[{},{}],"mode":"NORMAL"}'),
        ("*[name]", b'{"jobs":[{"name":"a"},{"name":"b"}],"mode":"NORMAL"}'),
        ("jobs[last[!n]]{0}", b'{"jobs":[{"last":{"ok":true}}]}'),
        ("**,!jobs", b'{"mode":"NORMAL"}'),
        ("jobs[*,!last]{0}", b'{"jobs":[{"name":"a","color":"red"}]}'),
        ("jobs[**]{-2}", b'{"jobs":[{"name":"a","color":"red","last":{"n":1,"ok":true}}]}'),
    ],
)
def test_an_expression_keeps_what_it_names(expression: str, expected: bytes) -> None:
    assert trimmed(expression, JOBS) == expected


@pytest.mark.parametrize(
    ("depth", "expected"),
    [
        (-1, b"{}"),
        (0, b'{"jobs":[{},{}],"mode":"NORMAL"}'),
        (1, b'{"jobs":[{"name":"a","color":"red","last":{}},{"name":"b"}],"mode":"NORMAL"}'),
    ],
)
def test_a_depth_keeps_levels(depth: int, expected: bytes) -> None:
    assert trim(JOBS, keep_of_depth(depth), always=NONE, limits=DEFAULT_LIMITS) == expected


def test_a_name_with_whole_leaves_keeps_its_value() -> None:
    keep = keep_of_tree(parse("jobs[last]{0}").with_whole_leaves())
    assert trim(JOBS, keep, always=NONE, limits=DEFAULT_LIMITS) == b'{"jobs":[{"last":{"n":1,"ok":true}}]}'


@pytest.mark.parametrize("data", [b"1", b'"x"', b"null", b"-0.50E+1", b"[]", b"{}", b'[1,"x",null,[true]]'])
def test_any_value_may_be_the_root(data: bytes) -> None:
    assert trimmed("name", data) == data


def test_objects_in_a_root_array_are_trimmed() -> None:
    assert trimmed("a", b'[{"a":1,"b":2},[{"b":2}],3]') == b'[{"a":1},[{}],3]'


def test_a_range_may_cut_the_root() -> None:
    assert trim(b"[1,2,3]", KeepTree(range=Range(-2)), always=NONE, limits=DEFAULT_LIMITS) == b"[2,3]"


RANGES = ["", "{2}", "{1,3}", "{3,1}", "{2,2}", "{,2}", "{3,}", "{9}", "{9,}", "{,9}", "{0}", "{,0}"]
RANGES += [
    "{-1}",
    "{-4}",
    "{-9}",
    "{-2,}",
    "{-9,}",
    "{,-1}",
    "{,-4}",
    "{,-9}",
    "{-3,-1}",
    "{-1,-3}",
    "{-1,-1}",
]
RANGES += ["{1,-1}", "{3,-1}", "{1,-9}", "{-3,2}", "{-3,9}", "{-3,0}", "{-9,2}", "{-1,1}"]


@pytest.mark.parametrize("bounds", RANGES)
@pytest.mark.parametrize("length", [0, 1, 2, 4, 5])
def test_a_range_cuts_as_it_cuts_a_list(length: int, bounds: str) -> None:
    elements = list(range(10, 10 + length))
    expected = elements[parse(f"a{bounds}").children["a"].range.slice()]
    assert json.loads(trimmed(f"a{bounds}", json.dumps({"a": elements}))) == {"a": expected}


def test_a_range_cuts_arrays_in_arrays() -> None:
    assert trimmed("a{1,}", b'{"a":[0,[1,2],[[3,4],[5,6]]]}') == b'{"a":[[2],[[6]]]}'


def test_a_range_from_the_end_cuts_arrays_in_arrays() -> None:
    assert trimmed("a{-2,}", b'{"a":[[0],[1,2,3],[[4],[5,6,7],[]],8]}') == b'{"a":[[[6,7],[]],8]}'


def test_a_range_to_the_end_cuts_arrays_in_arrays() -> None:
    assert trimmed("a{1,-1}", b'{"a":[0,[1,2,3],[[4],[5,6,7],[]],8]}') == b'{"a":[[2],[[6]]]}'


def test_ranges_from_the_end_nest_in_objects() -> None:
    data = b'{"a":[{"b":[1]},{"b":[2,3],"c":4}],"d":[[5,6],[7,8]]}'
    assert trimmed("a[b{-1},c]{-1},d{,-1}", data) == b'{"a":[{"b":[3],"c":4}],"d":[[5]]}'


def test_what_follows_an_array_cut_from_its_end_is_kept() -> None:
    assert trimmed("a{-1},b,c{-1}", b'{"a":[1,2],"b":3,"c":[4,5]}') == b'{"a":[2],"b":3,"c":[5]}'


def test_a_bound_beyond_any_array_is_no_error() -> None:
    keep = KeepTree(range=Range(-(10**30), 10**30))
    assert trim(b"[1,2]", keep, always=NONE, limits=DEFAULT_LIMITS) == b"[1,2]"


def test_white_space_outside_strings_is_dropped() -> None:
    assert whole(b' \t{ "a b" :\r\n[ 1 , "\\t c " ] }\n') == b'{"a b":[1,"\\t c "]}'


@pytest.mark.parametrize("text", [b"1E+2", b"-0", b"1.0", b"1e400", b"0.1000000000000000055511151231257827"])
def test_a_number_is_copied_as_written(text: bytes) -> None:
    assert trimmed("n", b'{"n": ' + text + b"}") == b'{"n":' + text + b"}"


@pytest.mark.parametrize("text", [rb'"\u0041\/"', rb'"\ud83d\ude00"', rb'"\uD800"', b'"\xc3\xa9 \x7f"'])
def test_a_string_is_copied_as_written(text: bytes) -> None:
    assert trimmed("s", b'{"s": ' + text + b"}") == b'{"s":' + text + b"}"


def test_a_long_integer_is_no_error() -> None:
    assert whole(b"9" * 10_000) == b"9" * 10_000


def test_every_one_of_equal_keys_is_kept() -> None:
    assert trimmed("a", b'{"a":1,"b":2,"a":3}') == b'{"a":1,"a":3}'


def test_a_key_is_known_by_what_its_escapes_mean() -> None:
    assert trimmed("a/", rb'{"\u0061\/":1,"b":2}') == rb'{"\u0061\/":1}'


def test_a_key_of_an_escaped_surrogate_pair_is_one_character() -> None:
    assert trimmed("\U0001f600", rb'{"\ud83d\ude00":1}') == rb'{"\ud83d\ude00":1}'


def test_a_key_of_a_lone_surrogate_can_be_named() -> None:
    assert trimmed(r'"\ud800"', rb'{"\uD800":1,"b":2}') == rb'{"\uD800":1}'


def test_a_key_in_utf_8_can_be_named() -> None:
    assert trimmed("é", '{"é": 1, "e": 2}') == '{"é":1}'.encode()


def test_keys_of_always_are_kept_whole_on_every_level() -> None:
    data = b'{"_class":{"x":[1,2]},"a":{"_class":"A","b":{}},"c":{"_class":"C"}}'
    expected = b'{"_class":{"x":[1,2]},"a":{"_class":"A"}}'
    assert trimmed("a{-1},_class{0}", data, always=frozenset({"_class"})) == expected


def test_keys_of_always_are_known_by_what_their_escapes_mean() -> None:
    assert trimmed("a", rb'{"\u005fclass":1}', always=frozenset({"_class"})) == rb'{"\u005fclass":1}'


def test_keys_of_always_below_what_is_left_out_are_left_out() -> None:
    assert trimmed("a", b'{"b":{"_class":1}}', always=frozenset({"_class"})) == b"{}"


@pytest.mark.parametrize("expression", ["a", "b{5,}", "b{0}", "b{-1}"])
def test_what_is_left_out_is_checked(expression: str) -> None:
    with pytest.raises(JsonSyntaxError) as caught:
        trimmed(expression, b'{"b":\n[1, {"c": [01]}, 2]}')
    assert (caught.value.at, caught.value.expected, caught.value.found) == (18, "',' or ']'", "'1'")


def test_a_malformed_text_is_an_error_at_its_first_bad_byte() -> None:
    err = error_of(b'{\n"a": [1,]}')
    assert isinstance(err, JsonSyntaxError)
    assert (err.code, err.at, err.expected, err.found) == ("json-syntax", 10, "a value", "']'")


def test_an_error_names_no_line_where_the_source_is_one_text() -> None:
    assert str(error_of(b"{\n]")) == "byte 2: expected a quoted key or '}', found ']'"


def nested(levels: int) -> bytes:
    return b'[{"a":' * (levels // 2) + b"[]" + b"}]" * (levels // 2)


@pytest.mark.parametrize("levels", [4, 500])
def test_as_many_levels_are_allowed_as_project_allows(levels: int) -> None:
    limits = Limits(levels=levels)
    project(json.loads(nested(levels)), WHOLE, always=NONE, dates="millis", limits=limits)
    assert whole(nested(levels), limits) == nested(levels)


@pytest.mark.parametrize("levels", [4, 500])
def test_one_level_more_is_refused_where_project_refuses_it(levels: int) -> None:
    limits = Limits(levels=levels - 1)
    with pytest.raises(DepthLimitError):
        project(json.loads(nested(levels)), WHOLE, always=NONE, dates="millis", limits=limits)
    err = error_of(b"\n" + nested(levels), limits)
    assert isinstance(err, JsonLimitError)
    assert (err.code, err.at, err.what, err.limit) == ("json-limit", 1 + levels * 3, "levels", levels - 1)


def test_levels_are_counted_in_what_is_left_out() -> None:
    with pytest.raises(JsonLimitError) as caught:
        trim(b'{\n"b":[[]]}', tree("a"), always=NONE, limits=Limits(levels=1))
    assert caught.value.at == 7


def test_text_gives_what_its_utf_8_gives() -> None:
    assert whole('{"é": "漢😀"}') == '{"é":"漢😀"}'.encode()


def test_errors_in_text_count_bytes_of_utf_8() -> None:
    assert error_of('\n["é漢😀", x]').at == 15


def test_a_byte_order_mark_in_text_is_an_error() -> None:
    err = error_of("\n\ufeff{}")
    assert isinstance(err, JsonSyntaxError)
    assert (err.at, err.found) == (1, "a byte order mark")


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ('\n"é\ud800"', 4, "UTF-8"),
        ('\n"\udfff\ud800"', 2, "UTF-8"),
        ("\n[\ud800]", 2, "a value or ']'"),
        ("\n{}\ud800", 3, "the end"),
        ('\n"\\\ud800"', 3, 'one of " \\ / b f n r t u'),
    ],
)
def test_a_lone_surrogate_in_text_is_an_error_at_its_place(text: str, at: int, expected: str) -> None:
    err = error_of(text)
    assert isinstance(err, JsonSyntaxError)
    assert (err.at, err.expected, err.found) == (at, expected, "a lone surrogate")


def test_an_error_before_a_lone_surrogate_wins() -> None:
    err = error_of('\n[1 2, "\ud800"]')
    assert isinstance(err, JsonSyntaxError)
    assert (err.at, err.found) == (4, "'2'")


def test_a_level_too_many_before_a_lone_surrogate_wins() -> None:
    assert error_of('\n[["\ud800"]]', Limits(levels=0)).at == 2


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_every_kind_of_bytes_is_read(kind: type) -> None:
    assert whole(kind(b' {"a": 1}')) == b'{"a":1}'


@pytest.mark.parametrize("format", ["b", "B", "c"])
def test_a_view_of_single_bytes_is_read(format: Any) -> None:
    assert whole(memoryview(b' {"a": 1}').cast("B").cast(format)) == b'{"a":1}'


def test_a_part_of_a_view_is_read() -> None:
    assert whole(memoryview(b"[1] [2] [3]")[4:7]) == b"[2]"


@pytest.fixture
def mapped(tmp_path: Path) -> Iterator[mmap.mmap]:
    path = tmp_path / "lines.jsonl"
    path.write_bytes(b'{"a": 1}\n[2,\n')
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as map:
        yield map


def test_a_map_of_a_file_is_read(mapped: mmap.mmap) -> None:
    with pytest.raises(JsonSyntaxError) as caught:
        whole(mapped)
    assert caught.value.at == 9


def test_a_map_of_a_file_is_read_line_by_line(mapped: mmap.mmap) -> None:
    assert next(lines(mapped)) == b'{"a":1}\n'


def test_a_map_of_no_file_is_read() -> None:
    with mmap.mmap(-1, 3) as data:
        data.write(b"[1]")
        assert whole(data) == b"[1]"


@pytest.fixture
def cut(tmp_path: Path) -> Iterator[mmap.mmap]:
    path = tmp_path / "short.json"
    path.write_bytes(b"[1]")
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as map:
        file.truncate(1)
        yield map


def test_a_map_is_refused_whose_file_was_cut_short(cut: mmap.mmap) -> None:
    with pytest.raises(SourceError, match="the mapped file has 1 bytes left of 3"):
        whole(cut)


def test_a_view_of_a_map_is_refused_whose_file_was_cut_short(cut: mmap.mmap) -> None:
    with (
        memoryview(cut)[1:] as view,
        pytest.raises(SourceError, match="the mapped file has 1 bytes left of 2"),
    ):
        whole(view)


def test_a_map_of_a_file_can_be_closed_while_its_error_is_handled(mapped: mmap.mmap) -> None:
    with pytest.raises(JsonSyntaxError) as caught:
        whole(mapped)
    mapped.close()
    assert caught.value.__traceback__


def test_a_map_of_a_file_can_be_closed_while_an_error_in_a_line_is_handled(mapped: mmap.mmap) -> None:
    with pytest.raises(JsonSyntaxError) as caught:
        list(lines(mapped))
    mapped.close()
    assert caught.value.__traceback__


def test_a_bytearray_can_grow_again_after_an_error() -> None:
    data = bytearray(b"[1,")
    with pytest.raises(JsonSyntaxError):
        whole(data)
    data += b"2]"
    assert whole(data) == b"[1,2]"


@pytest.mark.parametrize(
    "view", [memoryview(b"[1 1]")[::2], memoryview(array("i", [91, 93]))], ids=["steps", "ints"]
)
def test_a_view_of_other_than_one_run_of_bytes_is_refused(view: memoryview) -> None:
    with pytest.raises(TypeError, match="contiguous memoryview of single bytes"):
        whole(view)


@pytest.mark.parametrize(
    "data", [None, 1, [b"[]"], array("b", b"[]"), io.BytesIO(b"[]")], ids=lambda data: type(data).__name__
)
def test_data_of_another_kind_is_refused(data: object) -> None:
    with pytest.raises(TypeError, match="data: expected bytes"):
        whole(data)


@pytest.mark.parametrize("data", [b"[01]", b"[[]]"])
def test_errors_survive_pickle(data: bytes) -> None:
    err = error_of(data, Limits(levels=0))
    assert str(pickle.loads(pickle.dumps(err))) == str(err)


DEEP_LEVELS = 1 << 15


@pytest.mark.parametrize(
    "bounds", [Range(-1), Range(-2, -1), Range(0, -1), Range(-1, 1), Range(1), Range()], ids=repr
)
@pytest.mark.parametrize(("opening", "closing"), [(b"[0,", b",1]"), (b"[", b"]")])
def test_arrays_in_arrays_are_cut_at_every_level(bounds: Range, opening: bytes, closing: bytes) -> None:
    # Anything that reads a level once for each level around it never gets to the end of this.
    data = opening * DEEP_LEVELS + b"[]" + closing * DEEP_LEVELS
    trimmed = trim(data, KeepTree(range=bounds), always=NONE, limits=Limits(levels=DEEP_LEVELS))
    assert trimmed.count(b"[") == trimmed.count(b"]") > 0
