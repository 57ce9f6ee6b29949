"""Write docs/compat.md: the rules in words, with counts and examples from the vectors.

Run it as ``python -m treequery.conformance.compat tests/vectors docs/compat.md``.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from .engine import TreeQuery
from .family import Verdict
from .kit import Report, check
from .rules import RULES, Rule

__all__ = ["page"]

MAX_EXAMPLES = 3
MAX_EXAMPLE_CHARS = 160

INTRODUCTION = """\
# Where treequery differs from Jenkins

treequery writes the very text that Jenkins writes, wherever that text is well-formed in its own language.
The differences are the rules below; there is no list of exceptions beside them. Each can be told from a
question alone, and the conformance kit checks both halves of it against vectors made by Jenkins' own code:
that Jenkins would have answered what it did but for the rule, and that we answer what the rule says.

This page is made from the rules and the vectors by `treequery.conformance.compat`. In the examples a
character that cannot be shown stands as its number, like `⟨U+0001⟩`, and long text is cut, like `this…`.
"""


def page(reports: Iterable[Report]) -> str:
    """Return the whole page as Markdown, for the families that were checked."""
    reports = [report for report in reports if report.verdicts is not None]
    parts = [INTRODUCTION, _summary(reports)]
    parts.extend("\n".join(_section(rule, reports)) for rule in RULES)
    return "\n".join(parts)


def main(arguments: Sequence[str]) -> None:
    """Write the page for a directory of vectors to a file."""
    vectors, target = map(Path, arguments)
    target.write_text(page(check(TreeQuery(), vectors)), "utf-8")


def _summary(reports: Sequence[Report]) -> str:
    lines = ["| vectors | as Jenkins | by a rule |", "| --- | ---: | ---: |"]
    lines.extend(
        f"| {report.family} | {report.count('passed')} | {report.count('excused')} |" for report in reports
    )
    return "\n".join(lines) + "\n"


def _section(rule: Rule, reports: Sequence[Report]) -> Iterator[str]:
    affected = [
        (report.family, verdict)
        for report in reports
        for verdict in report.verdicts or ()
        if rule in verdict.rules and verdict.outcome == "excused"
    ]
    yield f"## {rule.number}. {rule.title}\n"
    yield f"- **Jenkins** {rule.jenkins}"
    yield f"- **We** {rule.ours}"
    yield f"- **Because:** {rule.why}\n"
    counts = Counter(family for family, _ in affected)
    if counts:
        by_family = ", ".join(f"{family} {count}" for family, count in counts.items())
        yield f"Vectors under this rule: {by_family}.\n"
    else:
        yield "No vector of these families falls under this rule.\n"
    for verdict in _examples(rule, affected):
        yield "```text"
        yield f"asked      {_readable(verdict.question)}"
        yield f"Jenkins    {_readable(verdict.upstream)}"
        yield f"treequery  {_readable(verdict.wanted)}"
        yield "```\n"


def _examples(rule: Rule, affected: Sequence[tuple[str, Verdict]]) -> list[Verdict]:
    """The shortest cases under this rule alone, each of another flavor, function or group."""
    chosen: dict[tuple[str, str], Verdict] = {}
    alone = [(family, verdict) for family, verdict in affected if verdict.rules == (rule,)]
    for family, verdict in sorted(alone, key=_length):
        topic = verdict.case.get("flavor") or verdict.case.get("fn") or verdict.case.group
        chosen.setdefault((family, topic), verdict)
    return list(chosen.values())[:MAX_EXAMPLES]


def _length(affected: tuple[str, Verdict]) -> tuple[int, str]:
    verdict = affected[1]
    return len(verdict.question) + len(verdict.upstream) + len(verdict.wanted), verdict.case.id


def _readable(text: str) -> str:
    cut = text if len(text) <= MAX_EXAMPLE_CHARS else text[:MAX_EXAMPLE_CHARS] + "…"
    return "".join(char if char.isprintable() else f"⟨U+{ord(char):04X}⟩" for char in cut)


if __name__ == "__main__":
    main(sys.argv[1:])
