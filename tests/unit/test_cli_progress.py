"""treequery.commands.progress: what is drawn when; no test waits."""

import io
import os
from contextlib import suppress
from threading import Event

import pytest

from treequery.commands.progress import Progress, Watched


class Counter:
    def __init__(self, count: int, total: int) -> None:
        self.count, self.total = count, total


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def screen(stream: io.StringIO) -> str:
    """What stands on the line once all is written: characters take the place of earlier ones."""
    line = ""
    for part in stream.getvalue().split("\r"):
        line = part + line[len(part) :]
    return line


def drawn(seconds: float, counter: Counter | None = None, name: str = "f") -> str:
    stream, clock = io.StringIO(), Clock()
    progress = Progress(stream, name, counter, clock)
    clock.seconds = seconds
    progress.draw()
    return screen(stream)


def test_nothing_is_drawn_within_the_first_second() -> None:
    assert drawn(0.9) == ""


def test_the_time_is_drawn_from_then_on() -> None:
    assert drawn(3.1) == "f  3 s"


def test_a_bar_shows_how_much_was_read() -> None:
    assert drawn(3, Counter(1, 4)) == "f  [#####---------------]  25%  3 s"


def test_a_file_that_grows_is_never_more_than_read() -> None:
    assert drawn(3, Counter(5, 4)) == "f  [####################] 100%  3 s"


def test_bytes_are_counted_where_nobody_knows_how_many_come() -> None:
    assert drawn(3, Counter(12345, 0)) == "f  12,345 bytes  3 s"


def test_of_a_long_name_the_end_is_shown() -> None:
    assert drawn(3, name="a" * 30 + ".json") == "..." + "a" * 16 + ".json  3 s"


def test_a_shorter_line_covers_a_longer_one() -> None:
    stream, clock = io.StringIO(), Clock()
    progress = Progress(stream, "f", Counter(1_000_000, 0), clock)
    clock.seconds = 1
    progress.draw()
    progress.counting = None
    progress.draw()
    assert screen(stream).rstrip() == "f  1 s"


def test_a_line_does_not_wrap(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def fileno(self) -> int:
            return 2

    monkeypatch.setattr(os, "get_terminal_size", lambda number: os.terminal_size((10, 5)))
    stream, clock = Terminal(), Clock()
    progress = Progress(stream, "f", Counter(1, 4), clock)
    clock.seconds = 1
    progress.draw()
    assert screen(stream) == "f  [#####"


def test_an_erased_line_leaves_blanks() -> None:
    stream, clock = io.StringIO(), Clock()
    progress = Progress(stream, "f", None, clock)
    clock.seconds = 1
    progress.draw()
    progress.erase()
    assert (screen(stream).strip(), stream.getvalue()[-1]) == ("", "\r")


def test_where_nothing_was_drawn_nothing_is_erased() -> None:
    stream = io.StringIO()
    Progress(stream, "f").erase()
    assert stream.getvalue() == ""


def test_a_run_is_watched_until_it_ends() -> None:
    stream, clock, slept = io.StringIO(), Clock(), Event()

    def wait(is_done: Event, seconds: float) -> bool:
        if not slept.is_set() and stream.getvalue():
            slept.set()
        return slept.is_set() and is_done.wait()

    progress = Progress(stream, "f", None, clock)
    clock.seconds = 1
    with Watched(progress, wait):
        slept.wait()
        line = screen(stream)
    assert (line, screen(stream).strip()) == ("f  1 s", "")


def test_a_run_that_fails_leaves_no_line() -> None:
    stream, clock = io.StringIO(), Clock()
    progress = Progress(stream, "f", None, clock)
    clock.seconds = 1
    progress.draw()
    with suppress(KeyboardInterrupt), Watched(progress, Event.wait):
        raise KeyboardInterrupt
    assert screen(stream).strip() == ""


def test_no_progress_is_no_thread() -> None:
    with Watched(None, lambda is_done, seconds: pytest.fail("waited")):
        pass
