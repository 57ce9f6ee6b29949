"""The lines of a source in the Rust core: cut to windows of whole lines, each trimmed in one go."""

from __future__ import annotations

import re
from contextlib import closing
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO

from .buffers import Block, Buffer, check_map, reader_of, view_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from ._core import BytesPlan
    from .choices import Check
    from .limits import Limits

__all__ = ["trim_lines", "trim_lines_into"]

# What is trimmed in one go of many lines: the results of so much lie in memory at a time.
WINDOW_BYTES = 1 << 20
MAX_THREADS = 64
NEWLINE = re.compile(rb"\n")


def trim_lines(
    plan: BytesPlan, source: Buffer | BinaryIO, check: Check, threads: int, limits: Limits
) -> Iterator[bytes]:
    """Give what is kept of each line; many at a time are trimmed, and given one by one."""
    threads = min(threads, MAX_THREADS)
    if isinstance(source, Buffer):
        windows = _windows_of_buffer(view_of(source, "source"), WINDOW_BYTES * threads)
    else:
        windows = _windows_of_stream(reader_of(source, "source"), limits.line_bytes)
    # Not a generator, which would be woken for each line.
    return chain.from_iterable(_trimmed(plan, windows, check, threads))


def trim_lines_into(plan: BytesPlan, data: Buffer, target: bytearray, check: Check, threads: int) -> int:
    """Append what is kept of each line to ``target``; return how many bytes that is."""
    threads = min(threads, MAX_THREADS)
    with view_of(data, "data") as view:
        # A target that is the data itself can grow only when nobody looks at it.
        if view.obj is not target and len(view) > WINDOW_BYTES * threads:
            length = _appended(plan, view, target, check, threads)
            if length is not None:
                return length
            # Where among all lines the one at fault is tells the error that they all give together.
            check_map(view)
        trimmed = plan.trim_lines(view, check, threads=threads)
    target += trimmed
    return len(trimmed)


def _appended(plan: BytesPlan, view: memoryview, target: bytearray, check: Check, threads: int) -> int | None:
    """Append window by window, in memory used again; None, and nothing appended, if that fails."""
    start = len(target)
    try:
        with closing(_windows_of_buffer(view[:], WINDOW_BYTES * threads)) as windows:
            for window in windows:
                target += plan.trim_lines(window, check, threads=threads)
    except (ValueError, BufferError):
        # Lines at fault are told of before a target that cannot grow.
        del target[start:]
        return None
    except BaseException:
        del target[start:]
        raise
    return len(target) - start


def _trimmed(
    plan: BytesPlan, windows: Generator[_Window, None, None], check: Check, threads: int
) -> Iterator[list[bytes]]:
    start = number = 0
    # Closed at an error too, which would else hold on to a map of a file.
    with closing(windows):
        for window in windows:
            lines, error, count = _of_window(plan, window, check, threads, start, number)
            yield lines
            if error is not None:
                raise error
            start += len(window)
            number += count


def _of_window(
    plan: BytesPlan, window: _Window, check: Check, threads: int, start: int, number: int
) -> tuple[list[bytes], Exception | None, int]:
    """What is kept of the lines of a window, the error of the one at fault, and how many they are."""
    if threads > 1:
        try:
            joined = plan.trim_lines(window, check, threads=threads)
        except ValueError:
            # What comes before the line at fault is given all the same.
            pass
        else:
            return joined.splitlines(keepends=True), None, len(NEWLINE.findall(window))
    return plan.trim_line_list(window, check, start=start, number=number)


_Window = bytes | bytearray | memoryview


def _windows_of_buffer(view: memoryview, size: int) -> Generator[_Window, None, None]:
    """Cut a buffer behind line ends, into pieces of at least so many bytes."""
    with view:
        start = 0
        while start < len(view):
            check_map(view)
            newline = NEWLINE.search(view, start + size)
            end = newline.end() if newline else len(view)
            with view[start:end] as window:
                yield window
            start = end


def _windows_of_stream(read: Callable[[], Block], limit: int) -> Generator[_Window, None, None]:
    """Give whole lines as soon as they have come in; a line beyond ``limit`` is not read to its end."""
    held = bytearray()
    while block := read():
        ended, newline, rest = block.rpartition(b"\n")
        if newline:
            held += ended + newline
            yield bytes(held)
            held.clear()
        held += rest
        if len(held) > limit:
            break
    if held:
        yield bytes(held)
