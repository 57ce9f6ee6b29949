"""Keeps: what a plan keeps at one place of a value, the form that every walker follows."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType

from .frozen import Frozen
from .tree import ALL, STAR, Range, Tree
from .tree import WHOLE as WHOLE_TREE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["WHOLE", "Keep", "KeepBoth", "KeepLevel", "KeepTree", "keep_of_depth", "keep_of_tree"]


class KeepTree(Frozen):
    """What a tree keeps here: of an object the named properties and perhaps the rest, of an array a range.

    ``named`` maps a property's name to what is kept of it, None for what is left out; ``rest`` is
    what is kept of every property without a name there, None for nothing.
    """

    __match_args__ = ("named", "rest", "range")
    __slots__ = (*__match_args__, "__weakref__")

    named: Mapping[str, Keep | None]
    rest: Keep | None
    range: Range

    def __init__(
        self,
        named: Mapping[str, Keep | None] = MappingProxyType({}),
        rest: Keep | None = None,
        range: Range = ALL,
    ) -> None:
        self._fill(named, rest, range)

    def child(
        self, name: str, visibility: int = 1, *, inline: bool = False, merge: bool = False
    ) -> Keep | None:
        """Return what to keep of the property ``name``, or None; a tree shows any visibility.

        A merged property is no level of its own, so its value is kept as this one is.
        """
        return self if merge else self.named.get(name, self.rest)


class KeepLevel(Frozen):
    """What a depth keeps here: the properties whose visibility is at least ``level``."""

    __match_args__ = ("level", "range")
    __slots__ = (*__match_args__, "__weakref__")

    level: int
    range: Range

    def __init__(self, level: int, range: Range = ALL) -> None:
        self._fill(level, range)

    def child(
        self, name: str, visibility: int = 1, *, inline: bool = False, merge: bool = False
    ) -> Keep | None:
        """Return what to keep of the property ``name``, or None; inlined and merged ones add no level."""
        if visibility < self.level:
            return None
        return self if inline or merge else keep_level(self.level + 1)


class KeepBoth(Frozen):
    """What both of two keeps keep here; ``second`` says the range."""

    __match_args__ = ("first", "second")
    __slots__ = (*__match_args__, "__weakref__")

    first: Keep
    second: Keep

    def __init__(self, first: Keep, second: Keep) -> None:
        self._fill(first, second)

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
    if tree.deep and tree == WHOLE_TREE:
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
