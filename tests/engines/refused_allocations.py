"""Work in which one allocation after the other is refused: ``python refused_allocations.py KIND``.

Refused is one, or it and the next one, or all from it on. The library of ``refused_allocations.c`` has to be
preloaded, and ``PYTHONMALLOC=malloc`` set, so that it is asked for all memory. What is printed is what went
wrong, and how many were refused.

The annotations here are no text. Where CPython 3.11 lacks memory to compile one, it may free what it has
freed already, which shows anywhere later (``assemble_init`` of its ``compile.c``).
"""

import collections
import ctypes
import dataclasses
import decimal
import encodings.utf_16_be
import enum
import json
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

from treequery import _core, merges, native_lines, paths, project, resolve, specification
from treequery.decorators import exported, exported_bean
from treequery.export_config import ExportConfig
from treequery.keep import WHOLE, keep_of_tree
from treequery.limits import Limits
from treequery.native import Native
from treequery.parse import parse
from treequery.values import Map
from treequery.writers import json_writer, python_writer, ruby_writer, xml_names, xml_writer

# Loaded, as loading a module without memory fails in ways of Python's own; so does looking for a codec.
LOADED = [
    encodings.utf_16_be,
    merges,
    native_lines,
    paths,
    project,
    resolve,
    specification,
    json_writer,
    python_writer,
    ruby_writer,
    xml_writer,
]
assert "a".encode("utf-16-be") == b"\0a"
# Makes long patterns of characters when it is first asked.
assert xml_names.element_name("\u00e9") == "\u00e9"
# Set in place: a call would ask for memory itself.
IS_REFUSING, FROM, TO, ASKED = (
    ctypes.c_long.in_dll(ctypes.CDLL(None), name)
    for name in ("is_refusing", "refused_from", "refused_to", "asked")
)
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
    {
        "name": f"job \u00e9{n}",
        "n": 10_000 + n,
        "x": n + 0.5,
        "y": None,
        "z": "\u00e9<\n#{",
        "b": [{"number": n}],
    }
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
TEXT = json.dumps(ROWS, indent=1).encode()
# So many nodes and keys that lists grow which have room for fewer.
WIDE = keep_of_tree(parse(",".join(f"k{n}[a,b[x],c]" for n in range(40))))
WIDE_TEXT = json.dumps({f"k{n}": {"a": 1, "b": {"x": 2}, "c": {}} for n in range(40)}).encode()
LINES = b'{"name":"a","builds":[{"number":1,"text":"b","x":2}]}\n' * 5


def written(
    flavor: Any, root: Any, keep: Any = WHOLE, *, pretty: bool = False, **how: Any
) -> Callable[[], Any]:
    return lambda: native(keep, **how).write(
        root() if callable(root) else root, flavor, pretty=pretty, name="root", callback="f"
    )


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
    "trim deep": lambda: native(keep_of_tree(parse("a[a[a[a[a[b]]]]]"))).trim(
        b'{"a":' * 5 + b"1" + b"}" * 5, "full"
    ),
    "trim wide": lambda: native(WIDE).trim(WIDE_TEXT, "full"),
    "trim view": lambda: native().trim(memoryview(bytearray(TEXT)), "full"),
    "trim_into": lambda: native().trim_into(TEXT, bytearray(), "full"),
    "load": lambda: native().load(TEXT, "full"),
    "load escaped": lambda: native().load(
        b'{"\\u00e9":["\\u00e9\\n", "' + b"x" * 40 + b'",' + b"1" * 30 + b",1.5]}", "full"
    ),
    "lines": lambda: list(native(SOME).trim_lines(LINES, "full", 1)),
    "lines at once": lambda: native(SOME)._bytes.trim_line_list(LINES),
    "lines joined": lambda: native(SOME)._bytes.trim_lines(LINES),
    "lines into": lambda: native(SOME).trim_lines_into(LINES, bytearray(), "full", 1),
    "parse": lambda: repr(_core.parse_tree('a[b{1,2},!c,"d"],*', "extended", 1000, 100, 100)),
}


def came_of(work: Callable[[], Any], first: int, last: int) -> tuple[object, int]:
    """The result or the error, and how many allocations were asked for."""
    FROM.value, TO.value, ASKED.value = first, last, 0
    IS_REFUSING.value = 1
    try:
        found = work()
    except BaseException as error:  # noqa: BLE001 - a panic is one too
        IS_REFUSING.value = 0
        return error, ASKED.value
    IS_REFUSING.value = 0
    return found, ASKED.value


def is_for_memory(error: object) -> bool:
    """Whether an error is MemoryError, or is because of one.

    So is SystemError: some functions of CPython's return without a result and without an error.
    """
    while isinstance(error, Exception) and not isinstance(error, (MemoryError, SystemError)):
        error = error.__cause__ or error.__context__
    return isinstance(error, (MemoryError, SystemError))


def fault(found: object, wanted: str) -> str:
    """What is wrong with what came of some work: nothing most often."""
    if is_for_memory(found) or repr(found) == wanted:
        return ""
    return repr(found)[:300]


def warm(work: Callable[[], Any], wanted: str, more: int) -> Iterator[tuple[int, str]]:
    """What was wrong where the first, the second and so on allocation was refused, all in one process."""
    work()
    first = asked = 0
    while asked >= first:
        found, asked = came_of(work, first, first + more)
        yield first, fault(found, wanted)
        yield first, fault(came_of(work, END, END)[0], wanted)
        first += 1


def cold(work: Callable[[], Any], wanted: str, more: int, first: int) -> Iterator[tuple[int, str]]:
    """As ``warm``, each time in a process that has never done the work before, and only now and then."""
    ended, offset, first = REFUSED, first, 0
    while ended not in (DONE, WRONG):
        child = os.fork()
        if child == 0:
            found, asked = came_of(work, first, first + more)
            if wrong := fault(found, wanted):
                print(wrong, end=" ", flush=True)
            os._exit(WRONG * bool(wrong) + REFUSED * (asked > first))
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        yield first, "" if ended in (DONE, REFUSED) else f"ended with {ended}"
        first += 1 if first < EACH_BELOW else STRIDE + offset
        offset *= first <= EACH_BELOW


# Of what is done once the first are tried, and behind them so few of each kind of work, others of each.
EACH_BELOW = 32
STRIDE = 97
DONE, REFUSED, WRONG = range(3)


def repr_of(work: Callable[[], Any]) -> str:
    """What comes of the work, done in another process."""
    ours, theirs = os.pipe()
    if os.fork() == 0:
        with open(theirs, "w", encoding="utf-8") as file:
            file.write(repr(work()))
        os._exit(0)
    os.close(theirs)
    with open(ours, encoding="utf-8") as file:
        wanted = file.read()
    os.wait()
    return wanted


def main(kind: str) -> None:
    work = WORK[kind]
    wanted, offset = repr_of(work), list(WORK).index(kind) * 3
    counts = []
    for mode, tried in (
        ("cold, one", cold(work, wanted, 0, offset)),
        ("cold, all", cold(work, wanted, END, offset)),
        ("warm, one", warm(work, wanted, 0)),
        # For a list that is to grow the core asks again.
        ("warm, two", warm(work, wanted, 1)),
        ("warm, all", warm(work, wanted, END)),
    ):
        count = 0
        for number, wrong in tried:
            count += 1
            # At once, since the next may end the process.
            os.write(2, f"{mode}: {number}\n".encode())
            if wrong:
                print(f"{mode}: {number}: {wrong}", flush=True)
        counts.append(count)
    print("tried", *counts)


if __name__ == "__main__":
    main(sys.argv[1])
