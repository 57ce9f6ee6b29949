"""What an XPath says: its text as a tree, which can be walked and changed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from .errors import XPathError, XPathLimitError
from .grammars import GrammarError, load, start_of
from .source import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = [
    "ANY_BELOW",
    "CONTEXT",
    "ROOT",
    "Call",
    "Chain",
    "Expression",
    "Filter",
    "Literal",
    "Negation",
    "Number",
    "Path",
    "Start",
    "Step",
    "Variable",
    "children",
    "parse",
    "rebuilt",
]

# What walks a tree recurses, eight frames a bracket; evaluate() can put a tree inside of another, twice.
MAX_NESTING = 32

# A literal, of which nothing counts; a bracket; or a character that no name may hold. (The names of
# XPath 1.0 are those of XML 1.0 at that time, which knew none above U+FFFF.)
PIECES = re.compile(
    r"""
    "[^"]*" | '[^']*'
    | (?P<open> [(\[] ) | (?P<close> [)\]] )
    | (?P<foreign> [\u037E\u2000-\u200B\u200E-\u203E\u2041-\u206F\u2190-\u2BFF\u2FF0-\u3000\uFDD0-\uFDEF]
      | [\U00010000-\U0010FFFF] )
    """,
    re.VERBOSE,
)

NOT_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")

# What an error message says of the terminals: the first that is expected stands for its whole group.
EXPECTED = {
    "NUMBER": "an expression",
    "NAME": "a name",
    "OR": "an operator",
    "LPAR": "'('",
    "RPAR": "')'",
    "RSQB": "']'",
    "COMMA": "','",
    "$END": "the end",
}


@dataclass(frozen=True, slots=True)
class Literal:
    """Text in quotes: ``'beta'``."""

    value: str


@dataclass(frozen=True, slots=True)
class Number:
    """Digits: ``1.5``."""

    value: float


@dataclass(frozen=True, slots=True)
class Variable:
    """A name behind a dollar sign; it stands at ``at``."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function and its arguments: ``count(//job)``; its name stands at ``at``."""

    name: str
    arguments: tuple[Expression, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negation:
    """One minus sign or more: ``--1``."""

    signs: int
    operand: Expression


@dataclass(frozen=True, slots=True)
class Chain:
    """Operators of one strength, which group from the left: ``1 + 2 - 3``; the first stands at ``at``.

    ``kind`` is the grammar's word: disjunction, conjunction, equality, relation, sum, product or
    union. A flat tuple, because long chains are common and recursion into them would not be safe.
    """

    kind: str
    first: Expression
    rest: tuple[tuple[str, Expression], ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path, spelt out: ``child::job[1]``; its node test stands at ``at``.

    ``test`` is text that says the same in any engine: a name, ``*``, ``p:*``, ``text()``, ...
    """

    axis: str
    test: str
    predicates: tuple[Expression, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Start:
    """Where a path without a filter starts: at the document, or where it is evaluated."""

    is_root: bool


@dataclass(frozen=True, slots=True)
class Path:
    """Steps from a start: ``/hudson/job``; without steps, the start itself."""

    start: Expression | Start
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """Nodes and predicates that see all of them at once: ``(//job)[1]``."""

    base: Expression
    predicates: tuple[Expression, ...]


Expression: TypeAlias = Literal | Number | Variable | Call | Negation | Chain | Path | Filter

ROOT, CONTEXT = Start(is_root=True), Start(is_root=False)
ANY_BELOW = Step("descendant-or-self", "node()", ())


def parse(text: str, max_chars: int) -> Expression:
    """Return the tree of an XPath 1.0 expression, every abbreviation spelt out.

    Names are not looked up: unknown functions, prefixes and variables are in the tree.

    Raises XPathError where the text departs from ``grammar/xpath.lark`` or holds a character that XML
    does not allow, and XPathLimitError for text longer than ``max_chars`` or nested too deep.
    """
    if len(text) > max_chars:
        raise XPathLimitError(text, "characters", max_chars)
    return _parse(text)


# Servers are asked the same few questions over and over; trees are immutable, and bounded by their text.
@lru_cache(maxsize=128)
def _parse(text: str) -> Expression:
    _check_pieces(text)
    try:
        tree = load("xpath", _BUILDER)(text)
    except GrammarError as err:
        raise XPathError(text, _reason(text, err), err.at) from None
    assert isinstance(tree, Expression)
    return tree


def children(tree: Expression) -> Iterator[Expression]:
    """Give the expressions directly below ``tree``: arguments, operands, starts and predicates."""
    match tree:
        case Call():
            yield from tree.arguments
        case Negation():
            yield tree.operand
        case Chain():
            yield tree.first
            yield from (operand for _, operand in tree.rest)
        case Path():
            if not isinstance(tree.start, Start):
                yield tree.start
            for step in tree.steps:
                yield from step.predicates
        case Filter():
            yield tree.base
            yield from tree.predicates


def rebuilt(
    tree: Expression, change: Callable[[Expression, bool], Expression], *, is_top: bool = True
) -> Expression:
    """Return ``tree`` with ``change`` made to every expression in it, what is below coming first.

    ``change`` is told whether an expression stands at the top, which is outside of predicates.
    """

    def again(part: Expression) -> Expression:
        return rebuilt(part, change, is_top=is_top)

    def inside(predicates: tuple[Expression, ...]) -> tuple[Expression, ...]:
        return tuple(rebuilt(predicate, change, is_top=False) for predicate in predicates)

    match tree:
        case Call():
            tree = replace(tree, arguments=tuple(map(again, tree.arguments)))
        case Negation():
            tree = replace(tree, operand=again(tree.operand))
        case Chain():
            rest = tuple((operator, again(operand)) for operator, operand in tree.rest)
            tree = replace(tree, first=again(tree.first), rest=rest)
        case Path():
            start = tree.start if isinstance(tree.start, Start) else again(tree.start)
            steps = tuple(replace(step, predicates=inside(step.predicates)) for step in tree.steps)
            tree = Path(start, steps)
        case Filter():
            tree = Filter(again(tree.base), inside(tree.predicates))
    return change(tree, is_top)


def _check_pieces(text: str) -> None:
    if forbidden := NOT_XML.search(text):
        raise XPathError(text, f"found {shown(forbidden[0])}, which XML does not allow", forbidden.start())
    depth = 0
    for piece in PIECES.finditer(text):
        if piece["foreign"]:
            raise XPathError(text, f"found {shown(piece[0])}, which no name may hold", piece.start())
        depth += bool(piece["open"]) - bool(piece["close"])
        if depth > MAX_NESTING:
            raise XPathLimitError(text, "brackets within brackets", MAX_NESTING)


def _reason(text: str, error: GrammarError) -> str:
    words = [word for terminal, word in EXPECTED.items() if terminal in error.expected]
    if words[0] == "an expression":
        words = words[:1]
    found = shown(text[error.at]) if error.at < len(text) else "the end"
    return f"expected {' or '.join(words)}, found {found}"


@dataclass(frozen=True, slots=True)
class _Test:
    text: str
    at: int


class _Builder:
    """Builds a tree while the text is read: one method for each rule of the grammar."""

    def disjunction(self, parts: Sequence[Expression | str]) -> Chain:
        return _chain("disjunction", parts)

    def conjunction(self, parts: Sequence[Expression | str]) -> Chain:
        return _chain("conjunction", parts)

    def equality(self, parts: Sequence[Expression | str]) -> Chain:
        return _chain("equality", parts)

    def relation(self, parts: Sequence[Expression | str]) -> Chain:
        return _chain("relation", parts)

    def sum(self, parts: Sequence[Expression | str]) -> Chain:
        return _chain("sum", parts)

    def product(self, parts: Sequence[Expression | str]) -> Chain:
        return _chain("product", parts)

    def union(self, parts: Sequence[Expression | str]) -> Chain:
        return _chain("union", parts)

    def negation(self, parts: Sequence[Expression | str]) -> Negation:
        operand = parts[-1]
        assert not isinstance(operand, str)
        return Negation(len(parts) - 1, operand)

    def root(self, parts: Sequence[str]) -> Path:
        return Path(ROOT, ())

    def absolute(self, parts: tuple[str, tuple[Step, ...]]) -> Path:
        return Path(ROOT, parts[1])

    def anywhere(self, parts: tuple[str, tuple[Step, ...]]) -> Path:
        return Path(ROOT, (ANY_BELOW, *parts[1]))

    def relative(self, parts: tuple[tuple[Step, ...]]) -> Path:
        return Path(CONTEXT, parts[0])

    def onward(self, parts: tuple[Expression, str, tuple[Step, ...]]) -> Path:
        start, separator, steps = parts
        return Path(start, (ANY_BELOW, *steps) if separator == "//" else steps)

    def steps(self, parts: Sequence[Step | str]) -> tuple[Step, ...]:
        steps = (ANY_BELOW if part == "//" else part for part in parts if part != "/")
        return tuple(step for step in steps if isinstance(step, Step))

    def child(self, parts: tuple[_Test, *tuple[Expression, ...]]) -> Step:
        return _step("child", *parts)

    def along(self, parts: tuple[str, _Test, *tuple[Expression, ...]]) -> Step:
        return _step(str(parts[0]), *parts[1:])

    def attribute(self, parts: tuple[_Test, *tuple[Expression, ...]]) -> Step:
        return _step("attribute", *parts)

    def itself(self, parts: Sequence[str]) -> Step:
        return Step("self", "node()", ())

    def parent(self, parts: Sequence[str]) -> Step:
        return Step("parent", "node()", ())

    def test(self, parts: Sequence[str]) -> _Test:
        return _Test("".join(parts), start_of(parts[0]))

    def kind(self, parts: Sequence[str]) -> _Test:
        name, *literal = parts
        return _Test(f"{name}({''.join(literal)})", start_of(name))

    def predicate(self, parts: tuple[Expression]) -> Expression:
        return parts[0]

    def filter(self, parts: tuple[Expression, *tuple[Expression, ...]]) -> Filter:
        return Filter(parts[0], tuple(parts[1:]))

    def literal(self, parts: Sequence[str]) -> Literal:
        return Literal(str(parts[0][1:-1]))

    def number(self, parts: Sequence[str]) -> Number:
        return Number(float(parts[0]))

    def variable(self, parts: Sequence[str]) -> Variable:
        return Variable(str(parts[0]), start_of(parts[0]))

    def call(self, parts: tuple[str, *tuple[Expression, ...]]) -> Call:
        return Call(str(parts[0]), tuple(parts[1:]), start_of(parts[0]))


_BUILDER = _Builder()


def _chain(kind: str, parts: Sequence[Expression | str]) -> Chain:
    first, *others = parts
    operators = [part for part in others if isinstance(part, str)]
    operands = [part for part in others if not isinstance(part, str)]
    assert not isinstance(first, str)
    return Chain(kind, first, tuple(zip(map(str, operators), operands, strict=True)), start_of(operators[0]))


def _step(axis: str, test: _Test, *predicates: Expression) -> Step:
    return Step(axis, test.text, predicates, test.at)
