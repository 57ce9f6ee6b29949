"""The command fields: list what takes room in a payload."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from collections.abc import Iterator, Sequence
from itertools import islice
from shlex import quote

from ..fields import Field, expression_without, fields_of, largest
from .failures import Naming, shown_name
from .inputs import read_input
from .progress import Watched, progress_for
from .texts import print_lines

__all__ = ["run"]

DESCRIPTION = """\
List the fields of a JSON text with their types and sizes, the largest first.

The size of a field is that of its JSON text without white space, with its key and all that is below
it; * stands for the keys of an object that has more than a hundred."""

DEFAULT_TOP = 40
# What nearly fills the text is what it is about: nobody wants to leave that out.
MAX_EXAMPLE_SHARE = 0.8


def run(prog: str, words: Sequence[str]) -> int:
    """Run the command and return its exit status. Raises CommandError."""
    parser = ArgumentParser(
        prog=prog, description=DESCRIPTION, formatter_class=RawDescriptionHelpFormatter, allow_abbrev=False
    )
    help = "- is the standard input (default)"
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help=help)
    help = f"list only the N largest, {DEFAULT_TOP} by default; 0 lists all"
    parser.add_argument("--top", type=_count, default=DEFAULT_TOP, metavar="N", help=help)
    found = parser.parse_args(words)
    name = shown_name(found.file)
    with Watched(progress_for(name)):
        with Naming(name):
            data = read_input(found.file)
        with Naming(name, data):
            root = fields_of(data)
    print_lines(_report(root, found.file, len(data), found.top))
    return 0


def _count(word: str) -> int:
    if word.isdecimal() and len(word) < 10:
        return int(word)
    raise ArgumentTypeError(f"expected a number, found {word!r:.40}")


def _report(root: Field, file: str, size: int, top: int) -> Iterator[str]:
    fields = largest(root)
    listed = fields[:top] if top else fields
    spaces = f", {root.bytes:,} without white space" if root.bytes != size else ""
    yield f"{shown_name(file)}: {size:,} bytes{spaces}"
    yield ""
    yield from _table(listed, root.bytes)
    if len(listed) < len(fields):
        yield f"... and {len(fields) - len(listed):,} smaller ones; --top 0 lists all"
    example = next(islice(_examples(fields, root.bytes), 1), "")
    if example:
        yield ""
        yield f"To leave one out: tq {quote(example)} {quote(file)}"


def _table(fields: Sequence[Field], total: int) -> Iterator[str]:
    rows = [("bytes", "share", "count", "types", "path")]
    rows.extend(
        (f"{field.bytes:,}", f"{field.bytes / total:.1%}", f"{field.count:,}", _types(field), field.path)
        for field in fields
    )
    size, share, count, types = (max(len(row[column]) for row in rows) for column in range(4))
    for row in rows:
        yield f"{row[0]:>{size}}  {row[1]:>{share}}  {row[2]:>{count}}  {row[3]:<{types}}  {row[4]}"


def _types(field: Field) -> str:
    return ", ".join(name for name, _ in field.types.most_common())


def _examples(fields: Sequence[Field], total: int) -> Iterator[str]:
    """Expressions that leave out one field each, the largest first."""
    for field in fields:
        if isinstance(field.step, str) and field.bytes <= total * MAX_EXAMPLE_SHARE:
            yield from filter(None, [expression_without(field)])
