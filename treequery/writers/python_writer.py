"""Write a plain graph as a Python literal."""

from __future__ import annotations

from .literal import Syntax, write_literal
from .text import escaped

__all__ = ["PYTHON", "write_python"]


def _string(text: str) -> str:
    return f'"{escaped(text, "long")}"'


PYTHON = Syntax("None", "True", "False", _string, _string, ":", " : ", "{", "}")


def write_python(graph: object, *, pretty: bool, limit: int) -> bytes:
    """Return ``graph`` as text that ``ast.literal_eval`` decodes to what its JSON text decodes to.

    Raises OutputLimitError beyond ``limit`` bytes. Source: Stapler ``PythonDataWriter``.
    """
    return write_literal(graph, PYTHON, pretty=pretty, limit=limit)
