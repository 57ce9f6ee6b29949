"""Peak memory of trimming against the size of the payload, 10 MB to 1 GB."""

from __future__ import annotations

from ..contest import Group, Row
from ..large_files import large_file, missing_room
from ..payloads import GB
from . import Options
from .common import MB, size_text
from .memory import peak_row

QUESTION = "Does the memory that trimming takes, beyond its input and output, grow with the payload?"

SIZES = (10 * MB, 100 * MB, 1 * GB)
PROGRAMS = {"jenkins": "treequery trim of a map", "lines": "treequery trim_lines of a file"}


def groups(options: Options) -> list[Group]:
    sizes = SIZES[:1] if options.quick else SIZES
    return [_group(kind, size) for kind in PROGRAMS for size in sizes]


def _group(kind: str, byte_count: int) -> Group:
    problem = missing_room(byte_count)
    if problem:
        return Group(f"{kind}, a file of {size_text(byte_count)}, brief", "", [Row("all", problem)])
    with large_file(kind, byte_count) as path:
        size = path.stat().st_size
        row = peak_row(PROGRAMS[kind], kind, "brief", path)
    return Group(f"{kind}, a file of {size_text(size)}, brief", "", [row], size)
