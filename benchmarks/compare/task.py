"""Tasks: what is asked of every rival."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..contest import Entry
from ..shapes import Shape

__all__ = ["CannotAskError", "Maker", "Task"]


@dataclass(frozen=True)
class Task:
    """A query and what it is asked of; which parts are set depends on the verb.

    ``kind`` is the kind of payload; ``root`` the decoded payload or the graph of instances.
    """

    kind: str
    expression: str
    shape: Shape
    path: Path | None = None
    data: bytes = b""
    root: Any = None


class CannotAskError(Exception):
    """The rival has no way to ask this; the text says why."""


Maker = Callable[[Task], Entry]
