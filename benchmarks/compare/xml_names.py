"""The names that Jenkins' XML gives to the elements of an array, for rivals that have to be told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..shapes import Shape

__all__ = ["renamed", "singular"]


def singular(name: str) -> str:
    """Return what an element of the array ``name`` is called; enough for the names of the payloads."""
    return name[:-1] if name.endswith("s") else name


def renamed(shape: Shape) -> Callable[[Any], Any]:
    """Return a function that keeps ``shape`` with the names of arrays in the singular, and without nulls."""
    if shape.kind == "object":
        members = [
            (name, singular(name) if child.kind == "array" else name, renamed(child))
            for name, child in shape.names.items()
        ]

        def keep(value: Any) -> Any:
            return {shown: inner(value[name]) for name, shown, inner in members if value[name] is not None}

        return keep
    if shape.element is not None:
        inner, kept = renamed(shape.element), slice(shape.start, shape.stop)
        return lambda value: [inner(element) for element in value[kept]]
    return lambda value: value
