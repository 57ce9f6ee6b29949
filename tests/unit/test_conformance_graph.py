"""The family of texts that are written: what the kit passes, excuses and fails."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from treequery.conformance import Refusal, Refused, TreeQuery
from treequery.conformance.cases import Case
from treequery.conformance.family_graph import GRAPH, Text

from .judging import Crashing, Jenkins, outcome, verdict


def graph(
    expect: str | None, root: Any, engine: TreeQuery | None = None, **fields: Any
) -> tuple[str, list[int]]:
    fields = {"root": "root", "flavor": "json", "pretty": False, "expect": expect, "graph": root, **fields}
    if "tree" not in fields:
        fields.setdefault("depth", 9)
    return outcome(GRAPH, engine, **fields)


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
