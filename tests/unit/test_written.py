"""treequery.written: entries as they stand in the text."""

import pytest

from treequery.errors import ExpressionSyntaxError
from treequery.tree import Range
from treequery.written import Bounds, Entry, entries_of


def test_entries_keep_the_order_of_the_text_and_repetitions() -> None:
    assert entries_of("b,a,b", dialect="extended") == (Entry("b", 0), Entry("a", 2), Entry("b", 4))


def test_brackets_hold_entries_of_their_own() -> None:
    assert entries_of("a[b]", dialect="extended") == (Entry("a", 0, entries=(Entry("b", 2),)),)


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("a{3}", Bounds(Range(3, 4), 2, is_single=True)),
        ("a{-1}", Bounds(Range(-1, None), 2, is_single=True)),
        ("a{3,4}", Bounds(Range(3, 4), 2)),
        ("a{3,}", Bounds(Range(3, None), 2)),
        ("a{,4}", Bounds(Range(0, 4), 3)),
        ("a< -3 ,4>", Bounds(Range(-3, 4), 3)),
    ],
)
def test_a_range_says_how_and_where_it_was_written(text: str, bounds: Bounds) -> None:
    assert entries_of(text, dialect="extended")[0].bounds == bounds


def test_a_range_stands_behind_brackets() -> None:
    entry = entries_of("a[b]{1}", dialect="jenkins")[0]
    assert (entry.entries, entry.bounds) == ((Entry("b", 2),), Bounds(Range(1, 2), 5, is_single=True))


def test_a_quoted_name_is_unescaped() -> None:
    assert entries_of('"a\\u002cb"', dialect="extended") == (Entry("a,b", 0, is_quoted=True),)


def test_quotes_are_part_of_a_name_of_jenkins() -> None:
    assert entries_of('"a"', dialect="jenkins") == (Entry('"a"', 0),)


def test_an_exclusion_is_at_its_name() -> None:
    assert entries_of("**,!a", dialect="extended") == (Entry(None), Entry("a", 4, is_excluded=True))


def test_text_that_does_not_parse_is_refused_as_everywhere() -> None:
    with pytest.raises(ExpressionSyntaxError) as caught:
        entries_of("a,\nb]", dialect="extended")
    assert caught.value.at == 4


def test_nesting_up_to_the_limit_is_read() -> None:
    entries = entries_of("a[" * 250 + "a" + "]" * 250, dialect="extended")
    depth = 0
    while entries:
        entries, depth = entries[0].entries, depth + 1
    assert depth == 251
