"""Trees: what an expression means, as a value that can be compared, combined and printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import EllipsisType, MappingProxyType
from typing import Literal, NamedTuple

from .errors import CombinationError
from .limits import MAX_NESTING

__all__ = ["Dialect", "Range", "Tree"]

Dialect = Literal["extended", "jenkins"]

STAR = "*"
# What a bare name cannot hold, in either dialect, and what is trimmed around it in the extended one.
JENKINS_SPECIAL = frozenset(",[]{}")
EXTENDED_SPECIAL = frozenset(',[]{}<>"')
WHITE_SPACE = " \t\n\r"
MAX_INDEX = 2**31 - 1  # Java's int: the last index that the jenkins dialect can write


@dataclass(frozen=True, slots=True)
class Range:
    """Which elements of an array are kept: ``start`` to just before ``stop``, as in a Python slice.

    Indexes are 0-based; negative ones count from the end; ``stop=None`` is the end.
    """

    start: int = 0
    stop: int | None = None

    def __post_init__(self) -> None:
        if type(self.start) is not int or not (self.stop is None or type(self.stop) is int):
            raise TypeError("a range takes two ints, or an int and None")

    def __str__(self) -> str:
        """Return the range in braces, or nothing for the range that keeps all."""
        if self == ALL:
            return ""
        if self.stop == (None if self.start == -1 else self.start + 1):
            return f"{{{self.start}}}"
        start = "" if self.start == 0 else self.start
        return f"{{{start},{'' if self.stop is None else self.stop}}}"

    def slice(self) -> slice:
        """Return the same bounds as a Python slice."""
        return slice(self.start, self.stop)

    def union(self, other: Range) -> Range:
        """Return the least range that holds both: from the lesser start to the greater stop.

        Where one counts from the end and the other does not, that is the range that keeps all.
        """
        if self == other:
            return self
        if not self._counts_like(other):
            return ALL
        start = min(self.start, other.start)
        if self.stop is None or other.stop is None:
            return Range(start, None)
        return Range(start, max(self.stop, other.stop))

    def intersection(self, other: Range) -> Range | None:
        """Return the range that keeps what both keep, or None where no one range does."""
        if self == other or other == ALL:
            return self
        if self == ALL:
            return other
        if not self._counts_like(other):
            return None
        stops = [stop for stop in (self.stop, other.stop) if stop is not None]
        return Range(max(self.start, other.start), min(stops) if stops else None)

    def covers(self, other: Range) -> bool:
        """Return whether every element that ``other`` keeps is kept, for arrays of any length."""
        return other.union(self) == self

    def _counts_like(self, other: Range) -> bool:
        return {self._sign(), other._sign()} in ({1}, {-1})

    def _sign(self) -> int:
        """1 where both bounds count from the start, -1 where both count from the end, else 0."""
        if self.start >= 0:
            return 1 if self.stop is None or self.stop >= 0 else 0
        return -1 if self.stop is None or self.stop < 0 else 0


ALL = Range()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Tree:
    """What to keep of a value: of an object the properties named, of an array the elements in ``range``.

    ``children`` maps names to what to keep below them, in the order written; the name ``*`` stands
    for every property that is not named. ``deep`` (written ``**``) keeps those whole instead.
    ``excluded`` (written ``!name``) leaves properties out of what ``*`` or ``**`` would keep;
    ``star`` (written ``"*"``) is for a property that is really called ``*``.

    Trees are equal when they say the same, in whatever order and dialect. ``str()`` gives text that
    parses back to an equal tree in ``dialect``; only ``Tree()``, which keeps nothing, has no text.

    Raises ValueError for more than 250 levels of brackets and for what the ``jenkins`` dialect
    cannot write, TypeError for names that are no str.
    """

    children: Mapping[str, Tree] = field(default_factory=dict)
    range: Range = ALL
    deep: bool = False
    excluded: frozenset[str] = frozenset()
    star: Tree | None = None
    dialect: Dialect = "extended"
    _height: int = field(init=False)
    _hash: int = field(init=False)

    def __post_init__(self) -> None:
        children = dict(self.children)
        if not all(map(_is_child, children.items())):
            raise TypeError("children: expected a mapping from str to Tree")
        if self.deep:
            children.pop(STAR, None)
        has_rest = self.deep or STAR in children
        named = children.keys() - {STAR} | ({STAR} if self.star else set())
        excluded = frozenset(self.excluded).difference(named) if has_rest else frozenset()
        below = [*children.values(), *([self.star] if self.star else [])]
        height = 1 + max((child._height for child in below), default=-1)
        if height > MAX_NESTING + 1:
            raise ValueError(f"a tree has at most {MAX_NESTING} levels of brackets")
        # An order-blind digest, so that comparing two trees rarely has to walk them.
        digest = hash((frozenset(children.items()), self.range, self.deep, excluded, self.star))
        object.__setattr__(self, "children", MappingProxyType(children))
        object.__setattr__(self, "excluded", excluded)
        object.__setattr__(self, "_height", height)
        object.__setattr__(self, "_hash", digest)
        if self.dialect == "jenkins" and not _jenkins_can_write(self):
            raise ValueError("the jenkins dialect has no way to write this tree")

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return _equal(self, other) if isinstance(other, Tree) else NotImplemented

    def __repr__(self) -> str:
        return f"Tree({str(self)!r}, {self.dialect!r})"

    def __str__(self) -> str:
        return _text(self, self.dialect)

    def __reduce__(self) -> tuple[Callable[..., Tree], tuple[object, ...]]:
        # Flat, since pickle's own recursion ends long before the nesting that a tree may have.
        return _from_records, (tuple(_records(self)),)

    def child(self, name: str) -> Tree | None:
        """Return what is kept of the property ``name`` of an object, or None if it is left out."""
        if name == STAR:
            return self.star or (None if name in self.excluded else self.rest)
        if name in self.children:
            return self.children[name]
        return None if name in self.excluded else self.rest

    @property
    def rest(self) -> Tree | None:
        """What is kept of a property that is not named: by ``*``, by ``**``, or None."""
        return WHOLE if self.deep else self.children.get(STAR)

    def union(self, other: Tree) -> Tree:
        """Return a tree that keeps at least what either keeps, and of arrays no more than lies between."""
        return _combine(self, other, _UNION, ROOT) or NOTHING

    def intersection(self, other: Tree) -> Tree:
        """Return the tree that keeps what both keep: what a server allows of what a client asks.

        A name without brackets keeps an empty object here; for plans with ``leaves="whole"`` combine
        what ``with_whole_leaves`` gives, or more is kept than was allowed.

        Raises CombinationError where one range counts from the end of an array and the other does
        not, since no range keeps just what both keep.
        """
        return _combine(self, other, _INTERSECTION, ROOT) or NOTHING

    def difference(self, other: Tree) -> Tree:
        """Return a tree that, united with ``other``, keeps all that this one keeps, and no more than it.

        It is empty just where ``other`` covers this tree. What only holds something else (an object,
        an array) is kept in the difference too, and so is all of an array that both cut differently.
        """
        return _combine(self, other, _DIFFERENCE, ROOT) or NOTHING

    def with_whole_leaves(self) -> Tree:
        """Return this tree with ``[**]`` behind every name that has no brackets."""
        return _with_whole_leaves(self)

    def covers(self, other: Tree) -> bool:
        """Return whether this tree keeps all that ``other`` keeps, of every value."""
        return _covers(self, other)


def _is_child(item: tuple[object, object]) -> bool:
    return isinstance(item[0], str) and isinstance(item[1], Tree)


ROOT = "$"
NOTHING = Tree()
WHOLE = Tree(deep=True)


def _equal(left: Tree, right: Tree) -> bool:
    if left is right:
        return True
    if left._hash != right._hash or left.children.keys() != right.children.keys():
        return False
    if (left.range, left.deep, left.excluded) != (right.range, right.deep, right.excluded):
        return False
    if left.star is None or right.star is None:
        if left.star is not right.star:
            return False
    elif not _equal(left.star, right.star):
        return False
    for name, child in left.children.items():  # noqa: SIM110 - a generator would take two frames a level
        if not _equal(child, right.children[name]):
            return False
    return True


def _covers(left: Tree | None, right: Tree | None) -> bool:
    if right is None:
        return True
    if left is None or not left.range.covers(right.range):
        return False
    if left.rest is WHOLE and not (left.children or left.excluded or left.star):
        return True
    for name in _names(left, right):
        if not _covers(left.child(name), right.child(name)):
            return False
    return _covers(left.rest, right.rest)


def _with_whole_leaves(tree: Tree) -> Tree:
    named: dict[str | None, Tree] = dict(tree.children.items())
    if tree.star is not None:
        named[None] = tree.star
    for name, child in named.items():
        is_leaf = not (child.children or child.deep or child.star)
        named[name] = Tree(range=child.range, deep=True) if is_leaf else _with_whole_leaves(child)
    star = named.pop(None, None)
    children = {name: child for name, child in named.items() if name is not None}
    return Tree(children, tree.range, tree.deep, tree.excluded, star)


class _Combination(NamedTuple):
    """How two trees become one: ``settled`` says it for both together, or leaves it open with Ellipsis."""

    settled: Callable[[Tree | None, Tree | None], Tree | EllipsisType | None]
    range: Callable[[Range, Range], Range | None]


def _united(left: Tree | None, right: Tree | None) -> Tree | EllipsisType | None:
    if left is None or right is None:
        return left or right
    return left if left == right else ...


def _shared(left: Tree | None, right: Tree | None) -> Tree | EllipsisType | None:
    if left is None or right is None:
        return None
    return left if left == right else ...


def _remaining(left: Tree | None, right: Tree | None) -> Tree | EllipsisType | None:
    if left is None or right is None:
        return left
    if right.covers(left):
        return None
    return ... if right.range.covers(left.range) else left


_UNION = _Combination(_united, Range.union)
_INTERSECTION = _Combination(_shared, Range.intersection)
_DIFFERENCE = _Combination(_remaining, lambda left, _: left)


def _combine(left: Tree | None, right: Tree | None, how: _Combination, path: str) -> Tree | None:
    """Return the tree whose child for every name is the combination of the two children for it."""
    settled = how.settled(left, right)
    if settled is not ... or left is None or right is None:
        return None if settled is ... else settled
    range = how.range(left.range, right.range)
    if range is None:
        raise CombinationError(path, str(left.range), str(right.range))
    rest = _combine(left.rest, right.rest, how, f"{path}.{STAR}")
    children: dict[str, Tree] = {}
    excluded: set[str] = set()
    star: Tree | None = None
    for name in _names(left, right):
        child = _combine(left.child(name), right.child(name), how, f"{path}.{name}")
        if child is None and rest is not None:
            excluded.add(name)
        elif name == STAR and child != rest:
            star = child
        elif child is not None and child != rest:
            children[name] = child
    if rest is not None:
        children[STAR] = rest
    result = Tree(children, range, rest == WHOLE, frozenset(excluded), star)
    if left.dialect == right.dialect == "jenkins" and _jenkins_can_write(result):
        return Tree(children, range, dialect="jenkins")
    return result


def _names(left: Tree, right: Tree) -> list[str]:
    """Every property named in either tree, each once, in the order written."""
    names: dict[str, None] = {}
    for tree in (left, right):
        names.update(dict.fromkeys(name for name in tree.children if name != STAR))
        names.update(dict.fromkeys(sorted(tree.excluded)))
        if tree.star is not None:
            names[STAR] = None
    return list(names)


def _jenkins_can_write(tree: Tree) -> bool:
    if tree.deep or tree.excluded or tree.star:
        return False
    if not 0 <= tree.range.start <= MAX_INDEX or not 0 <= (tree.range.stop or 0) <= MAX_INDEX + 1:
        return False
    if tree.range.stop == MAX_INDEX + 1 and tree.range.start != MAX_INDEX:
        return False
    return all(
        name and JENKINS_SPECIAL.isdisjoint(name) and child.dialect == "jenkins"
        for name, child in tree.children.items()
    )


def _text(tree: Tree, dialect: Dialect) -> str:
    items = ["**"] if tree.deep else []
    named = [
        (STAR if name == STAR else _name_text(name, dialect), child) for name, child in tree.children.items()
    ]
    if tree.star is not None:
        named.append(('"*"', tree.star))
    for name, child in named:
        inner = _text(child, dialect)
        items.append(name + (f"[{inner}]" if inner else "") + str(child.range))
    items.extend("!" + _name_text(name, dialect) for name in sorted(tree.excluded))
    return ",".join(items)


def _name_text(name: str, dialect: Dialect) -> str:
    if dialect == "jenkins":
        return name
    is_plain = bool(name) and name not in (STAR, "**") and not name.startswith("!")
    if is_plain and name == name.strip(WHITE_SPACE) and EXTENDED_SPECIAL.isdisjoint(name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(f"\\u{ord(char):04x}" if char < " " else char for char in escaped) + '"'


_Record = tuple[str, int, Range, bool, frozenset[str], bool, Dialect]


def _records(tree: Tree) -> Iterator[_Record]:
    """The tree as one record a node, each before its children: what a pickle holds."""
    todo: list[tuple[str, Tree]] = [("", tree)]
    while todo:
        name, node = todo.pop()
        below = list(node.children.items())
        if node.star is not None:
            below.append((STAR, node.star))
        todo.extend(reversed(below))
        yield name, len(below), node.range, node.deep, node.excluded, node.star is not None, node.dialect


def _from_records(records: tuple[_Record, ...]) -> Tree:
    built: list[tuple[str, Tree]] = []
    for name, count, bounds, deep, excluded, has_star, dialect in reversed(records):
        below = [built.pop() for _ in range(count)]
        star = below.pop()[1] if has_star else None
        built.append((name, Tree(dict(below), bounds, deep, excluded, star, dialect)))
    return built[0][1]
