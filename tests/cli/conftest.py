"""Run the commands as a user does, but in this process."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from treequery.cli import main, main_tq


@dataclass(frozen=True)
class Ended:
    """How a run ended: its status, and what it wrote."""

    status: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def tq(capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run ``tq`` with words; what it writes is decoded."""

    def run(*words: str) -> Ended:
        status = main_tq(words)
        captured = capsysbinary.readouterr()
        return Ended(status, captured.out.decode(), captured.err.decode())

    return run


@pytest.fixture
def treequery(capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run ``treequery`` with words; what it writes is decoded."""

    def run(*words: str) -> Ended:
        status = main(words)
        captured = capsysbinary.readouterr()
        return Ended(status, captured.out.decode(), captured.err.decode())

    return run


@pytest.fixture
def stdin(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], None]]:
    """Give a text to the standard input."""
    with ExitStack() as stack:

        def give(text: str) -> None:
            path = tmp_path_factory.mktemp("stdin") / "text"
            path.write_text(text, "utf-8")
            monkeypatch.setattr(sys, "stdin", stack.enter_context(path.open()))

        yield give


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Write a file into the working directory, which is empty but for these; return its name."""
    monkeypatch.chdir(tmp_path)

    def write(text: str | bytes, name: str = "file.json") -> str:
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return name

    return write
