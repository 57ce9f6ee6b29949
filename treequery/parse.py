"""Parse the text of an expression into a Tree."""

from __future__ import annotations

from functools import lru_cache

from . import engine
from .errors import ExpressionLimitError, ExpressionSyntaxError
from .grammars import GrammarError, load, start_of
from .limits import DEFAULT_LIMITS, Limits
from .slips import hint_at
from .tree import ALL, MAX_INDEX, STAR, Range, Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from re import Pattern

    from .choices import Dialect

__all__ = ["GRAMMARS", "parse", "parse_by_grammar"]

GRAMMARS = {"extended": "extended", "jenkins": "tree"}

# How an error message names the terminals, in the order in which it lists them. Quoted names, **
# and !name can stand only where a name can, and are not spelt out beside it.
EXPECTED = {
    "NAME": "a name",
    "INDEX": "a number",
    "COMMA": "','",
    "LSQB": "'['",
    "RSQB": "']'",
    "LBRACE": "'{'",
    "RBRACE": "'}'",
    "MORETHAN": "'>'",
    "$END": "the end",
}

# An index of the extended dialect is an integer that every JSON reader holds exactly.
MAX_EXTENDED_INDEX = 2**53 - 1

# What counts towards the limits: a quoted name is one piece, whatever it holds.
PIECES = {"extended": r'(?s:"(?:[^"\\]|\\.)*"?|[\[\],])', "jenkins": r"[\[\],]"}


def parse(text: str, *, dialect: Dialect = "extended", limits: Limits = DEFAULT_LIMITS) -> Tree:
    """Return the tree that ``text`` means, in the dialect ``extended`` or ``jenkins``.

    >>> parse("jobs[name,builds[number]{0,5}]").children["jobs"].children["builds"].range
    Range(start=0, stop=5)

    Of two equal names in one list the last wins; so it does of ``*`` and ``**``, and of a name and
    its exclusion. The time taken grows linearly with the length of the text.

    Raises ExpressionSyntaxError where the text departs from the dialect's grammar, and
    ExpressionLimitError for text beyond ``limits`` and for indexes above 2147483647 (``extended``:
    9007199254740991); both say where. Raises ValueError for an unknown dialect and TypeError for
    text that is no str.

    Source: Stapler ``TreePruner.of``. Vectors: ``parse.jsonl``.
    """
    _check_kinds(text, dialect, limits)
    if engine.core is not None:
        parsed: Tree | None = engine.core.parse_tree(
            text, dialect, limits.expression_chars, limits.expression_nesting, limits.expression_names
        )
        if parsed is not None:
            return parsed
    # What the core does not take is read by the grammar, for the error that is in it.
    return parse_by_grammar(text, dialect=dialect, limits=limits)


def parse_by_grammar(text: str, *, dialect: Dialect = "extended", limits: Limits = DEFAULT_LIMITS) -> Tree:
    """Return what ``parse`` does, whatever the engine."""
    _check_kinds(text, dialect, limits)
    _check_limits(text, dialect, limits)
    try:
        tree = load(GRAMMARS[dialect], _builder(dialect))(text)
    except GrammarError as err:
        expected = tuple(words for name, words in EXPECTED.items() if name in err.expected)
        hint = hint_at(text, err.at, frozenset(word.strip("'") for word in expected))
        raise ExpressionSyntaxError(text, err.at, expected, hint) from None
    except _TooLargeError as err:
        raise ExpressionLimitError(text, err.at, "as an index", err.limit, err.actual) from None
    assert isinstance(tree, Tree)
    return tree


def _check_kinds(text: object, dialect: object, limits: object) -> None:
    if dialect not in tuple(GRAMMARS):
        raise ValueError(f"dialect: expected 'extended' or 'jenkins', found {dialect!r}")
    if not isinstance(text, str):
        raise TypeError("text: expected a str")
    if not isinstance(limits, Limits):
        raise TypeError("limits: expected Limits")


def _check_limits(text: str, dialect: Dialect, limits: Limits) -> None:
    if len(text) > limits.expression_chars:
        at = limits.expression_chars
        raise ExpressionLimitError(text, at, "characters", at, len(text))
    depth, names = 0, 1
    for piece in _pieces(dialect).finditer(text):
        match piece[0]:
            case "[":
                depth, names = depth + 1, names + 1
            case "]":
                depth -= 1
            case ",":
                names += 1
        if depth > limits.expression_nesting:
            limit = limits.expression_nesting
            raise ExpressionLimitError(text, piece.start(), "brackets within brackets", limit, depth)
        if names > limits.expression_names:
            raise ExpressionLimitError(text, piece.start(), "names", limits.expression_names, names)


@lru_cache(maxsize=len(PIECES))
def _pieces(dialect: Dialect) -> Pattern[str]:
    # Imported here, since what the core parses needs none of it.
    import re

    return re.compile(PIECES[dialect])


@lru_cache(maxsize=len(GRAMMARS))
def _builder(dialect: Dialect) -> _Builder:
    return _Builder(dialect)


class _TooLargeError(Exception):
    def __init__(self, at: int, limit: int, actual: int) -> None:
        self.at, self.limit, self.actual = at, limit, actual


class _Below:
    """The brackets behind a name, and what was found in them."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree


class _Entry:
    """One item of a list: a name and what to keep of it, None for an exclusion; ``**`` has no name."""

    def __init__(self, name: str | None, is_quoted: bool, tree: Tree | None) -> None:
        self.name, self.is_quoted, self.tree = name, is_quoted, tree

    @property
    def stands_for_rest(self) -> bool:
        """Whether this is ``*`` or ``**``, not a property of that name."""
        return self.name is None or (self.name == STAR and self.tree is not None and not self.is_quoted)


class _Builder:
    """Builds a tree while the text is read: one method for each rule of the grammars."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.max_index = MAX_INDEX if dialect == "jenkins" else MAX_EXTENDED_INDEX

    def start(self, entries: Sequence[_Entry]) -> Tree:
        # The last word on each property, and under None on all that are not named.
        last: dict[str | None, _Entry] = {}
        for entry in entries:
            place = None if entry.stands_for_rest else entry.name
            last.pop(place, None)
            last[place] = entry
        children: dict[str, Tree] = {}
        excluded: set[str] = set()
        star: Tree | None = None
        for place, entry in last.items():
            if entry.tree is None:
                excluded.add(str(place))
            elif place == STAR:
                star = entry.tree
            else:
                children[STAR if place is None else place] = entry.tree
        deep = not children and star is None
        if None in last and last[None].name is None:
            deep = True
        return Tree(children, ALL, deep, frozenset(excluded), star, self.dialect)

    def children(self, entries: Sequence[_Entry]) -> _Below:
        return _Below(self.start(entries))

    def entry(self, parts: Sequence[_Entry | _Below | Range | str]) -> _Entry:
        name, bounds, below = parts[0], ALL, Tree(dialect=self.dialect)
        if isinstance(name, _Entry):
            return name
        for part in parts[1:]:
            if isinstance(part, Range):
                bounds = part
            else:
                assert isinstance(part, _Below)
                below = part.tree
        tree = Tree(below.children, bounds, below.deep, below.excluded, below.star, self.dialect)
        return _Entry(*self._spelled(str(name)), tree)

    def deep(self, parts: Sequence[str]) -> _Entry:
        return _Entry(None, False, Tree(deep=True))

    def excluded(self, parts: Sequence[str]) -> _Entry:
        name, is_quoted = self._spelled(parts[0])
        return _Entry(name, is_quoted, None)

    def only(self, parts: Sequence[str]) -> Range:
        start = self._index(parts[0])
        return Range(start, None if start == -1 else start + 1)

    def since(self, parts: Sequence[str]) -> Range:
        return Range(self._index(parts[0]), None)

    def until(self, parts: Sequence[str]) -> Range:
        return Range(0, self._index(parts[0]))

    def between(self, parts: Sequence[str]) -> Range:
        return Range(self._index(parts[0]), self._index(parts[1]))

    def _spelled(self, text: str) -> tuple[str, bool]:
        if self.dialect == "extended" and text.startswith('"'):
            from json import loads

            return str(loads(text)), True
        return str(text), False

    def _index(self, digits: str) -> int:
        # The length first: int() refuses thousands of digits with an error of its own.
        significant = digits.lstrip("-").lstrip("0")
        if len(significant) > len(str(self.max_index)) or int(significant or 0) > self.max_index:
            raise _TooLargeError(start_of(digits), self.max_index, int(significant[:20]))
        return -int(significant or 0) if digits.startswith("-") else int(significant or 0)
