"""JSON bytes to a trimmed Python graph."""

from __future__ import annotations

from ..contest import Group
from . import Options
from .common import KB, bytes_group

QUESTION = "JSON bytes in, the trimmed graph of dicts and lists out: how long?"


def groups(options: Options) -> list[Group]:
    return [
        bytes_group("load", "jenkins", 1_040 * KB, query, options) for query in ("narrow", "brief", "wide")
    ]
