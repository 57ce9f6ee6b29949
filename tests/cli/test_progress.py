"""The progress line: on a terminal only, and never in the way."""

import io
import os
import sys
from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on a terminal, and return the inputs for which a progress line was asked."""
    names: list[str] = []

    class Progress:
        def __init__(self, stream: Any, name: str, counting: Any) -> None:
            names.append(name)

        def draw(self) -> None:
            raise AssertionError("no time has passed")

        def erase(self) -> None:
            pass

    def run(command: Run, *words: str, stderr: Any = None) -> list[str]:
        monkeypatch.setattr("treequery.commands.progress.SECONDS_BETWEEN", 3600)
        monkeypatch.setattr("treequery.commands.progress.Progress", Progress)
        monkeypatch.setattr(sys, "stderr", stderr or Terminal())
        command(*words)
        return names

    return run


def test_a_terminal_gets_a_line_for_each_file(tq: Run, file: Run, watched: Run) -> None:
    assert watched(tq, "a", file("{}", "1"), file("{}", "2")) == ["1", "2"]


def test_a_listing_of_fields_gets_one_too(treequery: Run, file: Run, watched: Run) -> None:
    assert watched(treequery, "fields", file("{}")) == ["file.json"]


def test_where_errors_go_to_a_file_there_is_none(tq: Run, file: Run, watched: Run) -> None:
    assert watched(tq, "a", file("{}"), stderr=io.StringIO()) == []


def test_lines_that_go_to_a_file_get_one(tq: Run, file: Run, watched: Run) -> None:
    assert watched(tq, "--lines", "a", file("{}"), "-o", "out") == ["file.json"]


def test_lines_that_go_where_nobody_looks_get_one(tq: Run, file: Run, watched: Run) -> None:
    assert watched(tq, "--lines", "a", file("{}")) == ["file.json"]


def test_lines_that_are_redirected_to_a_file_get_one(
    tq: Run, file: Run, watched: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open(file("", "out"), "w") as out:
        monkeypatch.setattr(sys, "stdout", out)
        assert watched(tq, "--lines", "a", file("{}")) == ["file.json"]


def test_lines_that_go_to_the_terminal_get_none(
    tq: Run, file: Run, watched: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert watched(tq, "--lines", "a", file("{}")) == []


def test_lines_that_go_into_a_pipe_get_none(
    tq: Run, file: Run, watched: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading), os.fdopen(writing, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        assert watched(tq, "--lines", "a", file("{}")) == []
