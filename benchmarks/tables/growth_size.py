"""Time to trim against the size of the payload, 1 KB to 1 GB."""

from __future__ import annotations

from ..contest import Group
from ..payloads import GB
from . import Options
from .common import KB, MB, bytes_group

QUESTION = "How does the time to trim grow with the payload, from 1 KB on?"

RIVALS = ("by_hand", "orjson_loads", "msgspec_structs", "simdjson_ondemand")
# A graph of 1 GB of JSON takes several GB of memory.
HUGE_RIVALS = ("simdjson_ondemand",)
SIZES = (1 * KB, 10 * KB, 100 * KB, 1 * MB, 10 * MB, 100 * MB)


def groups(options: Options) -> list[Group]:
    sizes = [size for size in SIZES if not options.quick or size <= 1 * MB]
    found = [bytes_group("bytes", "jenkins", size, "brief", options, only=RIVALS) for size in sizes]
    if options.huge:
        found.append(bytes_group("bytes", "jenkins", GB, "brief", options, only=HUGE_RIVALS))
    return found
