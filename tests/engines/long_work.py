"""Work that would take the core hours, each kind in a call of its own: ``python long_work.py KIND``.

A timer interrupts it as Ctrl-C does. What is printed at the end is what the plan still can do.
"""

from __future__ import annotations

import collections
import signal
import sys
from collections.abc import Callable
from typing import Any

from treequery import _core
from treequery.export_config import ExportConfig
from treequery.keep import WHOLE, KeepTree
from treequery.limits import Limits
from treequery.tree import Range

SECONDS = 0.3
LIMITS = Limits(levels=10**6, values=10**18, output_bytes=10**18)
NONE: frozenset[str] = frozenset()
OBJECTS = _core.ObjectPlan(WHOLE, NONE, "millis", ExportConfig(), LIMITS)
BYTES = _core.BytesPlan(WHOLE, always=NONE, limits=LIMITS)
# Arrays in arrays are counted once for each level.
LAST = _core.BytesPlan(KeepTree({}, WHOLE, Range(-1, None)), always=NONE, limits=LIMITS)


def repeated(leaf: Any, around: Callable[[list[Any]], Any]) -> Any:
    """A value that is the same one many times, and on each level below again: small, and without end."""
    for _ in range(4):
        leaf = around([leaf] * 1000)
    return leaf


def members(values: list[Any]) -> dict[str, Any]:
    return {f"k{number}": value for number, value in enumerate(values)}


LISTS = repeated([1, "x", 2.5], list)
TUPLES = repeated((1, "x"), tuple)
DICTS = repeated({"a": 1}, members)
ODD = collections.OrderedDict(a=LISTS)
DEEP = b"[" * 20_000 + b"1," * 500_000 + b"1" + b"]" * 20_000
LONG = b"[" + b'"a string that is too long to be remembered, and another value",1.5,' * 700_000 + b"1]"


def again_and_again(verb: Callable[[bytes], object], data: bytes) -> None:
    # In C, where nobody looks for signals but the verb.
    collections.deque(map(verb, [data] * 1000), maxlen=0)


WORK: dict[str, Callable[[], object]] = {
    "project": lambda: OBJECTS.project(LISTS),
    "project tuples": lambda: OBJECTS.project(TUPLES),
    "project dicts": lambda: OBJECTS.project(DICTS),
    "project carefully": lambda: OBJECTS.project(ODD),
    "write json": lambda: OBJECTS.write_json(LISTS, False),
    "write json, pretty": lambda: OBJECTS.write_json(DICTS, True),
    "write python": lambda: OBJECTS.write_python(LISTS, False),
    "write ruby": lambda: OBJECTS.write_ruby(DICTS, False),
    "write xml": lambda: OBJECTS.write_xml(LISTS, "root", None),
    "write carefully": lambda: OBJECTS.write_json(ODD, False),
    "trim": lambda: LAST.trim(DEEP),
    "trim, kept": lambda: LAST.trim(DEEP, "kept"),
    "trim_into": lambda: LAST.trim_into(DEEP, bytearray()),
    "lines": lambda: LAST.trim_line_list(DEEP + b"\n" + DEEP),
    "lines on threads": lambda: LAST.trim_lines(DEEP + b"\n" + DEEP, threads=2),
    "load": lambda: again_and_again(BYTES.load, LONG),
}


def main(kind: str) -> None:
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        WORK[kind]()
    except KeyboardInterrupt:
        print(
            "interrupted", OBJECTS.project([{"a": 1}]), OBJECTS.write_json(["b"], False), BYTES.trim(b"[ 2 ]")
        )


if __name__ == "__main__":
    main(sys.argv[1])
