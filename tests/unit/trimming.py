"""Trimming by the specification, in few words."""

from collections.abc import Iterator
from typing import Any

from treequery.keep import WHOLE, Keep, keep_of_tree
from treequery.limits import DEFAULT_LIMITS, Limits
from treequery.parse import parse
from treequery.trim import trim, trim_lines

NONE: frozenset[str] = frozenset()


def tree(expression: str) -> Keep:
    return keep_of_tree(parse(expression))


def whole(data: Any, limits: Limits = DEFAULT_LIMITS) -> bytes:
    return trim(data, WHOLE, always=NONE, limits=limits)


def lines(source: Any, expression: str = "**", limits: Limits = DEFAULT_LIMITS) -> Iterator[bytes]:
    return trim_lines(source, tree(expression), always=NONE, limits=limits)
