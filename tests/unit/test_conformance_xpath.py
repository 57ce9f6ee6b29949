"""The family of searches: what the kit passes, excuses and fails."""

from typing import Any

import pytest

from treequery.conformance import Refused, Reply, TreeQuery
from treequery.conformance.family_xpath import XPATH

from .judging import Crashing, outcome, verdict

XML, TEXT = "application/xml;charset=UTF-8", "text/plain;charset=UTF-8"
JOBS = "<a x='1'><b x='2'>t</b><c>u</c></a>"


def xpath(engine: TreeQuery | None = None, **fields: Any) -> tuple[str, list[int]]:
    return outcome(XPATH, engine, **{"doc": "jobs", "xml": JOBS, "permit": True, **fields})


class Wrong(TreeQuery):
    """Answers every XPath alike."""

    def __init__(self, *reply: Any) -> None:
        self.reply = Reply(*reply)

    def select(self, xml: str, **how: Any) -> Reply:
        return self.reply


def test_an_answer_that_is_none_of_the_format_is_a_fault() -> None:
    class Talking(TreeQuery):
        def select(self, xml: str, **how: Any) -> Any:
            return "hello"

    judged = verdict(XPATH, Talking(), doc="d", xml=JOBS, permit=True, xpath="/", status=404, body="")
    assert (judged.outcome, judged.found) == ("failed", "")


def test_the_answer_of_jenkins_passes() -> None:
    assert xpath(xpath="//b", status=200, content_type=XML, body='<b x="2">t</b>') == ("passed", [])


def test_a_message_of_jenkins_passes() -> None:
    assert xpath(xpath="//d", status=404, body="XPath //d didn’t match") == ("passed", [])


def test_an_exclude_without_an_xpath_passes() -> None:
    body = '<?xml version="1.0" encoding="UTF-8"?>\n<a x="1"/>'
    assert xpath(exclude=["/a/*"], status=200, content_type=XML, body=body) == ("passed", [])


def test_what_is_forbidden_passes_with_any_message() -> None:
    error = {"kind": "forbidden"}
    assert xpath(Wrong(403, None, "no"), xpath="1", permit=False, status=403, error=error) == ("passed", [])


def test_another_body_fails() -> None:
    assert xpath(xpath="//b", status=200, content_type=XML, body="<b/>") == ("failed", [])


def test_another_content_type_fails() -> None:
    assert xpath(xpath="//b", status=200, content_type=TEXT, body='<b x="2">t</b>') == ("failed", [])


def test_another_status_fails() -> None:
    assert (
        xpath(Wrong(200, None, "no"), xpath="1", permit=False, status=403, error={"kind": "forbidden"})[0]
        == "failed"
    )


def test_a_refusal_is_no_reply() -> None:
    class Refusing(TreeQuery):
        def select(self, xml: str, **how: Any) -> Reply:
            raise Refused("syntax")

    assert xpath(Refusing(), xpath="//b", status=200, content_type=XML, body="<b/>") == ("failed", [])


def test_merged_text_is_wanted_where_the_vectors_have_it() -> None:
    split = {"status": 200, "content_type": TEXT, "body": "2.0", "text_split_sensitive": "entity"}
    merged = {"status": 200, "content_type": TEXT, "body": "1.0"}
    assert xpath(xpath="count(//b/text())", **split, if_text_merged=merged) == ("excused", [6])


def test_an_error_over_merged_text_is_wanted_where_the_vectors_have_it() -> None:
    split = {"status": 500, "body": "many", "text_split_sensitive": "entity", "permit": False}
    merged = {"status": 403, "error": {"kind": "forbidden"}}
    assert xpath(xpath="//b/text()", **split, if_text_merged=merged) == ("excused", [6])


def test_split_text_fails() -> None:
    split = {"status": 200, "content_type": TEXT, "body": "2.0", "text_split_sensitive": "entity"}
    merged = {"status": 200, "content_type": TEXT, "body": "1.0"}
    assert xpath(Wrong(200, TEXT, "2.0"), xpath="count(//b/text())", **split, if_text_merged=merged) == (
        "failed",
        [6],
    )


QUIRK = {"tags": ["jaxen_quirk", "number_text"]}


@pytest.mark.parametrize(
    "expression", ["//nosuch[nosuch()]", "count(//b,)", "//nosuch/p:x", "lower-case(1, 2, 3)"]
)
def test_an_error_that_jaxen_lets_pass_is_excused_where_it_is_refused(expression: str) -> None:
    assert xpath(xpath=expression, status=200, content_type=TEXT, body="0.0", **QUIRK) == ("excused", [6])


def test_an_error_that_jaxen_sees_in_its_own_way_is_excused_once() -> None:
    error = {"kind": "xpath_evaluation"}
    assert xpath(xpath="true() or $x", status=500, error=error, **QUIRK) == ("excused", [6])


def test_an_error_that_jaxen_lets_pass_fails_where_it_passes() -> None:
    reply = Wrong(200, TEXT, "0.0")
    assert xpath(reply, xpath="count(//b,)", status=200, content_type=TEXT, body="0.0", **QUIRK) == (
        "failed",
        [6],
    )


def test_the_first_position_is_one() -> None:
    assert xpath(xpath="position()", status=200, content_type=TEXT, body="0.0", **QUIRK) == ("excused", [6])


def test_what_comes_before_an_attribute_comes_before_its_element() -> None:
    body = 'XPath "//c/preceding-sibling::b/@x/preceding::*" matched 2 nodes.'
    expression = "//b/@x/preceding::*"
    assert xpath(xpath=expression, status=500, body=body, **QUIRK) == ("excused", [6])


def test_what_comes_before_an_attribute_is_given_in_the_words_of_the_question() -> None:
    judged = verdict(
        XPATH,
        doc="jobs",
        xml=JOBS,
        permit=True,
        xpath="//b/@x/preceding::*",
        status=500,
        body="",
        tags=["jaxen_quirk"],
    )
    assert judged.wanted == "404: XPath //b/@x/preceding::* didn’t match"


def test_what_comes_before_an_attribute_is_given_as_it_is_found() -> None:
    xml = "<a><b>1</b><c x='1'/></a>"
    answer = {"status": 500, "body": "XPath matched 2 nodes"}
    judged = verdict(
        XPATH, doc="d", xml=xml, permit=True, xpath="//@x/preceding::*", **answer, tags=["jaxen_quirk"]
    )
    assert (judged.outcome, judged.wanted) == ("excused", f"200 {XML}: <b>1</b>")


def test_a_large_number_is_its_own_round_one() -> None:
    saturated = {"status": 200, "content_type": TEXT, "body": "9.223372036854776E18"}
    expression = "round(1000000000000 * 1000000000000)"
    assert xpath(xpath=expression, **saturated, **QUIRK) == ("excused", [6])


@pytest.mark.parametrize("expression", ["round(1)", "round(//b)", "round('x')", "1"])
def test_a_rounding_that_is_not_explained_fails(expression: str) -> None:
    saturated = {"status": 200, "content_type": TEXT, "body": "9.223372036854776E18", "tags": ["jaxen_quirk"]}
    assert xpath(xpath=expression, **saturated) == ("failed", [])


def test_a_quirk_that_the_kit_does_not_know_is_not_excused() -> None:
    assert xpath(xpath="//b", status=200, content_type=XML, body="<b/>", tags=["jaxen_quirk"]) == (
        "failed",
        [],
    )


def test_a_quirk_in_text_is_not_taken_for_a_number() -> None:
    fields = {"status": 200, "content_type": TEXT, "body": "t", "tags": ["jaxen_quirk"]}
    assert xpath(xpath="round(//b)", **fields) == ("failed", [])


@pytest.mark.parametrize(
    ("expression", "body", "judged"),
    [
        ("10000000", "1.0E7", ("excused", [4])),
        ("1 div 8", "0.125", ("passed", [])),
        ("0 div 0", "NaN", ("passed", [])),
        ("string(0.00001)", "0.00001", ("passed", [])),
        ("10000000", "1.0E8", ("failed", [4])),
    ],
)
def test_the_text_of_numbers(expression: str, body: str, judged: Any) -> None:
    assert xpath(xpath=expression, status=200, content_type=TEXT, body=body, tags=["number_text"]) == judged


def test_a_number_without_its_tag_is_text() -> None:
    assert xpath(xpath="10000000", status=200, content_type=TEXT, body="1.0E7") == ("failed", [])


ATTRIBUTE = {"status": 200, "content_type": XML, "body": ' x="1"'}


def test_an_attribute_is_wanted_as_text() -> None:
    assert xpath(xpath="/a/@x", **ATTRIBUTE) == ("excused", [7])


def test_an_attribute_is_wanted_only_if_permitted() -> None:
    assert xpath(xpath="/a/@x", permit=False, **ATTRIBUTE) == ("excused", [7])


def test_an_attribute_that_is_served_to_anybody_fails() -> None:
    assert xpath(Wrong(200, TEXT, "1"), xpath="/a/@x", permit=False, **ATTRIBUTE) == ("failed", [7])


def test_an_attribute_as_jenkins_serves_it_fails() -> None:
    assert xpath(Wrong(200, XML, ' x="1"'), xpath="/a/@x", **ATTRIBUTE) == ("failed", [7])


@pytest.mark.parametrize("body", [' x="1', ' x="1" y="2"', " <a/>"])
def test_a_body_that_is_no_attribute_is_not_excused(body: str) -> None:
    assert xpath(xpath="/a/@x", status=200, content_type=XML, body=body) == ("failed", [])


def test_attributes_of_a_wrapper_are_wanted_once() -> None:
    body = '<w x="1" x="2"></w>'
    assert xpath(
        Wrong(200, XML, '<w x="1"></w>'), xpath="//@x", wrapper="w", status=200, content_type=XML, body=body
    ) == (
        "excused",
        [7],
    )


def test_attributes_of_a_wrapper_keep_their_neighbours() -> None:
    body = '<w x="1" x="2">t</w>'
    assert xpath(xpath="//@x|//b/text()", wrapper="w", status=200, content_type=XML, body=body) == (
        "excused",
        [7],
    )


def test_attributes_of_a_wrapper_that_repeat_fail() -> None:
    body = '<w x="1" x="2"/>'
    assert xpath(
        Wrong(200, XML, body), xpath="//@x", wrapper="w", status=200, content_type=XML, body=body
    ) == (
        "failed",
        [7],
    )


def test_what_the_rules_make_of_xml_must_be_well_formed() -> None:
    body = '<w x="1" x="2">'
    judged = verdict(
        XPATH,
        Wrong(200, XML, '<w x="1">'),
        doc="d",
        xml=JOBS,
        permit=True,
        xpath="//@x",
        wrapper="w",
        status=200,
        content_type=XML,
        body=body,
    )
    assert judged.fault.startswith("what the rules want is not well-formed")


def cast(type: str) -> dict[str, Any]:
    message = f"class java.lang.{type} cannot be cast to class org.dom4j.Node"
    return {"status": 500, "error": {"kind": "class_cast", "message": message}}


@pytest.mark.parametrize(
    ("expression", "type"), [("count(//*)", "Double"), ("1 div 0", "Double"), ("true()", "Boolean")]
)
def test_a_primitive_in_a_wrapper_is_wanted_as_text(expression: str, type: str) -> None:
    assert xpath(xpath=expression, wrapper="w", **cast(type)) == ("excused", [7])


@pytest.mark.parametrize(
    ("expression", "type"),
    [("true()", "Double"), ("1", "Boolean"), ("1", "Long"), ("//b", "Double"), ("'x'", "Double")],
)
def test_a_primitive_of_another_type_is_not_excused(expression: str, type: str) -> None:
    assert xpath(xpath=expression, wrapper="w", **cast(type))[0] == "failed"


def test_a_wrapper_around_another_primitive_fails() -> None:
    class Other(TreeQuery):
        def select(self, xml: str, *, wrapper: str | None, **how: Any) -> Reply:
            reply = super().select(xml, wrapper=wrapper, **how)
            return Reply(200, XML, "<w>2.0</w>") if wrapper else reply

    assert xpath(Other(), xpath="1", wrapper="w", **cast("Double")) == ("failed", [7])


def test_primitives_that_are_served_as_xml_prove_nothing() -> None:
    class Marking(TreeQuery):
        def select(self, xml: str, **how: Any) -> Reply:
            reply = super().select(xml, **how)
            return Reply(reply.status, XML, reply.body)

    assert xpath(Marking(), xpath="1", wrapper="w", **cast("Double")) == ("failed", [])


def test_an_exclude_of_no_nodes_is_wanted_to_be_refused() -> None:
    assert xpath(xpath="count(//*)", exclude=["//b", "1"], wrapper="w", **cast("Double")) == ("excused", [13])


def test_a_primitive_in_a_wrapper_is_counted_after_the_excludes() -> None:
    assert xpath(xpath="count(//*)", exclude=["//b"], wrapper="w", **cast("Double")) == ("excused", [7])


def test_an_exclude_of_nodes_is_not_refused() -> None:
    assert xpath(xpath="//c", exclude=["//b"], **cast("Double")) == ("failed", [])


ILLEGAL_ADD = {"status": 500, "error": {"kind": "illegal_add"}}


@pytest.mark.parametrize("expression", ["/", "//node()/parent::node()", "/|//@x|//c"])
def test_the_root_element_is_wanted_for_the_document_in_a_wrapper(expression: str) -> None:
    assert xpath(xpath=expression, wrapper="w", **ILLEGAL_ADD) == ("excused", [13])


def test_the_document_lost_in_a_wrapper_fails() -> None:
    class Losing(TreeQuery):
        def select(self, xml: str, *, xpath: str | None, **how: Any) -> Reply:
            return super().select(xml, xpath="//nosuch" if xpath == "/" else xpath, **how)

    assert xpath(Losing(), xpath="/", wrapper="w", **ILLEGAL_ADD) == ("failed", [13])


@pytest.mark.parametrize("kind", ["invalid_xpath", "xpath_evaluation"])
def test_a_malformed_xpath_is_wanted_to_be_the_callers_error(kind: str) -> None:
    assert xpath(xpath="//[", status=500, error={"kind": kind}) == ("excused", [8])


def test_a_malformed_xpath_that_is_the_servers_error_fails() -> None:
    reply = Wrong(500, None, "invalid")
    assert xpath(reply, xpath="//[", status=500, error={"kind": "invalid_xpath"}) == ("failed", [8])


def test_xml_that_no_parser_takes_passes_as_an_error_of_the_server() -> None:
    assert xpath(xml="<a>", xpath="/", status=500, error={"kind": "unparsable_xml"}) == ("passed", [])


def test_an_engine_that_cannot_be_reached_fails() -> None:
    judged = verdict(XPATH, Crashing(), doc="d", xml=JOBS, permit=True, xpath="/", **ILLEGAL_ADD)
    assert judged.fault == "raised OSError('no server')"


def test_a_question_is_shown_as_parameters() -> None:
    fields: dict[str, Any] = {"status": 500, "error": {"kind": "invalid_xpath"}}
    judged = verdict(
        XPATH, doc="d", xml="<a/>", permit=True, xpath="//[", exclude=["b", "c"], wrapper="w", **fields
    )
    assert judged.question == "xpath=//[&exclude=b&exclude=c&wrapper=w of <a/>"
