"""Buffers: the bytes that come in, from memory or block by block from a stream."""

from __future__ import annotations

from collections.abc import Callable
from io import TextIOBase
from mmap import mmap

from .errors import SourceError

__all__ = ["Block", "Buffer", "check_map", "reader_of", "view_of"]

Buffer = bytes | bytearray | memoryview | mmap
Block = bytes | bytearray

BLOCK_BYTES = 1 << 16


def view_of(data: object, name: str) -> memoryview:
    """Return a view of the bytes of ``data``, to be released; ``name`` is what errors call it.

    Raises TypeError for anything but bytes, bytearray, mmap or a memoryview that is one run of single
    bytes, and SourceError as ``check_map`` does.
    """
    if not isinstance(data, Buffer):
        raise TypeError(f"{name}: expected bytes, bytearray, memoryview or mmap")
    check_map(data)
    view = memoryview(data)
    if view.ndim != 1 or not view.contiguous or view.format not in ("B", "b", "c"):
        raise TypeError(f"{name}: expected a contiguous memoryview of single bytes")
    return view.cast("B")


def check_map(data: Buffer) -> None:
    """Raise SourceError for a map, or a view of one, that has more bytes than its file has by now.

    Python does not look, and reading what is no longer there ends the process. So does a file that is cut
    short after this: whoever cannot rule that out reads the file instead.
    """
    owner = data.obj if isinstance(data, memoryview) else data
    if not isinstance(owner, mmap):
        return
    try:
        size = owner.size()
    except (OSError, ValueError):
        # A map of no file, or of one that it has let go of.
        return
    if size < len(data):
        raise SourceError("$") from OSError(f"the mapped file has {size} bytes left of {len(data)}")


def reader_of(source: object, name: str) -> Callable[[], Block]:
    """Return a function that gives the next block of a binary stream, nothing at its end.

    Raises TypeError for anything else, and so does the function where the stream gives anything but
    bytes. What the stream raises passes through.
    """
    if isinstance(source, TextIOBase):
        raise TypeError(f"{name}: expected a binary stream, found one of text: open it in binary mode")
    # read1 gives what has come in, where read would wait for a whole block.
    read = getattr(source, "read1", getattr(source, "read", None))
    if not callable(read):
        raise TypeError(f"{name}: expected bytes, bytearray, memoryview, mmap or a binary stream")

    def block() -> Block:
        found = read(BLOCK_BYTES)
        if isinstance(found, str):
            raise TypeError(f"{name}: expected a stream that gives bytes, found text: open it in binary mode")
        if not isinstance(found, Block):
            raise TypeError(f"{name}: expected a stream that gives bytes, and that waits for them")
        return found

    return block
