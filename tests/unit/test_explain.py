"""treequery.explain: trees as pictures."""

import pytest

from treequery.explain import in_words, picture
from treequery.parse import parse
from treequery.tree import Range, Tree


def drawn(text: str) -> str:
    return "\n".join(picture(parse(text)))


def test_names_hang_below_the_name_with_the_brackets() -> None:
    assert drawn("a[b[c],d],e[f]") == "a\n├── b\n│   └── c\n└── d\ne\n└── f"


def test_ranges_are_noted_in_one_column() -> None:
    assert drawn("a[b{5}],long{,2}") == "a\n└── b  element 5 only\nlong   elements 0 to 1"


def test_wide_names_do_not_widen_the_column() -> None:
    assert drawn("a{0}," + "b" * 50 + "{1}") == f"a  element 0 only\n{'b' * 50}  element 1 only"


def test_notes_stand_beside_wide_names_alone_too() -> None:
    assert drawn("b" * 50 + "{1}") == f"{'b' * 50}  element 1 only"


def test_a_star_says_what_it_stands_for() -> None:
    assert drawn("*[a],b") == "*      every other property\n└── a\nb"


def test_a_star_alone_stands_for_all() -> None:
    assert drawn("*{5,}") == "*  every property: elements from 5 on"


def test_two_stars_keep_all_below() -> None:
    assert drawn("**") == "**  every property, whole"


def test_exclusions_are_marked() -> None:
    assert drawn("**,!a") == "**  every other property, whole\n!a  left out"


def test_a_property_called_star_is_quoted() -> None:
    assert drawn('*,"*"[a]') == '*      every other property\n"*"\n└── a'


def test_names_are_quoted_where_they_have_to_be() -> None:
    assert drawn('"a,b","!c"') == '"a,b"\n"!c"'


def test_names_of_jenkins_are_not_quoted() -> None:
    assert picture(parse("!a", dialect="jenkins")) == ["!a"]


def test_ascii_draws_with_plain_characters() -> None:
    assert picture(parse("a[b[c],d]"), ascii=True) == ["a", "|-- b", "|   `-- c", "`-- d"]


def test_a_tree_of_nothing_has_no_lines() -> None:
    assert picture(Tree()) == []


def test_the_deepest_tree_can_be_drawn() -> None:
    assert len(picture(parse("a[" * 250 + "a" + "]" * 250))) == 251


@pytest.mark.parametrize(
    ("start", "stop", "words"),
    [
        (0, None, ""),
        (3, None, "elements from 3 on"),
        (-1, None, "the last element"),
        (-5, None, "the last 5 elements"),
        (0, 5, "elements 0 to 4"),
        (2, 5, "elements 2 to 4"),
        (10, 11, "element 10 only"),
        (-5, -4, "element 5 from the end only"),
        (-5, -1, "the last 5 elements, without the very last"),
        (-5, -2, "the last 5 elements, without the last 2"),
        (0, -1, "all without the last element"),
        (0, -2, "all without the last 2 elements"),
        (3, -1, "elements from 3 on, without the last element"),
        (-5, 3, "of the last 5 elements those before element 3"),
        (5, 5, "no elements"),
        (5, 2, "no elements"),
        (0, 0, "no elements"),
        (-2, 0, "no elements"),
        (-2, -5, "no elements"),
    ],
)
def test_a_range_is_put_in_words(start: int, stop: int | None, words: str) -> None:
    assert in_words(Range(start, stop)) == words
