"""Failures: what a command could not do, in words for a terminal."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from copy import copy
from typing import TYPE_CHECKING

from ..errors import JsonLimitError, JsonSyntaxError, TreeQueryError
from ..source import excerpt, shown

if TYPE_CHECKING:
    from mmap import mmap

__all__ = ["CommandError", "complain", "naming", "printable", "shown_name"]

STANDARD_INPUT = "standard input"

LINE_END = re.compile(rb"\n")
# How much of a JSON text is looked at to show the line around a fault.
EXCERPT_BYTES = 400


class CommandError(Exception):
    """The run ends here, with status 1; the text says why, to a person."""


@contextmanager
def naming(subject: str, data: bytes | mmap | None = None, *, hint_at_end: str = "") -> Iterator[None]:
    """Turn what goes wrong inside into a CommandError that names ``subject``, a file or an option.

    With ``data``, the JSON text that is read, an error in it is shown with its line, and the hint is given
    where it goes on behind its end.
    """
    try:
        yield
    except (JsonSyntaxError, JsonLimitError) as err:
        text = str(err) if data is None else _with_excerpt(err, data)
        goes_on = isinstance(err, JsonSyntaxError) and err.expected == "the end"
        hint = f"\nhint: {hint_at_end}" if goes_on and hint_at_end else ""
        raise CommandError(f"{subject}: {text}{hint}") from None
    except TreeQueryError as err:
        raise CommandError(f"{subject}: {err}") from None
    except BrokenPipeError:
        # No failure: nobody wants the rest.
        raise
    except OSError as err:
        raise CommandError(f"{subject}: {err.strerror or err}") from None
    except MemoryError:
        raise CommandError(f"{subject}: not enough memory for it") from None


def complain(text: str) -> None:
    """Print a text of some lines on the standard error, if there is one."""
    if sys.stderr is not None:
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
    located = copy(err)
    # The file as a whole is one text, but people look for a place in it by its line.
    lines = sum(1 for _ in LINE_END.finditer(data, 0, err.at))
    located.line = lines + 1 if lines else None
    start = max(0, err.at - EXCERPT_BYTES)
    before = data[start : err.at].decode(errors="replace")
    after = data[err.at : err.at + EXCERPT_BYTES].decode(errors="replace")
    shown_line = excerpt(before + after, len(before))
    # Of a blank line there is nothing to see.
    return f"{located}\n{shown_line}" if shown_line.strip(" ^\n") else str(located)
