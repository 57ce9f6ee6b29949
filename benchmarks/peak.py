"""Print the bytes that one program takes at its peak beyond its input and output; a process for itself.

    python -m benchmarks.peak 'treequery trim' 'jobs[name]' payload.json

The peak is that of the resident memory, which Linux alone tells and lets be reset. The pages of a mapped file
are its input; lines that are given one by one and dropped are no output that is held.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from . import ours, queries
from .compare import rivals
from .compare.task import Task
from .contest import Entry
from .shapes import Shape

STATUS = Path("/proc/self/status")
CLEAR = Path("/proc/self/clear_refs")
MODULE_OF = {
    "orjson.loads alone": "orjson_loads",
    "HAND with orjson": "by_hand",
    "msgspec Structs": "msgspec_structs",
}
# Ours that read a file as it is needed.
FILE_VERBS = {"treequery trim of a map": "map", "treequery trim_lines of a file": "stream"}
# One line, so that it is JSON Lines as well.
SMALL = b'{"mode":"NORMAL","jobs":[],"views":[]}\n'


def status(*keys: str) -> int:
    """Return the sum of some fields of the system's account of this process, in bytes."""
    fields = (line.partition(":") for line in STATUS.read_text().splitlines())
    return sum(int(value.split()[0]) * 1024 for key, _, value in fields if key in keys)


def entry_of(program: str, task: Task) -> Entry:
    module = MODULE_OF.get(program)
    if module is not None:
        return rivals("bytes", task, (module,))[0]
    return ours.VERBS[FILE_VERBS.get(program, "bytes")](task)


def once(entry: Entry) -> object:
    if entry.run is None:
        sys.exit("not installed")
    return entry.run() if entry.clock is None else entry.clock(1)


def main(program: str, expression: str, path: str) -> None:
    if not STATUS.exists():
        sys.exit("only Linux tells the peak of a process")
    # Ours needs no shape, and the memory that finding one frees would hide some of the peak.
    shape = queries.shape("jenkins", expression) if program in MODULE_OF else Shape()
    # Once over a small text, so that loading code is not counted.
    with TemporaryDirectory() as folder:
        small = Path(folder) / "small.json"
        small.write_bytes(SMALL)
        once(entry_of(program, Task("jenkins", expression, shape, small, SMALL)))
    data = b"" if program in FILE_VERBS else Path(path).read_bytes()
    entry = entry_of(program, Task("jenkins", expression, shape, Path(path), data))
    gc.collect()
    CLEAR.write_text("5")
    before, before_of_files = status("VmRSS"), status("RssFile", "RssShmem")
    answer = once(entry)
    beyond = status("VmHWM") - before
    if program in FILE_VERBS:
        beyond -= status("RssFile", "RssShmem") - before_of_files
    print(beyond - (len(answer) if isinstance(answer, bytes) else 0))


if __name__ == "__main__":
    main(*sys.argv[1:])
