"""Inputs: files and the standard input, as bytes."""

from __future__ import annotations

import sys
from io import BufferedReader, FileIO
from os import fstat
from stat import S_ISREG

from .failures import CommandError, shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmap import mmap

__all__ = ["Counted", "open_input", "read_input"]

# Below, reading is as fast as mapping; and an empty file cannot be mapped.
MIN_MAPPED_BYTES = 1 << 20


def read_input(file: str) -> bytes | mmap:
    """Return all bytes of a file, or of the standard input for ``-``.

    Large regular files are mapped, so that they are read as they are needed; a file that somebody else
    cuts short meanwhile ends the process. Raises OSError.
    """
    with open_input(file) as raw:
        if file != "-" and _size(raw) >= MIN_MAPPED_BYTES:
            from mmap import ACCESS_READ, mmap

            try:
                return mmap(raw.fileno(), 0, access=ACCESS_READ)
            except OSError:
                # Some file systems cannot map, and reading works there all the same.
                return raw.readall()
        return raw.readall()


def open_input(file: str) -> FileIO:
    """Return a file, or the standard input for ``-``, open for reading bytes.

    Closing it leaves the standard input open. Raises OSError.
    """
    if file != "-":
        return FileIO(file)
    if sys.stdin is None:
        raise CommandError(f"{shown_name(file)}: it is closed")
    return FileIO(sys.stdin.fileno(), closefd=False)


def _size(raw: FileIO) -> int:
    """How many bytes a regular file has, 0 for anything else."""
    status = fstat(raw.fileno())
    return status.st_size if S_ISREG(status.st_mode) else 0


class Counted(BufferedReader):
    """A stream that counts what is read with ``read1``; ``total`` is 0 where nobody knows it yet."""

    def __init__(self, raw: FileIO) -> None:
        super().__init__(raw)
        self.count = 0
        self.total = _size(raw)

    def read1(self, size: int = -1, /) -> bytes:
        """Return what has come in, at most ``size`` bytes, waiting for at least one."""
        block = super().read1(size)
        self.count += len(block)
        return block
