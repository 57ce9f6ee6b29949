"""Tally the fields of a JSON text: where they are, what they hold, how much room they take."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from enum import Enum
from heapq import nsmallest
from json import loads
from typing import TYPE_CHECKING

from .json_scan import ARRAY, CLOSE, KEY, OBJECT, tokens
from .limits import DEFAULT_LIMITS, MAX_NESTING, Limits
from .tree import STAR, Tree

if TYPE_CHECKING:
    from mmap import mmap

__all__ = ["Field", "Step", "expression_without", "fields_of", "largest"]

# More names than this in one place are ids, and of no use line by line: no API's own objects have as many.
MAX_NAMES = 100
# Each field takes about half a kilobyte; a text made to have more of them is summed up more coarsely.
MAX_FIELDS = 50_000

SCALARS = {ord('"'): "string", ord("t"): "boolean", ord("f"): "boolean", ord("n"): "null"}


class Step(Enum):
    """A step down that has no name: to any element of an array, to any property of an object."""

    ELEMENT = "[]"
    ANY = STAR


class Field:
    """All values that are reached by the same steps from the root.

    ``bytes`` is the length of their JSON text without white space, each with its key and colon, and
    with all that is below; brackets and commas belong to the object or array that they are in. So a
    field is as large as the fields just below it, and its own brackets and commas.
    """

    __slots__ = ("bytes", "count", "elements", "names", "others", "parent", "step", "types")

    def __init__(self, parent: Field | None = None, step: str | Step = "$") -> None:
        self.parent, self.step = parent, step
        self.count = self.bytes = 0
        self.types: Counter[str] = Counter()
        self.names: dict[str, Field] = {}
        self.elements: Field | None = None
        # Set when the names are too many; from then on it takes the place of all of them.
        self.others: Field | None = None

    @property
    def steps(self) -> list[str | Step]:
        """The steps from the root down to here."""
        steps = []
        field = self
        while field.parent is not None:
            steps.append(field.step)
            field = field.parent
        return steps[::-1]

    @property
    def path(self) -> str:
        """The steps as text, like ``jobs[].builds[].number``; names are spelled as in an expression."""
        text = ""
        for step in self.steps:
            name = step.value if isinstance(step, Step) else _spelled(step)
            text += name if step is Step.ELEMENT or not text else f".{name}"
        return text or "$"

    def below(self) -> list[Field]:
        """Return the fields one step further down."""
        fields = list(self.names.values())
        fields.extend(field for field in (self.elements, self.others) if field is not None)
        return fields


def fields_of(data: bytes | bytearray | memoryview | mmap, *, limits: Limits = DEFAULT_LIMITS) -> Field:
    """Return the root of all fields of a JSON text in UTF-8.

    Objects with more than 100 names in one place, all its objects together, are maps from ids: their
    properties make one field, with ``Step.ANY``. A text is read once, front to back, and what is held of
    it is at most 50,000 fields.

    Raises JsonSyntaxError and JsonLimitError as ``trim`` does.

    >>> root = fields_of(b'{"jobs": [{"name": "a"}, {"name": "b"}]}')
    >>> [(field.path, field.count, field.bytes) for field in largest(root)]
    [('$', 1, 36), ('jobs', 1, 34), ('jobs[]', 2, 24), ('jobs[].name', 2, 20)]
    """
    return _Tally().run(data, limits.levels)


def largest(root: Field, top: int | None = None) -> list[Field]:
    """Return the fields from the largest to the smallest, or just the first ``top`` of them."""
    # Both keep equal ones in the order in which they are found: what is above stands first.
    if top is None:
        return sorted(_all(root), key=lambda field: -field.bytes)
    return nsmallest(top, _all(root), key=lambda field: -field.bytes)


def expression_without(field: Field) -> str:
    """Return an expression that leaves just this field out, or nothing where none does.

    >>> root = fields_of(b'{"jobs": [{"name": "a"}]}')
    >>> expression_without(largest(root)[-1])
    '**,jobs[**,!name]'
    """
    names = [step for step in field.steps if step is not Step.ELEMENT]
    last = names.pop() if names else Step.ANY
    if isinstance(last, Step) or len(names) > MAX_NESTING:
        return ""
    tree = Tree(deep=True, excluded=frozenset((last,)))
    for name in reversed(names):
        if isinstance(name, Step):
            tree = Tree({STAR: tree})
        elif name == STAR:
            tree = Tree(star=tree, deep=True)
        else:
            tree = Tree({name: tree}, deep=True)
    return str(tree)


def _all(root: Field) -> Iterator[Field]:
    todo = [root]
    while todo:
        field = todo.pop()
        yield field
        todo.extend(reversed(field.below()))


def _spelled(name: str) -> str:
    text = str(Tree(star=Tree())) if name == STAR else str(Tree({name: Tree()}))
    # Where paths are shown, a dot and brackets lead down.
    return text if text.startswith('"') or "." not in name else f'"{text}"'


class _Open:
    """A container being read; ``start`` is where its item began, counted without white space."""

    __slots__ = ("field", "is_empty", "kind", "start")

    def __init__(self, field: Field, kind: str, start: int) -> None:
        self.field, self.kind, self.start = field, kind, start
        self.is_empty = True


class _Tally:
    """One pass over a text, with a stack of its own: no nesting can exhaust Python's."""

    def __init__(self) -> None:
        self.root = Field()
        self.count = 1
        self.open: list[_Open] = []
        # What was read so far, without white space; the item being read; where it began.
        self.size = 0
        self.field, self.start = self.root, 0

    def run(self, data: bytes | bytearray | memoryview | mmap, levels: int) -> Field:
        with memoryview(data) as text:
            for kind, start, end in tokens(text, levels):
                if kind != CLOSE and self.open:
                    self._begin(kind, text[start:end])
                self.size += end - start
                if kind == KEY:
                    self.size += len(":")
                elif kind in (OBJECT, ARRAY):
                    self.open.append(_Open(self.field, kind, self.start))
                elif kind == CLOSE:
                    container = self.open.pop()
                    self._add(container.field, container.kind, container.start)
                else:
                    self._add(self.field, _scalar_type(text[start:end]), self.start)
        return self.root

    def _begin(self, kind: str, token: memoryview) -> None:
        """Begin an item of the innermost container, unless that is done and this is its value."""
        container = self.open[-1]
        if kind != KEY and container.kind == OBJECT:
            return
        self.size += not container.is_empty
        container.is_empty = False
        self.start = self.size
        if kind == KEY:
            self.field = self._property(container.field, loads(str(token, "utf-8")))
        else:
            self.field = self._element(container.field)

    def _add(self, field: Field, type: str, start: int) -> None:
        field.count += 1
        field.bytes += self.size - start
        field.types[type] += 1

    def _property(self, field: Field, name: str) -> Field:
        found = field.others or field.names.get(name)
        if found is not None:
            return found
        if len(field.names) >= MAX_NAMES or self.count >= MAX_FIELDS:
            return _gather(field)
        self.count += 1
        field.names[name] = Field(field, name)
        return field.names[name]

    def _element(self, field: Field) -> Field:
        if field.elements is None:
            field.elements = Field(field, Step.ELEMENT)
            self.count += 1
        return field.elements


def _scalar_type(token: memoryview) -> str:
    if token[0] in SCALARS:
        return SCALARS[token[0]]
    return "integer" if bytes(token).lstrip(b"-").isdigit() else "number"


def _gather(field: Field) -> Field:
    """Make one field of all that have names below ``field``, and return it."""
    others = field.others = Field(field, Step.ANY)
    # First come, first joined: what is joined into a field has to be there before that field is joined
    # into another.
    todo = deque(_taken(field, others))
    while todo:
        into, other = todo.popleft()
        into.count += other.count
        into.bytes += other.bytes
        into.types.update(other.types)
        for below in other.below():
            todo.extend(_hang(below, into))
    return others


_Pairs = list[tuple[Field, Field]]


def _taken(field: Field, others: Field) -> _Pairs:
    """Take away all names below ``field``; each is still to be joined into ``others``."""
    pairs = [(others, named) for named in field.names.values()]
    field.names = {}
    return pairs


def _hang(field: Field, into: Field) -> _Pairs:
    """Hang a field below another; return which are still to be joined, where its place is taken."""
    if field.step is Step.ELEMENT:
        if into.elements is not None:
            return [(into.elements, field)]
        into.elements = field
    elif into.others is not None:
        return [(into.others, field)]
    elif field.step is Step.ANY:
        into.others = field
        field.parent = into
        return _taken(into, field)
    else:
        assert isinstance(field.step, str)
        met = into.names.setdefault(field.step, field)
        if met is not field:
            return [(met, field)]
        if len(into.names) > MAX_NAMES:
            into.others = Field(into, Step.ANY)
            return _taken(into, into.others)
    field.parent = into
    return []
