"""Write a plain graph as a Ruby expression."""

from __future__ import annotations

import re

from .literal import Syntax, write_literal
from .text import escaped

__all__ = ["RUBY", "write_ruby"]

# In a double-quoted string of Ruby these begin code to run.
INTERPOLATION = re.compile(r"#(?=[{$@])")


def _string(text: str) -> str:
    return '"' + INTERPOLATION.sub(r"\\#", escaped(text)) + '"'


RUBY = Syntax(
    "nil", "true", "false", _string, _string, " => ", " => ", "OpenStruct.new({", "})", indents_objects=False
)


def write_ruby(graph: object, *, pretty: bool, limit: int) -> bytes:
    """Return ``graph`` as a Ruby expression in which objects are OpenStructs and nothing is code.

    Raises OutputLimitError beyond ``limit`` bytes. Source: Stapler ``RubyDataWriter``.
    """
    return write_literal(graph, RUBY, pretty=pretty, limit=limit)
