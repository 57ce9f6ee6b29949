"""The engine: what applies plans, the Rust core where it is installed or else the specification.

The environment variable ``TREEQUERY_ENGINE`` chooses, ``python`` or ``rust``; ``name`` tells which it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol

from .specification import Check, Flavor, Specification

if TYPE_CHECKING:
    from typing import BinaryIO

    from .trim import Buffer

__all__ = ["Check", "Flavor", "Verbs", "name", "verbs_of"]


class Verbs(Protocol):
    """What an engine does with one plan; ``Specification`` says what each verb means."""

    def project(self, root: object) -> Any:
        """Return what is kept of an object graph."""
        ...

    def write(self, root: object, flavor: Flavor, *, pretty: bool, name: str, callback: str) -> bytes:
        """Return the text of what is kept of an object graph."""
        ...

    def trim(self, data: Buffer | str, check: Check) -> bytes:
        """Return what is kept of a JSON text."""
        ...

    def trim_into(self, data: Buffer | str, target: bytearray, check: Check) -> int:
        """Append what is kept of a JSON text to ``target``; return how many bytes."""
        ...

    def trim_lines(self, source: Buffer | BinaryIO, check: Check, threads: int) -> Iterator[bytes]:
        """Give what is kept of each line."""
        ...

    def load(self, data: Buffer | str, check: Check) -> Any:
        """Return what is kept of a JSON text, decoded."""
        ...


name = "python"
verbs_of = Specification
