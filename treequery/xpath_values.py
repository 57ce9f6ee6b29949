"""Say an XPath so that libxml2 gives the values that XPath 1.0 does."""

from __future__ import annotations

import math
import operator
import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum
from functools import reduce
from typing import TYPE_CHECKING, TypeGuard, assert_never

from .errors import XPathError
from .source import shown
from .xpath_syntax import (
    ANY_BELOW,
    CONTEXT,
    Call,
    Chain,
    Expression,
    Filter,
    Literal,
    Negation,
    Number,
    Path,
    Start,
    Step,
    Variable,
    children,
    rebuilt,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from collections.abc import Set as AbstractSet

__all__ = [
    "Conversions",
    "Query",
    "number_of",
    "number_text",
    "text_of_number",
    "translate",
    "without_detours",
]

# Up to here libxml2 reads and writes every integer as it is.
MAX_PLAIN_INTEGER = 10**9

NUMBER = re.compile(r"[ \t\r\n]*(-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))[ \t\r\n]*")


class Kind(Enum):
    """The four types of XPath 1.0; every expression's is known before it is evaluated."""

    NODES = "nodes"
    TEXT = "text"
    NUMBER = "a number"
    BOOLEAN = "a boolean"


@dataclass(frozen=True, slots=True)
class Query:
    """Text for libxml2 in which every conversion that libxml2 gets wrong is a call of ``Conversions``.

    ``variables`` are the numbers that libxml2 would misread. ``may_hold_document`` is said of nodes
    among which the document itself can be, since lxml keeps that one to itself.
    """

    text: str
    may_hold_document: bool
    variables: Mapping[str, float]

    @property
    def needs_conversions(self) -> bool:
        """Tell whether it may call one of them; a literal that looks like one does no harm."""
        return "treequery-" in self.text


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    kind: Kind
    may_hold_document: bool = False


@dataclass(frozen=True, slots=True)
class _Signature:
    """What a function gives and takes; None takes any kind. Missing parameters are ``optional``.

    ``context`` says that a missing first argument is the context node, ``repeats`` that the last
    parameter may come again. Without a ``name`` libxml2's function of that name does the work.
    """

    gives: Kind
    takes: tuple[Kind | None, ...] = ()
    optional: int = 0
    context: bool = False
    repeats: bool = False
    name: str = ""


_N, _T, _D, _B = Kind.NODES, Kind.TEXT, Kind.NUMBER, Kind.BOOLEAN

FUNCTIONS: Mapping[str, _Signature] = {
    "boolean": _Signature(_B, (_B,)),
    "ceiling": _Signature(_D, (_D,)),
    "concat": _Signature(_T, (_T, _T), repeats=True),
    "contains": _Signature(_B, (_T, _T)),
    "count": _Signature(_D, (_N,)),
    "ends-with": _Signature(_B, (_T, _T), name="treequery-ends-with"),
    "false": _Signature(_B),
    "floor": _Signature(_D, (_D,)),
    "id": _Signature(_N, (None,)),
    "lang": _Signature(_B, (_T,)),
    "last": _Signature(_D),
    "local-name": _Signature(_T, (_N,), optional=1, context=True),
    "lower-case": _Signature(_T, (_T, _T), optional=1, name="treequery-lower-case"),
    "name": _Signature(_T, (_N,), optional=1, context=True),
    "namespace-uri": _Signature(_T, (_N,), optional=1, context=True),
    "normalize-space": _Signature(_T, (_T,), optional=1, context=True),
    "not": _Signature(_B, (_B,)),
    "number": _Signature(_D, (_D,), optional=1, context=True),
    "position": _Signature(_D),
    "round": _Signature(_D, (_D,)),
    "starts-with": _Signature(_B, (_T, _T)),
    "string": _Signature(_T, (_T,), optional=1, context=True),
    "string-length": _Signature(_D, (_T,), optional=1, context=True),
    "substring": _Signature(_T, (_T, _D, _D), optional=1),
    "substring-after": _Signature(_T, (_T, _T)),
    "substring-before": _Signature(_T, (_T, _T)),
    "sum": _Signature(_D, (_N,)),
    "translate": _Signature(_T, (_T, _T, _T)),
    "true": _Signature(_B),
    "upper-case": _Signature(_T, (_T, _T), optional=1, name="treequery-upper-case"),
}

# Above the steps, where the context is the document alone: the first of one node, in no language.
AT_THE_TOP = {"position": "1", "last": "1", "lang": "false()"}

# The axes that can lead from a node to the document, and the one that stays on it.
UP, STAY = {"ancestor", "ancestor-or-self", "parent"}, {"descendant-or-self", "self", "ancestor-or-self"}


def translate(expression: str, tree: Expression, prefixes: AbstractSet[str]) -> Query:
    """Return the query that gives, evaluated anywhere in a document, what ``tree`` gives for the document.

    Raises XPathError for unknown functions and variables, prefixes other than ``prefixes`` and ``xml``,
    a wrong number of arguments, and anything but nodes where XPath 1.0 asks for nodes.
    """
    translator = _Translator(expression, prefixes)
    part = translator.part(tree, is_top=True)
    return Query(part.text, part.may_hold_document, translator.variables)


@dataclass(slots=True)
class _Translator:
    expression: str
    prefixes: AbstractSet[str]
    variables: dict[str, float] = field(default_factory=dict)

    def part(self, tree: Expression, *, is_top: bool) -> _Part:
        match tree:
            case Literal(value):
                quote = "'" if '"' in value else '"'
                return _Part(f"{quote}{value}{quote}", Kind.TEXT)
            case Number(value):
                return _Part(self.number(value), Kind.NUMBER)
            case Variable(name, at):
                raise XPathError(self.expression, f"the variable {shown(name)} is not known", at)
            case Call():
                return self.call(tree, is_top)
            case Negation(signs, operand):
                number = _number(self.part(operand, is_top=is_top))
                return _Part(f"(-{number})" if signs % 2 else number, Kind.NUMBER)
            case Chain():
                return self.chain(tree, is_top)
            case Path():
                return self.path(tree, is_top)
            case Filter(base, predicates):
                nodes = self.nodes(base, "predicates", is_top)
                return _Part(f"({nodes.text}){self.all(predicates)}", Kind.NODES, nodes.may_hold_document)
            case _:
                assert_never(tree)

    def number(self, value: float) -> str:
        if value.is_integer() and value <= MAX_PLAIN_INTEGER:
            return str(int(value))
        name = f"n{len(self.variables)}"
        self.variables[name] = value
        return f"${name}"

    def nodes(self, tree: Expression, user: str, is_top: bool, at: int | None = None) -> _Part:
        part = self.part(tree, is_top=is_top)
        if part.kind is not Kind.NODES:
            raise XPathError(self.expression, f"{user}: expected nodes, found {part.kind.value}", at)
        return part

    def all(self, predicates: tuple[Expression, ...]) -> str:
        # A number asks for a position, and any other kind is converted by libxml2 as it should be.
        return "".join(f"[{self.part(predicate, is_top=False).text}]" for predicate in predicates)

    def call(self, call: Call, is_top: bool) -> _Part:
        function = FUNCTIONS.get(call.name)
        if function is None:
            raise XPathError(self.expression, f"there is no function {shown(call.name)}", call.at)
        self.check_arity(call, function)
        arguments = [
            self.argument(argument, function.takes[min(index, len(function.takes) - 1)], call, is_top)
            for index, argument in enumerate(call.arguments)
        ]
        if is_top and call.name in AT_THE_TOP:
            return _Part(AT_THE_TOP[call.name], function.gives)
        if function.context and not arguments:
            here = _Part("/" if is_top else ".", Kind.NODES)
            arguments = [_as(function.takes[0], here)]
        if call.name in {"boolean", "number", "string"}:
            return _Part(arguments[0], function.gives)
        if call.name == "sum":
            return _Part(_gathered("sum", arguments[0]), Kind.NUMBER)
        return _Part(f"{function.name or call.name}({', '.join(arguments)})", function.gives)

    def check_arity(self, call: Call, function: _Signature) -> None:
        most, found = len(function.takes), len(call.arguments)
        least = most - function.optional
        if found < least or (found > most and not function.repeats):
            wanted = " or ".join(map(str, range(least, most + 1))) + (" or more" if function.repeats else "")
            reason = f"{call.name}(): expected {wanted} arguments, found {found}"
            raise XPathError(self.expression, reason, call.at)

    def argument(self, tree: Expression, kind: Kind | None, call: Call, is_top: bool) -> str:
        if kind is Kind.NODES:
            return self.nodes(tree, f"{call.name}()", is_top, call.at).text
        return _as(kind, self.part(tree, is_top=is_top))

    def chain(self, chain: Chain, is_top: bool) -> _Part:
        if chain.kind == "union":
            operands = [chain.first, *(operand for _, operand in chain.rest)]
            nodes = [self.nodes(operand, "'|'", is_top, chain.at) for operand in operands]
            text = " | ".join(part.text for part in nodes)
            return _Part(f"({text})", Kind.NODES, any(part.may_hold_document for part in nodes))
        left = self.part(chain.first, is_top=is_top)
        for sign, operand in chain.rest:
            left = _combined(chain.kind, left, sign, self.part(operand, is_top=is_top))
        return _Part(f"({left.text})", left.kind)

    def path(self, path: Path, is_top: bool) -> _Part:
        steps = "/".join(map(self.step, path.steps))
        if isinstance(path.start, Start):
            prefix, is_document = "/" if path.start.is_root or is_top else "", True
        else:
            start = self.nodes(path.start, "'/'", is_top)
            prefix, is_document = f"({start.text})/", start.may_hold_document
        for step in path.steps:
            stays = is_document and step.axis in STAY
            is_document = step.test == "node()" and (stays or step.axis in UP)
        return _Part(prefix + steps, Kind.NODES, is_document)

    def step(self, step: Step) -> str:
        prefix, colon, _ = step.test.partition(":")
        if colon and "(" not in prefix and prefix not in self.prefixes and prefix != "xml":
            raise XPathError(self.expression, f"the prefix {shown(prefix)} is not known", step.at)
        return f"{step.axis}::{step.test}{self.all(step.predicates)}"


def _as(kind: Kind | None, part: _Part) -> str:
    match kind:
        case Kind.TEXT:
            return _text(part)
        case Kind.NUMBER:
            return _number(part)
        case Kind.BOOLEAN:
            return _boolean(part)
        case _:
            return part.text


def _text(part: _Part) -> str:
    match part.kind:
        case Kind.TEXT:
            return part.text
        case Kind.NUMBER:
            return f"treequery-text({part.text})"
        case _:
            return f"string({part.text})"


def _number(part: _Part) -> str:
    match part.kind:
        case Kind.NUMBER:
            return part.text
        case Kind.BOOLEAN:
            return f"number({part.text})"
        case _:
            return f"treequery-number({_text(part)})"


def _boolean(part: _Part) -> str:
    return part.text if part.kind is Kind.BOOLEAN else f"boolean({part.text})"


def _gathered(function: str, nodes: str, *arguments: str) -> str:
    # lxml would hand over no document and no string-values; a predicate sees every node's.
    gather = f"count(({nodes})[treequery-gather(string(.))])"
    return f"treequery-{function}({', '.join([*arguments, gather])})"


def _combined(kind: str, left: _Part, sign: str, right: _Part) -> _Part:
    match kind:
        case "disjunction" | "conjunction":
            return _Part(f"{_boolean(left)} {sign} {_boolean(right)}", Kind.BOOLEAN)
        case "equality":
            return _Part(_equality(left, sign, right), Kind.BOOLEAN)
        case "relation":
            return _Part(_relation(left, sign, right), Kind.BOOLEAN)
        case _:
            return _Part(f"{_number(left)} {sign} {_number(right)}", Kind.NUMBER)


def _equality(left: _Part, sign: str, right: _Part) -> str:
    kinds = {left.kind, right.kind}
    if Kind.BOOLEAN in kinds:
        return f"{_boolean(left)} {sign} {_boolean(right)}"
    if kinds == {Kind.NODES, Kind.NUMBER}:
        nodes, number = (left, right) if left.kind is Kind.NODES else (right, left)
        return _gathered("has" if sign == "=" else "has-other", nodes.text, number.text)
    if Kind.NUMBER in kinds:
        return f"{_number(left)} {sign} {_number(right)}"
    return f"{left.text} {sign} {right.text}"


def _relation(left: _Part, sign: str, right: _Part) -> str:
    # Nodes compare with a boolean as one; with anything else if any of them does, so if the least or
    # the greatest of their numbers does. libxml2 makes numbers of booleans as it should.
    kinds = {left.kind, right.kind}
    low, high = ("least", "greatest") if sign in {"<", "<="} else ("greatest", "least")
    texts = []
    for part, extreme in ((left, low), (right, high)):
        if Kind.BOOLEAN in kinds and part.kind in {Kind.BOOLEAN, Kind.NODES}:
            texts.append(_boolean(part))
        elif part.kind is Kind.NODES:
            texts.append(_gathered(extreme, part.text))
        else:
            texts.append(_number(part))
    return f"{texts[0]} {sign} {texts[1]}"


def without_detours(tree: Expression) -> Expression:
    """Return an expression that means the same, and that libxml2 evaluates without finding nodes twice.

    libxml2 takes time that grows with the square of a set to keep each node in it once. This is for
    the commonest paths; a minute for 60,000 nodes becomes a tenth of a second.
    """
    for change in (_without_parents, _without_whole_sets, _without_unions):
        tree = rebuilt(tree, change)
    return tree


def _without_parents(tree: Expression, is_top: bool) -> Expression:
    """Say ``x/..`` as: itself, if it has an x."""
    if not isinstance(tree, Path):
        return tree
    steps: list[Step] = []
    for step in tree.steps:
        if step.axis == "parent" and steps and steps[-1].axis in {"attribute", "child"}:
            has_it = Path(CONTEXT, (steps.pop(),))
            step = replace(step, axis="self", predicates=(has_it, *step.predicates))
        steps.append(step)
    return Path(tree.start, tuple(steps))


def _without_whole_sets(tree: Expression, is_top: bool) -> Expression:
    """Say ``//x`` as: any x below, and not by way of the set of all nodes."""
    if not isinstance(tree, Path):
        return tree
    steps: list[Step] = []
    for step in tree.steps:
        is_whole = steps[-1:] == [ANY_BELOW] and step.axis == "child"
        if is_whole and not any(map(_is_positional, step.predicates)):
            steps.pop()
            step = replace(step, axis="descendant")
        steps.append(step)
    return Path(tree.start, tuple(steps))


def _without_unions(tree: Expression, is_top: bool) -> Expression:
    """Say ``//x | //y`` as: any node below that is an x or a y."""
    if not isinstance(tree, Chain) or tree.kind != "union":
        return tree
    paths = [path for path in children(tree) if _has_bare_end(path)]
    heads = {(path.start, path.steps[:-1], path.steps[-1].axis) for path in paths}
    if len(heads) != 1 or len(paths) <= len(tree.rest):
        return tree
    ((start, steps, axis),) = heads
    first, *rest = [Path(CONTEXT, (replace(path.steps[-1], axis="self"),)) for path in paths]
    is_one = Chain("disjunction", first, tuple(("or", path) for path in rest), tree.at)
    return Path(start, (*steps, Step(axis, "node()", (is_one,), tree.at)))


def _has_bare_end(tree: Expression) -> TypeGuard[Path]:
    # Not so attributes, which are no elements to the axis self.
    return (
        isinstance(tree, Path)
        and bool(tree.steps)
        and not tree.steps[-1].predicates
        and tree.steps[-1].axis not in {"attribute", "namespace"}
    )


def _is_positional(predicate: Expression) -> bool:
    """Tell whether a predicate may depend on a node's position, and not on the node alone."""
    match predicate:
        case Number() | Negation() | Chain("sum" | "product"):
            return True
        case Call(name) if name not in FUNCTIONS or FUNCTIONS[name].gives is Kind.NUMBER:
            return True
        case _:
            return _asks_for_position(predicate)


def _asks_for_position(tree: Expression) -> bool:
    if isinstance(tree, Call) and tree.name in {"last", "position"}:
        return True
    return any(map(_asks_for_position, children(tree)))


class Conversions:
    """The conversions of XPath 1.0, as functions that lxml calls: the first argument is lxml's own.

    A set of nodes is converted in two steps: ``gather`` sees their string-values one after another,
    and the function that asked for them takes them all away before anything else is evaluated.
    """

    def __init__(self) -> None:
        self._numbers: list[float] = []

    def functions(self) -> dict[tuple[None, str], Callable[..., object]]:
        """Return the functions by their names, in the form of lxml's ``extensions``."""
        functions: dict[str, Callable[..., object]] = {
            "text": lambda _, number: text_of_number(number),
            "number": lambda _, text: number_of(text),
            "ends-with": lambda _, text, end: text.endswith(end),
            "lower-case": lambda _, text, locale="": _in_locale(text, locale, _TURKISH_LOWER).lower(),
            "upper-case": lambda _, text, locale="": _in_locale(text, locale, _TURKISH_UPPER).upper(),
            "gather": self._gather,
            "sum": lambda _, count: reduce(operator.add, self._gathered(), 0.0),
            "least": lambda _, count: min(self._real(), default=math.nan),
            "greatest": lambda _, count: max(self._real(), default=math.nan),
            "has": lambda _, number, count: number in self._real(),
            "has-other": lambda _, number, count: any(found != number for found in self._gathered()),
        }
        return {(None, f"treequery-{name}"): function for name, function in functions.items()}

    def _gather(self, _: object, text: str) -> bool:
        self._numbers.append(number_of(text))
        return True

    def _gathered(self) -> list[float]:
        numbers, self._numbers = self._numbers, []
        return numbers

    def _real(self) -> list[float]:
        return [number for number in self._gathered() if not math.isnan(number)]


def number_of(text: str) -> float:
    """Return the number that text is: digits with at most a minus and a point, else NaN."""
    match = NUMBER.fullmatch(text)
    return float(match[1]) if match else math.nan


def text_of_number(number: float) -> str:
    """Return a number as XPath's ``string()`` gives it: the fewest digits that read back, no exponent."""
    if number == 0 or not math.isfinite(number):
        return number_text(abs(number) if number == 0 else number).removesuffix(".0")
    return format(Decimal(repr(number)), "f").removesuffix(".0")


def number_text(number: float) -> str:
    """Return a number as it is served: Python's spelling, and the words of Jenkins."""
    if math.isfinite(number):
        return repr(number)
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"


# The languages in which i keeps its dot; Python's own mapping knows no language.
_TURKISH_LOWER = str.maketrans({"I": "ı", "İ": "i"})
_TURKISH_UPPER = str.maketrans({"i": "İ", "ı": "I"})


def _in_locale(text: str, locale: str, table: dict[int, str]) -> str:
    return text.translate(table) if re.split("[-_]", locale.lower())[0] in {"tr", "az"} else text
