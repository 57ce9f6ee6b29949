"""The family of exported classes: beans made of declarative models, and how their cases are judged."""

from __future__ import annotations

from typing import Any

import pytest

from treequery.conformance.beans import Beans
from treequery.conformance.cases import Case
from treequery.conformance.engine import TreeQuery
from treequery.conformance.family import Verdict, judge
from treequery.conformance.family_model import MODEL

CLASSES = [
    {
        "name": "V",
        "type_params": "<T extends Pt,U>",
        "properties": [
            {"name": "c", "type": "char"},
            {"name": "cs", "type": "char[]"},
            {"name": "by", "type": "byte"},
            {"name": "o", "type": "Object"},
            {"name": "list", "type": "List<? extends Pt>"},
            {"name": "grid", "type": "Pt[][]"},
            {"name": "lists", "type": "List<Pt>[]"},
            {"name": "map", "type": "Map<String,Pt>"},
            {"name": "any", "type": "List<?>"},
            {"name": "t", "type": "T"},
            {"name": "u", "type": "U"},
            {"name": "d", "type": "double"},
            {"name": "quo", "type": "Object", "export_name": 'q"'},
        ],
    },
    {"name": "Sub", "extends": "V", "properties": [{"name": "o", "type": "Object", "exported": False}]},
    {"name": "Pt", "properties": [{"name": "x", "type": "int"}]},
    {"name": "Inner", "outer": "Pt", "properties": [{"name": "x", "type": "int"}]},
    {"name": "Hidden", "exported_bean": False, "properties": [{"name": "x", "type": "int"}]},
    {"name": "Stand", "custom_export": True, "iterable": True, "properties": []},
    {
        "name": "Color",
        "kind": "enum",
        "constants": ["RED", {"name": "BLUE", "text": "blue!"}],
        "properties": [{"name": "x", "type": "int"}],
    },
    {
        "name": "Level",
        "kind": "enum",
        "exported_bean": True,
        "constants": ["LOW", {"name": "HIGH", "props": {"label": "hi"}}],
        "properties": [{"name": "label", "type": "String"}],
    },
]
MODEL_DECLARED = {"package": "ci", "classes": CLASSES}


def judged(root: Any, expect: str | None = None, error: str | None = None, **query: Any) -> Verdict:
    query = {"flavor": "json", "class_attribute": "NONE", **query}
    if not {"tree", "depth"} & query.keys():
        query["tree"] = "*[*]"
    values: dict[str, Any] = {"model": MODEL_DECLARED, "root": root, "query": query}
    if error is None:
        kinds = {"xml": "application/xml", "jsonp": "text/javascript", "python": "text/x-python"}
        kind = kinds.get(query["flavor"], "application/json")
        values |= {"expect": expect, "content_type": f"{kind};charset=UTF-8"}
    else:
        values["error"] = {"kind": error}
    return judge(MODEL, TreeQuery(), Case("model-1", "unit", values))


def v(**values: Any) -> dict[str, Any]:
    return {"$class": "V", **values}


def test_what_is_served_as_upstream_does_passes() -> None:
    root = v(list=[{"$class": "Pt", "x": 1}], o={"$set": [3, 3, 1]}, d=1.5)
    assert judged(root, '{"d":1.5,"list":[{"x":1}],"o":[3,1]}', tree="d,list[x],o").outcome == "passed"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"$long": 5}, "5"),
        ({"$short": 5}, "5"),
        ({"$url": "http://a"}, '"http://a"'),
        ({"$float": "0.5"}, "0.5"),
        ({"$date": 5}, "5"),
        ({"$calendar": 7}, "7"),
        ({"$iterable": [1]}, "[1]"),
        ({"$array": [1], "of": "int"}, "[1]"),
        ({"$map": {"k": 1}}, '{"k":1}'),
        ({"$map": [["k", 1]]}, '{"k":1}'),
        ({"$enum": "Color.RED"}, '"RED"'),
        ({"$enum": "Color.BLUE"}, '"blue!"'),
        ({"$enum": "Level.HIGH"}, '{"label":"hi"}'),
        ({"$enum": "Level.LOW"}, '{"label":null}'),
        ({"$class": "Stand", "$export": 5}, "5"),
        ({"$class": "Inner", "x": 1}, '{"x":1}'),
    ],
)
def test_every_kind_of_value_is_made(value: Any, text: str) -> None:
    assert judged(v(o=value), f'{{"o":{text}}}', tree="o[*]").outcome == "passed"


def test_an_unknown_kind_of_value_is_an_error() -> None:
    with pytest.raises(ValueError, match="unknown"):
        Beans(MODEL_DECLARED).instance({"$colour": 5})


def test_a_map_of_java_s_may_repeat_its_keys() -> None:
    pairs = Beans(MODEL_DECLARED).instance({"$map": [["k", 1], ["k", 2]]}).mapping
    assert (list(pairs), len(pairs), "k" in pairs, list(pairs.items())) == (
        ["k", "k"],
        2,
        False,
        [("k", 1), ("k", 2)],
    )


def test_a_reference_is_the_value_referred_to() -> None:
    root = v(o=[{"$class": "Pt", "$id": "p", "x": 1}, {"$ref": "p"}])
    assert judged(root, '{"o":[{"x":1},{"x":1}]}', tree="o[x]").outcome == "passed"


def test_a_bean_that_is_iterable_is_an_object() -> None:
    beans = Beans(MODEL_DECLARED)
    assert list(beans.instance({"$class": "Stand", "$items": [1, 2]})) == [1, 2]


@pytest.mark.parametrize(
    ("attribute", "simple", "name"), [("ALWAYS", False, "ci.Pt$Inner"), ("ALWAYS", True, "Inner")]
)
def test_classes_are_named_as_java_does(attribute: str, simple: bool, name: str) -> None:
    root = {"$class": "Inner", "x": 1}
    expect = f'{{"_class":"{name}","x":1}}'
    assert judged(root, expect, class_attribute=attribute, simple=simple).outcome == "passed"


def test_the_class_is_an_attribute_of_xml() -> None:
    expect = "<pt _class='ci.Pt'><x>1</x></pt>"
    assert (
        judged({"$class": "Pt", "x": 1}, expect, flavor="xml", class_attribute="IF_NEEDED").outcome
        == "passed"
    )


def test_declared_types_need_no_class() -> None:
    pt = {"$class": "Pt", "x": 1}
    root = v(list=[pt], grid=[[pt]], lists=[[pt]], map={"$map": {"k": pt}}, any=[pt], t=pt, u=pt)
    named = '{"_class":"ci.Pt"}'
    expect = (
        f'{{"_class":"ci.V","any":[{named}],"grid":[[{{}}]],"list":[{{}}],"lists":[[{named}]],'
        f'"map":{{"k":{named}}},"t":{{}},"u":{named}}}'
    )
    tree = "any,grid,list,lists,map,t,u"
    assert judged(root, expect, class_attribute="IF_NEEDED", tree=tree).outcome == "passed"


@pytest.mark.parametrize(
    ("root", "query", "error"),
    [
        (v(o={"$throw": {"class": "E", "message": "m"}}), {"tree": "o"}, "getter_failed"),
        (v(o={"$object": True}), {"tree": "o"}, "not_exportable"),
        (v(o={"$class": "Hidden", "x": 1}), {"tree": "o"}, "not_exportable"),
        ("text", {"depth": 0}, "not_exportable"),
        ({"$array": [5], "of": "Object"}, {"depth": 0}, "not_exportable"),
        (
            v(o={"$class": "Stand", "$export": {"$throw": {"message": "m"}}}),
            {"tree": "o"},
            "runtime_exception",
        ),
        (v(o={"$map": [[None, 1]]}), {"tree": "o"}, "null_pointer"),
    ],
)
def test_errors_are_told_apart(root: Any, query: dict[str, Any], error: str) -> None:
    assert judged(root, error=error, **query).outcome == "passed"


@pytest.mark.parametrize(
    ("root", "query", "expect", "rules"),
    [
        (v(c="x", cs=["y"]), {"tree": "c,cs"}, '{"c":x,"cs":[y]}', [4]),
        (v(by=5), {"tree": "by", "skip_if_fail": True}, '{"by":{}}', [12]),
        (v(o={"$bigint": "5"}), {"tree": "o", "skip_if_fail": True}, '{"o":{}}', [12]),
        (v(o={"$bigdecimal": "1.50"}), {"tree": "o", "skip_if_fail": True}, '{"o":{}}', [12]),
        (v(o={"$byte": 1}), {"tree": "o", "skip_if_fail": True}, '{"o":{}}', [12]),
        (v(o={"$char": "x"}), {"tree": "o"}, '{"o":x}', [4]),
        (v(d=1e7), {"tree": "d"}, '{"d":1.0E7}', [4]),
        (v(d=1e7), {"tree": "d", "flavor": "xml"}, "<v><d>1.0E7</d></v>", [4]),
        (v(quo=1), {"tree": 'q"'}, '{"q"":1}', [1]),
        (v(d=1), {"tree": "d", "flavor": "jsonp", "jsonp": "a b"}, 'a b({"d":1})', [9]),
    ],
)
def test_what_a_rule_changes_is_excused_by_just_that_rule(
    root: Any, query: dict[str, Any], expect: str, rules: list[int]
) -> None:
    verdict = judged(root, expect, **query)
    assert (verdict.outcome, [rule.number for rule in verdict.rules]) == ("excused", rules)


def test_the_last_element_is_kept() -> None:
    verdict = judged(v(o=[1]), error="range_overflow", tree="o{2147483647}")
    assert (verdict.outcome, [rule.number for rule in verdict.rules]) == ("excused", [10])


def test_an_overflow_without_that_range_is_no_excuse() -> None:
    assert judged(v(o=[1]), error="range_overflow", tree="o").outcome == "failed"


@pytest.mark.parametrize(
    ("query", "expect"),
    [({"flavor": "jsonp", "jsonp": "cb"}, 'cb({"d":1})'), ({"flavor": "jsonp"}, '{"d":1}')],
)
def test_jsonp_is_a_call_where_it_has_a_callback(query: dict[str, Any], expect: str) -> None:
    assert judged(v(d=1), expect, tree="d", **query).outcome == "passed"


@pytest.mark.parametrize(
    ("flavor", "expect"), [("json", '[{"x":1},{"x":2}]'), ("xml", "<pt><x>1</x></pt><pt><x>2</x></pt>")]
)
def test_a_root_may_be_an_array_of_beans(flavor: str, expect: str) -> None:
    root = {"$array": [{"$class": "Pt", "x": 1}, {"$class": "Pt", "x": 2}], "of": "Pt"}
    assert judged(root, expect, flavor=flavor).outcome == "passed"


def test_an_inherited_property_is_shown_by_a_class_that_says_nothing_of_it() -> None:
    assert judged({"$class": "Sub", "o": 1, "d": 2}, '{"d":2,"o":1}', tree="o,d").outcome == "passed"


class Mangled(TreeQuery):
    """An engine that leaves a property out."""

    def serve(self, model: Any, root: Any, query: Any) -> tuple[str, str]:
        content_type, text = super().serve(model, root, query)
        return content_type, text.replace('"x":1', "")


def test_an_engine_that_leaves_a_property_out_fails() -> None:
    values = {
        "model": MODEL_DECLARED,
        "root": {"$class": "Pt", "x": 1},
        "query": {"flavor": "json", "class_attribute": "NONE", "tree": "x"},
        "expect": '{"x":1}',
        "content_type": "application/json;charset=UTF-8",
    }
    assert judge(MODEL, Mangled(), Case("model-1", "unit", values)).outcome == "failed"


MERGED = {
    "package": "ci",
    "classes": [
        {
            "name": "Job",
            "properties": [
                {"name": "name", "type": "String"},
                {"name": "cause", "type": "Cause", "merge": True},
                {"name": "jobs", "type": "List<Job>"},
            ],
        },
        {"name": "Cause", "properties": [{"name": "user", "type": "String"}]},
    ],
}
FAILING = {"$class": "Job", "name": "a", "cause": {"$throw": {"class": "X", "message": "x"}}}


@pytest.mark.parametrize(
    ("root", "tree", "answer", "outcome"),
    [
        (FAILING, "name", {"error": {"kind": "getter_failed"}}, "excused"),
        (FAILING, "user", {"error": {"kind": "getter_failed"}}, "passed"),
        ({"$class": "Job", "jobs": [FAILING]}, "jobs[name]", {"expect": '{"jobs":[]}'}, "excused"),
        ({"$class": "Job", "jobs": [FAILING]}, "jobs[user]", {"expect": '{"jobs":[]}'}, "passed"),
    ],
)
def test_a_merged_getter_that_fails_spoils_what_could_show_it(
    root: Any, tree: str, answer: dict[str, Any], outcome: str
) -> None:
    query = {"flavor": "json", "class_attribute": "NONE", "tree": tree}
    values = {"model": MERGED, "root": root, "query": query, **answer}
    if "expect" in answer:
        values["content_type"] = "application/json;charset=UTF-8"
    verdict = judge(MODEL, TreeQuery(), Case("model-1", "unit", values))
    assert (verdict.outcome, [rule.number for rule in verdict.rules]) == (
        outcome,
        [11] if outcome == "excused" else [],
    )
