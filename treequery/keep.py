"""Keeps: what a plan keeps at one place of a value, the form that every walker follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from .tree import ALL, STAR, Range, Tree
from .tree import WHOLE as WHOLE_TREE

__all__ = ["WHOLE", "Keep", "KeepBoth", "KeepLevel", "KeepTree", "keep_of_depth", "keep_of_tree"]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class KeepTree:
    """What a tree keeps here: of an object the named properties and perhaps the rest, of an array a range.

    ``named`` maps a property's name to what is kept of it, None for what is left out; ``rest`` is
    what is kept of every property without a name there, None for nothing.
    """

    named: Mapping[str, Keep | None] = field(default_factory=dict)
    rest: Keep | None = None
    range: Range = ALL

    def child(
        self, name: str, visibility: int = 1, *, inline: bool = False, merge: bool = False
    ) -> Keep | None:
        """Return what to keep of the property ``name``, or None; a tree shows any visibility.

        A merged property is no level of its own, so its value is kept as this one is.
        """
        return self if merge else self.named.get(name, self.rest)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class KeepLevel:
    """What a depth keeps here: the properties whose visibility is at least ``level``."""

    level: int
    range: Range = ALL

    def child(
        self, name: str, visibility: int = 1, *, inline: bool = False, merge: bool = False
    ) -> Keep | None:
        """Return what to keep of the property ``name``, or None; inlined and merged ones add no level."""
        if visibility < self.level:
            return None
        return self if inline or merge else keep_level(self.level + 1)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class KeepBoth:
    """What both of two keeps keep here; ``second`` says the range."""

    first: Keep
    second: Keep

    @property
    def range(self) -> Range:
        """Which elements of an array are kept."""
        return self.second.range

    def child(
        self, name: str, visibility: int = 1, *, inline: bool = False, merge: bool = False
    ) -> Keep | None:
        """Return what both keep of the property ``name``, or None."""
        first = self.first.child(name, visibility, inline=inline, merge=merge)
        second = self.second.child(name, visibility, inline=inline, merge=merge)
        if first is None or second is None:
            return None
        is_same = first is self.first and second is self.second
        return self if is_same else KeepBoth(first, second)


Keep = KeepTree | KeepLevel | KeepBoth

WHOLE = KeepTree()
object.__setattr__(WHOLE, "rest", WHOLE)


def keep_of_depth(depth: int) -> KeepLevel:
    """Return what ``depth`` keeps of a root, whose properties are on level 1 - depth.

    The level is a Java int, so that the least depth of all shows everything.
    """
    return keep_level((1 - depth + 2**31) % 2**32 - 2**31)


# One object a level, so that what is remembered for a keep is remembered once. Values are rarely
# deeper than this; beyond it levels are merely made anew.
@lru_cache(maxsize=1024)
def keep_level(level: int) -> KeepLevel:
    """Return what is kept on ``level``."""
    return KeepLevel(level)


def keep_of_tree(tree: Tree) -> Keep:
    """Return what ``tree`` keeps."""
    if tree == WHOLE_TREE:
        return WHOLE
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
