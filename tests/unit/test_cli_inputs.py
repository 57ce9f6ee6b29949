"""treequery.commands.inputs: how files are read."""

import mmap
import os
from pathlib import Path

import pytest

from treequery.commands.inputs import Counted, open_input, read_input


def test_a_small_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")
    assert read_input(str(tmp_path / "file")) == b"abc"


def test_an_empty_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert read_input(str(tmp_path / "file")) == b""


def test_a_large_file_is_mapped(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"a" * (1 << 20))
    assert isinstance(read_input(str(tmp_path / "file")), mmap.mmap)


def test_a_large_file_that_cannot_be_mapped_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise OSError

    (tmp_path / "file").write_bytes(b"a" * (1 << 20))
    monkeypatch.setattr(mmap, "mmap", refuse)
    assert read_input(str(tmp_path / "file")) == b"a" * (1 << 20)


def test_a_pipe_is_read_to_its_end() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"abc")
    os.close(writing)
    path = f"/dev/fd/{reading}"
    assert read_input(path) == b"abc"
    os.close(reading)


def test_what_is_read_is_counted(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abcdef")
    with Counted(open_input(str(tmp_path / "file"))) as counted:
        counted.read1(4)
        assert (counted.count, counted.total) == (4, 6)


def test_the_total_of_a_device_is_not_known() -> None:
    with Counted(open_input(os.devnull)) as counted:
        assert counted.total == 0
