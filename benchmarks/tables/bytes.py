"""JSON bytes to trimmed JSON bytes, against every rival that can."""

from __future__ import annotations

from ..contest import Group
from . import Options
from .common import KB, bytes_group

QUESTION = "JSON bytes in, trimmed JSON bytes out: how long, against every rival that can?"

CASES = [
    ("jenkins", 35 * KB, "brief"),
    ("jenkins", 1_040 * KB, "narrow"),
    ("jenkins", 1_040 * KB, "brief"),
    ("jenkins", 1_040 * KB, "wide"),
    ("jenkins", 1_040 * KB, "star"),
    ("circleci", 8_800 * KB, "narrow"),
    ("circleci", 8_800 * KB, "brief"),
    ("circleci", 8_800 * KB, "wide"),
]


def groups(options: Options) -> list[Group]:
    # A quick run has the pretty-printed payload smaller: some rivals take seconds for all of it.
    sizes = [min(size, 300 * KB) if options.quick and kind == "circleci" else size for kind, size, _ in CASES]
    return [
        bytes_group("bytes", kind, size, query, options)
        for size, (kind, _, query) in zip(sizes, CASES, strict=True)
    ]
