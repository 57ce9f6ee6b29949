"""Verbs: what an engine does with one plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from .buffers import Buffer
    from .choices import Check, Flavor

__all__ = ["Verbs"]


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

    def trim_lines_into(self, data: Buffer, target: bytearray, check: Check, threads: int) -> int:
        """Append what is kept of each line to ``target``; return how many bytes."""
        ...

    def load(self, data: Buffer | str, check: Check) -> Any:
        """Return what is kept of a JSON text, decoded."""
        ...
