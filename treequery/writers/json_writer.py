"""Write a plain graph as JSON."""

from __future__ import annotations

from .literal import Syntax, write_literal
from .text import escaped

__all__ = ["JSON", "write_json"]


def _string(text: str) -> str:
    return f'"{escaped(text)}"'


JSON = Syntax("null", "true", "false", _string, _string, ":", " : ", "{", "}")


def write_json(graph: object, *, pretty: bool, limit: int) -> bytes:
    """Return ``graph`` as JSON text (RFC 8259), UTF-8; NaN and the infinities become null.

    Raises OutputLimitError beyond ``limit`` bytes. Source: Stapler ``JSONDataWriter``.
    """
    return write_literal(graph, JSON, pretty=pretty, limit=limit)
