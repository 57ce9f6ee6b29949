"""What the kit passes, excuses and fails, with engines that are wrong in just one way."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from treequery.conformance import Refusal, Refused, Reply, TreeQuery
from treequery.conformance.cases import Case
from treequery.conformance.family import Family, Verdict, judge
from treequery.conformance.family_graph import GRAPH, Text
from treequery.conformance.family_parse import PARSE
from treequery.conformance.family_units import UNITS
from treequery.conformance.family_xpath import XPATH

XML, TEXT = "application/xml;charset=UTF-8", "text/plain;charset=UTF-8"
JOBS = "<a x='1'><b x='2'>t</b><c>u</c></a>"


def verdict(family: Family, engine: TreeQuery | None = None, **fields: Any) -> Verdict:
    return judge(family, engine or TreeQuery(), Case("case", "group", fields))


def outcome(family: Family, engine: TreeQuery | None = None, **fields: Any) -> tuple[str, list[int]]:
    judged = verdict(family, engine, **fields)
    return judged.outcome, [rule.number for rule in judged.rules]


def leaf(start: int = 0, stop: int = 2**31 - 1) -> dict[str, Any]:
    return {"children": {}, "range": [start, stop]}


def graph(
    expect: str | None, root: Any, engine: TreeQuery | None = None, **fields: Any
) -> tuple[str, list[int]]:
    fields = {"root": "root", "flavor": "json", "pretty": False, "expect": expect, "graph": root, **fields}
    if "tree" not in fields:
        fields.setdefault("depth", 9)
    return outcome(GRAPH, engine, **fields)


def xpath(engine: TreeQuery | None = None, **fields: Any) -> tuple[str, list[int]]:
    return outcome(XPATH, engine, **{"doc": "jobs", "xml": JOBS, "permit": True, **fields})


class Jenkins(TreeQuery):
    """Writes and answers as Jenkins does where we do not."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def parse(self, expression: str) -> dict[str, Any]:
        return dict(self.answer)

    def write(self, graph: Any, **how: Any) -> str:
        return str(self.answer)

    def call(self, function: str, argument: Any) -> Any:
        return self.answer


class Wrong(TreeQuery):
    """Answers every XPath alike."""

    def __init__(self, *reply: Any) -> None:
        self.reply = Reply(*reply)

    def select(self, xml: str, **how: Any) -> Reply:
        return self.reply


# Parsing


def test_the_tree_that_jenkins_reads_passes() -> None:
    assert outcome(PARSE, tree="a{2,}", parse={"a": leaf(2)}) == ("passed", [])


def test_another_tree_fails() -> None:
    assert outcome(PARSE, tree="a", parse={"a": leaf(0, 1)}) == ("failed", [])


def test_an_error_at_the_right_place_passes() -> None:
    error = {"kind": "syntax", "position": 2, "position_utf16": 2}
    assert outcome(PARSE, tree="a,", error=error) == ("passed", [])


def test_an_error_at_another_place_fails() -> None:
    assert outcome(PARSE, tree="a,", error={"kind": "syntax", "position": 1}) == ("failed", [])


def test_a_number_too_large_passes_wherever_it_is_said_to_stand() -> None:
    assert outcome(PARSE, tree="a{2147483648}", error={"kind": "number_format"}) == ("passed", [])


def test_an_expression_beyond_our_limits_is_no_number_too_large() -> None:
    assert outcome(PARSE, tree="a[" * 300, error={"kind": "number_format"}) == ("failed", [])


def test_a_tree_where_jenkins_has_an_error_fails() -> None:
    assert outcome(PARSE, tree="a", error={"kind": "syntax", "position": 1}) == ("failed", [])


def test_an_error_where_jenkins_has_a_tree_fails() -> None:
    assert outcome(PARSE, tree="a,", parse={"a": leaf()}) == ("failed", [])


LAST = {"a": {"children": {"b": leaf(2**31 - 1, -(2**31))}, "range": [0, 1]}}


def test_the_last_element_is_excused_however_deep_it_stands() -> None:
    assert outcome(PARSE, tree="a[b{2147483647}]{0}", parse=LAST) == ("excused", [10])


def test_a_range_that_wraps_round_as_upstream_does_fails() -> None:
    assert outcome(PARSE, Jenkins(LAST), tree="a[b{2147483647}]{0}", parse=LAST) == ("failed", [10])


# Writing


def test_the_text_that_jenkins_writes_passes() -> None:
    assert graph('{"a":1}', {"a": 1}) == ("passed", [])


def test_a_map_keeps_its_keys() -> None:
    assert graph('{"a":{"b":1}}', {"a": {"$map": {"b": 1}}}, tree="a") == ("passed", [])


def test_an_object_with_more_than_a_map_is_an_object() -> None:
    assert graph('{"a":{}}', {"a": {"$map": {}, "b": 1}}, tree="a") == ("passed", [])


def test_an_array_is_cut() -> None:
    assert graph('{"a":[2]}', {"a": [1, 2]}, tree="a{1}") == ("passed", [])


AFFECTED = [
    ("json", {'"': 1}, '{""":1}', [1]),
    ("json", {"\U0001f600": "\U0001f600"}, '{"\U0001f600":"\\ud83d\\ude00"}', [1]),
    ("python", {"\U0001f600": 1}, '{"\U0001f600":1}', [1, 3]),
    ("python", {"a": "\U0001f600"}, '{"a":"\\ud83d\\ude00"}', [3]),
    ("ruby", {"a": "#{b}"}, 'OpenStruct.new({"a" => "#{b}"})', [3]),
    ("ruby", {"#@a\n": [None, True]}, 'OpenStruct.new({"#@a\n" => [nil,true]})', [1, 3]),
    ("ruby", {"#{a}": 1}, 'OpenStruct.new({"#{a}" => 1})', [3]),
    ("json", {"a": [1e7, 5e-324, 0.5]}, '{"a":[1.0E7,4.9E-324,0.5]}', [4]),
    ("json", {"a": float("nan")}, '{"a":NaN}', [2]),
    (
        "python",
        {'"': [float("-inf"), 1e7, "\U0001f600"]},
        '{""":[-Infinity,1.0E7,"\\ud83d\\ude00"]}',
        [1, 2, 3, 4],
    ),
    ("xml", {"a": "\x01<"}, "<root><a>\x01&lt;</a></root>", [5]),
    ("xml", {"a:b": {"s": [1e7]}}, "<root><a:b><>1.0E7</></a:b></root>", [4, 5]),
    ("xml", {"a": "\ud800"}, "<root><a>\ud800</a></root>", [14]),
]


@pytest.mark.parametrize(("flavor", "root", "expect", "rules"), AFFECTED)
def test_what_a_rule_changes_is_excused_by_just_that_rule(
    flavor: str, root: Any, expect: str, rules: list[int]
) -> None:
    assert graph(expect, root, flavor=flavor) == ("excused", rules)


@pytest.mark.parametrize(("flavor", "root", "expect", "rules"), AFFECTED)
def test_where_a_rule_applies_the_text_of_jenkins_fails(
    flavor: str, root: Any, expect: str, rules: list[int]
) -> None:
    assert graph(expect, root, Jenkins(expect), flavor=flavor) == ("failed", rules)


@pytest.mark.parametrize(("flavor", "root", "expect", "rules"), AFFECTED)
def test_where_a_rule_applies_nothing_else_is_excused(
    flavor: str, root: Any, expect: str, rules: list[int]
) -> None:
    assert graph(expect + " ", root, flavor=flavor) == ("failed", [])


@pytest.mark.parametrize("pretty", [False, True])
def test_pretty_text_is_excused_in_its_own_layout(pretty: bool) -> None:
    expect = '{\n  "\n" : [\n    {\n      \n    }\n  ]\n}' if pretty else '{"\n":[{}]}'
    assert graph(expect, {"\n": [{}]}, pretty=pretty) == ("excused", [1])


def test_pretty_ruby_is_excused_in_its_own_layout() -> None:
    expect = 'OpenStruct.new({"\n" => [\n  OpenStruct.new({"a" => 1,\n  "b" => 2})\n]})'
    assert graph(expect, {"\n": [{"a": 1, "b": 2}]}, flavor="ruby", pretty=True) == ("excused", [1])


def test_xml_of_null_and_booleans_is_excused_where_a_name_is_at_fault() -> None:
    expect = "<root><:>true</:></root>"
    assert graph(expect, {":": [None, True], "b": None}, flavor="xml") == ("excused", [5])


def test_the_last_element_of_an_array_is_excused() -> None:
    error = {"kind": "range_overflow"}
    judged = outcome(
        GRAPH, graph={"a": [1]}, root="root", flavor="json", pretty=False, tree="a{2147483647}", error=error
    )
    assert judged == ("excused", [10])


def test_the_last_element_is_excused_along_with_other_rules() -> None:
    error, root = {"kind": "range_overflow"}, {"a": [1], '"': 1e7}
    judged = outcome(
        GRAPH, graph=root, root="root", flavor="json", pretty=False, tree='a{02147483647},"', error=error
    )
    assert judged == ("excused", [10, 1, 4])


def test_an_overflow_without_its_cause_is_not_excused() -> None:
    error = {"kind": "range_overflow"}
    judged = outcome(GRAPH, graph={"a": [1]}, root="root", flavor="json", pretty=False, tree="a", error=error)
    assert judged == ("failed", [])


def test_a_malformed_tree_passes() -> None:
    error = {"kind": "malformed_tree"}
    judged = outcome(GRAPH, graph={}, root="root", flavor="json", pretty=False, tree="a{", error=error)
    assert judged == ("passed", [])


def test_a_depth_out_of_bounds_passes() -> None:
    error = {"kind": "bad_depth"}
    judged = outcome(GRAPH, graph={}, root="root", flavor="json", pretty=False, depth=2**31, error=error)
    assert judged == ("passed", [])


class Dropping(TreeQuery):
    """Loses the last property of every object."""

    def write(self, graph: Any, **how: Any) -> str:
        return super().write(dict(list(graph.items())[:-1]), **how)


class Reversing(TreeQuery):
    """Writes properties the wrong way round."""

    def write(self, graph: Any, **how: Any) -> str:
        return super().write(dict(reversed(graph.items())), **how)


class Escaping(TreeQuery):
    """Uses another escape, which means the same."""

    def write(self, graph: Any, **how: Any) -> str:
        return super().write(graph, **how).replace("\\u000a", "\\n")


class Crashing(TreeQuery):
    """Does not get far."""

    def write(self, graph: Any, **how: Any) -> str:
        raise RecursionError("too deep")

    def select(self, xml: str, **how: Any) -> Reply:
        raise OSError("no server")


@pytest.mark.parametrize(
    "engine", [Dropping(), Reversing(), Escaping(), Crashing()], ids=lambda engine: type(engine).__name__
)
@pytest.mark.parametrize(
    ("expect", "root", "rules"),
    [
        ('{"a":1,"b":"\\u000a"}', {"a": 1, "b": "\n"}, []),
        ('{""":1.0E7,"b":"\\u000a"}', {'"': 1e7, "b": "\n"}, [1, 4]),
    ],
    ids=["plain", "ruled"],
)
def test_an_engine_that_is_wrong_is_never_excused(
    engine: TreeQuery, expect: str, root: Any, rules: list[int]
) -> None:
    assert graph(expect, root, engine) == ("failed", rules)


def test_a_fault_shows_where_two_texts_part() -> None:
    fields = {"graph": {"a": 1}, "root": "root", "flavor": "json", "pretty": False, "depth": 1}
    fault = verdict(GRAPH, Jenkins('{"a":2}'), expect='{"a":1}', **fields).fault
    assert fault == """at character 5: wanted '{"a":1}', found '{"a":2}'"""


def test_a_fault_shows_where_one_text_ends() -> None:
    fields = {"graph": {}, "root": "root", "flavor": "json", "pretty": False, "depth": 1}
    assert (
        verdict(GRAPH, Jenkins("{}\n"), expect="{}", **fields).fault
        == r"at character 2: wanted '{}', found '{}\n'"
    )


def test_a_crash_is_a_fault_that_shows_the_error() -> None:
    fields = {"graph": {}, "root": "root", "flavor": "json", "pretty": False, "depth": 1}
    assert verdict(GRAPH, Crashing(), expect="{}", **fields).fault == "raised RecursionError('too deep')"


def test_an_answer_that_is_none_of_the_format_is_a_fault() -> None:
    class Talking(TreeQuery):
        def select(self, xml: str, **how: Any) -> Any:
            return "hello"

    judged = verdict(XPATH, Talking(), doc="d", xml=JOBS, permit=True, xpath="/", status=404, body="")
    assert (judged.outcome, judged.found) == ("failed", "")


def test_a_refusal_where_text_is_wanted_is_shown_as_one() -> None:
    class Refusing(TreeQuery):
        def write(self, graph: Any, **how: Any) -> str:
            raise Refused("bad_depth")

    fields = {"graph": {}, "root": "root", "flavor": "json", "pretty": False, "tree": "a"}
    assert verdict(GRAPH, Refusing(), expect="{}", **fields).found == "error: bad_depth"


def flaw(flavor: str, text: str) -> str | None:
    root = {"a": [1.5, "\n", float("inf")]}
    fields = {"graph": root, "root": "root", "flavor": flavor, "pretty": False, "depth": 9}
    return GRAPH.flaw(Case("case", "group", fields), Text(text))


@pytest.mark.parametrize(
    ("flavor", "text"),
    [
        ("json", '{"a":[1.5,"\\n",null]}'),
        ("python", '{"a":[1.5,"\\n",None]}'),
        ("ruby", 'OpenStruct.new({"a" => [1.5,"\\u000a\\"\\#{}# \\\\",nil]})'),
        ("xml", "<root><a>1.5</a></root>"),
    ],
)
def test_text_that_reads_back_has_no_flaw(flavor: str, text: str) -> None:
    assert flaw(flavor, text) is None


@pytest.mark.parametrize(
    ("flavor", "text"),
    [
        ("json", '{"a":[1.5,"\n",null]}'),
        ("python", "{"),
        ("python", "a"),
        ("xml", "<a><b></a>"),
        ("xml", "<a:b/>"),
    ],
)
def test_text_that_is_not_well_formed_has_a_flaw(flavor: str, text: str) -> None:
    assert str(flaw(flavor, text)).startswith("what the rules want is not well-formed: ")


@pytest.mark.parametrize(
    ("flavor", "text"),
    [
        ("json", "{}"),
        ("python", '{"a":[1.5]}'),
        ("ruby", 'OpenStruct.new({"a" => "#{b}"})'),
        ("ruby", "exit"),
    ],
)
def test_text_that_says_something_else_has_a_flaw(flavor: str, text: str) -> None:
    assert flaw(flavor, text) == "what the rules want does not read back as the graph"


def test_an_error_has_no_flaw() -> None:
    assert GRAPH.flaw(Case("case", "group", {}), Refusal("bad_depth")) is None


# Single functions


@pytest.mark.parametrize(
    ("function", "argument", "out"),
    [
        ("make_xml_name", "1a", "a"),
        ("to_singular", "movies", "movy"),
        ("decapitalize", "URL", "URL"),
        ("xml_escape", "<", "&lt;"),
        ("json_string", '"', '"\\""'),
        ("java_double", "1.5", "1.5"),
        ("java_float", "0.1", "0.1"),
        ("range_list", [1, 3, 5], [1, 2]),
        ("range_iterable", [1, 3, 5], [1, 2]),
    ],
)
def test_what_jenkins_functions_give_passes(function: str, argument: Any, out: Any) -> None:
    assert outcome(UNITS, fn=function, **{"in": argument, "out": out}) == ("passed", [])


@pytest.mark.parametrize(
    ("function", "argument", "out", "rules"),
    [
        ("java_double", "1e7", "1.0E7", [4]),
        ("java_float", "1e-45", "1.4E-45", [4]),
        ("java_double", "NaN", "NaN", [2]),
        ("java_float", "-Infinity", "-Infinity", [2]),
        ("xml_escape", "\x00", "\x00", [5]),
        ("xml_escape", "\udc00", "\udc00", [14]),
        ("xml_escape", "\x00\udc00", "\x00\udc00", [5, 14]),
        ("range_list", [2147483647, -2147483648, 3], {"error": "java.lang.IllegalArgumentException"}, [10]),
        (
            "range_iterable",
            [2147483647, -2147483648, 3],
            {"error": "java.lang.IllegalArgumentException"},
            [10],
        ),
    ],
)
def test_what_a_rule_changes_in_a_function_is_excused(
    function: str, argument: Any, out: Any, rules: list[int]
) -> None:
    assert outcome(UNITS, fn=function, **{"in": argument, "out": out}) == ("excused", rules)


@pytest.mark.parametrize(
    ("function", "argument", "out"),
    [
        ("java_double", "1e7", "1.0E8"),
        ("java_float", "0.1", "0.10000000149011612"),
        ("xml_escape", "\x00", "?"),
        ("range_list", [0, 1, 3], {"error": "java.lang.IllegalArgumentException"}),
        ("nosuch", "", ""),
    ],
)
def test_what_no_rule_explains_fails(function: str, argument: Any, out: Any) -> None:
    assert outcome(UNITS, fn=function, **{"in": argument, "out": out}) == ("failed", [])


def test_a_number_that_is_spelt_as_java_spells_it_fails() -> None:
    assert outcome(UNITS, Jenkins("1.0E7"), fn="java_double", **{"in": "1e7", "out": "1.0E7"}) == (
        "failed",
        [4],
    )


def test_answers_of_functions_are_shown_as_text_or_json() -> None:
    judged = verdict(UNITS, fn="range_list", **{"in": [0, 1, 3], "out": [0]})
    assert (judged.question, judged.found) == ("range_list of [0, 1, 3]", "[0]")


# Searching


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


def test_a_graph_is_shown_with_what_is_asked_of_it() -> None:
    fields = {"graph": {"é": 1}, "root": "root", "flavor": "json", "pretty": True}
    shown: Sequence[str] = [
        verdict(GRAPH, expect="", depth=1, **fields).question,
        verdict(GRAPH, expect="", tree="a", **{**fields, "pretty": False}).question,
    ]
    assert shown == [
        f"{json.dumps({'é': 1}, ensure_ascii=False, separators=(',', ':'))} as pretty json, depth=1",
        '{"é":1} as json, tree=a',
    ]
