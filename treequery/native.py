"""The verbs of a plan in the Rust core: what crosses to it, and streams of lines cut to what fits it."""

from __future__ import annotations

import re
from contextlib import closing
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO, assert_never

from .buffers import Block, Buffer, reader_of, view_of
from .records import CLASS_KEY

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from types import ModuleType

    from .export_config import ExportConfig
    from .keep import Keep
    from .limits import Limits
    from .values import Dates
    from .verbs import Check, Flavor

__all__ = ["Native"]

# What is trimmed in one go of many lines: the results of so much lie in memory at a time.
WINDOW_BYTES = 1 << 20
NEWLINE = re.compile(rb"\n")


class Native:
    """The verbs of one plan, in the core. Each of its two forms there is made when it is first used."""

    def __init__(
        self,
        core: ModuleType,
        keep: Keep,
        always: frozenset[str],
        dates: Dates,
        export: ExportConfig,
        limits: Limits,
    ) -> None:
        self.core, self.keep, self.always = core, keep, always
        self.dates, self.export, self.limits = dates, export, limits

    @cached_property
    def _objects(self) -> Any:
        return self.core.ObjectPlan(self.keep, self.always, self.dates, self.export, self.limits)

    @cached_property
    def _bytes(self) -> Any:
        return self.core.BytesPlan(self.keep, always=self.always, limits=self.limits)

    def project(self, root: object) -> Any:
        """Return what is kept of ``root`` as dict, list and scalars."""
        return self._objects.project(root)

    def write(self, root: object, flavor: Flavor, *, pretty: bool, name: str, callback: str) -> Any:
        """Return the text of what is kept of ``root``; ``name`` is for XML, ``callback`` for JSONP."""
        match flavor:
            case "json":
                return self._objects.write_json(root, pretty)
            case "jsonp":
                text = self._objects.write_json(root, pretty)
                return b"%b(%b)" % (callback.encode(), text)
            case "python":
                return self._objects.write_python(root, pretty)
            case "ruby":
                return self._objects.write_ruby(root, pretty)
            case "xml":
                return self._objects.write_xml(root, name, CLASS_KEY if CLASS_KEY in self.always else None)
            case _:
                assert_never(flavor)

    def trim(self, data: Buffer | str, check: Check) -> Any:
        """Return what is kept of a JSON text, as JSON text."""
        return self._bytes.trim(data, check)

    def trim_into(self, data: Buffer | str, target: bytearray, check: Check) -> Any:
        """Append what is kept of a JSON text to ``target``; return how many bytes that is."""
        return self._bytes.trim_into(data, target, check)

    def load(self, data: Buffer | str, check: Check) -> Any:
        """Return what is kept of a JSON text, decoded."""
        return self._bytes.load(data, check)

    def trim_lines(self, source: Buffer | BinaryIO, check: Check, threads: int) -> Iterator[bytes]:
        """Give what is kept of each line; many at a time are trimmed, and given one by one."""
        if isinstance(source, Buffer):
            view = view_of(source, "source")
            windows = _windows_of_buffer(view, WINDOW_BYTES * threads)
        else:
            read = reader_of(source, "source")
            windows = _windows_of_stream(read, self.limits.line_bytes)
        # Not a generator, which would be woken for each line.
        return chain.from_iterable(self._trimmed(windows, check, threads))

    def _trimmed(
        self, windows: Generator[_Window, None, None], check: Check, threads: int
    ) -> Iterator[list[bytes]]:
        start = number = 0
        # Closed at an error too, which would else hold on to a map of a file.
        with closing(windows):
            for window in windows:
                lines, error, count = self._window(window, check, threads, start, number)
                yield lines
                if error is not None:
                    raise error
                start += len(window)
                number += count

    def _window(
        self, window: _Window, check: Check, threads: int, start: int, number: int
    ) -> tuple[list[bytes], Exception | None, int]:
        """What is kept of the lines of a window, the error of the one at fault, and how many they are."""
        if threads > 1:
            try:
                joined = self._bytes.trim_lines(window, check, threads=threads)
            except ValueError:
                # What comes before the line at fault is given all the same.
                pass
            else:
                return joined.splitlines(keepends=True), None, len(NEWLINE.findall(window))
        found: tuple[list[bytes], Exception | None, int] = self._bytes.trim_line_list(
            window, check, start=start, number=number
        )
        return found


_Window = bytes | bytearray | memoryview


def _windows_of_buffer(view: memoryview, size: int) -> Generator[_Window, None, None]:
    """Cut a buffer behind line ends, into pieces of at least so many bytes."""
    with view:
        start = 0
        while start < len(view):
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
