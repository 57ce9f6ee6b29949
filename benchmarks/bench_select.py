"""XML to what an XPath finds in it."""

import pytest

import treequery

from . import payloads
from .queries import QUERIES, XPATH

XML = treequery.compile(QUERIES["jenkins"]["brief"]).write(payloads.jenkins(10), "xml", name="hudson")


@pytest.mark.parametrize(
    "asked",
    [
        {"xpath": XPATH, "wrapper": "found"},
        {"xpath": "/hudson/job[1]"},
        {"exclude": ["//build", "//color"]},
    ],
    ids=["predicate", "position", "exclude"],
)
def test_select(benchmark, asked):
    body = benchmark(lambda: treequery.select(XML, **asked)).body
    assert b"<name>" in body
    assert len(body) < len(XML)
