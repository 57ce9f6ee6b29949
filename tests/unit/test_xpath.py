"""Selecting from XML: what is served, what is wrapped, what is excluded, and what is refused."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from treequery.errors import (
    ManyMatchesError,
    NoMatchError,
    PrimitiveResultError,
    WrapperError,
    XmlError,
    XmlLimitError,
    XPathError,
    XPathLimitError,
)
from treequery.limits import Limits
from treequery.xpath import Selection, select

JOBS = "<h _class='H'><job><name>a</name><n>1</n></job><job><name>b</name><n>2</n></job><empty></empty></h>"
MIXED = "<a>t<b/>u<!--c-->v<?p d?>w<b>x</b>y</a>"
PREFIXED = "<a xmlns:p='u' p:k='1'><p:b/></a>"
XML = "application/xml;charset=UTF-8"
TEXT = "text/plain;charset=UTF-8"
DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n'


def found(xml: str, xpath: str, **rest: Any) -> str:
    return select(xml, xpath=xpath, permit=True, **rest).body.decode()


def wrapped(xml: str, xpath: str) -> str:
    return found(xml, xpath, wrapper="w")


def left(xml: str, *exclude: str) -> str:
    return select(xml, exclude=exclude).body.decode().removeprefix(DECLARED)


def test_an_element_is_served_as_xml_without_a_declaration() -> None:
    assert select(JOBS, xpath="//job[1]/name") == Selection(XML, b"<name>a</name>")


def test_the_document_is_served_with_a_declaration_and_no_final_newline() -> None:
    assert found("<a><b></b></a>", "/") == DECLARED + "<a><b/></a>"


def test_text_is_served_as_text() -> None:
    assert select(JOBS, xpath="//job[1]/name/text()", permit=True) == Selection(TEXT, b"a")


def test_an_attribute_is_served_as_its_value() -> None:
    assert select(JOBS, xpath="/h/@_class", permit=True) == Selection(TEXT, b"H")


def test_a_comment_is_served_as_its_text() -> None:
    assert select(MIXED, xpath="//comment()", permit=True) == Selection(TEXT, b"c")


def test_an_empty_comment_is_served_as_nothing() -> None:
    assert found("<a><!----></a>", "//comment()") == ""


def test_a_processing_instruction_is_served_as_xml() -> None:
    assert select(MIXED, xpath="//processing-instruction()") == Selection(XML, b"<?p d?>")


def test_a_namespace_node_is_served_as_nothing() -> None:
    assert select(JOBS, xpath="/h/namespace::xml") == Selection(XML, b"")


@pytest.mark.parametrize(
    ("xpath", "body"),
    [
        ("count(//job)", "2.0"),
        ("10000000", "10000000.0"),
        ("0 * -1", "-0.0"),
        ("1 div 0", "Infinity"),
        ("0 div 0", "NaN"),
        ("true()", "true"),
        ("//job/n > 5", "false"),
        ("string(//n)", "1"),
        ("string(1000000 * 1000000)", "1000000000000"),
        ("number('1e3')", "NaN"),
        ("sum(//n)", "3.0"),
        ("//n = 2", "true"),
        ("//n != 2", "true"),
        ("//n = //n + 1", "true"),
        ("1 < //n", "true"),
        ("//n >= //n", "true"),
        ("position()", "1.0"),
        ("name()", ""),
        ("string-length()", "4.0"),
        ("round(-0.2)", "-0.0"),
        ("4.35 * 100", "434.99999999999994"),
        ("count(/ | //*)", "9.0"),
        ("sum(/)", "NaN"),
        (". = 'a1b2'", "true"),
        ("lower-case('A')", "a"),
    ],
)
def test_a_value_is_served_as_text(xpath: str, body: str) -> None:
    assert select(JOBS, xpath=xpath, permit=True) == Selection(TEXT, body.encode())


@pytest.mark.parametrize("xpath", ["hudson/x", "*/x", "/*/x", "//x", "./hudson/x", "/hudson/../hudson/x"])
def test_a_relative_path_starts_at_the_document(xpath: str) -> None:
    assert found("<hudson><x/></hudson>", xpath) == "<x/>"


def test_text_is_one_node_however_it_is_written() -> None:
    assert found("<a>x&amp;<![CDATA[y]]>&#122;</a>", "/a/text()") == "x&yz"


def test_the_prefixes_of_the_root_element_are_known() -> None:
    assert found(PREFIXED, "//p:b") == '<p:b xmlns:p="u"/>'


def test_an_expression_may_evaluate_a_literal() -> None:
    assert found(JOBS, "//job[evaluate('name') = 'b']/n") == "<n>2</n>"


def test_an_expression_may_evaluate_what_it_finds() -> None:
    assert found("<a><p>//x</p><x/></a>", "evaluate(//p)") == "<x/>"


def test_what_is_evaluated_may_have_been_evaluated() -> None:
    assert found("<a><p>//q</p><q>1 + 1</q></a>", "evaluate(evaluate(//p))") == "2.0"


@pytest.mark.parametrize(
    ("xpath", "at", "reason"),
    [
        ("\nevaluate('1 +')", 1, "evaluate(): expected an expression, found the end"),
        ("\nevaluate('  nosuch()')", 1, "evaluate(): there is no function 'nosuch'"),
        ("\nevaluate()", 1, "evaluate(): expected 1 argument"),
        ("\n//job[evaluate(name)]", 7, "evaluate(): expected a literal in a predicate"),
    ],
)
def test_an_error_in_what_is_evaluated_is_one_of_the_call(xpath: str, at: int, reason: str) -> None:
    with pytest.raises(XPathError) as caught:
        found(JOBS, xpath)
    assert (caught.value.expression, caught.value.at, caught.value.reason) == (xpath, at, reason)


def test_text_that_evaluates_itself_comes_to_an_end() -> None:
    with pytest.raises(XPathLimitError) as caught:
        found("<a>evaluate(/)</a>", "evaluate(/)")
    assert (caught.value.what, caught.value.limit) == ("evaluate() within evaluate()", 2)


def test_nothing_found_is_an_error() -> None:
    with pytest.raises(NoMatchError) as caught:
        found(JOBS, "//nosuch")
    assert str(caught.value) == "XPath //nosuch didn’t match"


def test_more_than_one_node_is_an_error() -> None:
    with pytest.raises(ManyMatchesError) as caught:
        found(JOBS, "//job")
    assert (caught.value.expression, caught.value.count) == ("//job", 2)


def test_the_document_counts_as_a_node() -> None:
    with pytest.raises(ManyMatchesError) as caught:
        found(JOBS, "//node()/..")
    assert caught.value.count == 8


@pytest.mark.parametrize(
    "xpath", ["//name/text()", "/h/@_class", "'x'", "1", "true()", "//comment()", "evaluate('1')"]
)
def test_a_primitive_needs_a_permit(xpath: str) -> None:
    with pytest.raises(PrimitiveResultError) as caught:
        select("<h _class='x'><name>a</name><!--c--></h>", xpath=xpath)
    assert caught.value.expression == xpath


@pytest.mark.parametrize(
    ("xpath", "body"),
    [
        ("//nosuch", "<w/>"),
        ("//name", "<w><name>a</name><name>b</name></w>"),
        ("//job | //name", "<w><job><n>1</n></job><name>a</name><job><n>2</n></job><name>b</name></w>"),
        ("//name/text()", "<w>ab</w>"),
        ("//name | //name/text()", "<w><name/>a<name/>b</w>"),
        ("//@_class", '<w _class="H"/>'),
        ("/h/@_class | //empty", '<w _class="H"><empty/></w>'),
        ("'a&<>\r'", "<w>a&amp;&lt;&gt;&#13;</w>"),
        ("''", "<w></w>"),
        ("1", "<w>1.0</w>"),
        ("true()", "<w>true</w>"),
        ("//n > 5", "<w>false</w>"),
        ("//namespace::*", '<w xmlns:xml="http://www.w3.org/XML/1998/namespace"></w>'),
        ("//empty/..", "<w>" + JOBS.replace("'", '"').replace("<empty></empty>", "<empty/>") + "</w>"),
    ],
)
def test_everything_found_is_moved_into_the_wrapper(xpath: str, body: str) -> None:
    assert wrapped(JOBS, xpath) == body


def test_a_document_is_wrapped_as_its_root_element() -> None:
    assert wrapped("<a><b/></a>", "/") == "<w><a><b/></a></w>"


def test_the_root_element_is_wrapped_once() -> None:
    assert wrapped("<a><b/></a>", "/ | /a | //b") == "<w><a/><b/></w>"


def test_all_nodes_are_wrapped_in_document_order() -> None:
    assert wrapped(MIXED, "//node()") == "<w><a/>t<b/>u<!--c-->v<?p d?>w<b/>xy</w>"


def test_what_stands_behind_a_wrapped_element_stays_behind() -> None:
    assert wrapped(MIXED, "//b") == "<w><b/><b>x</b></w>"


def test_what_is_around_a_wrapped_element_closes_behind_it() -> None:
    assert wrapped(MIXED, "/a | //b") == "<w><a>tu<!--c-->v<?p d?>wy</a><b/><b>x</b></w>"


LEVEL = "<a{0}><j{1}>t<b{2}>x&amp;<c/></b>{3}<!--d--><?e f?></j><j><b>é\r</b></j></a>"


@pytest.mark.parametrize("declared", ["", ' xmlns="u"', ' xmlns:p="u"', ' xml:lang="en"', ' k="="'])
@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("tail", ["", "tail"])
@pytest.mark.parametrize("path", ["/*/*/*[self::node()]", "/*/*/node()", "/*/*", "/*/nosuch"])
def test_elements_of_one_level_look_as_they_do_among_others(
    declared: str, place: int, tail: str, path: str
) -> None:
    xml = LEVEL.format(*(declared if place == each else "" for each in range(3)), tail)
    # The same nodes by a path that may lead to any level.
    anywhere = f"/descendant-or-self::node()/self::node()[count(. | {path}) = count({path})]"
    assert wrapped(xml, path) == wrapped(xml, anywhere)


def test_wrapped_attributes_do_not_repeat_and_the_first_counts() -> None:
    assert wrapped("<a k='1'><b k='2'/></a>", "//@k") == '<w k="1"/>'


def test_a_wrapped_attribute_keeps_its_namespace() -> None:
    assert wrapped(PREFIXED, "//@p:k") == '<w xmlns:ns0="u" ns0:k="1"/>'


def test_a_wrapped_element_keeps_its_namespace() -> None:
    assert wrapped("<a xmlns='u'><b/></a>", "//*") == '<w><a xmlns="u"/><b xmlns="u"/></w>'


def test_wrapped_namespaces_are_declared() -> None:
    assert wrapped("<a xmlns='d' xmlns:p='u'/>", "//namespace::*[name() != 'xml']") == '<w xmlns:p="u"></w>'


def test_a_wrapper_without_an_xpath_is_ignored() -> None:
    assert select("<a><b/></a>", exclude=["//b"], wrapper="1bad").body.decode() == DECLARED + "<a/>"


@pytest.mark.parametrize("name", ["", "1a", "-a", "a b", "a\n", "a:b", "é"])
def test_a_wrapper_has_a_plain_name(name: str) -> None:
    with pytest.raises(WrapperError) as caught:
        found(JOBS, "//job", wrapper=name)
    assert (caught.value.expression, caught.value.name) == ("//job", name)


@pytest.mark.parametrize(
    ("exclude", "rest"),
    [
        ("//b", "<a>tu<!--c-->v<?p d?>wy</a>"),
        ("//text()", "<a><b/><!--c--><?p d?><b/></a>"),
        ("//comment()", "<a>t<b/>uv<?p d?>w<b>x</b>y</a>"),
        ("//node()", "<a/>"),
        ("/", MIXED),
        ("/a", MIXED),
        ("//namespace::*", MIXED),
        ("//nosuch", MIXED),
    ],
)
def test_excluded_nodes_vanish_and_nothing_else(exclude: str, rest: str) -> None:
    assert left(MIXED, exclude) == rest


def test_excluded_attributes_vanish() -> None:
    assert left("<a k='1' l='2'><b k='3'/></a>", "//@k") == '<a l="2"><b/></a>'


def test_what_is_left_of_text_is_one_node() -> None:
    assert found("<a>x<b/>y</a>", "/a/text()", exclude=["//b"]) == "xy"


def test_excludes_work_one_after_another() -> None:
    assert left("<a><b><c/></b><b/></a>", "//c", "//b[not(*)]") == "<a/>"


def test_a_comment_beside_the_root_element_stays() -> None:
    assert left("<!--c--><a/>", "//comment()") == "<!--c--><a/>"


def test_an_exclude_that_gives_no_nodes_is_an_error() -> None:
    with pytest.raises(XPathError) as caught:
        left(JOBS, "count(//job)")
    assert (caught.value.expression, caught.value.at) == ("count(//job)", None)


def test_one_text_is_no_sequence_of_excludes() -> None:
    with pytest.raises(TypeError, match="exclude"):
        select(JOBS, exclude="//job")


def test_a_bad_exclude_comes_before_a_bad_xpath() -> None:
    with pytest.raises(XPathError) as caught:
        found(JOBS, "//[", exclude=["///"])
    assert caught.value.expression == "///"


def test_a_bad_xpath_comes_before_a_bad_wrapper() -> None:
    with pytest.raises(XPathError):
        found(JOBS, "//[", wrapper="1bad")


def test_a_bad_wrapper_comes_before_no_match() -> None:
    with pytest.raises(WrapperError):
        found(JOBS, "//nosuch", wrapper="1bad")


@pytest.mark.parametrize(
    "xml", [b" <a></a>\n", "<?xml version='1.0' encoding='utf-8'?><a>\xe9</a>".encode(), b"\xef\xbb\xbf<a/>"]
)
def test_xml_that_nothing_is_asked_of_comes_back_as_it_is(xml: bytes) -> None:
    assert select(xml) == Selection(XML, xml)


def test_text_that_says_it_is_not_utf_8_is_said_anew() -> None:
    assert (
        select("<?xml version='1.0' encoding='latin-1'?><a>\xe9</a>").body.decode()
        == DECLARED + "<a>\xe9</a>"
    )


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"<a>",
        b"<a/><b/>",
        b"<a>\x01</a>",
        b"<a>\xff</a>",
        b"<a:b/>",
        b"<a>&x;</a>",
        b"<!DOCTYPE a><a/>",
        b"\xef\xbb\xbf<?xml version='1.0'?> <!-- c --><?p?>\n<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
        "<!DOCTYPE a><a/>".encode("utf-16"),
        "<?xml version='1.0' encoding='latin-1'?><a>\xe9</a>".encode("latin-1"),
        "<a>\ud800</a>",
        b"<a>" * 2100 + b"</a>" * 2100,
    ],
)
def test_xml_that_is_refused(xml: bytes | str) -> None:
    with pytest.raises(XmlError) as caught:
        select(xml)
    assert (caught.value.code, caught.value.expression) == ("xml", "")


def test_xml_may_be_as_deep_as_what_is_written() -> None:
    assert found("<a>" * 600 + "</a>" * 600, "count(//a)") == "600.0"


def test_xml_beyond_the_limit_is_not_parsed() -> None:
    with pytest.raises(XmlLimitError) as caught:
        select(b"<ab/>", limits=Limits(xml_bytes=4))
    assert caught.value.limit == 4


def test_an_xpath_beyond_the_limit_is_not_read() -> None:
    with pytest.raises(XPathLimitError) as caught:
        found(JOBS, "//job", limits=Limits(xpath_chars=4))
    assert (caught.value.what, caught.value.limit) == ("characters", 4)


def test_nested_searches_of_the_whole_document_are_refused_at_once() -> None:
    xml = "<a>" + "<b><c/></b>" * 5000 + "</a>"
    with pytest.raises(XPathLimitError) as caught:
        found(xml, "//*[//*[//*[//*]]]")
    assert (caught.value.what, caught.value.limit) == ("visits of nodes", Limits().xpath_work)


def test_a_search_is_measured_before_it_is_refused() -> None:
    xml = "<a>" + "<b><c/></b>" * 500 + "</a>"
    assert found(xml, "count(//b[../b])", limits=Limits(xpath_work=2_000_000)) == "500.0"


def test_a_deep_document_is_not_taken_for_a_flat_one() -> None:
    xml = "<a>" * 300 + "<b/>" * 300 + "</a>" * 300
    with pytest.raises(XPathLimitError):
        found(xml, "//a[.//b = 1]", limits=Limits(xpath_work=40_000))


def test_text_without_end_is_refused() -> None:
    xml = "<a>" + "x" * 1_000_000 + "</a>"
    with pytest.raises(XPathLimitError) as caught:
        found(xml, f"concat({','.join(['string(/)'] * 300)}, string(), 1, 'x')")
    assert caught.value.what == "characters of text"


def test_what_is_too_much_for_libxml2_is_beyond_a_limit() -> None:
    with pytest.raises(XPathLimitError):
        found(JOBS, "1" + "+1" * 6000, limits=Limits(xpath_chars=20_000))


@pytest.mark.parametrize(
    "xpath",
    [
        "a[" * 32 + "1" + "]" * 32,
        "string(" * 32 + "1" + ")" * 32,
        "(" * 31 + "a" + "|b)[1]" * 31,
        "-" * 4095 + "1",
    ],
)
def test_the_deepest_expression_leaves_the_caller_room_to_recurse(xpath: str) -> None:
    def asked(frames: int) -> str:
        return asked(frames - 1) if frames else wrapped("<a/>", xpath)

    assert asked(500).startswith("<w")


def test_threads_may_ask_at_once() -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(found, [JOBS] * 50, ["sum(//n[. > 0])"] * 50))
    assert answers == ["3.0"] * 50


def test_importing_loads_neither_lxml_nor_lark() -> None:
    code = "import sys, treequery.xpath; print({'lxml', 'lark'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "set()\n"


def test_a_predicate_that_climbs_costs_its_way_down_for_every_node() -> None:
    xml = "<r>" + "<a n='1'/>" * 4000 + "</r>"
    with pytest.raises(XPathLimitError) as caught:
        select(xml, xpath="//a[../a[../a[@n=2]]]", wrapper="w")
    assert caught.value.code == "xpath-limit"
