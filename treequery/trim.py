"""Trim JSON text to what a plan keeps: the executable specification over bytes.

What ``project`` does to objects is done here to their JSON text, without making the objects. What is
kept is copied byte for byte, but for the white space between tokens; what is left out is checked all
the same, so a text is accepted or refused whatever the plan.

Of several faults the one with the smallest offset is reported: the first byte with which the text can
no longer become one JSON text in UTF-8 within the limits. So one pass from start to end finds it.
"""

from __future__ import annotations

import re
from collections import deque
from contextlib import closing
from json import loads
from sys import maxsize
from typing import TYPE_CHECKING, BinaryIO

from .buffers import Block, Buffer, check_map, reader_of, view_of
from .errors import JsonLimitError, JsonSyntaxError
from .json_scan import ARRAY, CLOSE, KEY, OBJECT, space_end, tokens
from .keep import WHOLE, Keep

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from .limits import Limits

__all__ = ["trim", "trim_lines"]

NEWLINE = re.compile(rb"\n")
# How much deeper each kind of token leads, for walking past what is left out.
NESTING = {OBJECT: 1, ARRAY: 1, CLOSE: -1}


def trim(data: Buffer | str, keep: Keep, *, always: frozenset[str], limits: Limits) -> bytes:
    r"""Return the part of the JSON text ``data`` that ``keep`` keeps, as JSON text without white space.

    ``data`` is bytes in UTF-8 without byte order mark, or text that is read as its UTF-8 form; a
    memoryview has to be one run of single bytes. It is read in place. Objects keep the properties in
    ``always`` whole, whatever ``keep`` says, and every one of several equal keys. An array that is
    cut by counting from its end is held as if all of it were kept until its end is reached.

    Nesting is at most ``limits.levels``, counting the root as 0.

    Raises JsonSyntaxError and JsonLimitError with the offset of the first byte at fault, SourceError for
    a map whose file has become shorter, TypeError for data of another kind.

    >>> from treequery.keep import keep_of_tree
    >>> from treequery.limits import DEFAULT_LIMITS
    >>> from treequery.parse import parse
    >>> first_name = keep_of_tree(parse("jobs[name]{0}"))
    >>> data = rb'{"jobs": [{"name": "\u0061", "url": 1.0}, {}]}'
    >>> print(trim(data, first_name, always=frozenset(), limits=DEFAULT_LIMITS).decode())
    {"jobs":[{"name":"\u0061"}]}
    """
    if isinstance(data, str):
        return _trim_str(data, keep, always, limits)
    with view_of(data, "data") as text:
        return bytes(_Walk(text, always).run(keep, limits.levels))


def trim_lines(
    source: Buffer | BinaryIO, keep: Keep, *, always: frozenset[str], limits: Limits
) -> Iterator[bytes]:
    r"""Give what ``trim`` gives for each line of ``source`` (JSON Lines), each result ending in a newline.

    ``source`` is bytes as for ``trim`` or a stream that waits for its bytes, of which one line and
    one block are held at a time. Lines end at ``\n`` only; lines of nothing but white space are passed over.

    Raises the errors of ``trim`` when the line at fault is reached, with ``at`` counted from the
    start of the source and with ``line``, 1-based; and JsonLimitError for a line that has more than
    ``limits.line_bytes`` bytes before its end, whatever they are. What the stream raises passes
    through. Raises TypeError at once for a source of another kind, and later for a stream that
    gives anything but bytes.
    """
    return _trim_lines(_lines(source, limits.line_bytes), keep, always, limits)


def _trim_str(text: str, keep: Keep, always: frozenset[str], limits: Limits) -> bytes:
    surrogate_at = -1
    try:
        data = text.encode()
    except UnicodeEncodeError as err:
        data = text[: err.start].encode()
        surrogate_at = len(data)
        # No JSON text goes on with 0xff: reading ends there, unless it has ended before.
        data += b"\xff"
    try:
        return trim(data, keep, always=always, limits=limits)
    except JsonSyntaxError as err:
        if err.at != surrogate_at:
            raise
        raise JsonSyntaxError(err.at, err.expected, "a lone surrogate") from None


class _Container:
    """A container that is being copied: ``start`` is where its items begin in the copy.

    An array counts its elements; where its range counts from the end, ``starts`` tells for the last
    of them, as many as the bounds can reach, where they begin in the copy.
    """

    __slots__ = ("count", "is_array", "keep", "start", "starts")

    def __init__(self, keep: Keep, is_array: bool, start: int) -> None:
        self.keep, self.is_array, self.start = keep, is_array, start
        self.count = 0
        reach = max(0, -keep.range.start, -(keep.range.stop or 0)) if is_array else 0
        self.starts: deque[int] | None = deque(maxlen=min(reach, maxsize)) if reach else None


class _Walk:
    """One walk over one JSON text, with a stack of its own: no nesting of the input can exhaust Python's."""

    def __init__(self, text: memoryview, always: frozenset[str]) -> None:
        self.text, self.always = text, always
        self.copy = bytearray()
        self.open: list[_Container] = []
        # Spans of the copy to be taken out, within the outermost array whose range counts from the end.
        self.cuts: list[tuple[int, int]] = []
        self.counting_from_end = 0

    def run(self, keep: Keep, levels: int) -> bytearray:
        child: Keep | None = keep
        skipped_levels = 0
        for kind, start, end in tokens(self.text, levels):
            if skipped_levels:
                skipped_levels += NESTING.get(kind, 0)
            elif kind == CLOSE:
                self._close(start)
            elif kind == KEY:
                child = self._property(start, end)
            else:
                if self.open and self.open[-1].is_array:
                    child = self._element(self.open[-1])
                if child is None:
                    skipped_levels = NESTING.get(kind, 0)
                    continue
                self.copy += self.text[start:end]
                if kind in NESTING:
                    self._enter(child, kind == ARRAY)
        return self.copy

    def _property(self, start: int, end: int) -> Keep | None:
        """Copy the key and return what to keep of its value, unless that is None."""
        key = self.text[start:end]
        name: str = loads(str(key, "utf-8"))
        child = WHOLE if name in self.always else self.open[-1].keep.child(name)
        if child is not None:
            self._separate(self.open[-1])
            self.copy += key
            self.copy += b":"
        return child

    def _element(self, array: _Container) -> Keep | None:
        bounds, index = array.keep.range, array.count
        array.count += 1
        # A bound that counts from the end drops nothing before the end is known.
        is_kept = index >= bounds.start and (bounds.stop is None or bounds.stop < 0 or index < bounds.stop)
        if is_kept:
            self._separate(array)
        if array.starts is not None:
            array.starts.append(len(self.copy))
        return array.keep if is_kept else None

    def _separate(self, container: _Container) -> None:
        if len(self.copy) > container.start:
            self.copy += b","

    def _enter(self, keep: Keep, is_array: bool) -> None:
        container = _Container(keep, is_array, len(self.copy))
        self.counting_from_end += container.starts is not None
        self.open.append(container)

    def _close(self, bracket: int) -> None:
        container = self.open.pop()
        if container.starts is not None:
            self._mark_cuts(container, container.starts)
            self.counting_from_end -= 1
            if not self.counting_from_end:
                self._cut(container.start)
        self.copy.append(self.text[bracket])

    def _mark_cuts(self, array: _Container, starts: deque[int]) -> None:
        bounds, end = array.keep.range, len(self.copy)
        first, last, _ = bounds.slice().indices(array.count)
        if first >= last:
            self.cuts.append((array.start, end))
            return
        if bounds.start < 0:
            self.cuts.append((array.start, starts[first - array.count]))
        if bounds.stop is not None and bounds.stop < 0:
            self.cuts.append((starts[last - array.count] - len(b","), end))

    def _cut(self, start: int) -> None:
        """Take the cuts out of the copy behind ``start``, all at once.

        Were each array cut as it closes, arrays in arrays would be moved once for every level.
        """
        kept, at = bytearray(), start
        for cut_start, cut_end in sorted(self.cuts):
            # Nothing, where this cut lies within one before it.
            kept += self.copy[at:cut_start]
            at = max(at, cut_end)
        self.copy[start:] = kept + self.copy[at:]
        self.cuts.clear()


_Line = tuple[int, bytes | memoryview]


def _lines(source: object, limit: int) -> Generator[_Line, None, None]:
    if isinstance(source, Buffer):
        return _lines_of_buffer(view_of(source, "source"))
    return _lines_of_stream(reader_of(source, "source"), limit)


def _lines_of_buffer(text: memoryview) -> Generator[_Line, None, None]:
    with text:
        start = 0
        while start < len(text):
            check_map(text)
            newline = NEWLINE.search(text, start)
            end = newline.start() if newline else len(text)
            with text[start:end] as line:
                yield start, line
            start = end + 1


def _lines_of_stream(read: Callable[[], Block], limit: int) -> Generator[_Line, None, None]:
    """Give the start and the bytes of each line; a line beyond ``limit`` is not read to its end."""
    start, held = 0, bytearray()
    while block := read():
        *ended, rest = block.split(b"\n")
        for piece in ended:
            held += piece
            line = bytes(held)
            held.clear()
            yield start, line
            start += len(line) + 1
        held += rest
        if len(held) > limit:
            break
    yield start, bytes(held)


def _trim_lines(
    lines: Generator[_Line, None, None], keep: Keep, always: frozenset[str], limits: Limits
) -> Iterator[bytes]:
    # Closed at an error too, which would else hold on to a map of a file.
    with closing(lines):
        for number, (start, line) in enumerate(lines, 1):
            if len(line) > limits.line_bytes:
                raise JsonLimitError(start + limits.line_bytes, "bytes in a line", limits.line_bytes, number)
            with memoryview(line) as text:
                if space_end(text, 0) == len(text):
                    continue
                try:
                    trimmed = _Walk(text, always).run(keep, limits.levels)
                except JsonSyntaxError as err:
                    raise JsonSyntaxError(start + err.at, err.expected, err.found, number) from None
                except JsonLimitError as err:
                    raise JsonLimitError(start + err.at, err.what, err.limit, number) from None
            trimmed += b"\n"
            yield bytes(trimmed)
