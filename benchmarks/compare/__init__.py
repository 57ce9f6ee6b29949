"""Rivals: one module each, which says how what it does is *not* the same task.

A module has ``VERBS``, a mapping from a verb of ours to a function that makes an entry of a contest:

- ``bytes``: JSON bytes to trimmed JSON bytes; ``lines``: the same for JSON Lines
- ``map``: a file of JSON to trimmed JSON bytes; ``stream``: a file of JSON Lines, line by line
- ``load``: JSON bytes to a trimmed graph
- ``graph``: dict graph to dict graph; ``json``: a graph to JSON bytes; ``xml``: dict graph to XML text
- ``xpath``: dict graph to what an XPath finds in its XML
- ``plan``: an expression to what is run

All preparation that a caller does once for many payloads is done while the entry is made, untimed, as the
plan of ours is.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from ..contest import Entry
from .task import CannotAskError, Task

__all__ = ["MODULES", "rivals"]

MODULES = (
    "by_hand",
    "orjson_loads",
    "msgspec_structs",
    "simdjson_ondemand",
    "pysimdjson_lazy",
    "jq_command",
    "gojq_command",
    "jq_binding",
    "jmespath_search",
    "glom_spec",
    "json_mask",
    "jsonpath_ng_find",
    "python_jsonpath_find",
    "pydash_pick",
    "ijson_items",
    "pydantic_include",
    "marshmallow_only",
    "graphql_execute",
    "xmltodict_unparse",
    "dicttoxml_convert",
    "lxml_elements",
)


def rivals(verb: str, task: Task, only: Iterable[str] = MODULES) -> list[Entry]:
    """Return an entry for every rival that has a form of ``verb``, also where it cannot run here."""
    entries = []
    for name in only:
        try:
            module = import_module(f"{__name__}.{name}")
        except ImportError as err:
            # Which verbs it has is not known then, so it is told in every table.
            missing = (err.name or "").partition(".")[0]
            entries.append(Entry(name, problem=f"not installed: {missing}"))
            continue
        make = module.VERBS.get(verb)
        if make is None:
            continue
        try:
            entries.append(make(task))
        except CannotAskError as err:
            entries.append(Entry(name, problem=f"cannot: {err}"))
        except Exception as err:  # noqa: BLE001 - a rival may fail in any way; the table says how
            entries.append(Entry(name, problem=f"failed: {type(err).__name__}: {str(err)[:80]}"))
    return entries
