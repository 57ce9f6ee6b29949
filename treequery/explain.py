"""Draw a tree as a picture in text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .tree import ALL, STAR, Range, Tree

__all__ = ["in_words", "picture"]


@dataclass(frozen=True, slots=True)
class _Strokes:
    """What the branches of a picture are drawn with."""

    branch: str
    last: str
    trunk: str
    gap: str = "    "


LINES = _Strokes("├── ", "└── ", "│   ")
ASCII = _Strokes("|-- ", "`-- ", "|   ")

# Behind wider ones the notes of narrow lines would stand too far from what they are about.
MAX_COLUMN_CHARS = 40


def picture(tree: Tree, *, ascii: bool = False) -> list[str]:
    r"""Return a picture of ``tree``, a line for each name, with notes on what is not plain from the names.

    >>> print(*picture(parse("jobs[name,builds[number]{0,5}]")), sep="\n")
    jobs
    ├── name
    └── builds      elements 0 to 4
        └── number
    """
    rows = list(_rows(tree, ASCII if ascii else LINES))
    widths = [len(drawn) for drawn, _ in rows if len(drawn) <= MAX_COLUMN_CHARS]
    column = max(widths, default=MAX_COLUMN_CHARS) + 2
    return [f"{drawn:<{column - 2}}  {note}" if note else drawn for drawn, note in rows]


def _rows(tree: Tree, strokes: _Strokes) -> Iterator[tuple[str, str]]:
    """Every line, as what is drawn and what is noted; with a stack, since trees can be deep."""
    todo = [("", "", entry) for entry in reversed(_entries(tree))]
    while todo:
        lead, stroke, entry = todo.pop()
        yield f"{lead}{stroke}{entry.text}", entry.note
        if entry.tree is None:
            continue
        if stroke:
            lead += strokes.gap if stroke == strokes.last else strokes.trunk
        below = _entries(entry.tree)
        strokes_below = [strokes.branch] * (len(below) - 1) + [strokes.last]
        todo.extend((lead, *pair) for pair in reversed(list(zip(strokes_below, below, strict=False))))


@dataclass(frozen=True, slots=True)
class _Entry:
    text: str
    note: str
    tree: Tree | None = None


def _entries(tree: Tree) -> list[_Entry]:
    """What stands on one level, in the order of the canonical text."""
    has_names = bool(tree.children.keys() - {STAR}) or tree.star is not None
    other = "every other" if has_names or tree.excluded else "every"
    entries = []
    if tree.deep:
        entries.append(_Entry("**", f"{other} property, whole"))
    for name, child in tree.children.items():
        note = in_words(child.range)
        if name == STAR:
            note = f"{other} property" + (f": {note}" if note else "")
        text = str(Tree({name: Tree(dialect=tree.dialect)}, dialect=tree.dialect))
        entries.append(_Entry(text, note, child))
    if tree.star is not None:
        entries.append(_Entry('"*"', in_words(tree.star.range), tree.star))
    # An exclusion is written only beside ** or *.
    entries.extend(
        _Entry(str(Tree(deep=True, excluded=frozenset((name,)))).removeprefix("**,"), "left out")
        for name in sorted(tree.excluded)
    )
    return entries


def in_words(range: Range) -> str:
    """Return which elements of an array ``range`` keeps, in words; nothing for the range that keeps all.

    >>> in_words(Range(-5, None))
    'the last 5 elements'
    """
    start, stop = range.start, range.stop
    if range == ALL:
        return ""
    if stop is None:
        return f"the {_counted('last', -start)}" if start < 0 else f"elements from {start} on"
    if (start < 0) == (stop < 0) or stop == 0:
        return _between(start, stop)
    if start < 0:
        return f"of the {_counted('last', -start)} those before element {stop}"
    if start == 0:
        return f"all without the {_counted('last', -stop)}"
    return f"elements from {start} on, without the {_counted('last', -stop)}"


def _between(start: int, stop: int) -> str:
    """The words for bounds that are counted from the same end."""
    if stop <= start or stop == 0:
        return "no elements"
    if stop == start + 1:
        return f"element {start} only" if start >= 0 else f"element {-start} from the end only"
    if start >= 0:
        return f"elements {start} to {stop - 1}"
    return f"the {_counted('last', -start)}, without the {'very last' if stop == -1 else f'last {-stop}'}"


def _counted(which: str, count: int) -> str:
    return f"{which} element" if count == 1 else f"{which} {count} elements"
