"""Graphs of dicts and of instances to JSON bytes."""

from __future__ import annotations

from .. import graphs, ours, queries, specification
from ..compare import rivals
from ..compare.task import Task
from ..contest import Group, contest
from ..payloads import compact, jenkins
from . import Options

QUESTION = "Dicts, dataclasses, attrs, Structs or pydantic models in, trimmed JSON bytes out: how long?"

# As many as the payload of 1.04 MB has.
JOBS = 206


def groups(options: Options) -> list[Group]:
    # Slotted dataclasses have no dict to take values from; the other families are one kind each.
    families = ("dict", *graphs.CLASS_FAMILIES)
    return [_group(family, query, options) for family in families for query in ("brief", "wide")]


def _group(family: str, query: str, options: Options) -> Group:
    expression = queries.QUERIES["jenkins"][query]
    source = jenkins(JOBS)
    root = source if family == "dict" else graphs.instances(family, JOBS)
    task = Task("jenkins", expression, queries.shape("jenkins", expression), root=root)
    is_pydantic = family == "pydantic"
    return contest(
        f"{family}, {query}",
        [
            ours.VERBS["json"](task),
            *rivals("json", task, ("by_hand", "pydantic_include") if is_pydantic else ("by_hand",)),
        ],
        # Instances give their fields in the order of the class, which is that of the dicts.
        specification.kept_bytes(expression, compact(source)),
        reference="model_dump_json(include=)" if is_pydantic else "HAND with orjson",
        effort=options.effort,
        collector=options.collector,
    )
