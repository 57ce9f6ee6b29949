"""Trees: what an expression means, as a value that can be compared, combined and printed."""

from __future__ import annotations

from types import MappingProxyType

from .errors import CombinationError
from .frozen import Frozen, Value
from .limits import MAX_NESTING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from types import EllipsisType

    from .choices import Dialect

    _Record = tuple[str, int, "Range", bool, frozenset[str], bool, Dialect]

__all__ = ["Range", "Tree"]

STAR = "*"
# What a bare name cannot hold, in either dialect, and what is trimmed around it in the extended one.
JENKINS_SPECIAL = frozenset(",[]{}")
EXTENDED_SPECIAL = frozenset(',[]{}<>"')
WHITE_SPACE = " \t\n\r"
MAX_INDEX = 2**31 - 1  # Java's int: the last index that the jenkins dialect can write


class Range(Value):
    """Which elements of an array are kept: ``start`` to just before ``stop``, as in a Python slice.

    Indexes are 0-based; negative ones count from the end; ``stop=None`` is the end.
    """

    __slots__ = __match_args__ = ("start", "stop")

    start: int
    stop: int | None

    def __init__(self, start: int = 0, stop: int | None = None) -> None:
        if type(start) is not int or not (stop is None or type(stop) is int):
            raise TypeError("a range takes two ints, or an int and None")
        self._fill(start, stop)

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

        Where one start (or stop) counts from the end and the other does not, there is none on that side.
        """
        if not isinstance(other, Range):
            raise TypeError("other: expected a Range")
        start, stop = min(self.start, other.start), None
        if not _counts_like(self.start, other.start):
            start = 0
        if self.stop is not None and other.stop is not None and _counts_like(self.stop, other.stop):
            stop = max(self.stop, other.stop)
        return Range(start, stop)

    def intersection(self, other: Range) -> Range | None:
        """Return the range that keeps what both keep, or None where no one range does."""
        if not isinstance(other, Range):
            raise TypeError("other: expected a Range")
        start, stop = self.start or other.start, self.stop
        if self.start and other.start:
            if not _counts_like(self.start, other.start):
                return None
            start = max(self.start, other.start)
        if stop is None or other.stop is None:
            return Range(start, other.stop if stop is None else stop)
        return Range(start, min(stop, other.stop)) if _counts_like(stop, other.stop) else None

    def covers(self, other: Range) -> bool:
        """Return whether every element that ``other`` keeps is kept, for arrays of any length."""
        return self.union(other) == self


def _counts_like(one: int, other: int) -> bool:
    """Whether two bounds count from the same end of an array."""
    return (one < 0) is (other < 0)


ALL = Range()


class Tree(Frozen):
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

    __match_args__ = ("children", "range", "deep", "excluded", "star", "dialect")
    __slots__ = (*__match_args__, "_hash", "_height")

    children: Mapping[str, Tree]
    range: Range
    deep: bool
    excluded: frozenset[str]
    star: Tree | None
    dialect: Dialect
    _height: int
    _hash: int

    def __init__(
        self,
        children: Mapping[str, Tree] = MappingProxyType({}),
        range: Range = ALL,
        deep: bool = False,
        excluded: Iterable[str] = frozenset(),
        star: Tree | None = None,
        dialect: Dialect = "extended",
    ) -> None:
        try:
            below = dict(children)
        except (TypeError, ValueError):
            raise TypeError("children: expected a mapping from str to Tree") from None
        if not all(map(_is_child, below.items())):
            raise TypeError("children: expected a mapping from str to Tree")
        if not isinstance(range, Range):
            raise TypeError("range: expected a Range")
        if not (star is None or isinstance(star, Tree)):
            raise TypeError("star: expected a Tree or None")
        if deep:
            below.pop(STAR, None)
        has_rest = deep or STAR in below
        named = below.keys() - {STAR} | ({STAR} if star else set())
        left_out = frozenset(excluded).difference(named) if has_rest else frozenset()
        heights = [child._height for child in (*below.values(), star) if child is not None]
        height = 1 + max(heights, default=-1)
        if height > MAX_NESTING + 1:
            raise ValueError(f"a tree has at most {MAX_NESTING} levels of brackets")
        self._fill(MappingProxyType(below), range, deep, left_out, star, dialect)
        object.__setattr__(self, "_height", height)
        if dialect == "jenkins" and not _jenkins_can_write(self):
            raise ValueError("the jenkins dialect has no way to write this tree")

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            return _digest(self)

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
        return _combine(self, _checked(other), _UNION, ROOT) or NOTHING

    def intersection(self, other: Tree) -> Tree:
        """Return the tree that keeps what both keep: what a server allows of what a client asks.

        A name without brackets keeps an empty object here; for plans with ``leaves="whole"`` combine
        what ``with_whole_leaves`` gives, or more is kept than was allowed.

        Raises CombinationError where two starts or two stops of ranges count from different ends of an
        array, since no range keeps just what both keep.
        """
        return _combine(self, _checked(other), _INTERSECTION, ROOT) or NOTHING

    def difference(self, other: Tree) -> Tree:
        """Return a tree that, united with ``other``, keeps all that this one keeps, and no more than it.

        It is empty just where ``other`` covers this tree. What only holds something else (an object,
        an array) is kept in the difference too, and so is all of an array that both cut differently.
        """
        return _combine(self, _checked(other), _DIFFERENCE, ROOT) or NOTHING

    def with_whole_leaves(self) -> Tree:
        """Return this tree with ``[**]`` behind every name that has no brackets."""
        return _with_whole_leaves(self)

    def covers(self, other: Tree) -> bool:
        """Return whether this tree keeps all that ``other`` keeps, of every value."""
        return _covers(self, _checked(other))


def _checked(other: Tree) -> Tree:
    if not isinstance(other, Tree):
        raise TypeError("other: expected a Tree")
    return other


def _is_child(item: tuple[object, object]) -> bool:
    return isinstance(item[0], str) and isinstance(item[1], Tree)


ROOT = "$"
NOTHING = Tree()
WHOLE = Tree(deep=True)


def _digest(tree: Tree) -> int:
    """Set the digest of a tree, blind to order, so that comparing two trees rarely has to walk them.

    Most trees are never compared. Those below get theirs first, since hashing by recursion would go too deep.
    """
    found = {id(tree): tree}
    todo = [tree]
    for node in todo:
        for child in (*node.children.values(), node.star):
            if child is not None and id(child) not in found:
                found[id(child)] = child
                todo.append(child)
    for node in sorted(todo, key=lambda node: node._height):
        told = (frozenset(node.children.items()), node.range, node.deep, node.excluded, node.star)
        object.__setattr__(node, "_hash", hash(told))
    return tree._hash


def _equal(left: Tree, right: Tree) -> bool:
    if left is right:
        return True
    if hash(left) != hash(right) or left.children.keys() != right.children.keys():
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


class _Combination:
    """How two trees become one: ``settled`` says it for both together, or leaves it open with Ellipsis."""

    def __init__(
        self,
        settled: Callable[[Tree | None, Tree | None], Tree | EllipsisType | None],
        range: Callable[[Range, Range], Range | None],
    ) -> None:
        self.settled, self.range = settled, range


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
