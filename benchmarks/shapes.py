"""Shapes: what a person who knows the schema knows of a query's answer.

A tree expression does not say which of its names lead to arrays. Rivals' own query languages need that, so it
is read off a sample of the payload, once, outside every timing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import treequery

__all__ = ["Shape", "hand", "hand_source", "leaf_paths", "shape_of"]


@dataclass(frozen=True)
class Shape:
    """What is kept of one place: of an object its names in the order of the payload, of an array a slice."""

    kind: Literal["scalar", "object", "array"] = "scalar"
    names: Mapping[str, Shape] = field(default_factory=dict)
    element: Shape | None = None
    start: int = 0
    stop: int | None = None
    is_nullable: bool = False
    types: frozenset[type] = frozenset()

    @property
    def is_sliced(self) -> bool:
        return (self.start, self.stop) != (0, None)

    @property
    def slice_text(self) -> str:
        """The slice in Python's own form, or nothing."""
        return f"[{self.start}:{'' if self.stop is None else self.stop}]" if self.is_sliced else ""


def shape_of(tree: treequery.Tree, samples: list[Any]) -> Shape:
    """Return the shape of what ``tree`` keeps of values like ``samples``."""
    present = [sample for sample in samples if sample is not None]
    is_nullable = len(present) < len(samples)
    if present and all(isinstance(sample, dict) for sample in present):
        names = {}
        for name in dict.fromkeys(name for sample in present for name in sample):
            child = tree.children.get(name, tree.children.get("*"))
            if child is not None:
                names[name] = shape_of(child, [sample[name] for sample in present])
        return Shape("object", names, is_nullable=is_nullable)
    if present and all(isinstance(sample, list) for sample in present):
        elements = [element for sample in present for element in sample]
        start, stop = tree.range.start, tree.range.stop
        return Shape("array", {}, shape_of(tree, elements), start, stop, is_nullable)
    return Shape(is_nullable=is_nullable, types=frozenset(map(type, present)))


def hand_source(shape: Shape, value: str = "root", *, attributes: bool = False, level: int = 0) -> str:
    """Return the comprehension that a person would write by hand for ``shape``, as Python text."""
    text = value
    if shape.kind == "object":
        members = []
        for name, child in shape.names.items():
            access = f"{value}.{name}" if attributes else f"{value}[{name!r}]"
            members.append(f"{name!r}: {hand_source(child, access, attributes=attributes, level=level)}")
        text = "{" + ", ".join(members) + "}"
    elif shape.element is not None:
        text = f"{value}{shape.slice_text}"
        if shape.element.kind != "scalar":
            each = f"value_{level}"
            inner = hand_source(shape.element, each, attributes=attributes, level=level + 1)
            text = f"[{inner} for {each} in {text}]"
    if shape.is_nullable and shape.kind != "scalar":
        return f"(None if {value} is None else {text})"
    return text


def hand(shape: Shape, *, attributes: bool = False) -> Callable[[Any], Any]:
    """Return HAND, the comprehension as a function: text for each query, so that none can be forgotten."""
    made: Callable[[Any], Any] = eval(f"lambda root: {hand_source(shape, attributes=attributes)}")
    return made


Steps = tuple[tuple[str, Shape | None], ...]


def leaf_paths(shape: Shape, steps: Steps = ()) -> Iterator[Steps]:
    """Give the way to each scalar: names, each with the shape of the array that it leads to, or None."""
    if shape.kind == "object":
        for name, child in shape.names.items():
            if child.kind == "array":
                assert child.element is not None
                yield from leaf_paths(child.element, (*steps, (name, child)))
            else:
                yield from leaf_paths(child, (*steps, (name, None)))
    else:
        yield steps
