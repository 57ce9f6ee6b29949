"""Judge requests: an endpoint and the parameters of a query string become a status, a type and a body.

A request asks what the model family asks, and where it searches the XML also what the XPath family
does. So its cases are turned into cases of those, whose rewrites say what is right.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from .cases import Case, Shape
from .engine import Engine, Refusal, Reply
from .family import Family, Rewrite
from .family_model import MODEL, RESPELLINGS, Served, spelled
from .family_xpath import XPATH
from .replies import REFUSED, Wanted, is_wanted, reply_text, upstream_reply, wanted_of
from .rules import CALLERS_ERROR, TEXT_NODES, Rule

__all__ = ["REQUEST"]

JAVA_INT = re.compile(r"[+-]?\d+")
INT_BOUNDS = range(-(2**31), 2**31)
MANY_NODES = re.compile(r'XPath ".*" matched ([\d,]+) nodes\.', re.DOTALL)
# Upstream each entity is a text node, and so is each run of text between two of them.
TEXT_PIECE = re.compile(r"&(?:lt|gt|amp);|[^&]+")

JSON = (dict, list, str, int, float, bool, type(None))
ALL = frozenset(RESPELLINGS)


def _ask(engine: Engine, case: Case) -> Reply:
    return engine.respond(
        case["model"], case["root"], case["endpoint"], case["params"], permit=case["permit"]
    )


def _first(case: Case) -> dict[str, str]:
    """The parameters that count: of a repeated one the first."""
    params: Mapping[str, Any] = case["params"]
    texts = {name: [value] if isinstance(value, str) else value for name, value in params.items()}
    return {name: values[0] for name, values in texts.items() if values}


def _excludes(case: Case) -> list[str]:
    excludes = case["params"].get("exclude", [])
    return [excludes] if isinstance(excludes, str) else list(excludes)


def _searches(case: Case) -> bool:
    return case["endpoint"] == "xml" and ("xpath" in case["params"] or bool(_excludes(case)))


def _depth(text: str, *, is_lenient: bool) -> int | None:
    """The depth that Jenkins reads, or None where it is an error; garbage is 0 where XML is searched."""
    text = text.strip() if is_lenient else text
    depth = int(text) if JAVA_INT.fullmatch(text) else None
    if depth is not None and depth in INT_BOUNDS:
        return depth
    return 0 if is_lenient else None


def _as_model_case(case: Case) -> Case | None:
    """The case that asks for the same of the model family, or None where no text was to be written."""
    params, flavor = _first(case), case["endpoint"]
    query: dict[str, Any] = {"class_attribute": "IF_NEEDED", "pretty": "pretty" in params}
    if flavor == "json" and "jsonp" in params:
        flavor, query["jsonp"] = "jsonp", params["jsonp"]
    if "tree" in params:
        query["tree"] = params["tree"]
    else:
        query["depth"] = _depth(params.get("depth", "0"), is_lenient=_searches(case))
        if query["depth"] is None:
            return None
    fields = {"model": case["model"], "root": case["root"], "query": {"flavor": flavor, **query}}
    return Case(case.id, case.group, fields)


def _as_served(wanted: Wanted) -> Served | Refusal:
    if wanted.content_type is None or wanted.body is None:
        return Refusal(wanted.kind)
    return Served(wanted.content_type, wanted.body, wanted.rules)


def _as_wanted(served: Served | Refusal) -> Wanted:
    if isinstance(served, Refusal):
        return REFUSED if served.kind == "bad_callback" else Wanted(500, kind=served.kind)
    return Wanted(200, served.content_type, served.text, rules=served.rules)


def _by_model(rewrite: Rewrite) -> Rewrite:
    """Do what the model family does, to what is written and no more."""

    def lifted(case: Case, wanted: Wanted, engine: Engine) -> Wanted:
        is_refused = wanted.status not in (200, 500) or wanted.kind in CALLERS
        model_case = (
            None if is_refused or case["endpoint"] == "schema" or _searches(case) else _as_model_case(case)
        )
        if model_case is None:
            return wanted
        served = _as_served(wanted)
        rewritten = rewrite(model_case, served, engine)
        return wanted if rewritten is served else _as_wanted(rewritten)

    return lifted


def _as_xpath_case(case: Case, rules: frozenset[Rule]) -> Case | None:
    """The case that asks for the same of the XPath family, or None where there is no XML to be searched."""
    model_case = _as_model_case(case) if _searches(case) else None
    served = Refusal("none") if model_case is None else spelled(model_case, rules)
    if isinstance(served, Refusal):
        return None
    params = _first(case)
    names = [name for name in ("xpath", "wrapper") if name in params]
    answer = {name: case[name] for name in ("status", "content_type", "body", "error") if name in case.fields}
    fields = {name: params[name] for name in names} | answer
    fields |= {"xml": served.text, "exclude": _excludes(case), "permit": case["permit"]}
    return Case(case.id, case.group, fields | {"tags": ["number_text"]})


def _by_xpath(rewrite: Rewrite) -> Rewrite:
    """Do what the XPath family does, to what is found in the XML."""

    def lifted(case: Case, wanted: Wanted, engine: Engine) -> Wanted:
        xpath_case = _as_xpath_case(case, ALL)
        return wanted if xpath_case is None else rewrite(xpath_case, wanted, engine)

    return lifted


def _searched_by(rule: Rule) -> Rewrite:
    """Search the XML that one rule more has respelled: proved by searching it without that rule."""

    def rewrite(case: Case, wanted: Wanted, engine: Engine) -> Wanted:
        before, after = (_as_xpath_case(case, rules) for rules in (wanted.rules, wanted.rules | {rule}))
        if before is None or after is None or before["xml"] == after["xml"]:
            return wanted
        is_explained = wanted.kind == "unparsable_xml" or is_wanted(wanted, XPATH.ask(engine, before))
        found = wanted_of(XPATH.ask(engine, after)) if is_explained else wanted
        return replace(found, rules=wanted.rules | {rule})

    return rewrite


def _text_nodes(case: Case, wanted: Wanted, engine: Engine) -> Wanted:
    """One text node where upstream counts the pieces of its text, if it counts them right."""
    xpath_case, count = _as_xpath_case(case, ALL), MANY_NODES.match(wanted.body or "")
    if xpath_case is None or count is None:
        return wanted
    wrapped = engine.select(
        xpath_case["xml"],
        xpath=xpath_case["xpath"],
        exclude=xpath_case["exclude"],
        wrapper="w",
        permit=True,
    )
    text = re.fullmatch(r"<w>([^<]*)</w>", wrapped.body)
    pieces = len(TEXT_PIECE.findall(text[1])) if text is not None else 0
    return wanted_of(XPATH.ask(engine, xpath_case)) if pieces == int(count[1].replace(",", "")) else wanted


CALLERS = ("malformed_tree", "bad_depth")


def _callers_error(case: Case, wanted: Wanted, engine: Engine) -> Wanted:
    return REFUSED if wanted.status == 500 and wanted.kind in CALLERS else wanted


def _question(case: Case) -> str:
    query = urlencode(case["params"], doseq=True)
    permit = " permitted" if case["permit"] else ""
    model = json.dumps(case["model"]["classes"], separators=(",", ":"))
    root = json.dumps(case["root"], separators=(",", ":"))
    return f"{case['endpoint']}?{query}{permit} of {root} in {model}"


REQUEST = Family(
    name="request",
    shape=Shape(
        {
            "model": (dict,),
            "root": JSON,
            "endpoint": (str,),
            "params": (dict,),
            "permit": (bool,),
            "status": (int,),
            "content_type": (str,),
            "body": (str,),
            "error": (dict,),
        },
        given=("model", "root"),
        optional=("content_type",),
        choices=(("body", "error"),),
    ),
    upstream=upstream_reply,
    ask=_ask,
    rewrites=(
        (CALLERS_ERROR, _callers_error),
        *((rule, _by_model(rewrite)) for rule, rewrite in MODEL.rewrites),
        *((rule, _searched_by(rule)) for rule in RESPELLINGS),
        (TEXT_NODES, _text_nodes),
        *((rule, _by_xpath(rewrite)) for rule, rewrite in XPATH.rewrites),
    ),
    question=_question,
    show=reply_text,
    matches=is_wanted,
)
