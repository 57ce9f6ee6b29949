"""51 MB of JSON bytes to trimmed JSON bytes, with the garbage collector off and on."""

from __future__ import annotations

from ..contest import Group
from . import Options
from .common import MB, bytes_group

QUESTION = "JSON bytes too large for any cache: how long, and how much of that is Python's garbage collector?"

# The others take minutes for it; their times for 1 MB are in the table "bytes".
RIVALS = ("by_hand", "orjson_loads", "msgspec_structs", "simdjson_ondemand", "pysimdjson_lazy")


def groups(options: Options) -> list[Group]:
    size = 3 * MB if options.quick else 51 * MB
    return [
        bytes_group("bytes", "jenkins", size, query, options, only=RIVALS, collector=collector)
        for query, collector in [("narrow", False), ("brief", False), ("wide", False), ("brief", True)]
    ]
