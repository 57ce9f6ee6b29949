"""Outputs: where results go, the standard output or a file."""

from __future__ import annotations

import os
import sys

from .failures import CommandError, Naming

TYPE_CHECKING = False
if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from typing import IO, TextIO

__all__ = ["Output", "opened_output"]


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


def opened_output(file: str | None) -> AbstractContextManager[Output]:
    """Give the output for a file, the standard output for None and ``-``.

    A file is replaced when all is written, and keeps its mode; until then, and where anything goes wrong,
    it stays as it was. What is no regular file, like a device or a pipe, is written to directly.

    What goes wrong with the output is a CommandError, but BrokenPipeError where nobody reads on.
    """
    if file is None or file == "-":
        return _StandardOutput()
    from .replaced import opened_file

    return opened_file(file)


class _StandardOutput:
    def __enter__(self) -> Output:
        if sys.stdout is None:
            raise CommandError("standard output: it is closed")
        return Output(sys.stdout.buffer)

    def __exit__(self, kind: type[BaseException] | None, err: BaseException | None, _: object) -> None:
        with Naming("standard output"):
            try:
                if err is not None:
                    raise err
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
