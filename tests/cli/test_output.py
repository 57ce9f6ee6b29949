"""``--output`` and the standard output: all or nothing, and no noise."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from treequery.cli import main_tq

Run = Callable[..., Any]


def status_unread(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Run ``tq`` with nobody reading its output, and flush that once more, as the interpreter does."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        status = main_tq(words)
        stream.flush()
    return status


def test_results_go_to_a_file(tq: Run, file: Run) -> None:
    tq("a", file('{"a": 1}', "1"), file('{"a": 2}', "2"), "--output", "out")
    assert Path("out").read_bytes() == b'{"a":1}\n{"a":2}\n'


def test_nothing_of_it_is_on_the_standard_output(tq: Run, file: Run) -> None:
    assert tq("a", file('{"a": 1}'), "-o", "out").out == ""


def test_nothing_else_is_left_in_the_folder(tq: Run, file: Run) -> None:
    tq("a", file('{"a": 1}'), "-o", "out")
    assert sorted(os.listdir()) == ["file.json", "out"]


def test_a_dash_is_the_standard_output(tq: Run, file: Run) -> None:
    assert tq("a", file('{"a": 1}'), "-o", "-").out == '{"a":1}\n'


def test_a_file_can_be_trimmed_in_its_place(tq: Run, file: Run) -> None:
    tq("a", file('{"a": 1, "b": 2}'), "-o", "file.json")
    assert Path("file.json").read_bytes() == b'{"a":1}\n'


def test_a_large_file_can_be_trimmed_in_its_place(tq: Run, file: Run) -> None:
    tq("a", file('{"a": 1, "b": "' + "x" * (1 << 20) + '"}'), "-o", "file.json")
    assert Path("file.json").read_bytes() == b'{"a":1}\n'


def test_lines_can_be_trimmed_in_their_place(tq: Run, file: Run) -> None:
    tq("--lines", "a", file('{"a": 1, "b": 2}\n' * 10_000), "-o", "file.json")
    assert Path("file.json").read_bytes() == b'{"a":1}\n' * 10_000


def test_after_a_fault_the_file_is_as_it_was(tq: Run, file: Run) -> None:
    file("old", "out")
    tq("--lines", "a", file('{"a": 1}\nx'), "-o", "out")
    assert Path("out").read_bytes() == b"old"


def test_after_a_fault_nothing_is_left_behind(tq: Run, file: Run) -> None:
    tq("a", file('{"a": 1}', "1"), file("x", "2"), "-o", "out")
    assert sorted(os.listdir()) == ["1", "2"]


def test_a_file_keeps_its_mode(tq: Run, file: Run) -> None:
    Path(file("old", "out")).chmod(0o604)
    tq("a", file('{"a": 1}'), "-o", "out")
    assert Path("out").stat().st_mode & 0o777 == 0o604


def test_a_new_file_has_the_mode_that_the_umask_asks_for(tq: Run, file: Run) -> None:
    before = os.umask(0o027)
    try:
        tq("a", file('{"a": 1}'), "-o", "out")
    finally:
        os.umask(before)
    assert Path("out").stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link(tq: Run, file: Run) -> None:
    Path("link").symlink_to(file("old", "out"))
    tq("a", file('{"a": 1}'), "-o", "link")
    assert (Path("link").is_symlink(), Path("out").read_bytes()) == (True, b'{"a":1}\n')


def test_a_pipe_is_written_to_and_stays(tq: Run, file: Run, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    tq("a", file('{"a": 1}'), "-o", str(pipe))
    text = os.read(reading, 100)
    os.close(reading)
    assert (text, pipe.is_fifo()) == (b'{"a":1}\n', True)


def test_a_folder_that_is_not_there_is_refused(tq: Run, file: Run) -> None:
    result = tq("a", file('{"a": 1}'), "-o", "nosuch/out")
    assert (result.status, result.err) == (1, "tq: nosuch/out: No such file or directory\n")


def test_a_folder_is_no_output(tq: Run, file: Run) -> None:
    assert tq("a", file('{"a": 1}'), "-o", ".").err == "tq: .: Is a directory\n"


def test_an_interrupt_leaves_nothing_behind(tq: Run, file: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(file: str) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr("treequery.commands.trim.read_input", interrupted)
    tq("a", file('{"a": 1}'), "-o", "out")
    assert os.listdir() == ["file.json"]


def test_an_interrupt_is_quiet_and_has_its_own_status(
    tq: Run, file: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(file: str) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr("treequery.commands.trim.read_input", interrupted)
    result = tq("a", file('{"a": 1}'))
    assert (result.status, result.err) == (130, "")


def test_an_interrupt_just_behind_the_replacing_is_still_one(
    tq: Run, file: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def interrupted(source: str, target: str) -> None:
        replace(source, target)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    assert tq("a", file('{"a": 1}'), "-o", "out").status == 130


def test_a_broken_pipe_has_the_status_that_shells_know(file: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert status_unread(monkeypatch, "a", file('{"a": 1}')) == 141


def test_a_pipe_that_breaks_on_the_way_has_it_too(file: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert status_unread(monkeypatch, "--lines", "a", file('{"a": 1}\n' * 10_000)) == 141


def test_a_broken_pipe_is_quiet(
    file: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status_unread(monkeypatch, "a", file('{"a": 1}'))
    assert capsys.readouterr().err == ""


def test_a_full_disk_is_a_failure(tq: Run, file: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with open("/dev/full", "w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        status = tq("a", file('{"a": 1}'))
    assert (status.status, status.err) == (1, "tq: standard output: No space left on device\n")


def test_a_closed_standard_output_is_a_failure(tq: Run, file: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    result = tq("a", file('{"a": 1}'))
    assert (result.status, result.err) == (1, "tq: standard output: it is closed\n")


def test_complaints_that_nobody_reads_are_no_crash(file: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with open("/dev/full", "w", buffering=1) as full:
        monkeypatch.setattr(sys, "stderr", full)
        status = main_tq(["a", "nosuch.json"])
        os.dup2(os.open(os.devnull, os.O_WRONLY), full.fileno())
    assert status == 1
