"""Judge writing: what a tree or a depth keeps of a graph, in four languages, to the character."""

from __future__ import annotations

import ast
import json
import math
import re
from dataclasses import dataclass, field
from typing import Any

from ..plan import compile
from ..tree import MAX_INDEX
from ..xpath import select
from .cases import Case, Shape
from .engine import Engine, Refusal, graph_of
from .family import Family, Rewrite, refusal_text
from .rules import (
    KEYS,
    LAST_ELEMENT,
    LONE_SURROGATES,
    NOT_NUMBERS,
    NUMBER_TEXT,
    STRINGS,
    XML_CHARACTERS,
    Rule,
)
from .spelling import Spelling

__all__ = ["GRAPH"]

# Names hold no braces, so this is a range wherever it stands; no array here has such an element.
LAST_ELEMENT_RANGE, NO_ELEMENT = re.compile(rf"\{{0*{MAX_INDEX}\}}"), "{0,0}"

# Ruby that is data: strings in which nothing is code, and the words and signs around them.
RUBY = re.compile(
    r"""(?: "(?: [^"\\\#\x00-\x1f] | \\. | \#(?![{$@]) )*+" | OpenStruct\.new\(\{ | \}\) | [\[\],\s] | =>
    | nil | true | false | -?[0-9.]+(?:e[+-]?[0-9]+)? )*+""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Text:
    """Text, and the rules that made it from what Jenkins wrote; texts are equal when they read the same."""

    text: str
    rules: frozenset[Rule] = field(default=frozenset(), compare=False)


def _upstream(case: Case) -> Text | Refusal:
    error = case.get("error")
    return Text(case["expect"]) if error is None else Refusal(error["kind"])


def _ask(engine: Engine, case: Case) -> Text:
    text = engine.write(
        case["graph"],
        root=case["root"],
        flavor=case["flavor"],
        pretty=case["pretty"],
        tree=case.get("tree"),
        depth=case.get("depth"),
    )
    return Text(text)


def _projected(case: Case) -> Any:
    """What is kept of the graph; that this is what Jenkins keeps is proved by spelling it Jenkins' way."""
    tree = case.get("tree")
    if tree is not None:
        tree = LAST_ELEMENT_RANGE.sub(NO_ELEMENT, tree)
    return compile(tree, depth=case.get("depth"), dialect="jenkins").project(graph_of(case["graph"]))


def _spelled(case: Case, rules: frozenset[Rule]) -> Text:
    spelling = Spelling(case["flavor"], case["pretty"], case["root"], rules)
    return Text(spelling.text(_projected(case)), rules)


def _last_element(case: Case, wanted: Text | Refusal, engine: Engine) -> Text | Refusal:
    """What the tree keeps where no array has the element 2147483647."""
    tree = case.get("tree")
    if wanted != Refusal("range_overflow") or tree is None or not LAST_ELEMENT_RANGE.search(tree):
        return wanted
    return _spelled(case, frozenset())


def _by(rule: Rule) -> Rewrite:
    """Respell by one rule more what has been explained so far: proved by spelling it without that rule."""

    def rewrite(case: Case, wanted: Text | Refusal, engine: Engine) -> Text | Refusal:
        if isinstance(wanted, Refusal):
            return wanted
        respelled = _spelled(case, wanted.rules | {rule})
        is_proved = respelled == wanted or _spelled(case, wanted.rules) == wanted
        return respelled if is_proved else wanted

    return rewrite


def _flaw(case: Case, answer: Text | Refusal) -> str | None:
    """That a text which rules made is not well-formed, or not the graph, when its own language reads it."""
    if isinstance(answer, Refusal):
        return None
    try:
        match case["flavor"]:
            case "json":
                is_true = json.loads(answer.text) == _without_odd_numbers(_projected(case))
            case "python":
                is_true = ast.literal_eval(answer.text) == _without_odd_numbers(_projected(case))
            case "xml":
                is_true = bool(select(answer.text))
            case _:
                is_true = RUBY.fullmatch(answer.text) is not None
    except (ValueError, SyntaxError) as err:
        return f"what the rules want is not well-formed: {err}"
    return None if is_true else "what the rules want does not read back as the graph"


def _without_odd_numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_odd_numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_odd_numbers(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _question(case: Case) -> str:
    graph = json.dumps(case["graph"], ensure_ascii=False, separators=(",", ":"))
    asked = f"depth={case['depth']}" if case.get("tree") is None else f"tree={case['tree']}"
    return f"{graph} as {'pretty ' if case['pretty'] else ''}{case['flavor']}, {asked}"


JSON = (dict, list, str, int, float, bool, type(None))

GRAPH = Family(
    name="graph",
    shape=Shape(
        {
            "graph": JSON,
            "root": (str,),
            "flavor": (str,),
            "pretty": (bool,),
            "tree": (str,),
            "depth": (int,),
            "expect": (str,),
            "error": (dict,),
            "java_number_text": (bool,),
        },
        given=("graph", "root"),
        optional=("java_number_text",),
        choices=(("tree", "depth"), ("expect", "error")),
    ),
    upstream=_upstream,
    ask=_ask,
    rewrites=(
        (LAST_ELEMENT, _last_element),
        (KEYS, _by(KEYS)),
        (NOT_NUMBERS, _by(NOT_NUMBERS)),
        (STRINGS, _by(STRINGS)),
        (NUMBER_TEXT, _by(NUMBER_TEXT)),
        (XML_CHARACTERS, _by(XML_CHARACTERS)),
        (LONE_SURROGATES, _by(LONE_SURROGATES)),
    ),
    question=_question,
    show=lambda answer: refusal_text(answer) if isinstance(answer, Refusal) else answer.text,
    flaw=_flaw,
)
