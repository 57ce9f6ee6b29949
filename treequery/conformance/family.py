"""Families: what is common to all kinds of vectors, and how one case of any of them is judged."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from .cases import Case, Shape
from .engine import Engine, Refusal, Refused
from .rules import Rule

__all__ = ["Family", "Outcome", "Rewrite", "Verdict", "judge", "refusal_text"]

Outcome = Literal["passed", "excused", "failed"]

# A rule, in one family: turns the answer that Jenkins gave into the one that is right for us, and leaves
# alone what it has no say in. It may look at the case, and ask the engine something else for comparison;
# never for the answer to this very case.
Rewrite = Callable[[Case, Any, Engine], Any]


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of vectors: how its cases look, are put to an engine, and are bent by the rules.

    ``upstream`` gives what Jenkins answered and ``ask`` what an engine does, both of one type;
    ``matches`` compares the answer wanted with the one found. ``rewrites`` are applied in order, each
    to what the one before it left. ``flaw`` says what is wrong, in its own language, with an answer
    that rules made, or None. ``question`` and ``show`` are for people.
    """

    name: str
    shape: Shape
    upstream: Callable[[Case], Any]
    ask: Callable[[Engine, Case], Any]
    rewrites: tuple[tuple[Rule, Rewrite], ...]
    question: Callable[[Case], str]
    show: Callable[[Any], str]
    matches: Callable[[Any, Any], bool] = operator.eq
    flaw: Callable[[Case, Any], str | None] = lambda case, answer: None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one case went: what Jenkins answered, what is wanted by the rules, and what was found.

    ``fault`` is empty unless the case failed; ``found`` is so if the engine raised something.
    """

    case: Case
    question: str
    rules: tuple[Rule, ...]
    upstream: str
    wanted: str
    found: str
    fault: str = ""

    @property
    def outcome(self) -> Outcome:
        """``excused`` is a case that passed by rules rather than by Jenkins' own answer."""
        if self.fault:
            return "failed"
        return "excused" if self.rules else "passed"


def judge(family: Family, engine: Engine, case: Case) -> Verdict:
    """Put one case to an engine.

    Where a rule changes the answer, only the changed answer is right: what Jenkins answered is then a
    failure like any other.
    """
    upstream = wanted = family.upstream(case)
    rules: list[Rule] = []
    fault, found = "", None
    try:
        for rule, rewrite in family.rewrites:
            rewritten = rewrite(case, wanted, engine)
            if rewritten != wanted:
                rules.append(rule)
            # Even if it reads the same: what a rule left alone may still be for the next one to know.
            wanted = rewritten
        found = _asked(family, engine, case)
        fault = _fault(family, case, wanted, found, is_ruled=bool(rules))
    except Exception as err:  # noqa: BLE001 - the engine is somebody's own code, and a crash is a finding
        fault, found = f"raised {err!r}", None
    return Verdict(
        case,
        family.question(case),
        tuple(dict.fromkeys(rules)),
        family.show(upstream),
        family.show(wanted),
        "" if found is None else family.show(found),
        fault,
    )


def _asked(family: Family, engine: Engine, case: Case) -> Any:
    try:
        return family.ask(engine, case)
    except Refused as err:
        return err.refusal


def _fault(family: Family, case: Case, wanted: Any, found: Any, *, is_ruled: bool) -> str:
    if not family.matches(wanted, found):
        return _difference(family.show(wanted), family.show(found))
    return (family.flaw(case, wanted) or "") if is_ruled else ""


# Characters shown on each side of the place where two texts part.
AROUND = 40


def _difference(wanted: str, found: str) -> str:
    at = next(
        (index for index, pair in enumerate(zip(wanted, found, strict=False)) if pair[0] != pair[1]),
        min(len(wanted), len(found)),
    )
    start = max(at - AROUND, 0)
    parts = [repr(text[start : at + AROUND]) for text in (wanted, found)]
    return f"at character {at}: wanted {parts[0]}, found {parts[1]}"


def refusal_text(refusal: Refusal) -> str:
    """Return a refusal for people."""
    return f"error: {refusal.kind}" + ("" if refusal.at is None else f" at {refusal.at}")
