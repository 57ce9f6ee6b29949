"""Put an engine to the vectors of a directory, and report how it went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from .cases import VectorsError, cases_in, load
from .engine import Engine, TreeQuery
from .family import Family, Outcome, Verdict, judge
from .family_graph import GRAPH
from .family_model import MODEL
from .family_parse import PARSE
from .family_request import REQUEST
from .family_schema import SCHEMA
from .family_units import UNITS
from .family_xpath import XPATH

__all__ = ["FAMILIES", "Report", "check", "run"]

FAMILIES: tuple[Family, ...] = (PARSE, UNITS, GRAPH, XPATH, MODEL, SCHEMA, REQUEST)

MAX_FAILURES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Report:
    """How the cases of one family went; ``verdicts`` is None for a family that the kit does not know."""

    family: str
    verdicts: tuple[Verdict, ...] | None

    def count(self, outcome: Outcome) -> int:
        """Return how many cases ended so."""
        return sum(verdict.outcome == outcome for verdict in self.verdicts or ())

    @property
    def failures(self) -> tuple[Verdict, ...]:
        """The cases that failed, in the order of the file."""
        return tuple(verdict for verdict in self.verdicts or () if verdict.outcome == "failed")

    def __str__(self) -> str:
        """Return ``graph: 95 passed, 7 excused (rule 1: 4, rule 4: 4), 2 failed``, and the first failures.

        A case that several rules excuse counts for each of them.
        """
        if self.verdicts is None:
            return f"{self.family}: not supported"
        excused = [verdict for verdict in self.verdicts if verdict.outcome == "excused"]
        numbers = Counter(rule.number for verdict in excused for rule in verdict.rules)
        by_rule = ", ".join(f"rule {number}: {count}" for number, count in sorted(numbers.items()))
        lines = [
            f"{self.family}: {self.count('passed')} passed, {len(excused)} excused"
            f"{f' ({by_rule})' if by_rule else ''}, {self.count('failed')} failed"
        ]
        lines.extend(
            f"  {failure.case.id}: {failure.fault}" for failure in self.failures[:MAX_FAILURES_SHOWN]
        )
        if len(self.failures) > MAX_FAILURES_SHOWN:
            lines.append(f"  and {len(self.failures) - MAX_FAILURES_SHOWN} more")
        return "\n".join(lines)


def check(engine: Engine, directory: Path, families: Sequence[str] = ()) -> Iterator[Report]:
    """Give a report on each family of a directory, or on those named, in the order of the format's families.

    All files are read before the engine is asked anything. Raises VectorsError for a directory without
    vectors, a family without a file, and for anything odd in a file.
    """
    found = cases_in(directory)
    for name in families:
        if name not in found:
            raise VectorsError(str(directory), 0, f"expected a file {name}.jsonl")
    wanted = set(families) or found.keys()
    loaded = [
        (family, load(found[family.name], family.shape)) for family in FAMILIES if family.name in wanted
    ]
    for family, cases in loaded:
        yield Report(family.name, tuple(judge(family, engine, case) for case in cases))
    for name in sorted(wanted - {family.name for family in FAMILIES}):
        yield Report(name, None)


def run(directory: Path, families: Sequence[str] = (), *, out: TextIO, engine: Engine | None = None) -> bool:
    """Write the report on each family of a directory to ``out``, and return whether all went well.

    The engine is treequery's own unless another is given. A family that the kit does not know is
    reported so, and counts as a failure if it was asked for by name, or if there is no other.

    Raises VectorsError as ``check`` does.
    """
    went_well, is_judged = True, False
    for report in check(engine or TreeQuery(), directory, families):
        out.write(f"{report}\n")
        is_known = report.verdicts is not None
        is_judged |= is_known
        went_well &= not report.failures and (is_known or report.family not in families)
    return went_well and is_judged
