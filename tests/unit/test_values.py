"""What each kind of Python value counts as."""

import enum
from collections import OrderedDict, UserString, deque
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import count, islice
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any
from urllib.parse import urlparse, urlsplit
from uuid import UUID

import pytest

from treequery.tree import Range
from treequery.values import (
    EndlessError,
    Map,
    is_array,
    is_scalar,
    items,
    items_at_once,
    key_text,
    plain,
    ranged,
)


class Color(enum.Enum):
    RED = "red"
    PAIR = (1, 2)
    SINCE = datetime(1970, 1, 2)


class Level(enum.IntEnum):
    LOW = 1


class Text(str):
    def __str__(self) -> str:
        return "something else"


class Count(int):
    def __repr__(self) -> str:
        return "many"


class Share(float):
    pass


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (10**50, 10**50),
        (1.5, 1.5),
        ("a", "a"),
        (Text("a"), "a"),
        (Count(3), 3),
        (Share(0.5), 0.5),
        (Decimal("1.10"), Decimal("1.10")),
        (Color.RED, "red"),
        (Color.PAIR, (1, 2)),
        (Color.SINCE, 86_400_000),
        (Level.LOW, 1),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (PurePosixPath("/a/b"), "/a/b"),
        (urlsplit("http://ci/x?y#z"), "http://ci/x?y#z"),
        (urlparse("http://ci/x;p"), "http://ci/x;p"),
        (date(1970, 1, 2), 86_400_000),
        (datetime(1970, 1, 1, 0, 0, 1, 999_999), 1999),
        (datetime(1969, 12, 31, 23, 59, 59, 999_500), -1),
        (datetime(1970, 1, 1, 2, tzinfo=timezone(timedelta(hours=1))), 3_600_000),
        (datetime(1, 1, 1, tzinfo=UTC), -62_135_596_800_000),
    ],
)
def test_a_scalar_is_written_as_a_plain_one(value: object, expected: object) -> None:
    found = plain(value, "millis")
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 3, 4, 5), "2026-01-02T03:04:05"),
        (datetime(2026, 1, 2, tzinfo=UTC), "2026-01-02T00:00:00+00:00"),
    ],
)
def test_dates_can_be_shown_as_iso_8601(value: date, text: str) -> None:
    assert plain(value, "iso") == text


def test_what_is_no_scalar_comes_back_as_it_is() -> None:
    value = object()
    assert plain(value, "millis") is value


def test_a_constant_that_stands_for_itself_is_no_scalar() -> None:
    class Circle(enum.Enum):
        IN = "in"

    Circle.IN._value_ = Circle.IN  # type: ignore[assignment]
    assert plain(Circle.IN, "millis") is Circle.IN


@pytest.mark.parametrize("value", [None, False, 1, 1.5, "a", Decimal(1)])
def test_plain_scalars(value: object) -> None:
    assert is_scalar(value)


@pytest.mark.parametrize("value", [Text("a"), Count(1), [], {}, b"", UUID(int=1)])
def test_other_values_are_no_plain_scalars(value: object) -> None:
    assert not is_scalar(value)


@pytest.mark.parametrize(
    "value",
    [[], (), set(), frozenset(), deque(), range(3), iter("a"), {}.values(), {}.keys(), UserString("ab")],
)
def test_any_iterable_is_an_array(value: object) -> None:
    assert is_array(value)


@pytest.mark.parametrize(
    "value", ["a", b"a", bytearray(), memoryview(b""), {}, OrderedDict(), MappingProxyType({}), 1, None]
)
def test_text_bytes_and_mappings_are_no_arrays(value: object) -> None:
    assert not is_array(value)


RANGES = [
    Range(),
    Range(2, 5),
    Range(5, 2),
    Range(0, 0),
    Range(8, None),
    Range(0, 99),
    Range(-3, None),
    Range(-3, -1),
    Range(-1, -3),
    Range(-99, None),
    Range(2, -2),
    Range(-4, 9),
    Range(0, -1),
]


@pytest.mark.parametrize("bounds", RANGES, ids=str)
@pytest.mark.parametrize("kind", [list, iter, deque, tuple, dict.fromkeys])
def test_a_range_cuts_any_array_as_a_slice_does(bounds: Range, kind: Any) -> None:
    elements = list("abcdefghij")
    assert list(ranged(kind(elements), bounds, 10)) == list(enumerate(elements))[bounds.slice()]


@pytest.mark.parametrize(
    ("bounds", "read"), [(Range(0, 3), 3), (Range(2, 4), 4), (Range(5, 2), 0), (Range(0, 0), 0)]
)
def test_an_iterator_is_read_no_further_than_the_range_needs(bounds: Range, read: int) -> None:
    seen = []

    def elements() -> Iterator[int]:
        for index in range(100):
            seen.append(index)
            yield index

    list(ranged(elements(), bounds, 100))
    assert len(seen) == read


def test_the_last_elements_of_a_long_iterator_are_kept_in_their_number() -> None:
    last = ranged(iter(range(100_000)), Range(-2, None), 100_000)
    assert list(last) == [(99_998, 99_998), (99_999, 99_999)]


@pytest.mark.parametrize(
    "bounds",
    [Range(-1, None), Range(-3, -1), Range(20, None), Range(11, 12), Range(-9, 9), Range(0, -99)],
    ids=str,
)
def test_no_more_is_read_of_an_endless_iterator_than_may_be(bounds: Range) -> None:
    seen = count()
    with pytest.raises(EndlessError):
        list(ranged(seen, bounds, 10))
    assert next(seen) <= 12


def test_an_endless_iterator_has_first_elements() -> None:
    assert list(ranged(count(), Range(2, 4), 4)) == [(2, 2), (3, 3)]
    assert list(ranged(count(), Range(-2, 2), 4)) == []
    assert list(islice(ranged(count(), Range(1, -2), 4), 2)) == [(1, 1), (2, 2)]


@pytest.mark.parametrize(
    "bounds", [Range(0, 2**70), Range(2**70, None), Range(-(2**70), None), Range(0, -(2**70))], ids=str
)
def test_an_iterator_is_cut_by_bounds_of_any_size(bounds: Range) -> None:
    elements = list("abc")
    assert list(ranged(iter(elements), bounds, 10)) == list(enumerate(elements))[bounds.slice()]


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("a", "a"),
        (Text("a"), "a"),
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (1, "1"),
        (Level.LOW, "1"),
        (Color.RED, "red"),
        (Color.PAIR, None),
        (1.5, "1.5"),
        (1e16, "1e+16"),
        (float("nan"), "NaN"),
        (float("inf"), "Infinity"),
        (float("-inf"), "-Infinity"),
        ((1,), None),
        (b"a", None),
    ],
)
def test_a_key_counts_as_the_text_that_json_gives_it(key: object, text: str | None) -> None:
    assert key_text(key) == text


def test_an_integer_of_any_size_can_be_a_key() -> None:
    assert key_text(10**5000) == f"1{'0' * 5000}"


def test_a_map_marks_a_mapping() -> None:
    assert repr(Map({"a": 1})) == "Map({'a': 1})"


def test_only_a_mapping_can_be_marked() -> None:
    with pytest.raises(TypeError):
        Map([1])  # type: ignore[arg-type]


class NoItems(dict[str, int]):
    def items(self) -> Any:
        raise LookupError("items")


def test_items_are_pairs() -> None:
    assert list(items({"a": 1})) == list(items_at_once({"a": 1})) == [("a", 1)]


def test_a_mapping_is_asked_for_items_with_the_first_of_them() -> None:
    found = items(NoItems())
    with pytest.raises(LookupError):
        next(found)


def test_a_mapping_is_asked_for_items_at_once() -> None:
    with pytest.raises(LookupError):
        items_at_once(NoItems())
