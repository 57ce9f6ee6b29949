"""The option ``--version``, which tells the engine too."""

from __future__ import annotations

from argparse import Action, ArgumentParser, Namespace
from typing import Any

from .. import engine
from .texts import print_lines

__all__ = ["ShowVersion", "version"]

DISTRIBUTION = "treequery"
# What a checkout that nobody installed calls itself: a version, but before all others.
UNKNOWN = "0+checkout"


class ShowVersion(Action):
    """Prints the version and ends the process; looked up only then, since that takes a while."""

    def __init__(self, option_strings: list[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="print the version and the engine")

    def __call__(
        self, parser: ArgumentParser, namespace: Namespace, values: Any, option: str | None = None
    ) -> None:
        print_lines([f"{parser.prog.partition(' ')[0]} {version()} (engine: {engine.name})"])
        parser.exit()


def version() -> str:
    """Return the version of the installed package."""
    from importlib import metadata

    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return UNKNOWN
