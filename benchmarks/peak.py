"""Print the bytes that one program takes at its peak beyond its input and output; a process for itself.

    python -m benchmarks.peak 'treequery trim' 'jobs[name]' payload.json

The peak is that of the resident memory, which Linux alone tells and lets be reset.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path

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


def status(key: str) -> int:
    for line in STATUS.read_text().splitlines():
        if line.startswith(key):
            return int(line.split()[1]) * 1024
    raise KeyError(key)


def entry_of(program: str, task: Task) -> Entry:
    module = MODULE_OF.get(program)
    return ours.VERBS["bytes"](task) if module is None else rivals("bytes", task, (module,))[0]


def main(program: str, expression: str, path: str) -> None:
    if not STATUS.exists():
        sys.exit("only Linux tells the peak of a process")
    # Ours needs no shape, and the memory that finding one frees would hide some of the peak.
    shape = queries.shape("jenkins", expression) if program in MODULE_OF else Shape()
    # Once over a small text, so that loading code is not counted.
    small = b'{"mode":"NORMAL","jobs":[],"views":[]}'
    warm = entry_of(program, Task("jenkins", expression, shape, data=small)).run
    data = Path(path).read_bytes()
    run = entry_of(program, Task("jenkins", expression, shape, Path(path), data)).run
    if warm is None or run is None:
        sys.exit("not installed")
    warm()
    gc.collect()
    CLEAR.write_text("5")
    before = status("VmRSS")
    answer = run()
    size = len(answer) if isinstance(answer, bytes) else 0
    print(status("VmHWM") - before - size)


if __name__ == "__main__":
    main(*sys.argv[1:])
