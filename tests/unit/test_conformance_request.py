"""The families of schemas and requests: how their cases are judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from treequery.conformance.cases import Case
from treequery.conformance.engine import Reply, TreeQuery
from treequery.conformance.family import Verdict, judge
from treequery.conformance.family_request import REQUEST
from treequery.conformance.family_schema import SCHEMA

MODEL = {
    "package": "ci",
    "classes": [
        {
            "name": "Job",
            "properties": [
                {"name": "name", "type": "String"},
                {"name": "note", "type": "Object"},
                {"name": "runs", "type": "List<Run>"},
            ],
        },
        {"name": "Run", "properties": [{"name": "number", "type": "int"}]},
        {"name": "Raw", "properties": [{"name": "all", "type": "Collection"}]},
        {"name": "Color", "kind": "enum", "constants": ["RED"]},
        {"name": "Size", "kind": "enum", "constants": ["S", "M"]},
        {
            "name": "Both",
            "properties": [{"name": "color", "type": "Color"}, {"name": "size", "type": "Size"}],
        },
    ],
}
JOB = {"$class": "Job", "name": "a<b", "note": None, "runs": [{"$class": "Run", "number": 7}]}
JSON, XML, TEXT = (f"{kind};charset=UTF-8" for kind in ("application/json", "application/xml", "text/plain"))


def judged(
    params: Mapping[str, Any],
    status: int = 200,
    body: str | None = None,
    *,
    endpoint: str = "json",
    kind: str = "",
    content_type: str | None = None,
    root: Any = JOB,
    permit: bool = False,
    engine: TreeQuery | None = None,
) -> Verdict:
    values: dict[str, Any] = {
        "model": MODEL,
        "root": root,
        "endpoint": endpoint,
        "params": params,
        "permit": permit,
        "status": status,
    }
    values |= {"error": {"kind": kind, "message": ""}} if body is None else {"body": body}
    if content_type is not None:
        values["content_type"] = content_type
    return judge(REQUEST, engine or TreeQuery(), Case("request-1", "unit", values))


def outcome(verdict: Verdict) -> tuple[str, list[int]]:
    assert not verdict.fault or verdict.outcome == "failed"
    return verdict.outcome, [rule.number for rule in verdict.rules]


NAMED = '{"_class":"ci.Job","name":"a<b"}'


@pytest.mark.parametrize(
    "params",
    [
        {"tree": "name"},
        {"tree": ["name", "runs"], "depth": "x"},
        {"tree": "name", "xpath": "//x"},
        {"tree": "name", "nosuch": []},
    ],
)
def test_a_request_that_is_answered_as_upstream_does_passes(params: dict[str, Any]) -> None:
    assert outcome(judged(params, body=NAMED, content_type=JSON)) == ("passed", [])


@pytest.mark.parametrize(
    ("params", "kind"),
    [
        ({"tree": "name["}, "malformed_tree"),
        ({"depth": "1.5"}, "bad_depth"),
        ({"depth": "9" * 10}, "bad_depth"),
    ],
)
def test_a_malformed_query_is_the_caller_s_error(params: dict[str, str], kind: str) -> None:
    assert outcome(judged(params, 500, kind=kind)) == ("excused", [8])


def test_a_depth_that_upstream_should_have_refused_fails() -> None:
    assert outcome(judged({"depth": "1.5"}, body="{}", content_type=JSON))[0] == "failed"


def test_a_malformed_query_is_the_caller_s_error_only_where_upstream_says_500() -> None:
    assert outcome(judged({"tree": "name["}, 503, kind="malformed_tree"))[0] == "failed"


def test_a_bad_xpath_is_the_caller_s_error() -> None:
    verdict = judged({"xpath": "//["}, 500, kind="invalid_xpath", endpoint="xml")
    assert outcome(verdict) == ("excused", [8])


def test_a_depth_that_is_no_number_is_0_where_xml_is_searched() -> None:
    verdict = judged(
        {"xpath": "//name", "depth": "1.5"},
        body="<name>a&lt;b</name>",
        content_type=XML,
        endpoint="xml",
    )
    assert outcome(verdict) == ("passed", [])


def test_numbers_are_spelled_by_a_rule_in_text() -> None:
    root = {**JOB, "note": {"$double": "1e7"}}
    verdict = judged({"tree": "note"}, body='{"_class":"ci.Job","note":1.0E7}', content_type=JSON, root=root)
    assert outcome(verdict) == ("excused", [4])


def test_numbers_are_spelled_by_a_rule_in_what_is_found() -> None:
    root = {**JOB, "note": {"$double": "1e7"}}
    verdict = judged(
        {"tree": "note", "xpath": "//note"},
        body="<note>1.0E7</note>",
        content_type=XML,
        endpoint="xml",
        root=root,
    )
    assert outcome(verdict) == ("excused", [4])


def test_xml_that_upstream_cannot_parse_is_searched() -> None:
    verdict = judged(
        {"tree": "note,name", "xpath": "//name", "exclude": "//note"},
        500,
        kind="unparsable_xml",
        endpoint="xml",
        root={**JOB, "note": "\u0001"},
    )
    assert outcome(verdict) == ("excused", [5])


@pytest.mark.parametrize(("callback", "permit"), [("x;y", True), ("", True)])
def test_a_callback_that_is_no_name_is_refused(callback: str, permit: bool) -> None:
    verdict = judged(
        {"tree": "name", "jsonp": callback},
        body=f"{callback}({NAMED})",
        content_type="text/javascript;charset=UTF-8",
        permit=permit,
    )
    assert outcome(verdict) == ("excused", [9])


def test_jsonp_has_to_be_permitted() -> None:
    assert outcome(judged({"tree": "name", "jsonp": "f"}, 403, kind="forbidden")) == ("passed", [])


def test_the_last_element_of_all_is_kept() -> None:
    assert outcome(judged({"tree": "runs{2147483647}"}, 500, kind="range_overflow")) == ("excused", [10])


def test_a_getter_that_fails_is_an_error_in_xml_that_is_searched_too() -> None:
    root = {**JOB, "note": {"$throw": {"class": "X", "message": "x"}}}
    verdict = judged({"tree": "note", "xpath": "//x"}, 500, kind="getter_failed", endpoint="xml", root=root)
    assert outcome(verdict) == ("passed", [])


MANY = (
    'XPath "{}" matched {} nodes. Create XPath that only matches one, or use the "wrapper" query parameter '
    "to wrap them all under a root element."
)


@pytest.mark.parametrize(("permit", "rules"), [(True, [6]), (False, [6])])
def test_text_that_upstream_has_in_pieces_is_one_node(permit: bool, rules: list[int]) -> None:
    xpath = "//name/text()"
    verdict = judged({"xpath": xpath}, 500, MANY.format(xpath, 3), endpoint="xml", permit=permit)
    assert outcome(verdict) == ("excused", rules)


def test_pieces_that_upstream_counts_otherwise_are_no_excuse() -> None:
    xpath = "//name/text()"
    verdict = judged({"xpath": xpath}, 500, MANY.format(xpath, 4), endpoint="xml", permit=True)
    assert outcome(verdict)[0] == "failed"


def test_elements_are_counted_as_upstream_does() -> None:
    verdict = judged({"xpath": "//*"}, 500, MANY.format("//*", 3), endpoint="xml")
    assert outcome(verdict) == ("passed", [])


def test_an_attribute_is_text() -> None:
    verdict = judged(
        {"xpath": "/*/@_class"}, body=' _class="ci.Job"', content_type=XML, endpoint="xml", permit=True
    )
    assert outcome(verdict) == ("excused", [7])


class Deaf(TreeQuery):
    """An engine that does not hear of depths."""

    def respond(
        self, model: Mapping[str, Any], root: Any, endpoint: Any, params: Mapping[str, Any], *, permit: bool
    ) -> Reply:
        heard = {name: value for name, value in params.items() if name != "depth"}
        return super().respond(model, root, endpoint, heard, permit=permit)


def test_an_engine_that_does_not_read_a_parameter_fails() -> None:
    verdict = judged({"depth": "-1"}, body='{"_class":"ci.Job"}', content_type=JSON, engine=Deaf())
    assert verdict.fault


def test_a_question_is_shown_as_a_query_string() -> None:
    verdict = judged({"tree": "name", "exclude": ["a", "b"]}, body=NAMED, content_type=JSON, permit=True)
    assert verdict.question.startswith("json?tree=name&exclude=a&exclude=b permitted of {")


def schema(top: str, engine: TreeQuery, **values: Any) -> Verdict:
    return judge(SCHEMA, engine, Case("schema-1", "unit", {"model": MODEL, "top": top, **values}))


@pytest.mark.parametrize("top", ["Job", "Run", "Both"])
def test_a_schema_passes_to_the_character(top: str) -> None:
    text = TreeQuery().schema(MODEL, top)
    assert schema(top, TreeQuery(), expect=text).outcome == "passed"
    assert schema(top, TreeQuery(), expect=f"{text} ").outcome == "failed"


class Shuffling(TreeQuery):
    """Writes the types of a schema in another order."""

    def schema(self, model: Mapping[str, Any], top: str) -> str:
        first, second, third = super().schema(model, top).split("  <xsd:simpleType")
        third, end, rest = third.partition("</xsd:schema>")
        return "  <xsd:simpleType".join([first, third, second]) + end + rest


@pytest.mark.parametrize(("is_unordered", "outcome"), [(True, "passed"), (False, "failed")])
def test_types_may_stand_in_any_order_where_upstream_has_none(is_unordered: bool, outcome: str) -> None:
    text = TreeQuery().schema(MODEL, "Both")
    verdict = schema("Both", Shuffling(), expect=text, enum_order_unspecified=is_unordered)
    assert verdict.outcome == outcome


def test_a_collection_of_nobody_says_what_has_no_schema() -> None:
    error = {"kind": "raw_collection_type"}
    assert schema("Raw", TreeQuery(), error=error).outcome == "passed"
    assert schema("Raw", TreeQuery(), expect="<xsd/>").outcome == "failed"
    assert schema("Run", TreeQuery(), error=error).outcome == "failed"


def test_a_schema_s_question_names_the_class() -> None:
    assert schema("Run", TreeQuery(), expect="").question.startswith("Run of {")


def test_replies_are_shown_with_their_status() -> None:
    verdict = judged({"tree": "name"}, 500, kind="getter_failed")
    assert (verdict.upstream, verdict.found) == ("500 getter_failed", f"200 {JSON}: {NAMED}")


def test_exclude_may_be_given_many_times() -> None:
    params: dict[str, Sequence[str]] = {"exclude": ["//runs", "//run"], "xpath": "/*", "tree": ["name,runs"]}
    verdict = judged(
        params,
        body='<job _class="ci.Job"><name>a&lt;b</name></job>',
        content_type=XML,
        endpoint="xml",
    )
    assert outcome(verdict) == ("passed", [])
