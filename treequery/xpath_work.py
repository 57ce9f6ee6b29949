"""The work of an XPath: how many nodes libxml2 visits to evaluate it, estimated before it is asked."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .xpath_syntax import Call, Chain, Expression, Filter, Literal, Path, Start, Step, children

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Shape", "shape_of_any", "text_size", "work_of"]

# The nesting at which libxml2 gives up.
MAX_LEVELS = 2048


@dataclass(frozen=True, slots=True)
class Shape:
    """What an XPath's work depends on in a document: its nodes, levels and the most children of a node.

    ``names`` counts the elements of each name, and ``families`` the siblings that those have; a name
    that is missing may be that of every node.
    """

    nodes: float
    levels: float
    children: float
    names: Mapping[str, float]
    families: Mapping[str, float]


def shape_of_any(size: int) -> Shape:
    """Return a shape that any document of so many bytes stays within."""
    # No node takes less than two bytes.
    nodes = size // 2
    return Shape(nodes, MAX_LEVELS, nodes, {}, {})


def text_size(tree: Expression, document_chars: int) -> int:
    """Return the most characters that one text can have; only ``concat()`` adds them up."""
    sizes = [text_size(child, document_chars) for child in children(tree)]
    match tree:
        case Literal(value):
            return len(value)
        case Call("concat"):
            return sum(sizes)
        case Path() | Call(arguments=()):
            return max([document_chars, *sizes])
        case _:
            return max(sizes, default=0)


def work_of(tree: Expression, shape: Shape) -> float:
    """Estimate how many nodes libxml2 visits to evaluate an expression at the document.

    An upper bound, give or take irregular data. Predicates that look at the whole document multiply.
    """
    estimate = _Estimate(shape)
    estimate.visit(tree, _Crowd(1, 1))
    return estimate.work


# A call from libxml2 into Python takes as long as so many visits, a visit as long as so many comparisons.
CALL_VISITS = 30
VISIT_COMPARISONS = 8

# Axes on which no two nodes meet the same third. On others libxml2 compares all it finds with all it has.
DISJOINT = {"attribute", "child", "namespace", "self"}
BELOW = {"descendant", "descendant-or-self"}

# Where nodes are taken for what they are: everywhere else their text is read.
TEXTLESS = {"boolean", "conjunction", "count", "disjunction", "false", "last", "local-name", "name"} | {
    "namespace-uri",
    "not",
    "position",
    "true",
}


@dataclass(frozen=True, slots=True)
class _Crowd:
    """So many nodes that all passed ``test``, at each of which something is evaluated so many times."""

    nodes: float
    times: float
    test: str = ""


class _Estimate:
    def __init__(self, shape: Shape) -> None:
        self.shape, self.work = shape, 0.0

    def visit(self, tree: Expression, here: _Crowd) -> _Crowd | None:
        """Add the work of evaluating ``tree`` at a crowd; return the nodes that it gives, if any."""
        runs = here.nodes * here.times
        self.work += runs
        match tree:
            case Path(start, steps):
                if isinstance(start, Start):
                    return self.walk(steps, _Crowd(1, runs) if start.is_root else here, runs)
                found = self.visit(start, here)
                return found and self.walk(steps, found, runs)
            case Filter(base, predicates):
                found = self.visit(base, here)
                for predicate in predicates:
                    self.visit(predicate, found or here)
                return found
            case Chain("union"):
                crowds = [found for child in children(tree) if (found := self.visit(child, here))]
                total = sum(crowd.nodes * crowd.times for crowd in crowds)
                self.compare(total, total, runs)
                return _Crowd(total / (runs or 1), runs)
        name = tree.name if isinstance(tree, Call) else tree.kind if isinstance(tree, Chain) else ""
        crowds = [found for child in children(tree) if (found := self.visit(child, here))]
        if isinstance(tree, Call) and not tree.arguments:
            crowds = [here]
        for crowd in crowds if name not in TEXTLESS else ():
            self.read(crowd)
        return None

    def read(self, crowd: _Crowd) -> None:
        below = min(crowd.nodes * self.shape.nodes, self.shape.nodes * self.shape.levels)
        self.work += crowd.times * (below + crowd.nodes * CALL_VISITS)

    def compare(self, found: float, kept: float, runs: float) -> None:
        self.work += found * kept / (runs or 1) / VISIT_COMPARISONS

    def walk(self, steps: tuple[Step, ...], here: _Crowd, runs: float) -> _Crowd:
        for step in steps:
            visited = self.visited(step.axis, here)
            self.work += visited * here.times
            named = self.shape.names.get(step.test, self.shape.nodes)
            # How often nodes that fit are met, all in all, before each run keeps each of them once.
            meetings = 1 if step.axis in DISJOINT else here.nodes
            if step.axis in BELOW:
                meetings = min(meetings, self.shape.levels)
            met = min(visited, named * meetings) * here.times
            nodes = min(visited, named) or 1
            for predicate in step.predicates:
                self.visit(predicate, _Crowd(nodes, met / nodes, step.test))
            kept = min(met, nodes * runs)
            if step.axis not in DISJOINT and here.nodes * here.times > runs:
                self.compare(met, kept, runs)
            here = _Crowd(nodes, kept / nodes, step.test)
            # Runs may come to the same nodes, and none is spared what follows.
            if step.axis not in DISJOINT | BELOW:
                here = _Crowd(max(kept / (runs or 1), 1), runs, step.test)
        return here

    def visited(self, axis: str, here: _Crowd) -> float:
        """How many nodes an axis visits when it is followed once from each node of a crowd."""
        shape = self.shape
        match axis:
            case "self" | "parent":
                return here.nodes
            case "child" | "attribute" | "namespace":
                return min(here.nodes * shape.children, shape.nodes)
            case "ancestor" | "ancestor-or-self":
                return here.nodes * shape.levels
            case _ if axis in BELOW:
                return min(here.nodes * shape.nodes, shape.nodes * shape.levels)
            case "following-sibling" | "preceding-sibling":
                return min(here.nodes * shape.children, shape.families.get(here.test, math.inf))
            case _:
                return here.nodes * shape.nodes
