"""The options of the command trim."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from ..choices import Dialect

    Flavor = Literal["json", "python", "ruby", "xml"]

__all__ = ["Options", "is_decoded", "read_options"]

# The options that stand alone and have nothing to do with each other.
PLAIN_FLAGS = {"--lines": "lines", "--pretty": "pretty", "--stats": "stats"}


class Options:
    """What the command line asks for; either ``expression`` or ``depth`` is None."""

    def __init__(
        self,
        *,
        expression: str | None,
        files: tuple[str, ...],
        depth: int | None = None,
        dialect: Dialect = "extended",
        always: tuple[str, ...] = (),
        flavor: Flavor = "json",
        pretty: bool = False,
        name: str | None = None,
        xpath: str | None = None,
        exclude: tuple[str, ...] = (),
        wrapper: str | None = None,
        lines: bool = False,
        output: str | None = None,
        stats: bool = False,
    ) -> None:
        self.expression, self.depth, self.files, self.dialect = expression, depth, files, dialect
        self.always, self.flavor, self.pretty, self.name = always, flavor, pretty, name
        self.xpath, self.exclude, self.wrapper = xpath, exclude, wrapper
        self.lines, self.output, self.stats = lines, output, stats

    @property
    def selects(self) -> bool:
        """Whether XML is searched."""
        return self.xpath is not None or bool(self.exclude)


def read_options(prog: str, words: Sequence[str]) -> Options:
    """Return what the words of a command line ask for.

    Ends the process with status 2 and a message for words that mean nothing, with 0 for ``--help``.
    """
    options = _plain_options(words)
    if options is not None:
        return options
    from .arguments import read_arguments

    return read_arguments(prog, words)


def _plain_options(words: Sequence[str]) -> Options | None:
    """What words ask for that are an expression, files and no options but plain flags; None for all else.

    Loading argparse takes longer than trimming a small file, and most command lines do not need it.
    """
    flags = {word for word in words if word in PLAIN_FLAGS}
    others = [word for word in words if word not in PLAIN_FLAGS]
    if not others or others.count("-") > 1 or flags >= {"--lines", "--pretty"}:
        return None
    if any(word.startswith("-") and word != "-" for word in others) or not is_decoded(others[0]):
        return None
    return Options(
        expression=others[0],
        files=tuple(others[1:]) or ("-",),
        lines="--lines" in flags,
        pretty="--pretty" in flags,
        stats="--stats" in flags,
    )


def is_decoded(word: str) -> bool:
    """Return whether Python could decode all of a word that was typed."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True
