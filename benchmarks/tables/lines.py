"""JSON Lines in one buffer to trimmed JSON Lines."""

from __future__ import annotations

from ..contest import Group
from . import Options
from .common import MB, bytes_group

QUESTION = "JSON Lines in one buffer in, trimmed JSON Lines out: how long?"


def groups(options: Options) -> list[Group]:
    size = MB // 2 if options.quick else 26 * MB
    return [bytes_group("lines", "lines", size, query, options) for query in ("narrow", "brief")]
