"""Judge searching: XML, excludes, an XPath and a wrapper become a status, a content type and a body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from xml.parsers import expat

from ..errors import XmlError
from ..xpath import select
from .cases import Case, Shape
from .engine import Engine, Reply
from .family import Family
from .java_numbers import double_text
from .replies import REFUSED, TEXT, XML, Wanted, is_wanted, reply_text, upstream_reply, wanted_of
from .rules import ATTRIBUTES_AND_PRIMITIVES, CALLERS_ERROR, DOCUMENT_AND_EXCLUDE, NUMBER_TEXT, TEXT_NODES
from .xpath_static import static_error

__all__ = ["XPATH"]

JAVA_NUMBER = re.compile(r"-?[0-9]+\.[0-9]+(?:E-?[0-9]+)?")
# A wrapper's start tag; attributes hold no raw ", < or >, whatever else they hold.
START_TAG = re.compile(r'<([^\s<>/]+)((?: [^\s<>="]+="[^"<]*")*)(?=/?>)')
ATTRIBUTE = re.compile(r' ([^\s<>="]+)="[^"<]*"')
PRECEDING = re.compile(r"((?:@|attribute::)[\w.*-]+(?:\[[^\[\]]*\])*)\s*/\s*(?=preceding::)")
ROUND = re.compile(r"round\((.*)\)", re.DOTALL)
PRIMITIVE = re.compile(r"class java\.lang\.(Boolean|Double) cannot be cast")
WORDS = ("true", "false", "NaN", "Infinity", "-Infinity")
MAX_LONG = 2.0**63


def _ask(engine: Engine, case: Case) -> Reply:
    return _asked(engine, case)


def _asked(engine: Engine, case: Case, **changed: Any) -> Reply:
    """The reply to a case, or to one that differs from it as ``changed`` says."""
    question = {name: case.get(name) for name in ("xpath", "wrapper", "permit")}
    question |= {"exclude": case.get("exclude") or [], **changed}
    return engine.select(case["xml"], **question)


def _merged_text(case: Case, wanted: Wanted, engine: Engine) -> Wanted:
    """What Jenkins' code answers once adjacent text is one node: the vectors say so themselves."""
    merged = case.get("if_text_merged")
    if merged is None:
        return wanted
    if "error" in merged:
        return Wanted(merged["status"], kind=merged["error"]["kind"])
    return Wanted(merged["status"], merged.get("content_type"), merged["body"])


def _xpath_1_0(case: Case, wanted: Wanted, engine: Engine) -> Wanted:
    """What XPath 1.0 gives where jaxen has a bug, one that this kit knows: else nothing is excused."""
    expression = case.get("xpath")
    if "jaxen_quirk" not in (case.get("tags") or ()) or expression is None:
        return wanted
    if static_error(expression):
        return REFUSED
    if wanted.body == "0.0" and expression.strip() == "position()":
        return replace(wanted, body="1.0")
    return _preceding(case, expression, engine) or _rounded(case, expression, wanted, engine) or wanted


def _preceding(case: Case, expression: str, engine: Engine) -> Wanted | None:
    """Before an attribute comes what comes before its element; jaxen gives all that is outside both."""
    from_element, count = PRECEDING.subn(r"\1/../", expression)
    if not count:
        return None
    reply = _asked(engine, case, xpath=from_element)
    # Messages repeat the expression.
    body = reply.body.replace(from_element, expression) if reply.status in (404, 500) else reply.body
    return Wanted(reply.status, reply.content_type, body)


def _rounded(case: Case, expression: str, wanted: Wanted, engine: Engine) -> Wanted | None:
    """Numbers this large are integers, so rounding leaves them alone; jaxen's rounding ends at 2**63 - 1."""
    inner = ROUND.fullmatch(expression.strip())
    if inner is None or wanted.body is None or _number(wanted.body) not in (MAX_LONG, -MAX_LONG):
        return None
    text = _primitive_text(case, engine, f"number({inner[1]})")
    number = None if text is None else _number(text)
    return replace(wanted, body=text) if number is not None and abs(number) >= MAX_LONG else None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _number_text(case: Case, wanted: Wanted, engine: Engine) -> Wanted:
    if "number_text" not in (case.get("tags") or ()) or wanted.body is None:
        return wanted
    if wanted.content_type != TEXT or not JAVA_NUMBER.fullmatch(wanted.body):
        return wanted
    number = float(wanted.body)
    # string() has a spelling of its own, which is not Java's and stays.
    return replace(wanted, body=repr(number)) if double_text(number) == wanted.body else wanted


def _attribute_as_text(case: Case, wanted: Wanted, engine: Engine) -> Wanted:
    is_attribute = wanted.status == 200 and wanted.content_type == XML and (wanted.body or "").startswith(" ")
    attributes = _attributes(f"<a{wanted.body}/>") if is_attribute else None
    if case.get("wrapper") is not None or attributes is None or len(attributes) != 1:
        return wanted
    if not case["permit"]:
        return Wanted(403)
    return Wanted(200, TEXT, next(iter(attributes.values())))


def _attributes(text: str) -> dict[str, str] | None:
    """The attributes of one empty element, or None if the text is anything else."""
    found: dict[str, str] = {}
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: found.update(attributes)
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError:
        return None
    return found


def _attributes_once(case: Case, wanted: Wanted, engine: Engine) -> Wanted:
    tag = START_TAG.match(wanted.body or "") if case.get("wrapper") is not None else None
    if tag is None or tag[1] != case["wrapper"] or wanted.status != 200:
        return wanted
    first: dict[str, str] = {}
    for attribute in ATTRIBUTE.finditer(tag[2]):
        first.setdefault(attribute[1], attribute[0])
    assert wanted.body is not None
    return replace(wanted, body=f"<{tag[1]}{''.join(first.values())}{wanted.body[tag.end() :]}")


def _wrapped_primitive(case: Case, wanted: Wanted, engine: Engine) -> Wanted:
    """What the same XPath gives without a wrapper, put in it, if that is of the type that Jenkins names."""
    if wanted.kind != "class_cast" or case.get("wrapper") is None or _bad_exclude(case, engine):
        return wanted
    text = _primitive_text(case, engine, case["xpath"])
    value = PRIMITIVE.search(case["error"]["message"])
    if text is None or value is None or (value[1] == "Boolean") != (text in ("true", "false")):
        return wanted
    wrapper = case["wrapper"]
    return Wanted(200, XML, f"<{wrapper}>{text}</{wrapper}>")


def _primitive_text(case: Case, engine: Engine, expression: str) -> str | None:
    """The text of a number or boolean, or None for an expression that gives anything else."""
    if not _is_primitive(case, engine, expression):
        return None
    reply = _asked(engine, case, xpath=expression, wrapper=None, permit=True)
    if (reply.status, reply.content_type) != (200, TEXT):
        return None
    # Of the right spelling, too: repr() of what it reads as, but for the words of XPath.
    is_text = reply.body in WORDS or repr(_number(reply.body)) == reply.body
    return reply.body if is_text else None


def _is_primitive(case: Case, engine: Engine, expression: str) -> bool:
    """Whether an XPath is a good one that gives no nodes: a string of it can be had, a count cannot."""
    plain: dict[str, Any] = {"wrapper": None, "permit": True, "exclude": []}
    string = _asked(engine, case, xpath=f"string({expression})", **plain)
    count = _asked(engine, case, xpath=f"count({expression})", **plain)
    return string.status == 200 and count.status == 400


def _bad_exclude(case: Case, engine: Engine) -> bool:
    return any(_is_primitive(case, engine, expression) for expression in case.get("exclude") or ())


def _wrapped_document(case: Case, wanted: Wanted, engine: Engine) -> Wanted:
    """What the wrapper holds once the root element is asked for in the place of the document."""
    if wanted.kind != "illegal_add":
        return wanted
    without_document = f"({case['xpath']})[parent::node()]|/*"
    return wanted_of(_asked(engine, case, xpath=without_document))


def _exclude_of_no_nodes(case: Case, wanted: Wanted, engine: Engine) -> Wanted:
    return REFUSED if wanted.kind == "class_cast" and _bad_exclude(case, engine) else wanted


def _callers_error(case: Case, wanted: Wanted, engine: Engine) -> Wanted:
    is_callers = wanted.status == 500 and wanted.kind in ("invalid_xpath", "xpath_evaluation")
    return REFUSED if is_callers else wanted


def _flaw(case: Case, answer: Wanted) -> str | None:
    """That XML which rules made is not well-formed."""
    if answer.content_type != XML or answer.body is None:
        return None
    try:
        select(answer.body)
    except XmlError as err:
        return f"what the rules want is not well-formed: {err}"
    return None


def _question(case: Case) -> str:
    return "&".join(_parameters(case)) + f" of {case['xml']}"


def _parameters(case: Case) -> Iterator[str]:
    if case.get("xpath") is not None:
        yield f"xpath={case['xpath']}"
    for exclude in case.get("exclude") or ():
        yield f"exclude={exclude}"
    if case.get("wrapper") is not None:
        yield f"wrapper={case['wrapper']}"


XPATH = Family(
    name="xpath",
    shape=Shape(
        {
            "doc": (str,),
            "xml": (str,),
            "xpath": (str,),
            "exclude": (list,),
            "wrapper": (str,),
            "permit": (bool,),
            "status": (int,),
            "content_type": (str,),
            "body": (str,),
            "error": (dict,),
            "tags": (list,),
            "text_split_sensitive": (str,),
            "if_text_merged": (dict,),
        },
        given=("doc", "xml"),
        optional=(
            "xpath",
            "exclude",
            "wrapper",
            "content_type",
            "tags",
            "text_split_sensitive",
            "if_text_merged",
        ),
        choices=(("body", "error"),),
    ),
    upstream=upstream_reply,
    ask=_ask,
    rewrites=(
        (TEXT_NODES, _merged_text),
        (TEXT_NODES, _xpath_1_0),
        (NUMBER_TEXT, _number_text),
        (ATTRIBUTES_AND_PRIMITIVES, _attribute_as_text),
        (ATTRIBUTES_AND_PRIMITIVES, _attributes_once),
        (ATTRIBUTES_AND_PRIMITIVES, _wrapped_primitive),
        (CALLERS_ERROR, _callers_error),
        (DOCUMENT_AND_EXCLUDE, _wrapped_document),
        (DOCUMENT_AND_EXCLUDE, _exclude_of_no_nodes),
    ),
    question=_question,
    show=reply_text,
    matches=is_wanted,
    flaw=_flaw,
)
