"""The parameters of a request: what a query string says, read as Jenkins reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .errors import ParamsError

__all__ = ["Params", "params_of"]

DEPTH = re.compile(r"[+-]?\d+")
# Java's int. More digits than that are not even read.
MIN_DEPTH, MAX_DEPTH = -(2**31), 2**31 - 1
MAX_DEPTH_CHARS = 1000


@dataclass(frozen=True, slots=True)
class Params:
    """The parameters that Jenkins knows, as text but for ``exclude``, which may be given many times."""

    tree: str | None = None
    depth: str | None = None
    xpath: str | None = None
    exclude: tuple[str, ...] = ()
    wrapper: str | None = None
    pretty: bool = False
    jsonp: str | None = None

    @property
    def searches(self) -> bool:
        """Whether XML is to be searched, not only written."""
        return self.xpath is not None or bool(self.exclude)

    def depth_asked(self) -> int:
        """Return the depth, 0 where none is given.

        Raises ParamsError for a depth that is no Java int. Where XML is searched that counts as 0 and
        white space around a number means nothing, as upstream.
        """
        text = (self.depth or "").strip() if self.searches else self.depth
        if text is None:
            return 0
        if len(text) <= MAX_DEPTH_CHARS and DEPTH.fullmatch(text) and MIN_DEPTH <= int(text) <= MAX_DEPTH:
            return int(text)
        if self.searches:
            return 0
        raise ParamsError("depth", "expected a whole number that fits into 32 bits")


def params_of(values: Mapping[str, str | Sequence[str]]) -> Params:
    """Return the parameters in ``values``, by name; of a repeated one the first counts, but for ``exclude``.

    Other names mean nothing. Raises ParamsError for a value that is no text.
    """
    lists = {name: _texts(name, values[name]) for name in NAMES if name in values}
    first = {name: texts[0] for name, texts in lists.items() if texts}
    return Params(
        first.get("tree"),
        first.get("depth"),
        first.get("xpath"),
        lists.get("exclude", ()),
        first.get("wrapper"),
        "pretty" in first,
        first.get("jsonp"),
    )


NAMES = ("tree", "depth", "xpath", "exclude", "wrapper", "pretty", "jsonp")


def _texts(name: str, value: str | Sequence[str]) -> tuple[str, ...]:
    texts = tuple(value) if isinstance(value, (list, tuple)) else (value,)
    if not all(isinstance(text, str) for text in texts):
        raise ParamsError(name, "expected text")
    return texts
