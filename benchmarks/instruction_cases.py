"""Run fixed work between marks that valgrind sees: what ``instructions.py`` counts.

valgrind --tool=callgrind python -m benchmarks.instruction_cases MARKS_LIBRARY
"""

from __future__ import annotations

import ctypes
import gc
import json
import sys
from collections.abc import Callable

__all__ = ["CASES", "PASSES"]

PASSES = 3

CASES = (
    # What calling a function and marking it takes by itself.
    "nothing",
    "parse",
    "compile-cached",
    "trim-narrow",
    "trim-brief",
    "trim-wide",
    "trim-brief-kept-checked",
    "trim-pretty-brief",
    "trim-lines-brief",
    "load-brief",
    "project-brief",
    "write-json-brief",
    "write-json-dataclasses-brief",
    "write-xml-brief",
)
BYTES = 60_000


def prepared() -> dict[str, Callable[[], object]]:
    """Return the work of each case."""
    import treequery

    from . import graphs, payloads
    from .queries import QUERIES

    # Small, since valgrind takes fifty times as long; large enough that the work is more than the call.
    data = payloads.compact(payloads.jenkins(BYTES // 5_000))
    pretty = json.dumps(payloads.pipelines(BYTES // 1_900), indent=2).encode()
    lines = payloads.lines(BYTES)
    root, instances = json.loads(data), graphs.instances("dataclass", BYTES // 5_000)
    expressions = QUERIES["jenkins"]
    narrow, brief, wide = (treequery.compile(expressions[name]) for name in ("narrow", "brief", "wide"))
    of_pipelines = treequery.compile(QUERIES["circleci"]["brief"])
    of_lines = treequery.compile(QUERIES["lines"]["brief"])
    work: dict[str, Callable[[], object]] = {
        "nothing": lambda: None,
        "parse": lambda: treequery.parse(expressions["brief"]),
        "compile-cached": lambda: [treequery.compile(expressions["brief"]) for _ in range(100)],
        "trim-narrow": lambda: narrow.trim(data),
        "trim-brief": lambda: brief.trim(data),
        "trim-wide": lambda: wide.trim(data),
        "trim-brief-kept-checked": lambda: brief.trim(data, check="kept"),
        "trim-pretty-brief": lambda: of_pipelines.trim(pretty),
        "trim-lines-brief": lambda: list(of_lines.trim_lines(lines)),
        "load-brief": lambda: brief.load(data),
        "project-brief": lambda: brief.project(root),
        "write-json-brief": lambda: brief.write(root),
        "write-json-dataclasses-brief": lambda: brief.write(instances),
        "write-xml-brief": lambda: brief.write(root, "xml", name="hudson"),
    }
    assert tuple(work) == CASES
    return work


def main(library: str) -> None:
    marks = ctypes.CDLL(library)
    gc.disable()
    work = prepared()
    # Beforehand, since caches fill and the interpreter specialises its bytecode.
    for _ in range(3):
        for run in work.values():
            run()
    for name, run in work.items():
        mark = name.encode()
        for _ in range(PASSES):
            marks.mark_begin()
            run()
            marks.mark_end(mark)


if __name__ == "__main__":
    main(sys.argv[1])
