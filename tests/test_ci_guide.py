"""The server of the guide answers the queries found in real use."""

import json
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from lxml import etree

from treequery.api import Answer, respond

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "guide" / "ci-server.md"
EXPRESSIONS = (HERE / "corpus" / "tree_expressions.txt").read_text("utf-8").splitlines()
QUERIES = [
    json.loads(line) for line in (HERE / "corpus" / "xpath_queries.jsonl").read_text("utf-8").splitlines()
]


def roots() -> dict[str, Any]:
    """The roots that the page makes; what it shows of them is run with the other pages."""
    module = ModuleType("ci_guide")
    # For what looks names up in the module that a class is of.
    sys.modules["ci_guide"] = module
    for block in re.findall(r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE):
        if ">>> " not in block:
            exec(block, vars(module))
    found: dict[str, Any] = module.ROOTS
    return found


ROOTS = roots()


def answers(expression: str) -> list[Answer]:
    return [respond(root, "json", {"tree": expression}) for root in ROOTS.values()]


def says_something(answer: Answer) -> bool:
    return bool(json.loads(answer.body).keys() - {"_class"})


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_every_tree_expression_is_answered_by_every_object(expression: str) -> None:
    assert {answer.status for answer in answers(expression)} == {200}


def test_most_tree_expressions_are_about_something_that_is_there() -> None:
    answered = [each for each in EXPRESSIONS if any(map(says_something, answers(each)))]
    assert len(answered) > 0.8 * len(EXPRESSIONS)


def asked(query: dict[str, Any]) -> Answer:
    names = ("tree", "depth", "xpath", "exclude", "wrapper")
    params = {name: query[name] if name == "exclude" else str(query[name]) for name in names if name in query}
    # The guide's server has no plugins.
    root = ROOTS.get(query["endpoint"], ROOTS["computer"])
    return respond(root, "xml", params)


NOTED = {"404": {404}, "multiple matches": {500}, "403": {403}, "typo": {400}}


def wanted(query: dict[str, Any]) -> set[int]:
    """The statuses that fit a query: what is asked of other jobs may be absent here, and text is refused."""
    noted = [statuses for word, statuses in NOTED.items() if word in query.get("note", "")]
    if noted:
        return noted[0]
    is_text = re.match(r"concat\(|count\(|.*/text\(\)$", query.get("xpath", "")) and "wrapper" not in query
    return {200, 404, 500} | ({403} if is_text else set())


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.get("xpath") or str(query.get("exclude")))
def test_every_xpath_is_answered_as_its_note_says(query: dict[str, Any]) -> None:
    answer = asked(query)
    assert answer.status in wanted(query)
    if answer.status == 500:
        assert b" matched " in answer.body
    if answer.status == 200:
        etree.fromstring(answer.body)
