"""Reports: results as JSON to keep, and as Markdown to read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from .contest import Group, Row
from .machine import distribution_version

__all__ = ["Result", "read_results", "seconds_text", "write_result"]

# All whose version bears on a figure; those that are not installed are told as such.
DISTRIBUTIONS = [
    "lark",
    "lxml",
    "orjson",
    "msgspec",
    "pysimdjson",
    "jq",
    "jmespath",
    "glom",
    "jsonmask",
    "jsonpath-ng",
    "python-jsonpath",
    "pydash",
    "ijson",
    "pydantic",
    "marshmallow",
    "graphql-core",
    "xmltodict",
    "dicttoxml",
    "attrs",
]


@dataclass(frozen=True)
class Result:
    """One table as measured in one process."""

    table: str
    question: str
    facts: dict[str, str]
    quick: bool
    groups: list[Group]


def versions() -> str:
    return ", ".join(f"{name} {distribution_version(name) or 'not installed'}" for name in DISTRIBUTIONS)


def seconds_text(seconds: float) -> str:
    """Return a time with three digits and its unit."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _figures(row: Row, payload_bytes: int) -> list[str]:
    if row.seconds is None or row.spread is None:
        return ["", "", "", ""]
    rate = f"{payload_bytes / row.seconds / 1e9:.3g}" if payload_bytes else ""
    ratio = "" if row.ratio is None else f"{row.ratio:.3g}"
    return [seconds_text(row.seconds), f"±{row.spread / 2:.0%} of {row.rounds}", ratio, rate]


def markdown_of_group(group: Group) -> str:
    collector = "on" if group.collector else "off"
    if any(row.seconds is not None for row in group.rows):
        shape = ["", "median", "spread", f"{group.reference} = 1", "GB/s", "answer", ""]
        lines = [[row.name, *_figures(row, group.payload_bytes), row.answer, row.note] for row in group.rows]
        title = f"**{group.title}** (garbage collector {collector})"
    else:
        has_sizes = any(row.answer.endswith(" MB") for row in group.rows)
        shape = ["", "beyond input and output" if has_sizes else "answer"]
        lines = [[row.name, row.answer] for row in group.rows]
        title = f"**{group.title}**"
    rule = "|---" * len(shape) + "|"
    return "\n".join([title, "", _line(shape), rule, *map(_line, lines), ""])


def markdown_of(result: Result) -> str:
    """Return the page for one table."""
    facts = "; ".join(f"{key}: {value}" for key, value in result.facts.items())
    quick = ["**A quick run: small payloads, few rounds, figures of no use.**", ""] if result.quick else []
    parts = [f"# {result.table}", "", result.question, "", *quick, facts, "", f"Versions: {versions()}", ""]
    parts += [markdown_of_group(group) for group in result.groups]
    return "\n".join(parts).rstrip() + "\n"


def write_result(result: Result, folder: Path) -> None:
    """Write NAME.json and NAME.md."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(result) | {"versions": versions()}, indent=1, ensure_ascii=False)
    (folder / f"{result.table}.json").write_text(text + "\n", encoding="utf-8")
    (folder / f"{result.table}.md").write_text(markdown_of(result), encoding="utf-8")


def read_results(folder: Path) -> dict[str, Result]:
    """Return the results in a folder by the names of their tables."""
    results = {}
    for path in sorted(folder.glob("*.json")):
        found = json.loads(path.read_text(encoding="utf-8"))
        groups = [
            Group(**{**group, "rows": [Row(**row) for row in group["rows"]]}) for group in found["groups"]
        ]
        results[found["table"]] = Result(
            found["table"], found["question"], found["facts"], found["quick"], groups
        )
    return results
