"""``treequery explain``: a picture and warnings."""

import io
import sys
from collections.abc import Callable
from typing import Any

import pytest

from treequery.cli import main

Run = Callable[..., Any]


def test_the_shortest_spelling_stands_above_the_picture(treequery: Run) -> None:
    assert treequery("explain", "jobs[ name, builds[number]{0,5} ]").out == (
        "jobs[name,builds[number]{,5}]\n\njobs\n├── name\n└── builds      elements 0 to 4\n    └── number\n"
    )


def test_a_warning_shows_the_place_and_how_to_mend_it(treequery: Run) -> None:
    assert treequery("explain", "name,\nbuilds[url]{10}").out.endswith(
        "\n"
        "\n"
        "warning: line 2, column 13: {10} keeps the element 10 alone, counted from 0\n"
        "builds[url]{10}\n"
        "            ^\n"
        "hint: for the first 10 write {,10}\n"
    )


def test_a_warning_is_no_failure(treequery: Run) -> None:
    assert treequery("explain", "builds{10}").status == 0


def test_warnings_beyond_twenty_are_counted(treequery: Run) -> None:
    assert treequery("explain", ",".join(["a"] * 1022)).out.endswith("\n\nand 1,001 more warnings\n")


def test_a_dialect_is_explained_in_its_own_terms(treequery: Run) -> None:
    assert treequery("explain", "--dialect", "jenkins", "a [b]").out.startswith("a [b]\n\na \n└── b\n")


def test_an_expression_that_cannot_be_read_is_refused(treequery: Run) -> None:
    result = treequery("explain", "a[b")
    assert (result.status, result.out, result.err.partition(" expected")[0]) == (
        1,
        "",
        "treequery: expression: line 1, column 4:",
    )


def test_names_move_no_cursor(treequery: Run) -> None:
    assert "\x1b" not in treequery("explain", "--dialect", "jenkins", "\x1b[2J]").out


def test_a_stream_without_the_strokes_gets_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, "ascii"))
    main(["explain", "é[b]"])
    assert written.getvalue() == b"\\xe9[b]\n\n\\xe9\n`-- b\n"


def test_an_expression_is_needed(treequery: Run) -> None:
    assert treequery("explain").status == 2


def test_bytes_that_are_no_text_are_wrong_usage(treequery: Run) -> None:
    assert treequery("explain", "\udcff").status == 2
