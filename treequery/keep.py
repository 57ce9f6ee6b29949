"""Keeps: what a plan keeps at one place of a value, the form that every walker follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .tree import ALL, STAR, Range, Tree

__all__ = ["WHOLE", "Keep", "KeepLevel", "KeepTree", "keep_of_depth", "keep_of_tree"]


@dataclass(frozen=True, slots=True, eq=False)
class KeepTree:
    """What a tree keeps here: of an object the named properties and perhaps the rest, of an array a range.

    ``named`` maps a property's name to what is kept of it, None for what is left out; ``rest`` is
    what is kept of every property without a name there, None for nothing.
    """

    named: Mapping[str, Keep | None] = field(default_factory=dict)
    rest: Keep | None = None
    range: Range = ALL

    def child(self, name: str, visibility: int = 1) -> Keep | None:
        """Return what to keep of the property ``name``, or None; a tree shows any visibility."""
        return self.named.get(name, self.rest)


@dataclass(frozen=True, slots=True, eq=False)
class KeepLevel:
    """What a depth keeps here: the properties whose visibility is at least ``level``."""

    level: int
    range: Range = ALL

    def child(self, name: str, visibility: int = 1) -> Keep | None:
        """Return what to keep of the property ``name``, or None."""
        return KeepLevel(self.level + 1) if visibility >= self.level else None


Keep = KeepTree | KeepLevel

WHOLE = KeepTree()
object.__setattr__(WHOLE, "rest", WHOLE)


def keep_of_depth(depth: int) -> KeepLevel:
    """Return what ``depth`` keeps of a root, whose properties are on level 1 - depth.

    The level is a Java int, so that the least depth of all shows everything.
    """
    return KeepLevel((1 - depth + 2**31) % 2**32 - 2**31)


def keep_of_tree(tree: Tree) -> Keep:
    """Return what ``tree`` keeps."""
    named: dict[str, Keep | None] = dict.fromkeys(tree.excluded)
    for name, child in tree.children.items():
        if name != STAR:
            named[name] = keep_of_tree(child)
    if tree.star is not None:
        named[STAR] = keep_of_tree(tree.star)
    rest: Keep | None = WHOLE if tree.deep else None
    if STAR in tree.children:
        rest = keep_of_tree(tree.children[STAR])
    return KeepTree(named, rest, tree.range)
