"""Outputs: the standard output, or a file that changes all at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from secrets import token_hex
from stat import S_IMODE, S_ISREG
from typing import IO, TextIO

from .failures import CommandError, naming, printable, shown_name

__all__ = ["Output", "can_show", "opened_output", "opened_text", "print_lines"]


class Output:
    """Where results go; ``count`` is how many bytes went there."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.count = 0

    def write(self, *pieces: bytes) -> None:
        """Write pieces one behind the other."""
        for piece in pieces:
            self.stream.write(piece)
            self.count += len(piece)


@contextmanager
def opened_output(file: str | None) -> Iterator[Output]:
    """Give the output for a file, the standard output for None and ``-``.

    A file is replaced when all is written, and keeps its mode; until then, and where anything goes wrong,
    it stays as it was. What is no regular file, like a device or a pipe, is written to directly.

    What goes wrong with the output is a CommandError, but BrokenPipeError where nobody reads on.
    """
    if file is None or file == "-":
        with naming("standard output"):
            yield from _standard_output()
        return
    with naming(shown_name(file)):
        # A link stays one, and the file that it leads to is replaced.
        path = os.path.realpath(file)
        mode = os.stat(path).st_mode if os.path.exists(path) else None
        if mode is None or S_ISREG(mode):
            yield from _replaced(path, mode)
        else:
            with open(path, "wb") as stream:
                yield Output(stream)


def _standard_output() -> Iterator[Output]:
    if sys.stdout is None:
        raise CommandError("standard output: it is closed")
    try:
        yield Output(sys.stdout.buffer)
        sys.stdout.flush()
    except BaseException:
        _drop(sys.stdout)
        raise


def _drop(stream: TextIO) -> None:
    """Hand on what is still held back, to nowhere if need be.

    Else the interpreter would try once more as it ends, and complain.
    """
    try:
        stream.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _replaced(path: str, mode: int | None) -> Iterator[Output]:
    # In the same folder, since only within a file system can a file take another one's place at once.
    temporary = os.path.join(os.path.dirname(path), f".tq-{token_hex(8)}.tmp")
    # A new file gets the mode that the umask asks for, which files of the module tempfile do not.
    with open(temporary, "xb") as stream:
        try:
            yield Output(stream)
            stream.flush()
            if mode is not None:
                os.chmod(temporary, S_IMODE(mode))
            # Else a crash of the machine could leave the new name with none of the bytes.
            os.fsync(stream.fileno())
            stream.close()
            os.replace(temporary, path)
        except BaseException:
            # Interrupts too: nothing may be left behind. It is gone where the replacing was done.
            with suppress(FileNotFoundError):
                os.unlink(temporary)
            raise


def can_show(text: str) -> bool:
    """Return whether the standard output's encoding has every character of ``text``."""
    try:
        text.encode(_encoding())
    except UnicodeEncodeError:
        return False
    return True


@contextmanager
def opened_text() -> Iterator[TextIO]:
    """Give the standard output for text, of which nothing is too odd for its encoding.

    Raises as ``opened_output`` does.
    """
    with opened_output(None) as output:
        text = TextIOWrapper(
            output.stream, _encoding(), errors="backslashreplace", newline="\n", write_through=True
        )
        try:
            yield text
        finally:
            text.detach()


def print_lines(lines: Iterable[str]) -> None:
    """Print lines for people on the standard output. Raises as ``opened_output`` does."""
    with opened_text() as text:
        for line in lines:
            text.write(f"{printable(line)}\n")


def _encoding() -> str:
    return getattr(sys.stdout, "encoding", None) or "utf-8"
