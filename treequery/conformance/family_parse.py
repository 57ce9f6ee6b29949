"""Judge parsing: an expression becomes a tree, or an error at the right place."""

from __future__ import annotations

import json
from typing import Any

from ..tree import MAX_INDEX
from .cases import Case, Shape
from .engine import Engine, Refusal
from .family import Family, refusal_text
from .rules import LAST_ELEMENT

__all__ = ["PARSE"]

WRAPPED_ROUND = [MAX_INDEX, -MAX_INDEX - 1]


def _upstream(case: Case) -> Any:
    error = case.get("error")
    if error is None:
        return case["parse"]
    # Only syntax errors say where, in code points under this key.
    return Refusal(error["kind"], error.get("position"))


def _ask(engine: Engine, case: Case) -> Any:
    return engine.parse(case["tree"])


def _matches(wanted: Any, found: Any) -> bool:
    if isinstance(wanted, Refusal) and isinstance(found, Refusal) and wanted.at is None:
        return wanted.kind == found.kind
    return bool(wanted == found)


def _last_element(case: Case, wanted: Any, engine: Engine) -> Any:
    """Where adding one to the start of a range ran over, what adding one gives."""
    if isinstance(wanted, Refusal):
        return wanted
    return {
        name: {
            "children": _last_element(case, node["children"], engine),
            "range": [MAX_INDEX, MAX_INDEX + 1] if node["range"] == WRAPPED_ROUND else node["range"],
        }
        for name, node in wanted.items()
    }


def _show(answer: Any) -> str:
    if isinstance(answer, Refusal):
        return refusal_text(answer)
    return json.dumps(answer, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


PARSE = Family(
    name="parse",
    shape=Shape({"tree": (str,), "parse": (dict,), "error": (dict,)}, choices=(("parse", "error"),)),
    upstream=_upstream,
    ask=_ask,
    rewrites=((LAST_ELEMENT, _last_element),),
    question=lambda case: str(case["tree"]),
    show=_show,
    matches=_matches,
)
