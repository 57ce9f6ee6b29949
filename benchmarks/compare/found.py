"""What a path language finds, put together again: its answers are lists without the values around them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from ..shapes import Shape, leaf_paths

__all__ = ["json_paths", "put_together"]


def json_paths(shape: Shape) -> list[str]:
    """Return a JSONPath for each scalar of ``shape``."""
    paths = []
    for steps in leaf_paths(shape):
        text = "$"
        for name, array in steps:
            text += f"['{name}']"
            if array is not None:
                text += array.slice_text or "[*]"
        paths.append(text)
    return paths


def put_together(matches: Iterable[tuple[Sequence[str | int], Any]]) -> Any:
    """Return the graph that holds each value at its place; matches come in the order of their indexes."""
    root: dict[str, Any] = {}
    for parts, value in matches:
        place: Any = root
        for part, following in itertools.pairwise(parts):
            place = _below(place, part, [] if isinstance(following, int) else {})
        if isinstance(place, list):
            place.append(value)
        else:
            place[parts[-1]] = value
    return root


def _below(place: Any, part: str | int, fresh: Any) -> Any:
    if isinstance(part, str):
        return place.setdefault(part, fresh)
    if part == len(place):
        place.append(fresh)
    return place[part]
