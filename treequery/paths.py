"""Paths: how an error names a place in a root, like ``$.jobs[3].name``."""

from __future__ import annotations

from collections.abc import Iterable
from json import dumps

__all__ = ["path_text"]

# An error message is for a person: of a deeper path the end says more than the whole.
MAX_STEPS = 40


def path_text(steps: Iterable[str | int | None]) -> str:
    """Return the path that leads down by ``steps``: names of properties and indexes of elements.

    Names that are no identifiers stand in brackets as JSON text; of more than 40 steps the middle
    is left out. None, a step not taken yet, adds nothing.
    """
    texts = []
    for step in steps:
        if step is None:
            continue
        if isinstance(step, int):
            texts.append(f"[{step}]")
        elif step.isidentifier():
            texts.append(f".{step}")
        else:
            texts.append(f"[{dumps(step)}]")
    if len(texts) > MAX_STEPS:
        texts[MAX_STEPS // 2 : -MAX_STEPS // 2] = ["..."]
    return "$" + "".join(texts)
