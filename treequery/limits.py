"""Limits: the bounds on what a stranger's text, bytes and objects may cost."""

from __future__ import annotations

from .frozen import Value

__all__ = ["DEFAULT_LIMITS", "Limits"]


class Limits(Value):
    """Bounds checked while reading, walking and writing; each is an int of at least 0.

    Going beyond one is an error of its own: the ``expression_*`` ones raise ExpressionLimitError,
    ``levels`` DepthLimitError (objects) or JsonLimitError (bytes), ``values`` ValuesLimitError,
    ``output_bytes`` OutputLimitError, ``line_bytes`` JsonLimitError, ``xml_*`` XmlLimitError and ``xpath_*``
    XPathLimitError.
    """

    __slots__ = __match_args__ = (
        "expression_chars",
        "expression_nesting",
        "expression_names",
        "levels",
        "line_bytes",
        "values",
        "output_bytes",
        "xml_bytes",
        "xpath_chars",
        "xpath_work",
    )

    expression_chars: int
    """Characters in a tree expression. A full one parses in seconds, so servers may want less."""
    expression_nesting: int
    """Brackets within brackets. At most 250: trees are compared and printed by recursion."""
    expression_names: int
    """Names in a tree expression, on all its levels together."""
    levels: int
    """Nesting of a value or of a JSON text, the root being level 0."""
    line_bytes: int
    """Bytes in one line of JSON Lines, so that a stream without line ends cannot fill the memory."""
    values: int
    """Values that one walk over objects visits, so that an endless iterator ends."""
    output_bytes: int
    """Bytes that one call of ``write`` gives."""
    xml_bytes: int
    """Bytes of XML that ``select`` parses: libxml2's tree takes about ten times as many."""
    xpath_chars: int
    """Characters in one XPath."""
    xpath_work: int
    """Nodes that one XPath may visit, estimated from its text and the size of the XML."""

    def __init__(
        self,
        expression_chars: int = 262_144,
        expression_nesting: int = 250,
        expression_names: int = 20_000,
        levels: int = 500,
        line_bytes: int = 1 << 30,
        values: int = 50_000_000,
        output_bytes: int = 1 << 31,
        xml_bytes: int = 1 << 26,
        xpath_chars: int = 4_096,
        xpath_work: int = 800_000_000,
    ) -> None:
        self._fill(
            expression_chars,
            expression_nesting,
            expression_names,
            levels,
            line_bytes,
            values,
            output_bytes,
            xml_bytes,
            xpath_chars,
            xpath_work,
        )
        for name in self.__match_args__:
            value = getattr(self, name)
            if type(value) is not int or value < 0:
                raise ValueError(f"{name}: expected an int of at least 0, found {value!r}")
        if self.expression_nesting > MAX_NESTING:
            raise ValueError(f"expression_nesting: expected at most {MAX_NESTING}")


MAX_NESTING = 250
DEFAULT_LIMITS = Limits()
