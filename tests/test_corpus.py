"""Queries found in real use: expressions mean one thing in both dialects, XPaths do what is known of them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

import treequery

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
EXPRESSIONS = (CORPUS / "tree_expressions.txt").read_text("utf-8").splitlines()
QUERIES = [json.loads(line) for line in (CORPUS / "xpath_queries.jsonl").read_text("utf-8").splitlines()]
WELL_FORMED = [query for query in QUERIES if "typo" not in query.get("note", "")]
NAMES = {"root": "hudson", "job": "freeStyleProject", "build": "freeStyleBuild", "view": "listView"}


def payloads() -> dict[str, Any]:
    """What the endpoints of the queries answer, in the shapes of a real server."""
    root = json.loads((HERE.parent / "docs" / "examples" / "jenkins.json").read_text("utf-8"))
    root["jobs"] = root["jobs"][:3]
    return {
        "root": root,
        "view": {"name": "all", "jobs": root["jobs"]},
        "job": root["jobs"][0],
        "build": root["jobs"][0]["builds"][0],
        "crumbIssuer": {"_class": "a.CrumbIssuer", "crumb": "c0ffee", "crumbRequestField": "Crumb"},
        "pluginManager": {"plugins": [{"shortName": name, "version": "3.4"} for name in ("swarm", "git")]},
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
    depth = None if "tree" in query else query.get("depth", 1)
    plan = treequery.compile(query.get("tree"), depth=depth, always=["_class"])
    name = NAMES.get(query["endpoint"], query["endpoint"])
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
    except treequery.SelectError as err:
        return err.code
    return found.content_type


# What a query may come to on a server with other jobs than the asker's.
FINE = {"application/xml;charset=UTF-8", "no-match", "many-matches"}
NOTED = {"404": "no-match", "multiple matches": "many-matches", "403": "primitive-result", "typo": "xpath"}


def wanted(query: dict[str, Any]) -> set[str]:
    """What the note says of a query without permission; others are fine, or give text that needs one."""
    noted = {code for word, code in NOTED.items() if word in query.get("note", "")}
    is_text = re.match(r"concat\(|count\(|.*/text\(\)$", query.get("xpath", "")) and not query.get("wrapper")
    return noted or (FINE | {"primitive-result"} if is_text else FINE)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.get("xpath") or str(query.get("exclude")))
def test_an_xpath_runs_or_fails_as_is_known_of_it(query: dict[str, Any]) -> None:
    assert outcome(query, permit=False) in wanted(query)


@pytest.mark.parametrize("query", WELL_FORMED, ids=str)
def test_with_permission_nothing_is_refused(query: dict[str, Any]) -> None:
    assert outcome(query, permit=True) not in {"xpath", "primitive-result"}


@pytest.mark.parametrize(
    ("xpath", "body"),
    [("concat(//crumbRequestField,':',//crumb)", b"Crumb:c0ffee"), ("/*/crumb/text()", b"c0ffee")],
)
def test_the_crumb_is_what_scripts_expect(xpath: str, body: bytes) -> None:
    assert treequery.select(xml_for({"endpoint": "crumbIssuer"}), xpath=xpath, permit=True).body == body


def test_a_count_is_text_with_a_decimal_point() -> None:
    xml = xml_for({"endpoint": "root"})
    assert treequery.select(xml, xpath="count(/hudson/view[*])", permit=True).body == b"1.0"
