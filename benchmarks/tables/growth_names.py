"""Time to trim against the number of names in the expression, 1 to 10,000."""

from __future__ import annotations

import treequery

from .. import ours, specification
from ..compare import rivals
from ..compare.task import Task
from ..contest import Entry, Group, contest
from ..payloads import CACHE, VERSION, compact, properties
from ..shapes import shape_of
from . import Options
from .common import MB

QUESTION = "How do the times to compile and to trim grow with the names in the expression?"

RIVALS = ("by_hand", "orjson_loads", "msgspec_structs")
COUNTS = (1, 10, 100, 1_000, 10_000)
# In every object, whatever is asked for: so that the payload stays the same.
PRESENT = 10_000


def groups(options: Options) -> list[Group]:
    present = 1_000 if options.quick else PRESENT
    graph = properties(present, MB)
    data = compact(graph)
    CACHE.mkdir(exist_ok=True)
    path = CACHE / f"properties-{present}-v{VERSION}.json"
    path.write_bytes(data)
    found = []
    for count in COUNTS:
        if count > present:
            continue
        # Spread over the object, so that none of it may be left unread.
        names = list(graph["rows"][0])[:: present // count]
        expression = f"rows[{','.join(names)}]"
        shape = shape_of(treequery.parse(expression), [graph])
        task = Task("properties", expression, shape, path, data)
        parse = Entry("treequery parse", lambda text=expression: treequery.parse(text), is_yardstick=True)
        found.append(
            contest(
                f"{count} names of {present}, 1 MB",
                [ours.VERBS["bytes"](task), parse, *rivals("bytes", task, RIVALS)],
                specification.kept_bytes(expression, data),
                reference="orjson.loads alone",
                effort=options.effort,
                collector=options.collector,
            )
        )
    return found
