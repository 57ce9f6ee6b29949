"""What holds of trimming whatever the JSON text, the plan and the cut into lines."""

import io
import json
import mmap
import re
from typing import Any

import pytest
from hypothesis import assume, example, given, reject
from hypothesis import strategies as st

from treequery.conformance.strategies import trees as trees_of_expressions
from treequery.errors import JsonError, JsonLimitError, JsonSyntaxError
from treequery.keep import WHOLE, Keep, KeepTree, keep_of_depth, keep_of_tree
from treequery.limits import DEFAULT_LIMITS, Limits
from treequery.parse import parse
from treequery.project import project
from treequery.tree import Range, Tree
from treequery.trim import trim, trim_lines

# --- strategies -------------------------------------------------------------------------------------

NAMES = ["a", "b", "c", "_class", "*", "", "é", "\ud800", "\U0001f600"]

names = st.sampled_from(NAMES)
always_names = st.sampled_from([frozenset[str](), frozenset({"_class"}), frozenset({"a", "é"})])
bounds = st.integers(-4, 4)
ranges = st.builds(Range, bounds, st.none() | bounds)


def with_range(tree: Tree, bounds: Range) -> Tree:
    """The tree with a range for the root, which no expression has a place for."""
    return Tree(tree.children, bounds, tree.deep, tree.excluded, tree.star)


def without_ranges(tree: Tree) -> Tree:
    children = {name: without_ranges(child) for name, child in tree.children.items()}
    star = None if tree.star is None else without_ranges(tree.star)
    return Tree(children, Range(), tree.deep, tree.excluded, star)


childless = st.builds(Tree, deep=st.booleans(), excluded=st.frozensets(names, max_size=2))
parsed = trees_of_expressions(names=names)
trees = st.builds(with_range, st.one_of(parsed, parsed, parsed, childless), ranges)
keeps: st.SearchStrategy[Keep] = st.one_of(
    st.just(WHOLE),
    st.builds(keep_of_depth, st.integers(-1, 4)),
    st.builds(keep_of_tree, trees | trees.map(Tree.with_whole_leaves)),
    # As callers write them.
    st.sampled_from(["a{-1}", "**,!a", "*[**]{,-1}", "a[b[*]{1,}]{-2,}", '"*"[a],b']).map(
        lambda text: keep_of_tree(parse(text))
    ),
)
trees_without_ranges = trees.map(without_ranges)
keeps_without_ranges = st.builds(
    keep_of_tree, trees_without_ranges | trees_without_ranges.map(Tree.with_whole_leaves)
)

# Not made of documents: names are few, so that trees meet them, and repeat; numbers and escapes are spelt as
# no writer would; nothing is there, such as an integer of 5,000 digits, that ``json`` alone refuses.
spaces = st.text(" \t\r\n", max_size=3)
strings = st.text(st.sampled_from('aé"\\/\n\x00\x7f\u2028\ud800\U0001f600'), max_size=4)
numbers = st.from_regex(r"-?(0|[1-9][0-9]{0,5})(\.[0-9]{1,5})?([eE][+-]?[0-9]{1,2})?", fullmatch=True)


@st.composite
def string_texts(draw: st.DrawFn, chars: st.SearchStrategy[str] = strings) -> str:
    """A string as JSON text, each character escaped or not, as far as there is a choice."""
    text = ""
    for char in draw(chars):
        escaped = json.dumps(char)[1:-1]
        spelt = [escaped, "".join(f"\\u{ord(half):04X}" for half in halves(char))]
        if char not in '"\\' and char >= " " and not "\ud800" <= char <= "\udfff":
            spelt.append(char)
        if char == "/":
            spelt.append("\\/")
        text += draw(st.sampled_from(spelt))
    return f'"{text}"'


def halves(char: str) -> list[str]:
    """The UTF-16 code units of one character."""
    units = char.encode("utf-16-be", "surrogatepass")
    return [chr(int.from_bytes(units[at : at + 2])) for at in range(0, len(units), 2)]


def array_texts(items: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds("[{}{}]".format, spaces, st.lists(items, max_size=6).map(",".join))


def object_texts(items: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    properties = st.builds("{1}{0}{1}:{2}".format, string_texts(names), spaces, items)
    return st.builds("{{{}{}}}".format, spaces, st.lists(properties, max_size=5).map(",".join))


scalar_texts = st.one_of(numbers, string_texts(), st.sampled_from(["true", "false", "null"]))
texts = st.recursive(
    st.builds("{}{}{}".format, spaces, scalar_texts, spaces),
    lambda items: st.builds("{0}{1}{0}".format, spaces, array_texts(items) | object_texts(items)),
    max_leaves=25,
)
documents = texts.map(str.encode)

junk = st.sampled_from(
    [*(bytes([byte]) for byte in b'{}[]:,"\\-+.eE01tfnux \n\x00\x1f'), b"null", b"\\u00", b"\\ud8"]
)
broken_utf_8 = st.sampled_from(
    [b"\xff", b"\xc3", b"\x80", b"\xed\xa0\x80", b"\xe2\x82", b"\xc0\xaf", b"\xef\xbb\xbf"]
)


@st.composite
def mutated_documents(draw: st.DrawFn) -> bytes:
    """A JSON text in which a few places were cut, doubled or written over."""
    data = draw(documents)
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 3)))
        data = (
            data[:start]
            + draw(junk | broken_utf_8 | st.just(data[start:end] * 2) | st.just(b""))
            + data[end:]
        )
    return data


any_bytes = st.one_of(
    st.binary(max_size=40), st.lists(junk | broken_utf_8).map(b"".join), mutated_documents()
)

# --- what holds -------------------------------------------------------------------------------------

NONE: frozenset[str] = frozenset()


Failure = tuple[type[JsonError], tuple[Any, ...]]


def outcome(
    data: Any, keep: Keep = WHOLE, always: frozenset[str] = NONE, limits: Limits = DEFAULT_LIMITS
) -> bytes | Failure:
    """What trimming gives, or the facts of its error, the first of which is ``at``."""
    try:
        return trim(data, keep, always=always, limits=limits)
    except JsonError as err:
        return type(err), err.args


def failure_of(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Failure:
    result = outcome(data, limits=limits)
    return reject() if isinstance(result, bytes) else result


def is_json(data: bytes) -> bool:
    """Whether others take the bytes for a JSON text, with the checks added that they leave out."""
    try:
        json.loads(data.decode(), parse_constant=refuse)
    except ValueError:
        return False
    return True


def refuse(constant: str) -> object:
    raise ValueError(constant)


def compact(data: bytes) -> bytes:
    """The text without white space outside strings."""
    return re.sub(rb'("(?:[^"\\]|\\.)*")|[ \t\r\n]+', rb"\1", data, flags=re.DOTALL)


@given(documents, keeps, always_names)
def test_trimming_text_is_projecting_what_it_means(data: bytes, keep: Keep, always: frozenset[str]) -> None:
    expected = project(json.loads(data), keep, always=always, dates="millis", limits=DEFAULT_LIMITS)
    assert json.loads(trim(data, keep, always=always, limits=DEFAULT_LIMITS)) == expected


@given(documents)
def test_keeping_all_drops_white_space_alone(data: bytes) -> None:
    assert trim(data, WHOLE, always=NONE, limits=DEFAULT_LIMITS) == compact(data)


@given(documents, keeps, always_names)
def test_trimming_the_compact_text_is_the_same(data: bytes, keep: Keep, always: frozenset[str]) -> None:
    assert outcome(compact(data), keep, always) == outcome(data, keep, always)


@given(documents, keeps_without_ranges, always_names)
def test_trimming_twice_is_trimming_once(data: bytes, keep: Keep, always: frozenset[str]) -> None:
    once = trim(data, keep, always=always, limits=DEFAULT_LIMITS)
    assert trim(once, keep, always=always, limits=DEFAULT_LIMITS) == once


@given(documents, keeps, always_names)
def test_every_token_kept_stands_in_the_text_in_that_order(
    data: bytes, keep: Keep, always: frozenset[str]
) -> None:
    token = re.compile(rb'"(?:[^"\\]|\\.)*"|[-+.0-9a-zA-Z]+|[{}\[\]]', re.DOTALL)
    source = iter(token.findall(data))
    assert all(
        kept in source for kept in token.findall(trim(data, keep, always=always, limits=DEFAULT_LIMITS))
    )


@given(any_bytes, keeps, always_names)
def test_any_bytes_end_in_json_or_in_an_error_inside_them(
    data: bytes, keep: Keep, always: frozenset[str]
) -> None:
    result = outcome(data, keep, always)
    assert is_json(result) if isinstance(result, bytes) else 0 <= result[1][0] <= len(data)


@given(any_bytes)
@example(b'"\xed\xa0\x80"')
@example(b"\xef\xbb\xbf1")
@example(b"[NaN]")
def test_what_is_accepted_is_what_is_json(data: bytes) -> None:
    assert isinstance(outcome(data), bytes) == is_json(data)


@given(any_bytes, keeps)
def test_whether_a_text_is_accepted_does_not_hang_on_the_plan(data: bytes, keep: Keep) -> None:
    whole, kept = outcome(data), outcome(data, keep)
    assert kept == whole or (isinstance(kept, bytes) and isinstance(whole, bytes))


def could_become_json(data: bytes, levels: int) -> bool:
    result = outcome(data, limits=Limits(levels=levels))
    return isinstance(result, bytes) or (result[1][0], result[1][2]) == (len(data), "the end")


@given(any_bytes, st.sampled_from([0, 1, 500]))
def test_an_error_is_where_the_text_can_no_longer_become_json(data: bytes, levels: int) -> None:
    at = failure_of(data, limits=Limits(levels=levels))[1][0]
    assert could_become_json(data[:at], levels)
    assert at == len(data) or not could_become_json(data[: at + 1], levels)


@given(documents, st.data())
def test_a_text_cut_short_could_become_json(document: bytes, data: st.DataObject) -> None:
    assert could_become_json(document[: data.draw(st.integers(0, len(document)))], levels=500)


@given(documents, st.integers(0, 4))
def test_a_level_too_many_is_an_error_at_its_bracket(data: bytes, levels: int) -> None:
    inside_strings = re.sub(
        rb'"(?:[^"\\]|\\.)*"', lambda string: b"s" * len(string[0]), data, flags=re.DOTALL
    )
    level, too_deep = 0, None
    for at, byte in enumerate(inside_strings):
        if byte in b"[{":
            too_deep = at if too_deep is None and level > levels else too_deep
            level += 1
        level -= byte in b"]}"
    result = outcome(data, limits=Limits(levels=levels))
    if too_deep is None:
        assert isinstance(result, bytes)
    else:
        assert result == (JsonLimitError, (too_deep, "levels", levels, None))


@pytest.mark.parametrize("kind", [bytearray, memoryview])
@given(any_bytes, keeps)
def test_every_kind_of_bytes_gives_the_same(kind: type, data: bytes, keep: Keep) -> None:
    assert outcome(kind(data), keep) == outcome(data, keep)


@given(any_bytes.filter(bool), keeps)
def test_a_map_gives_the_same(data: bytes, keep: Keep) -> None:
    with mmap.mmap(-1, len(data)) as map:
        map[:] = data
        assert outcome(map, keep) == outcome(data, keep)


@given(texts | any_bytes.map(lambda data: data.decode("utf-8", "ignore")), keeps)
def test_text_gives_what_its_utf_8_gives(text: str, keep: Keep) -> None:
    assert outcome(text, keep) == outcome(text.encode(), keep)


@given(texts | st.text(st.sampled_from('"[]{},:\\ua1\u00e9\ud800\udc00'), max_size=20), st.data())
def test_text_with_a_lone_surrogate_fails_no_later_than_there(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    before = text[:at].encode("utf-8", "replace")
    error = outcome(before.decode() + "\udfff" + text[at:])
    assert not isinstance(error, bytes)
    plain = outcome(before)
    if not isinstance(plain, bytes) and plain[1][0] < len(before):
        assert error == plain
    else:
        assert (error[0], error[1][0], error[1][2]) == (JsonSyntaxError, len(before), "a lone surrogate")


line_texts = documents.map(lambda data: data.replace(b"\n", b" "))
blank_lines = st.sampled_from([b"", b" ", b"\r", b"\t \r"])


def lines_outcome(source: Any, keep: Keep, limits: Limits = DEFAULT_LIMITS) -> tuple[list[bytes], object]:
    """The results given, then the facts of the error that ended them, or None."""
    results: list[bytes] = []
    try:
        results.extend(trim_lines(source, keep, always=NONE, limits=limits))
    except JsonError as err:
        return results, (type(err), err.args)
    return results, None


class Pieces(io.RawIOBase):
    """A stream that gives its bytes in pieces of given sizes, then in one."""

    def __init__(self, data: bytes, sizes: list[int]) -> None:
        self.rest, self.sizes = data, sizes

    def read(self, size: int = -1) -> bytes:
        size = self.sizes.pop() if self.sizes else len(self.rest)
        piece, self.rest = self.rest[:size], self.rest[size:]
        return piece


piece_sizes = st.lists(st.integers(1, 5))


@given(st.lists(line_texts, max_size=4), keeps)
def test_lines_joined_give_what_each_gives(documents: list[bytes], keep: Keep) -> None:
    expected = [trim(data, keep, always=NONE, limits=DEFAULT_LIMITS) + b"\n" for data in documents]
    assert lines_outcome(b"\n".join(documents), keep) == (expected, None)


@given(st.lists(line_texts | blank_lines, max_size=6), keeps)
def test_blank_lines_give_nothing(lines: list[bytes], keep: Keep) -> None:
    expected = [
        trim(data, keep, always=NONE, limits=DEFAULT_LIMITS) + b"\n" for data in lines if data.strip()
    ]
    assert lines_outcome(b"".join(line + b"\n" for line in lines), keep) == (expected, None)


@given(st.lists(line_texts | blank_lines, max_size=4), any_bytes, st.lists(any_bytes, max_size=2), keeps)
def test_an_error_in_a_line_is_that_of_the_line_moved(
    before: list[bytes], bad: bytes, behind: list[bytes], keep: Keep
) -> None:
    bad = bad.replace(b"\n", b" ")
    assume(bad.strip(b" \t\r"))
    kind, (at, *facts, line) = failure_of(bad)
    moved = (kind, (sum(map(len, before)) + len(before) + at, *facts, len(before) + 1))
    assert line is None
    assert lines_outcome(b"\n".join([*before, bad, *behind]), keep)[1] == moved


@given(st.lists(any_bytes, max_size=5).map(b"\n".join), piece_sizes, keeps, st.sampled_from([0, 5, 1 << 30]))
def test_a_stream_gives_what_its_bytes_give(
    data: bytes, sizes: list[int], keep: Keep, line_bytes: int
) -> None:
    limits = Limits(line_bytes=line_bytes)
    assert lines_outcome(Pieces(data, sizes), keep, limits) == lines_outcome(data, keep, limits)


@given(st.lists(any_bytes, max_size=5).map(b"\n".join), keeps)
def test_a_buffered_stream_gives_what_its_bytes_give(data: bytes, keep: Keep) -> None:
    assert lines_outcome(io.BytesIO(data), keep) == lines_outcome(data, keep)


@given(ranges, st.recursive(st.integers(0, 9), lambda items: st.lists(items, max_size=5), max_leaves=40))
def test_a_range_cuts_arrays_in_arrays_as_it_cuts_lists(bounds: Range, value: object) -> None:
    def cut(value: object) -> object:
        return [cut(element) for element in value[bounds.slice()]] if isinstance(value, list) else value

    result = trim(json.dumps(value), KeepTree(range=bounds), always=NONE, limits=DEFAULT_LIMITS)
    assert result == json.dumps(cut(value), separators=(",", ":")).encode()
