"""The command conformance: try this engine on vectors."""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence
from pathlib import Path

from ..conformance.cases import VectorsError
from ..conformance.kit import run as try_out
from .failures import CommandError, Naming, shown_name
from .texts import opened_text

__all__ = ["run"]

DESCRIPTION = """\
Ask this engine the questions in a folder of vectors, and report how it answered, family by family.
Exit status 1 says that an answer was wrong."""


def run(prog: str, words: Sequence[str]) -> int:
    """Run the command and return its exit status. Raises CommandError."""
    parser = ArgumentParser(
        prog=prog, description=DESCRIPTION, formatter_class=RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("directory", metavar="DIR", help="the folder, with a file of JSON Lines a family")
    parser.add_argument(
        "families", nargs="*", default=[], metavar="FAMILY", help="like graph or xpath; by default all"
    )
    found = parser.parse_args(words)
    with opened_text() as out, Naming(shown_name(found.directory)):
        try:
            went_well = try_out(Path(found.directory), found.families, out=out)
        except VectorsError as err:
            # It names the file at fault.
            raise CommandError(str(err)) from None
    return 0 if went_well else 1
