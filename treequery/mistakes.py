"""Find what an expression says that usually is a mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .choices import Dialect
from .source import line_and_column, shown
from .tree import STAR, WHITE_SPACE
from .written import Bounds, Entry, entries_of

__all__ = ["Mistake", "mistakes_in"]

# Longer names are not repeated in advice: it has to fit on a line.
MAX_ADVISED_CHARS = 40


@dataclass(frozen=True, slots=True)
class Mistake:
    """What most likely was not meant: ``at`` is a 0-based index into the text, ``advice`` how to mend it."""

    at: int
    finding: str
    advice: str

    def __str__(self) -> str:
        return f"{self.finding}; {self.advice}"


def mistakes_in(text: str, *, dialect: Dialect = "extended") -> list[Mistake]:
    """Return what usually is a mistake in an expression, in the order of the text.

    >>> print(*mistakes_in("builds[number]{10}"))
    {10} keeps the element 10 alone, counted from 0; for the first 10 write {,10}

    Raises what ``parse`` raises.
    """
    found: list[Mistake] = []
    todo = [entries_of(text, dialect=dialect)]
    while todo:
        entries = todo.pop()
        found.extend(_in_list(text, entries, dialect))
        todo.extend(entry.entries for entry in entries if entry.entries)
    return sorted(found, key=lambda mistake: mistake.at)


def _in_list(text: str, entries: tuple[Entry, ...], dialect: Dialect) -> Iterator[Mistake]:
    last = {_place(entry): entry for entry in entries}
    yield from _overruled(text, entries, last)
    yield from _alike(entries)
    yield from _beside_the_rest(list(last.values()))
    yield from _in_round_brackets(entries)
    for entry in entries:
        odd = _odd_name(entry, dialect)
        if odd is not None:
            yield odd
        if entry.bounds is not None:
            yield from _in_range(entry.bounds)


def _is_star(entry: Entry) -> bool:
    return entry.name == STAR and not entry.is_quoted


def _spelled(entry: Entry) -> str:
    return shown(("!" if entry.is_excluded else "") + (entry.name or "**"))


def _place(entry: Entry) -> str | None:
    """What an entry is about: a property, or under None all that are not named, by ``*`` or ``**``."""
    return None if _is_star(entry) and not entry.is_excluded else entry.name


def _overruled(text: str, entries: tuple[Entry, ...], last: Mapping[str | None, Entry]) -> Iterator[Mistake]:
    """Names that stand in a list twice, and ``*`` beside ``**``: the last of them is what counts."""
    for entry in entries:
        winner = last[_place(entry)]
        if winner is entry or (winner.name is entry.name is None):
            continue
        if winner.name is None or entry.name is None:
            at = max(winner.at, entry.at)
            yield Mistake(at, "* and ** both stand for all other properties, and the last counts", "keep one")
        else:
            line, column = line_and_column(text, winner.at)
            where = f"line {line}, column {column}" if line > 1 else f"column {column}"
            by = f"{_spelled(winner)} at {where}"
            finding = f"{_spelled(entry)} counts for nothing, since {by} overrules it"
            yield Mistake(entry.at, finding, "take one away, or make one of both")


def _alike(entries: tuple[Entry, ...]) -> Iterator[Mistake]:
    """Names that equal another one of their list but for case or for a plural."""
    by_fold: dict[str, str] = {}
    names: dict[str, Entry] = {}
    for entry in entries:
        if entry.name is not None:
            names.setdefault(entry.name, entry)
            by_fold.setdefault(entry.name.casefold(), entry.name)
    for name, entry in names.items():
        fold = name.casefold()
        same = by_fold[fold]
        if same != name:
            finding = f"{shown(name)} equals {shown(same)} but for case, and keys are told apart by it"
            yield Mistake(entry.at, finding, "take the wrong one away")
        for singular in _singulars(fold):
            if singular in by_fold:
                finding = f"{shown(name)} is {shown(by_fold[singular])} but for the plural"
                yield Mistake(entry.at, finding, "unless there are both, take the wrong one away")
                break


def _singulars(name: str) -> Iterator[str]:
    for ending, instead in (("ies", "y"), ("es", ""), ("s", "")):
        if name.endswith(ending) and len(name) > len(ending):
            yield name.removesuffix(ending) + instead


def _beside_the_rest(entries: Sequence[Entry]) -> Iterator[Mistake]:
    """Names that say nothing, or less than meant, beside ``*`` or ``**``; exclusions without these."""
    star = next((entry for entry in entries if _is_star(entry) and not entry.is_excluded), None)
    has_deep = any(entry.name is None for entry in entries)
    has_rest = has_deep or star is not None or all(entry.is_excluded for entry in entries)
    for entry in entries:
        if entry.is_excluded and not has_rest:
            finding = f"{_spelled(entry)} leaves nothing out, since only the names of this list are kept"
            yield Mistake(entry.at, finding, "take it away, or write ** for all the others")
        is_bare = not (entry.entries or entry.is_excluded or entry.name is None or _is_star(entry))
        if is_bare and has_deep:
            finding = f"beside ** the name {_spelled(entry)} keeps less, not more: of an object only {{}}"
            yield Mistake(entry.at, finding, f"take it away, or write {_advised(entry.name, 'name')}[**]")
        elif is_bare and not entry.bounds and star is not None and not (star.entries or star.bounds):
            yield Mistake(entry.at, f"{_spelled(entry)} is kept by * anyway", "take it away")


def _advised(name: str | None, otherwise: str) -> str:
    return name if name and len(name) <= MAX_ADVISED_CHARS else otherwise


# The characters that mean something in other query languages and in URLs, but nothing here.
ODD = {
    ".": "a dot",
    "/": "a slash",
    ":": "a colon",
    "=": "an equals sign",
    "&": "an ampersand",
}
PERCENT_ENCODED = re.compile("%[0-9A-Fa-f]{2}")
EXTENDED_ONLY = re.compile(r'[<>"]|\A!|\A\*\*\Z')


def _odd_name(entry: Entry, dialect: Dialect) -> Mistake | None:
    name = entry.name
    if name is None or entry.is_quoted or _is_star(entry):
        return None
    if name.startswith("tree="):
        return Mistake(entry.at, "'tree=' is read as part of a name", "leave it out")
    if found := PERCENT_ENCODED.search(name):
        finding = f"{shown(found[0])} is read as part of a name, not as a character of a URL"
        return Mistake(entry.at + found.start(), finding, "decode the expression first")
    if dialect == "jenkins" and (found := EXTENDED_ONLY.search(name)):
        finding = f"{shown(found[0])} is part of a name in the jenkins dialect"
        return Mistake(entry.at + found.start(), finding, "use the extended dialect, or take it away")
    for index, char in enumerate(name):
        if char in ODD:
            finding = f"{ODD[char]} is part of a name, here of {shown(name)}"
            return Mistake(entry.at + index, finding, _advice_on(name, char, dialect))
        if char in WHITE_SPACE:
            return Mistake(entry.at + index, *_on_white_space(name, dialect))
    return None


def _advice_on(name: str, char: str, dialect: Dialect) -> str:
    if char in "=&":
        return "an expression holds names and ranges, no parameters"
    steps = [step for step in re.split(r"[./:\[]+", name) if step]
    nested = "[".join(steps) + "]" * (len(steps) - 1)
    if len(steps) < 2 or len(nested) > MAX_ADVISED_CHARS:
        nested = "jobs[name]"
    quoted = ', or put the whole name into quotes, as in "a.b"' if dialect == "extended" else ""
    return f"for a property of a property write {nested}{quoted}"


def _on_white_space(name: str, dialect: Dialect) -> tuple[str, str]:
    finding = f"white space is part of a name, here of {shown(name)}"
    if dialect == "jenkins":
        return finding, "take it away"
    return finding, 'put a comma there, or the whole name into quotes, as in "a b"'


def _in_round_brackets(entries: tuple[Entry, ...]) -> Iterator[Mistake]:
    """Names with round brackets; of ``jobs(id,name)``, which is two names, only the first is reported."""
    is_open = False
    for entry in entries:
        name = entry.name or ""
        if entry.is_quoted or not ("(" in name or ")" in name):
            continue
        if "(" in name or not is_open:
            at = entry.at + min(index for index in (name.find("("), name.find(")")) if index >= 0)
            before, _, after = name.partition("(")
            nested = f"{before}[{after.rstrip(')') or 'name'}]" if before else "jobs[name]"
            finding = f"a round bracket is part of a name, here of {shown(name)}"
            yield Mistake(at, finding, f"names go into square ones: {_advised(nested, 'jobs[name]')}")
        is_open = "(" in name and ")" not in name


def _in_range(bounds: Bounds) -> Iterator[Mistake]:
    start, stop = bounds.range.start, bounds.range.stop
    if bounds.is_single and start == 1:
        finding, advice = "{1} keeps the element 1 alone, counted from 0", "for the first one write {0}"
    elif bounds.is_single and start > 1:
        finding = f"{{{start}}} keeps the element {start} alone, counted from 0"
        advice = f"for the first {start} write {{,{start}}}"
    elif bounds.is_single and start < -1:
        finding = f"{{{start}}} keeps one element alone, counted from the end"
        advice = f"for the last {-start} write {{{start},}}"
    elif stop is not None and not bounds.is_single and _is_empty(start, stop):
        finding, advice = f"{bounds.range} keeps nothing", _advice_on_empty(start, stop)
    else:
        return
    yield Mistake(bounds.at, finding, advice)


def _is_empty(start: int, stop: int) -> bool:
    return stop == 0 or (stop <= start and (start < 0) == (stop < 0))


def _advice_on_empty(start: int, stop: int) -> str:
    if stop == 0 and start < 0:
        return f"for the last {-start} write {{{start},}}"
    if stop == 0:
        return "for the first element write {0}"
    if stop == start:
        return f"a range ends before its second number: for one element write {{{start}}}"
    return f"the second number is where the range ends, not how many: write {{{stop},{start}}}"
