"""Line, column and excerpt of a place in a text."""

import pytest

from treequery.source import excerpt, line_and_column, shown


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("", 0, (1, 1)),
        ("ab", 2, (1, 3)),
        ("a\nb", 2, (2, 1)),
        ("a\nb", 1, (1, 2)),
        ("a\r\nb", 3, (2, 1)),
        ("a\rb", 2, (2, 1)),
        ("a\n\nb", 2, (2, 1)),
        ("a\x0bb\u2028c", 4, (1, 5)),
    ],
)
def test_line_and_column_count_from_one(text: str, at: int, expected: tuple[int, int]) -> None:
    assert line_and_column(text, at) == expected


def test_the_caret_stands_under_the_place() -> None:
    assert excerpt("ab\ncd]e", 5) == "cd]e\n  ^"


def test_the_caret_stands_behind_the_end() -> None:
    assert excerpt("ab", 2) == "ab\n  ^"


def test_a_long_line_is_cut_around_the_place() -> None:
    line, caret = excerpt("x" * 500 + "]" + "y" * 500, 500).split("\n")
    assert (len(line), line[:3], line[-3:], line[len(caret) - 1]) == (82, "...", "...", "]")


def test_a_long_line_is_not_cut_before_its_start() -> None:
    assert excerpt("]" + "y" * 500, 0).startswith("]yyy")


def test_control_characters_and_surrogates_take_one_plain_character() -> None:
    assert excerpt("a\t\x00\ud800b", 4) == "a\u00b7\u00b7\u00b7b\n    ^"


def test_long_text_is_cut_when_shown() -> None:
    assert shown("x" * 41) == repr("x" * 40) + "..."


def test_short_text_is_shown_whole() -> None:
    assert shown("a'b") == '"a\'b"'
