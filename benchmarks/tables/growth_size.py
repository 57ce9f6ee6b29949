"""Time to trim against the size of the payload, 1 KB to 1 GB."""

from __future__ import annotations

from .. import ours, queries
from ..compare import rivals
from ..compare.task import Task
from ..contest import Group, Row, contest
from ..large_files import answer_of_large, large_file, missing_room
from ..payloads import GB
from . import Options
from .common import KB, MB, bytes_group, size_text

QUESTION = "How does the time to trim grow with the payload, from 1 KB to 1 GB?"

RIVALS = ("by_hand", "orjson_loads", "msgspec_structs", "simdjson_ondemand")
SIZES = (1 * KB, 10 * KB, 100 * KB, 1 * MB, 10 * MB, 100 * MB)
# Of files. The others hold all that they decode: of 1 GB of JSON that is several GB.
LARGE_SIZES = (10 * MB, 100 * MB, 1 * GB)
LARGE = {"map": ("jenkins", ("simdjson_ondemand",)), "stream": ("lines", ("orjson_loads",))}
REFERENCES = {"map": "simdjson On-Demand C++", "stream": "orjson.loads of each line"}


def groups(options: Options) -> list[Group]:
    sizes = [size for size in SIZES if not options.quick or size <= 1 * MB]
    large_sizes = LARGE_SIZES[:1] if options.quick else LARGE_SIZES
    return [
        *(bytes_group("bytes", "jenkins", size, "brief", options, only=RIVALS) for size in sizes),
        *(_of_file(verb, size, options) for verb in LARGE for size in large_sizes),
    ]


def _of_file(verb: str, byte_count: int, options: Options) -> Group:
    kind, names = LARGE[verb]
    problem = missing_room(byte_count)
    if problem:
        return Group(f"{kind}, a file of {size_text(byte_count)}, brief", "", [Row("all", problem)])
    expression = queries.QUERIES[kind]["brief"]
    with large_file(kind, byte_count) as path:
        task = Task(kind, expression, queries.shape(kind, expression), path)
        size = path.stat().st_size
        return contest(
            f"{kind}, a file of {size_text(size)}, brief",
            [ours.VERBS[verb](task), ours.TRUSTED[verb](task), *rivals(verb, task, names)],
            answer_of_large(kind, expression, byte_count),
            reference=REFERENCES[verb],
            effort=options.effort,
            collector=options.collector,
            payload_bytes=size,
        )
