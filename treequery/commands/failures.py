"""Failures: what a command could not do, in words for a terminal."""

from __future__ import annotations

import sys

from ..errors import JsonLimitError, JsonSyntaxError, TreeQueryError
from ..source import excerpt, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmap import mmap

__all__ = ["CommandError", "Naming", "complain", "printable", "shown_name"]

STANDARD_INPUT = "standard input"

# How much of a JSON text is looked at to show the line around a fault.
EXCERPT_BYTES = 400


class CommandError(Exception):
    """The run ends here, with status 1; the text says why, to a person."""


class Naming:
    """A context that turns what goes wrong in it into a CommandError that names ``subject``.

    That is a file or an option. With ``data``, the JSON text that is read, an error in it is shown with its
    line, and the hint is given where it goes on behind its end.
    """

    # No generator, since contextlib would take a part of the time in which all else is loaded.
    __slots__ = ("data", "hint_at_end", "subject")

    def __init__(self, subject: str, data: bytes | mmap | None = None, *, hint_at_end: str = "") -> None:
        self.subject, self.data, self.hint_at_end = subject, data, hint_at_end

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, err: BaseException | None, _: object) -> None:
        reason = self._reason(err)
        if reason is not None:
            raise CommandError(f"{self.subject}: {reason}") from None

    def _reason(self, err: BaseException | None) -> str | None:
        """What went wrong, or None for what is no failure of the subject."""
        match err:
            case JsonSyntaxError() | JsonLimitError():
                text = str(err) if self.data is None else _with_excerpt(err, self.data)
                goes_on = isinstance(err, JsonSyntaxError) and err.expected == "the end"
                return f"{text}\nhint: {self.hint_at_end}" if goes_on and self.hint_at_end else text
            case TreeQueryError():
                return str(err)
            case BrokenPipeError():
                # Nobody wants the rest.
                return None
            case OSError():
                return err.strerror or str(err)
            case MemoryError():
                return "not enough memory for it"
        return None


def complain(text: str) -> None:
    """Print a text of some lines on the standard error, if there is one."""
    if sys.stderr is not None:
        from contextlib import suppress

        # Who does not read complaints gets none: the exit status says enough.
        with suppress(OSError):
            sys.stderr.write("".join(f"{printable(line)}\n" for line in text.split("\n")))


def shown_name(file: str) -> str:
    """Return the name of a file as messages show it; ``-`` is the standard input."""
    if file == "-":
        return STANDARD_INPUT
    return file if file.isprintable() else shown(file)


def printable(line: str) -> str:
    """Return ``line`` with what could move a terminal's cursor, or cannot be encoded, as an escape."""
    if line.isprintable():
        return line
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in line)


def _with_excerpt(err: JsonSyntaxError | JsonLimitError, data: bytes | mmap) -> str:
    import re
    from copy import copy

    located = copy(err)
    # The file as a whole is one text, but people look for a place in it by its line.
    lines = sum(1 for _ in re.compile(rb"\n").finditer(data, 0, err.at))
    located.line = lines + 1 if lines else None
    start = max(0, err.at - EXCERPT_BYTES)
    before = data[start : err.at].decode(errors="replace")
    after = data[err.at : err.at + EXCERPT_BYTES].decode(errors="replace")
    shown_line = excerpt(before + after, len(before))
    # Of a blank line there is nothing to see.
    return f"{located}\n{shown_line}" if shown_line.strip(" ^\n") else str(located)
