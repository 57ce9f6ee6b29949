"""The command explain: show what an expression means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..choices import Dialect
from ..explain import LINES, picture
from ..mistakes import mistakes_in
from ..parse import parse
from ..source import excerpt, line_and_column
from .arguments import expression_parser, text
from .failures import Naming
from .texts import can_show, print_lines

__all__ = ["run"]

DESCRIPTION = """\
Show a tree expression as a picture, in its shortest spelling, and warn of what usually is a mistake.
Of an array, every element is kept that no range leaves out."""

MAX_WARNINGS = 20


def run(prog: str, words: Sequence[str]) -> int:
    """Run the command and return its exit status. Raises CommandError."""
    parser = expression_parser(prog, DESCRIPTION)
    parser.add_argument("expression", type=text, metavar="EXPRESSION")
    found = parser.parse_args(words)
    with Naming("expression"):
        lines = list(_explained(found.expression, found.dialect))
    print_lines(lines)
    return 0


def _explained(expression: str, dialect: Dialect) -> Iterator[str]:
    tree = parse(expression, dialect=dialect)
    yield str(tree)
    yield ""
    yield from picture(tree, ascii=not can_show(LINES.branch + LINES.last + LINES.trunk))
    mistakes = mistakes_in(expression, dialect=dialect)
    for mistake in mistakes[:MAX_WARNINGS]:
        line, column = line_and_column(expression, mistake.at)
        yield ""
        yield f"warning: line {line}, column {column}: {mistake.finding}"
        yield from excerpt(expression, mistake.at).split("\n")
        yield f"hint: {mistake.advice}"
    if len(mistakes) > MAX_WARNINGS:
        yield ""
        yield f"and {len(mistakes) - MAX_WARNINGS:,} more warnings"
