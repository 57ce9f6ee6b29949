"""The command trim, also called tq: keep of JSON what an expression names."""

from __future__ import annotations

import os
import sys
from stat import S_ISFIFO
from time import perf_counter

from ..errors import ManyMatchesError, XPathError
from ..plan import compile
from ..records import CLASS_KEY
from .failures import CommandError, Naming, complain, shown_name
from .inputs import Counted, open_input, read_input
from .options import read_options
from .outputs import opened_output
from .progress import Watched, progress_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from mmap import mmap
    from typing import TypeVar

    from ..plan import Plan
    from .options import Options
    from .outputs import Output

    Opened = TypeVar("Opened")

__all__ = ["run", "stats_line"]

HINT_AT_END = "to read a text from each line, add --lines"


def run(prog: str, words: Sequence[str]) -> int:
    """Run the command and return its exit status. Raises CommandError."""
    started = perf_counter()
    options = read_options(prog, words)
    with Naming("expression"):
        plan = compile(
            options.expression, depth=options.depth, always=options.always, dialect=options.dialect
        )
    _warn_of_terminal(prog, options)
    count_in = 0
    with opened_output(options.output) as output:
        for file in options.files:
            trim = _trim_lines if options.lines else _trim
            count_in += trim(plan, file, options, output)
    if options.stats:
        complain(stats_line(count_in, output.count, perf_counter() - started))
    return 0


def stats_line(count_in: int, count_out: int, seconds: float) -> str:
    """Return what a run did, in one line.

    >>> stats_line(195039, 12345, 0.021)
    '195,039 bytes in, 12,345 bytes out (6.3 %), 0.021 s'
    """
    share = f" ({count_out / count_in:.1%})".replace("%", " %") if count_in else ""
    return f"{count_in:,} bytes in, {count_out:,} bytes out{share}, {seconds:.3f} s"


def _warn_of_terminal(prog: str, options: Options) -> None:
    """Say what is waited for: most likely a file was forgotten, or the expression before it."""
    if "-" in options.files and sys.stdin is not None and sys.stdin.isatty():
        complain(f"{prog}: reading JSON from the terminal; Ctrl-D ends it, Ctrl-C gives up")
        if _is_file(options.expression):
            complain("hint: the first word is read as the expression, and it is the name of a file")


def _trim(plan: Plan, file: str, options: Options, output: Output) -> int:
    """Trim one file to one result; return how many bytes it had."""
    name = shown_name(file)
    with Watched(progress_for(name)):
        data = _opened(file, options, read_input)
        with Naming(name, data, hint_at_end=HINT_AT_END):
            result = _converted(plan, data, options)
    output.write(result, b"\n")
    return len(data)


def _trim_lines(plan: Plan, file: str, options: Options, output: Output) -> int:
    """Trim each line of one file to a line; return how many bytes it had."""
    name = shown_name(file)
    write = _line_writer(options, output)
    with _opened(file, options, lambda file: Counted(open_input(file))) as counted:
        progress = progress_for(name, counted) if _is_undisturbed(options) else None
        with Watched(progress):
            for line in _named(name, plan.trim_lines(counted)):
                write(line)
    return counted.count


def _line_writer(options: Options, output: Output) -> Callable[[bytes], None]:
    flavor = options.flavor
    if flavor != "python" and flavor != "ruby":
        return output.write
    from .convert import to_literal

    return lambda line: output.write(to_literal(line, flavor, pretty=False), b"\n")


def _named(name: str, lines: Iterator[bytes]) -> Iterator[bytes]:
    # A generator sees the errors of what it takes, and not those of whoever writes what it gives.
    with Naming(name):
        yield from lines


def _opened(file: str, options: Options, open: Callable[[str], Opened]) -> Opened:
    """Open a file; where that fails, there is a hint for an expression and a file that changed places."""
    try:
        with Naming(shown_name(file)):
            return open(file)
    except CommandError as err:
        if _is_file(options.expression) and not os.path.exists(file):
            raise CommandError(f"{err}\nhint: the expression comes first, then the file") from None
        raise


def _is_file(expression: str | None) -> bool:
    # No system has longer paths, and long expressions make some of them raise.
    return expression is not None and len(expression) < 4096 and os.path.isfile(expression)


def _is_undisturbed(options: Options) -> bool:
    """Whether results can be written while a progress line stands on the terminal.

    Not to that terminal; and who reads a pipe may be a pager on it.
    """
    if options.output not in (None, "-"):
        return True
    try:
        return not (sys.stdout.isatty() or S_ISFIFO(os.fstat(sys.stdout.fileno()).st_mode))
    except OSError:
        return True


def _converted(plan: Plan, data: bytes | mmap, options: Options) -> bytes:
    trimmed = plan.trim(data)
    if options.flavor == "xml":
        return _xml(trimmed, data, options)
    if options.flavor == "json":
        return _indented(trimmed) if options.pretty else trimmed
    from .convert import to_literal

    return to_literal(trimmed, options.flavor, pretty=options.pretty)


def _indented(trimmed: bytes) -> bytes:
    from .pretty import indented

    return indented(trimmed)


def _xml(trimmed: bytes, data: bytes | mmap, options: Options) -> bytes:
    from .convert import name_of_root, to_xml

    # The root is called after its class, which the expression need not keep.
    name = options.name or name_of_root(compile(CLASS_KEY).trim(data))
    xml = to_xml(trimmed, name, has_class=CLASS_KEY in options.always)
    if not options.selects:
        return xml
    from ..xpath import select

    try:
        selection = select(
            xml, xpath=options.xpath, exclude=options.exclude, wrapper=options.wrapper, permit=True
        )
    except ManyMatchesError as err:
        reason = f"it finds {err.count:,} nodes; ask for one, or collect all of them with --wrapper NAME"
        raise XPathError(err.expression, reason) from None
    return selection.body
