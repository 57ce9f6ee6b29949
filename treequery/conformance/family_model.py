"""Judge exported classes: what a tree or a depth keeps of instances of them, to the character."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from ..api import CONTENT_TYPES
from ..errors import NotExportedError, TreeQueryError
from ..export_config import ExportConfig
from ..keep import Keep
from ..merges import could_show
from ..plan import Plan
from ..project import project
from ..resolve import Shown
from ..writers.xml_names import decapitalized
from .beans import Beans
from .cases import Case, Shape
from .engine import Engine, Refusal, plan_for, refusal_of, root_name_of
from .family import Family, Rewrite, refusal_text
from .family_graph import LAST_ELEMENT_RANGE, NO_ELEMENT
from .rules import (
    CALLBACK_NAMES,
    KEYS,
    LAST_ELEMENT,
    LONE_SURROGATES,
    MERGED_GETTERS,
    NOT_NUMBERS,
    NUMBER_TEXT,
    ONE_NUMBER,
    STRINGS,
    XML_CHARACTERS,
    Rule,
)
from .spelling import Spelling

__all__ = ["MODEL", "RESPELLINGS", "Served", "spelled"]


@dataclass(frozen=True, slots=True)
class Served:
    """What is served, and the rules that made it from what Jenkins serves; equal when it reads the same."""

    content_type: str
    text: str
    rules: frozenset[Rule] = field(default=frozenset(), compare=False)


def _upstream(case: Case) -> Served | Refusal:
    error = case.get("error")
    return Served(case["content_type"], case["expect"]) if error is None else Refusal(error["kind"])


def _ask(engine: Engine, case: Case) -> Served:
    content_type, text = engine.serve(case["model"], case["root"], case["query"])
    return Served(content_type, text)


def spelled(case: Case, rules: frozenset[Rule]) -> Served | Refusal:
    """Return what is served by Jenkins but for ``rules``, in the kit's own spelling."""
    query, tree = case["query"], case["query"].get("tree")
    if LAST_ELEMENT in rules:
        tree = LAST_ELEMENT_RANGE.sub(NO_ELEMENT, tree)
    beans = Beans(case["model"], marks_chars=True, refuses_numbers=ONE_NUMBER not in rules)
    root = beans.instance(case["root"])
    flavor = query["flavor"]
    try:
        plan = plan_for(query, tree)
        _check_root(root, plan)
        graphs = [_graph(each, plan, rules) for each in (root if isinstance(root, list) else [root])]
    except TreeQueryError as err:
        return refusal_of(err)
    name = root_name_of(case["root"]) or _root_name(beans, case["root"])
    spelling = Spelling("json" if flavor == "jsonp" else flavor, query.get("pretty", False), name, rules)
    is_list = isinstance(root, list) and flavor != "xml"
    text = spelling.text(graphs) if is_list else "".join(map(spelling.text, graphs))
    if flavor == "jsonp" and "jsonp" in query:
        text = f"{query['jsonp']}({text})"
    return Served(CONTENT_TYPES[flavor], text, rules)


def _root_name(beans: Beans, root: Any) -> str:
    return decapitalized(root["$class"]) if isinstance(root, dict) and "$class" in root else "root"


def _graph(root: Any, plan: Plan, rules: frozenset[Rule]) -> Any:
    return project(
        root,
        plan.keep,
        always=plan.always,
        dates=plan.dates,
        limits=plan.limits,
        export=plan.export,
        plain=False,
        is_spoilt=could_show if MERGED_GETTERS in rules else _always,
    )


def _always(merged: Shown, keep: Keep, export: ExportConfig) -> bool:
    return True


def _check_root(root: Any, plan: Plan) -> None:
    for each in root if isinstance(root, list) else [root]:
        if plan.export.model_of(type(each)) is None:
            raise NotExportedError("$", type(each).__name__)


def _last_element(case: Case, wanted: Served | Refusal, engine: Engine) -> Served | Refusal:
    tree = case["query"].get("tree")
    if wanted != Refusal("range_overflow") or tree is None or not LAST_ELEMENT_RANGE.search(tree):
        return wanted
    return spelled(case, frozenset({LAST_ELEMENT}))


def _callback_name(case: Case, wanted: Served | Refusal, engine: Engine) -> Served | Refusal:
    query = case["query"]
    is_called = query["flavor"] == "jsonp" and "jsonp" in query
    return Refusal("bad_callback") if is_called and not CALLBACK.fullmatch(query["jsonp"]) else wanted


def _by(rule: Rule) -> Rewrite:
    """Respell by one rule more what has been explained so far: proved by spelling it without that rule."""

    def rewrite(case: Case, wanted: Served | Refusal, engine: Engine) -> Served | Refusal:
        rules = frozenset() if isinstance(wanted, Refusal) else wanted.rules
        if spelled(case, rules) != wanted:
            return wanted
        return spelled(case, rules | {rule})

    return rewrite


def _question(case: Case) -> str:
    model = json.dumps(case["model"]["classes"], separators=(",", ":"))
    root = json.dumps(case["root"], separators=(",", ":"))
    return f"{json.dumps(case['query'])} of {root} in {model}"


def _show(answer: Served | Refusal) -> str:
    return refusal_text(answer) if isinstance(answer, Refusal) else f"{answer.content_type}: {answer.text}"


# Identifiers of JavaScript with dots and indexes, as far as the vectors go beyond ASCII.
CALLBACK = re.compile(r"[^\W\d][\w$]*(?:\[\d+\])*(?:\.[^\W\d][\w$]*(?:\[\d+\])*)*")

JSON = (dict, list, str, int, float, bool, type(None))
RESPELLINGS = (
    MERGED_GETTERS,
    ONE_NUMBER,
    KEYS,
    NOT_NUMBERS,
    STRINGS,
    NUMBER_TEXT,
    XML_CHARACTERS,
    LONE_SURROGATES,
)

MODEL = Family(
    name="model",
    shape=Shape(
        {
            "model": (dict,),
            "root": JSON,
            "query": (dict,),
            "expect": (str,),
            "content_type": (str,),
            "error": (dict,),
            "java_number_text": (bool,),
        },
        given=("model", "root"),
        optional=("java_number_text", "content_type"),
        choices=(("expect", "error"),),
    ),
    upstream=_upstream,
    ask=_ask,
    rewrites=(
        (LAST_ELEMENT, _last_element),
        (CALLBACK_NAMES, _callback_name),
        *((rule, _by(rule)) for rule in RESPELLINGS),
    ),
    question=_question,
    show=_show,
)
