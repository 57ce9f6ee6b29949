"""Find what XPath 1.0 calls an error in the text of an expression alone, where jaxen waits to see it."""

from __future__ import annotations

import re

__all__ = ["static_error"]

# The least and the most arguments of every function there is; None for as many as one likes.
ARITIES: dict[str, tuple[int, int | None]] = {
    "boolean": (1, 1),
    "ceiling": (1, 1),
    "concat": (2, None),
    "contains": (2, 2),
    "count": (1, 1),
    "ends-with": (2, 2),
    "evaluate": (1, 1),
    "false": (0, 0),
    "floor": (1, 1),
    "id": (1, 1),
    "lang": (1, 1),
    "last": (0, 0),
    "local-name": (0, 1),
    "lower-case": (1, 2),
    "name": (0, 1),
    "namespace-uri": (0, 1),
    "normalize-space": (0, 1),
    "not": (1, 1),
    "number": (0, 1),
    "position": (0, 0),
    "round": (1, 1),
    "starts-with": (2, 2),
    "string": (0, 1),
    "string-length": (0, 1),
    "substring": (2, 3),
    "substring-after": (2, 2),
    "substring-before": (2, 2),
    "sum": (1, 1),
    "translate": (3, 3),
    "true": (0, 0),
    "upper-case": (1, 2),
}
NO_FUNCTIONS = {"and", "comment", "div", "mod", "node", "or", "processing-instruction", "text"}

LITERAL = re.compile(r"\"[^\"]*\"|'[^']*'")
CALL = re.compile(r"([\w.-]+(?::[\w.-]+)?)\s*\(")
PREFIX = re.compile(r"(?<![\w.:-])([\w.-]+):(?=[\w*])")
EMPTY_ARGUMENT = re.compile(r",\s*\)")


def static_error(expression: str) -> str | None:
    """Return why XPath 1.0 refuses an expression whatever the document, or None if no reason is found.

    Looked for are variables, prefixes and functions that do not exist, numbers of arguments, and an
    argument that is missing after a comma.
    """
    # Literals may hold anything; their length is kept, their content is not.
    bare = LITERAL.sub(lambda found: "'" + "_" * (len(found[0]) - 2) + "'", expression)
    if "$" in bare:
        return "there are no variables"
    if EMPTY_ARGUMENT.search(bare):
        return "an argument is missing"
    for prefix in PREFIX.findall(bare):
        if prefix != "xml":
            return f"there is no prefix {prefix}"
    for call in CALL.finditer(bare):
        if call[1] not in NO_FUNCTIONS and (reason := _call_error(call[1], bare, call.end())):
            return reason
    return None


def _call_error(name: str, bare: str, start: int) -> str | None:
    if name not in ARITIES:
        return f"there is no function {name}"
    least, most = ARITIES[name]
    count = _count_arguments(bare, start)
    if count is None or (least <= count and (most is None or count <= most)):
        return None
    return f"{name} does not take {count} arguments"


def _count_arguments(bare: str, start: int) -> int | None:
    """How many arguments follow the bracket before ``start``, or None where it is never closed."""
    depth, commas, is_empty = 0, 0, True
    for char in bare[start:]:
        if char in ")]" and depth == 0:
            return 0 if is_empty else commas + 1
        depth += (char in "([") - (char in ")]")
        commas += char == "," and depth == 0
        is_empty = is_empty and char.isspace()
    return None
