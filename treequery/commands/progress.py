"""Progress: a line on a terminal that says how far a long run is."""

from __future__ import annotations

import os
import sys
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event
    from typing import Protocol, TextIO

    class _Counting(Protocol):
        @property
        def count(self) -> int: ...
        @property
        def total(self) -> int: ...


__all__ = ["Progress", "Watched", "progress_for"]

# Whoever waits less than this needs no line, and a faster one could not be read.
SECONDS_BEFORE = 1.0
SECONDS_BETWEEN = 0.2

NAME_CHARS = 24
BAR_CHARS = 20
DEFAULT_COLUMNS = 80


class Progress:
    """The line for one input; ``counting`` knows how much of it was read, None if nobody does."""

    def __init__(
        self,
        stream: TextIO,
        name: str,
        counting: _Counting | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.stream, self.name, self.counting, self.clock = stream, name, counting, clock
        self.start = clock()
        self.width = 0

    def draw(self) -> None:
        """Draw the line anew, once the run has taken a second."""
        seconds = self.clock() - self.start
        if seconds >= SECONDS_BEFORE:
            # A line that wraps could not be erased.
            line = self._line(seconds)[: _columns(self.stream) - 1]
            self._put(line.ljust(self.width))
            self.width = len(line)

    def erase(self) -> None:
        """Leave the terminal as if nothing had been drawn."""
        if self.width:
            self._put(" " * self.width)
            self._put("")
            self.width = 0

    def _put(self, line: str) -> None:
        self.stream.write(f"\r{line}")
        self.stream.flush()

    def _line(self, seconds: float) -> str:
        name = self.name if len(self.name) <= NAME_CHARS else "..." + self.name[3 - NAME_CHARS :]
        done = ""
        if self.counting is not None and self.counting.total:
            # A file can grow while it is read.
            part = min(1.0, self.counting.count / self.counting.total)
            bar = "#" * int(part * BAR_CHARS)
            done = f"[{bar:-<{BAR_CHARS}}] {part:4.0%}  "
        elif self.counting is not None:
            done = f"{self.counting.count:,} bytes  "
        return f"{name}  {done}{seconds:.0f} s"


def progress_for(name: str, counting: _Counting | None = None) -> Progress | None:
    """Return the progress of reading an input on the standard error, None if that is no terminal."""
    if sys.stderr is None or not sys.stderr.isatty():
        return None
    return Progress(sys.stderr, name, counting)


class Watched:
    """A context in which the line is drawn again and again, to be erased at its end; None draws nothing.

    A thread draws it, since trimming one text is one call; ``wait`` is what that thread sleeps with.
    """

    def __init__(self, progress: Progress | None, wait: Callable[[Event, float], bool] | None = None) -> None:
        self.progress, self.wait = progress, wait

    def __enter__(self) -> None:
        if self.progress is not None:
            from threading import Event, Thread

            self.is_done = Event()
            work = (self.progress, self.is_done, self.wait or Event.wait)
            self.thread = Thread(target=_draw, args=work, daemon=True)
            self.thread.start()

    def __exit__(self, *_: object) -> None:
        if self.progress is not None:
            self.is_done.set()
            self.thread.join()
            self.progress.erase()


def _draw(progress: Progress, is_done: Event, wait: Callable[[Event, float], bool]) -> None:
    while not wait(is_done, SECONDS_BETWEEN):
        progress.draw()


def _columns(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or DEFAULT_COLUMNS
    except OSError:
        return DEFAULT_COLUMNS
