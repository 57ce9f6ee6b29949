"""A file that is cut short while it is mapped is an error of both engines, and not the end of the process."""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from treequery import _core
from treequery.errors import JsonSyntaxError, SourceError
from treequery.native import Native
from treequery.plan import compile
from treequery.specification import Specification

PLAN = compile("a")
SETTINGS = (PLAN.keep, PLAN.always, PLAN.dates, PLAN.export, PLAN.limits)
ENGINES = {"rust": Native(_core, *SETTINGS), "python": Specification(*SETTINGS)}
LINE = b'{"a": 1, "b": 2}\n'
# More than a page, since what is left of the last page can be read.
COUNT = 3 * mmap.PAGESIZE // len(LINE)

VERBS: dict[str, Callable[[Any, Any], Any]] = {
    "trim": lambda engine, data: engine.trim(data, "full"),
    "trim, kept": lambda engine, data: engine.trim(data, "kept"),
    "trim_into": lambda engine, data: engine.trim_into(data, bytearray(), "full"),
    "load": lambda engine, data: engine.load(data, "full"),
    "lines": lambda engine, data: list(engine.trim_lines(data, "full", 1)),
    "lines on threads": lambda engine, data: list(engine.trim_lines(data, "full", 2)),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lines.jsonl"
    path.write_bytes(LINE * COUNT)
    return path


@pytest.fixture
def mapped(file: Path) -> Iterator[mmap.mmap]:
    with file.open("rb") as raw, mmap.mmap(raw.fileno(), 0, access=mmap.ACCESS_READ) as data:
        yield data


def cut(file: Path, size: int) -> None:
    with file.open("r+b") as raw:
        raw.truncate(size)


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES.keys())
@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS.keys())
@pytest.mark.parametrize("view", [lambda data: data, memoryview, lambda data: memoryview(data)[len(LINE) :]])
def test_a_map_that_is_longer_than_its_file_is_refused(
    view: Any, verb: Any, engine: Any, file: Path, mapped: mmap.mmap
) -> None:
    data = view(mapped)
    cut(file, 10)
    with pytest.raises(SourceError) as caught:
        verb(engine, data)
    assert caught.value.path == "$"
    assert isinstance(caught.value.__cause__, OSError)
    if data is not mapped:
        data.release()


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES.keys())
def test_a_map_that_becomes_longer_than_its_file_is_refused_between_lines(
    engine: Any, file: Path, mapped: mmap.mmap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("treequery.native_lines.WINDOW_BYTES", 1)
    lines = engine.trim_lines(mapped, "full", 1)
    assert [next(lines), next(lines)] == [b'{"a":1}\n'] * 2
    cut(file, 10)
    with pytest.raises(SourceError):
        list(lines)


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES.keys())
def test_a_map_of_no_file_is_read(engine: Any) -> None:
    with mmap.mmap(-1, len(LINE)) as data:
        data.write(LINE)
        assert engine.trim(data, "full") == b'{"a":1}'


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES.keys())
def test_a_map_whose_file_has_grown_is_read(engine: Any, file: Path, mapped: mmap.mmap) -> None:
    cut(file, 10 * mmap.PAGESIZE)
    with pytest.raises(JsonSyntaxError) as caught:
        engine.trim(mapped, "full")
    assert caught.value.at == len(LINE)
