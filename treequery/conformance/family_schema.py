"""Judge schemas: the XML Schema of a declared class, to the character."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from .cases import Case, Shape
from .engine import Engine, Refusal
from .family import Family, refusal_text

__all__ = ["SCHEMA"]

# Where one type of a schema ends and the next begins.
BETWEEN_TYPES = re.compile(r"(?m)^(?=  <xsd:(?:simple|complex)Type)|^(?=</xsd:schema)")


@dataclass(frozen=True, slots=True)
class Text:
    """A schema; where ``is_unordered`` its types may stand in any order."""

    text: str
    is_unordered: bool = False

    def pieces(self) -> list[str]:
        """Return the text of each type, in an order of their own."""
        return sorted(BETWEEN_TYPES.split(self.text))


def _upstream(case: Case) -> Text | Refusal:
    error = case.get("error")
    if error is not None:
        return Refusal(error["kind"])
    return Text(case["expect"], is_unordered=bool(case.get("enum_order_unspecified")))


def _ask(engine: Engine, case: Case) -> Text:
    return Text(engine.schema(case["model"], case["top"]))


def _matches(wanted: Text | Refusal, found: object) -> bool:
    if isinstance(wanted, Refusal) or not isinstance(found, Text):
        return wanted == found
    return wanted.pieces() == found.pieces() if wanted.is_unordered else wanted.text == found.text


def _question(case: Case) -> str:
    return f"{case['top']} of {json.dumps(case['model'], separators=(',', ':'))}"


def _show(answer: Text | Refusal) -> str:
    return refusal_text(answer) if isinstance(answer, Refusal) else answer.text


SCHEMA = Family(
    name="schema",
    shape=Shape(
        {
            "model": (dict,),
            "top": (str,),
            "expect": (str,),
            "error": (dict,),
            "enum_order_unspecified": (bool,),
        },
        given=("model",),
        optional=("enum_order_unspecified",),
        choices=(("expect", "error"),),
    ),
    upstream=_upstream,
    ask=_ask,
    rewrites=(),
    question=_question,
    show=_show,
    matches=_matches,
)
