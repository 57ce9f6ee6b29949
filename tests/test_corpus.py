"""Queries found in real use: every expression parses alike in both dialects, every XPath does what is known of it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

import treequery

HERE = Path(__file__).parent
EXPRESSIONS = (HERE / "corpus" / "tree_expressions.txt").read_text("utf-8").splitlines()
QUERIES = [
    json.loads(line) for line in (HERE / "corpus" / "xpath_queries.jsonl").read_text("utf-8").splitlines()
]
NAMES = {"root": "hudson", "job": "freeStyleProject", "build": "freeStyleBuild", "view": "listView"}
# What an XPath may come to on a server with other jobs than the asker's.
FOUND_ELSEWHERE = (treequery.NoMatchError, treequery.ManyMatchesError)


def payloads() -> dict[str, Any]:
    """What the endpoints of the queries answer, in the shapes of a real server."""
    root = json.loads((HERE.parent / "docs" / "examples" / "jenkins.json").read_text("utf-8"))
    return {
        "root": root,
        "view": {"name": "all", "jobs": root["jobs"]},
        "job": root["jobs"][0],
        "build": root["jobs"][0]["builds"][0],
        "crumbIssuer": {
            "_class": "hudson.security.csrf.DefaultCrumbIssuer",
            "crumb": "c0ffee",
            "crumbRequestField": "Crumb",
        },
        "pluginManager": {
            "plugins": [{"shortName": "swarm", "version": "3.4"}, {"shortName": "git", "version": "5"}]
        },
        "computer": {
            "computer": [{"executors": [{"currentExecutable": {"url": "https://ci.example.org/1/"}}]}]
        },
    }


PAYLOADS = payloads()


def test_the_corpus_is_there() -> None:
    assert (len(EXPRESSIONS), len(QUERIES)) == (270, 78)


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_means_the_same_in_both_dialects(expression: str) -> None:
    assert treequery.parse(expression) == treequery.parse(expression, dialect="jenkins")


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_keeps_the_same_of_bytes_and_of_objects(expression: str) -> None:
    plan = treequery.compile(expression, always=["_class"])
    for payload in PAYLOADS.values():
        assert json.loads(plan.trim(json.dumps(payload))) == plan.project(payload)


def xml_for(query: dict[str, Any]) -> bytes:
    name = NAMES.get(query["endpoint"], query["endpoint"])
    plan = treequery.compile(
        query.get("tree"), depth=None if "tree" in query else query.get("depth", 0), always=["_class"]
    )
    return plan.write(PAYLOADS[query["endpoint"]], "xml", name=name)


def outcome(query: dict[str, Any], *, permit: bool) -> str:
    """The content type of what is found, or the code of the error."""
    try:
        found = treequery.select(
            xml_for(query),
            xpath=query.get("xpath"),
            exclude=query.get("exclude", []),
            wrapper=query.get("wrapper"),
            permit=permit,
        )
    except FOUND_ELSEWHERE as err:
        return err.code
    except (treequery.XPathError, treequery.PrimitiveResultError) as err:
        return err.code
    return found.content_type


NOTED = {"must be 403": "primitive-result", "404": "no-match", "multiple matches -> 500": "many-matches"}


def expected(note: str) -> set[str]:
    """What a note says of a query without permission; every other query is fine, or finds something else here."""
    if "InvalidXPathException" in note:
        return {"xpath"}
    if "403" in note:
        return {"primitive-result"}
    if note in NOTED:
        return {NOTED[note]}
    return {"application/xml;charset=UTF-8", "no-match", "many-matches"}


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.get("xpath") or str(query.get("exclude")))
def test_an_xpath_runs_or_fails_as_is_known_of_it(query: dict[str, Any]) -> None:
    is_primitive = re.match(r"concat\(|count\(|.*/text\(\)$", query.get("xpath", "")) and not query.get(
        "wrapper"
    )
    wanted = expected(query.get("note", ""))
    assert outcome(query, permit=False) in (wanted | {"primitive-result"} if is_primitive else wanted)


@pytest.mark.parametrize(
    "query", [query for query in QUERIES if "typo" not in query.get("note", "")], ids=str
)
def test_with_permission_nothing_is_refused(query: dict[str, Any]) -> None:
    assert outcome(query, permit=True) not in {"xpath", "primitive-result"}


@pytest.mark.parametrize(
    ("xpath", "body"),
    [
        ("concat(//crumbRequestField,':',//crumb)", b"Crumb:c0ffee"),
        ("/*/crumb/text()", b"c0ffee"),
    ],
)
def test_the_crumb_is_what_scripts_expect(xpath: str, body: bytes) -> None:
    xml = xml_for({"endpoint": "crumbIssuer"})
    assert treequery.select(xml, xpath=xpath, permit=True).body == body


def test_a_count_is_text_with_a_decimal_point() -> None:
    xml = xml_for({"endpoint": "root", "depth": 1})
    assert treequery.select(xml, xpath="count(/hudson/view[*])", permit=True).body == b"1.0"
