"""Work for which there is too little memory, each kind with more and more of it: ``python scarce_memory.py``.

Each line says what came of one kind, and that the plan still did its work after it.
"""

from __future__ import annotations

import decimal
import os
import resource
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any

from treequery import _core
from treequery.export_config import ExportConfig
from treequery.keep import WHOLE, keep_of_tree
from treequery.limits import Limits
from treequery.native import Native
from treequery.parse import parse

# From too little for anything to enough for most.
ROOMS = [0, *(1 << shift for shift in range(12, 29, 2))]
LIMITS = Limits(levels=10**6, values=10**18, output_bytes=10**18)
SETTINGS: Any = (frozenset(), "millis", ExportConfig(), LIMITS)
ALL = Native(_core, WHOLE, *SETTINGS)
SOME = Native(_core, keep_of_tree(parse("*[name,builds[number,text]]")), *SETTINGS)

JOBS = [
    {
        "name": f"job \u00e9{number}",
        "color": None,
        "builds": [{"number": number + 0.5, "text": "\u00e9\n" * 20, "x": {}}],
    }
    for number in range(20_000)
]
NAMES = {f"name {number}": [number, 2**70 + number, True] for number in range(50_000)}
# More text than a thread holds on to.
DECIMALS = [decimal.Decimal(f"{number}.{'5' * 100}") for number in range(50_000)]
ONE = ["\u00e9<\n" * 4_000_000]
KEY = {"k" * 8_000_000: [{"s" * 8_000_000: 1}]}
SETS = [set(range(300_000))]
# Only written: CPython itself needs more stack than there is to free a copy of it.
DEEP: Any = []
for _ in range(20_000):
    DEEP = [DEEP]
# Loads what lines need, as loading a module without memory fails in ways of Python's own.
assert list(ALL.trim_lines(b"", "full", 1)) == []
TEXT = ALL.write(JOBS, "json", pretty=True, name="", callback="")
LINE = b'{"name":"a","builds":[{"number":1,"text":"b","x":2}]}\n'
LINES = LINE * 80_000
ESCAPED = b'["' + b"\\u00e9" * 2_000_000 + b'"]'
BROKEN = "x" * 20_000_000 + "\ud800"


def written(flavor: Any, root: object, engine: Native = ALL, *, pretty: bool = False) -> Callable[[], object]:
    return lambda: engine.write(root, flavor, pretty=pretty, name="root", callback="f")


WORK: dict[str, Callable[[], object]] = {
    "project": lambda: ALL.project(JOBS),
    "project names": lambda: ALL.project(NAMES),
    "project some": lambda: SOME.project({"jobs": JOBS}),
    "project sets": lambda: ALL.project(SETS),
    "write json": written("json", JOBS),
    "write json, pretty": written("json", JOBS, pretty=True),
    "write jsonp": written("jsonp", JOBS),
    "write python": written("python", JOBS),
    "write ruby": written("ruby", JOBS),
    "write xml": written("xml", JOBS),
    "write some": written("json", JOBS, SOME),
    "write names": written("json", NAMES),
    "write names as xml": written("xml", NAMES),
    "write one text": written("json", ONE),
    "write one text as xml": written("xml", ONE),
    "write one key": written("json", KEY),
    "write one key as xml": written("xml", KEY),
    "write decimals": written("python", DECIMALS),
    "write deep": written("xml", DEEP),
    "trim": lambda: ALL.trim(TEXT, "full"),
    "trim some": lambda: SOME.trim(TEXT, "kept"),
    "trim text": lambda: ALL.trim(TEXT.decode(), "full"),
    "trim_into": lambda: ALL.trim_into(TEXT, bytearray(), "full"),
    "load": lambda: ALL.load(TEXT, "full"),
    "load one text": lambda: ALL.load(ESCAPED, "full"),
    "load numbers": lambda: ALL.load(b"[" + b"1.5," * 1_000_000 + b"1" * 4_000 + b"]", "full"),
    "lines": lambda: list(SOME.trim_lines(LINES, "full", 1)),
    "lines at once": lambda: SOME._bytes.trim_line_list(LINES),
    "lines on threads": lambda: list(SOME.trim_lines(LINES, "full", 4)),
    "lines on threads at once": lambda: SOME._bytes.trim_lines(LINES, threads=4),
}


if sysconfig.get_config_var("Py_GIL_DISABLED"):
    # There objects are left to Python, which has ways of its own with too little memory.
    WORK = {kind: work for kind, work in WORK.items() if not kind.startswith(("project", "write"))}


def outcome(work: Callable[[], object], room: int) -> str:
    """What comes of the work in a process of its own that may take so many bytes more than it has."""
    child = os.fork()
    if child == 0:
        os._exit(status(work, room))
    _, ended = os.waitpid(child, 0)
    return {0: "done", 1: "refused"}.get(os.waitstatus_to_exitcode(ended), f"ended with {ended}")


def status(work: Callable[[], object], room: int) -> int:
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + room, most))
    try:
        work()
        found = 0
    except MemoryError:
        found = 1
    except BaseException:  # noqa: BLE001 - a panic is one too
        return 2
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    text = written("json", ["b"])()
    works = (ALL.project([{"a": 1}]), ALL.trim(b"[ 2 ]", "full"), text) == ([{"a": 1}], b"[2]", b'["b"]')
    return found if works else 3


def main() -> None:
    for kind, work in WORK.items():
        print(kind, *(outcome(work, room) for room in ROOMS), sep=": ", flush=True)


if __name__ == "__main__":
    main()
