"""Contests: several ways to the same answer, checked first, then timed in turn."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .timing import Effort, Timing, clock_of, measure

__all__ = ["Entry", "Group", "Row", "contest"]


def unchanged(answer: Any) -> Any:
    return answer


@dataclass(frozen=True)
class Entry:
    """One contestant. ``plain`` makes its answer comparable and is not timed."""

    name: str
    run: Callable[[], Any] | None = None
    clock: Callable[[int], float] | None = None
    plain: Callable[[Any], Any] = unchanged
    note: str = ""
    # Why there is nothing to run: not installed, or not able to ask this.
    problem: str = ""
    # A yardstick such as orjson.loads alone gives no answer that could be checked.
    is_yardstick: bool = False


@dataclass(frozen=True)
class Row:
    """One line of a table; without figures where the contestant could not run."""

    name: str
    answer: str
    seconds: float | None = None
    spread: float | None = None
    rounds: int = 0
    ratio: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Group:
    """The lines for one payload and query; ratios are to the row named ``reference``."""

    title: str
    reference: str
    rows: list[Row] = field(default_factory=list)
    payload_bytes: int = 0
    collector: bool = False


def answer_of(entry: Entry, expected: Any) -> str:
    """Run an entry once and say how its answer compares: what a table shows beside the figure."""
    if entry.run is None:
        return entry.problem
    try:
        answer = entry.run()
        if entry.is_yardstick:
            return "none, a yardstick"
        if isinstance(expected, bytes) and answer == expected:
            return "same bytes"
        return "same" if value_of(entry.plain(answer)) == value_of(expected) else "OTHER"
    except Exception as err:  # noqa: BLE001 - a rival may fail in any way; the table says how
        first = (str(err).splitlines() or [""])[0]
        return f"failed: {type(err).__name__}: {first[:80]}"


def value_of(answer: Any) -> Any:
    """Return the value that an answer stands for: JSON text is decoded, other text stays."""
    if isinstance(answer, bytes | str):
        text = answer.decode() if isinstance(answer, bytes) else answer
        if text[:1] not in ("{", "["):
            return text
        try:
            return json.loads(text)
        except ValueError:
            # JSON Lines, perhaps.
            return [json.loads(line) for line in text.splitlines()]
    return answer


def contest(
    title: str,
    entries: list[Entry],
    expected: Any,
    *,
    reference: str,
    effort: Effort,
    collector: bool = False,
    payload_bytes: int = 0,
) -> Group:
    """Check the answers of ``entries``, time those that run, and return the lines of the table.

    An entry with another answer is timed as well, and marked: its figure is no comparison.

    Raises AssertionError where treequery's own answer is not its specification's.
    """
    answers = [answer_of(entry, expected) for entry in entries]
    for entry, answer in zip(entries, answers, strict=True):
        is_wrong = answer.startswith(("OTHER", "failed"))
        assert not (is_wrong and entry.name.startswith("treequery")), (title, entry.name, answer)
    runs = [
        entry
        for entry, answer in zip(entries, answers, strict=True)
        if entry.run is not None and not answer.startswith("failed")
    ]
    clocks = [entry.clock or clock_of(entry.run) for entry in runs if entry.run is not None]
    by_name = dict(
        zip([entry.name for entry in runs], measure(clocks, effort, collector=collector), strict=True)
    )
    base = by_name.get(reference)
    rows = [
        _row(entry, answer, by_name.get(entry.name), base)
        for entry, answer in zip(entries, answers, strict=True)
    ]
    rows.sort(key=lambda row: (row.seconds is None, row.seconds))
    return Group(title, reference, rows, payload_bytes, collector)


def _row(entry: Entry, answer: str, timing: Timing | None, base: Timing | None) -> Row:
    if timing is None:
        return Row(entry.name, answer, note=entry.note)
    ratio = timing.median / base.median if base else None
    return Row(entry.name, answer, timing.median, timing.spread, len(timing.seconds), ratio, entry.note)
