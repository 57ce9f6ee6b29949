"""Expression to plan, uncached and cached, beside the compilers of other query languages."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from timeit import Timer

import treequery

from .. import queries
from ..compare import rivals
from ..compare.task import Task
from ..contest import Entry, Group, contest
from . import Options

QUESTION = "An expression in, a plan out: how long the first time, and how long when it was seen before?"

# 55 characters, as in the goals.
EXPRESSION = "jobs[name,color,builds[number,result]{0,5}],views[name]"
REFERENCE = "treequery compile, cached"


def groups(options: Options) -> list[Group]:
    task = Task("jenkins", EXPRESSION, queries.shape("jenkins", EXPRESSION))
    compiled = treequery.compile
    plan = compiled(EXPRESSION)
    # A cache holds hundreds of texts; when the first of these comes again it is long gone.
    texts = cycle([EXPRESSION.replace("color", f"c{index:04}") for index in range(5_000)])

    names = {"compiled": compiled, "text": EXPRESSION, "texts": texts}

    def clock(statement: str) -> Callable[[int], float]:
        # As timeit has it, since a call of a function around it takes as long as a look into the cache.
        return Timer(statement, globals=names).timeit

    def same(answer: object) -> bool:
        return answer == plan

    ours = [
        Entry(REFERENCE, lambda: compiled(EXPRESSION), clock("compiled(text)"), plain=same),
        Entry(
            "treequery compile, uncached",
            lambda: compiled(next(texts)),
            clock("compiled(next(texts))"),
            is_yardstick=True,
        ),
        Entry("treequery parse", lambda: treequery.parse(EXPRESSION), is_yardstick=True),
    ]
    return [
        contest(
            f"{len(EXPRESSION)} characters",
            [*ours, *rivals("plan", task)],
            True,
            reference=REFERENCE,
            effort=options.effort,
            collector=options.collector,
        )
    ]
