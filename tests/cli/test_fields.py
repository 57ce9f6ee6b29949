"""``treequery fields``: what takes room."""

from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]

JOBS = '{"jobs": [{"name": "a", "color": null}, {"name": "b", "color": "red"}]}'


def test_fields_are_listed_with_the_largest_first(treequery: Run, file: Run) -> None:
    assert treequery("fields", file(JOBS)).out == (
        "file.json: 71 bytes, 63 without white space\n"
        "\n"
        "bytes   share  count  types         path\n"
        "   63  100.0%      1  object        $\n"
        "   61   96.8%      1  array         jobs\n"
        "   51   81.0%      2  object        jobs[]\n"
        "   25   39.7%      2  null, string  jobs[].color\n"
        "   20   31.7%      2  string        jobs[].name\n"
        "\n"
        "To leave one out: tq '**,jobs[**,!color]' file.json\n"
    )


def test_a_text_without_white_space_has_one_size(treequery: Run, file: Run) -> None:
    assert treequery("fields", file('{"a":1}')).out.startswith("file.json: 7 bytes\n")


def test_top_lists_the_largest_and_counts_the_others(treequery: Run, file: Run) -> None:
    out = treequery("fields", "--top", "2", file(JOBS)).out
    assert "jobs\n... and 3 smaller ones; --top 0 lists all\n" in out


def test_forty_fields_are_listed_unless_told_otherwise(treequery: Run, file: Run) -> None:
    text = "{" + ",".join(f'"k{n}":{n}' for n in range(60)) + "}"
    assert "... and 21 smaller ones" in treequery("fields", file(text)).out


def test_top_0_lists_all(treequery: Run, file: Run) -> None:
    text = "{" + ",".join(f'"k{n}":{n}' for n in range(60)) + "}"
    assert "smaller ones" not in treequery("fields", "--top", "0", file(text)).out


def test_a_scalar_has_nothing_to_leave_out(treequery: Run, file: Run) -> None:
    assert treequery("fields", file("7")).out.endswith("    1  100.0%      1  integer  $\n")


def test_a_field_that_nearly_is_the_text_is_no_example(treequery: Run, file: Run) -> None:
    assert "To leave one out" not in treequery("fields", file('{"a": "' + "x" * 100 + '"}')).out


def test_the_standard_input_is_read_by_default(treequery: Run, stdin: Run) -> None:
    stdin("[]")
    assert treequery("fields").out.startswith("standard input: 2 bytes\n")


def test_names_move_no_cursor(treequery: Run, file: Run) -> None:
    assert '"\\u001b[2J"' in treequery("fields", file('{"\\u001b[2J": 1}')).out


def test_a_fault_is_shown_with_its_place(treequery: Run, file: Run) -> None:
    result = treequery("fields", file("[\n1, x]"))
    assert (result.status, result.err) == (
        1,
        "treequery: file.json: line 2, byte 5: expected a value, found 'x'\n1, x]\n   ^\n",
    )


def test_a_file_that_is_not_there_is_named(treequery: Run) -> None:
    assert treequery("fields", "nosuch.json").err == "treequery: nosuch.json: No such file or directory\n"


@pytest.mark.parametrize("top", ["x", "-1", "9" * 5000])
def test_top_is_a_number(treequery: Run, top: str) -> None:
    assert treequery("fields", f"--top={top}").status == 2
