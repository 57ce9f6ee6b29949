"""Work in which one allocation after the other is refused: ``python refused_allocations.py MODE KIND``.

The library of ``refused_allocations.c`` has to be preloaded, and ``PYTHONMALLOC=malloc`` set, so that it is asked for
all memory. What is printed is what came of the kind.
"""

from __future__ import annotations

import collections
import ctypes
import dataclasses
import decimal
import enum
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from typing import Any

from treequery import _core
from treequery.decorators import exported, exported_bean
from treequery.export_config import ExportConfig
from treequery.keep import WHOLE, keep_of_tree
from treequery.limits import Limits
from treequery.native import Native
from treequery.parse import parse
from treequery.values import Map

# Not among the symbols of a CDLL: that would let other threads in, which allocates.
FAULTS = ctypes.PyDLL(None)
FAULTS.refuse.argtypes = [ctypes.c_long, ctypes.c_long]
END = 2**62
LIMITS = Limits(levels=1_000, values=10**18, output_bytes=10**18)
ALWAYS = frozenset({"_class"})
NONE: frozenset[str] = frozenset()
TREE = parse("*[name,builds[number,text,missing]{,2}]")


def native(keep: Any = WHOLE, always: frozenset[str] = NONE, export: Any = None) -> Native:
    return Native(_core, keep, always, "millis", export or ExportConfig(), LIMITS)


class Color(enum.Enum):
    RED = "red"


@exported_bean
class Build:
    def __init__(self, number: int) -> None:
        self._number = number

    @exported
    def number(self) -> int:
        return self._number

    @exported(merge=True)
    def more(self) -> Any:
        return Extra(self._number)

    @exported(verbose_map="name/value")
    def labels(self) -> dict[str, int]:
        return {"a": 1, "b": self._number}


@exported_bean
class Extra:
    def __init__(self, number: int) -> None:
        self.extra = number

    @exported(name="extra")
    def _extra(self) -> int:
        return self.extra


@dataclasses.dataclass
class Point:
    x: Any
    y: Any


class Text:
    def __export__(self) -> str:
        return "text of its own"


def numbers() -> Iterator[int]:
    yield from range(3)


ROWS = [
    {"name": f"job \u00e9{n}", "n": 10_000 + n, "x": n + 0.5, "y": None, "z": "\u00e9<\n#{", "b": [{"number": n}]}
    for n in range(6)
]
NAMES = {f"name {n} \u00e9": [n, 2**70 + n, True, "text"] for n in range(40)}
ODD = {
    "ordered": collections.OrderedDict(a=ROWS[:2], b=2),
    "points": [Point(1, "2"), Point(Color.RED, decimal.Decimal("1.50"))],
    "set": {7},
    "numbers": numbers,
    "map": Map({"a": 1, "b": {"c": 2}}),
}
BEANS = [Build(1), Build(2), Point(Text(), Map({"a": [1]}))]
TEXT = native().write(ROWS, "json", pretty=True, name="", callback="")
LINES = b'{"name":"a","builds":[{"number":1,"text":"b","x":2}]}\n' * 5


def written(flavor: Any, root: Any, keep: Any = WHOLE, *, pretty: bool = False, **how: Any) -> Callable[[], Any]:
    return lambda: native(keep, **how).write(root() if callable(root) else root, flavor, pretty=pretty, name="root", callback="f")


def odd() -> Any:
    return {**ODD, "numbers": numbers(), "text": Text()}


DEEP: Any = 1
for _ in range(30):
    DEEP = [{"a": DEEP}]
SOME = keep_of_tree(TREE)

WORK: dict[str, Callable[[], Any]] = {
    "project": lambda: native().project(ROWS),
    "project names": lambda: native().project(NAMES),
    "project some": lambda: native(SOME).project({"jobs": ROWS}),
    "project deep": lambda: native().project(DEEP),
    "project odd": lambda: native().project(odd()),
    "project beans": lambda: native().project(BEANS),
    "write json": written("json", ROWS),
    "write json, pretty": written("json", ROWS, pretty=True),
    "write jsonp": written("jsonp", ROWS),
    "write python": written("python", NAMES),
    "write ruby": written("ruby", ROWS),
    "write xml": written("xml", ROWS, always=ALWAYS),
    "write names as xml": written("xml", NAMES),
    "write some": written("json", {"jobs": ROWS}, SOME),
    "write surrogates": written("json", ["\ud800\u00e9", {"\ud800": 1}]),
    "write odd": written("json", odd),
    "write odd as xml": written("xml", odd),
    "write beans": written("json", BEANS),
    "write beans as xml": written("xml", BEANS, always=ALWAYS),
    "write deep": written("xml", DEEP),
    "trim": lambda: native().trim(TEXT, "full"),
    "trim some": lambda: native(SOME).trim(TEXT, "kept"),
    "trim text": lambda: native().trim('["\u00e9"]', "full"),
    "trim deep": lambda: native(keep_of_tree(parse("a[a[a[a[a[b]]]]]"))).trim(b'{"a":' * 5 + b"1" + b"}" * 5, "full"),
    "trim view": lambda: native().trim(memoryview(bytearray(TEXT)), "full"),
    "trim_into": lambda: native().trim_into(TEXT, bytearray(), "full"),
    "load": lambda: native().load(TEXT, "full"),
    "load escaped": lambda: native().load(b'{"\\u00e9":["\\u00e9\\n", "' + b"x" * 40 + b'",' + b"1" * 30 + b",1.5]}", "full"),
    "lines": lambda: list(native(SOME).trim_lines(LINES, "full", 1)),
    "lines at once": lambda: native(SOME)._bytes.trim_line_list(LINES),
    "lines on threads": lambda: list(native(SOME).trim_lines(LINES, "full", 2)),
    "lines on threads at once": lambda: native(SOME)._bytes.trim_lines(LINES, threads=2),
    "lines into": lambda: native(SOME).trim_lines_into(LINES, bytearray(), "full", 1),
    "parse": lambda: repr(_core.parse_tree("a[b{1,2},!c,\"d\"],*", "extended", 1000, 100, 100)),
}


def came_of(work: Callable[[], Any], first: int, last: int) -> tuple[object, int]:
    """The result or the error, and how many allocations were asked for."""
    FAULTS.refuse(first, last)
    try:
        found = work()
    except BaseException as error:
        asked = FAULTS.allow()
        return error, asked
    return found, FAULTS.allow()


def is_for_memory(error: object) -> bool:
    """Whether an error is MemoryError, or is because of one."""
    while isinstance(error, Exception) and not isinstance(error, MemoryError):
        error = error.__cause__ or error.__context__
    return isinstance(error, MemoryError)


def main(mode: str, kind: str) -> None:
    work = WORK[kind]
    # Warm: what is made once has been made.
    wanted = repr(work())
    count = came_of(work, END, END)[1]
    bad = 0
    for first in range(count + 3):
        os.write(2, b"%d " % first)
        found, asked = came_of(work, first, END if mode == "all" else first)
        if is_for_memory(found):
            continue
        if isinstance(found, BaseException) or repr(found) != wanted:
            bad += 1
            print("\n", first, type(found), repr(found)[:200], flush=True)
            if isinstance(found, BaseException):
                traceback.print_exception(found, limit=4)
        elif asked <= first:
            break
    assert repr(work()) == wanted
    print(kind, "asked", count, "bad", bad)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
