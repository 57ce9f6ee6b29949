"""JSON bytes to trimmed bytes, lines or a graph."""

import json

import pytest

import treequery

from . import payloads
from .queries import QUERIES

TEXTS = {
    "jenkins": payloads.compact(payloads.jenkins(10)),
    "circleci": json.dumps(payloads.pipelines(15), ensure_ascii=False, indent=2).encode(),
}
CASES = [(kind, query) for kind in TEXTS for query in QUERIES[kind]]


def kept(kind, query):
    """What ``project`` keeps, which is the specification of ``trim``."""
    return treequery.compile(QUERIES[kind][query]).project(json.loads(TEXTS[kind]))


@pytest.mark.parametrize(("kind", "query"), CASES)
def test_trim(benchmark, kind, query):
    # To the byte: the payloads are written so that decoding and encoding them changes nothing. The
    # tables over large payloads rely on it.
    plan = treequery.compile(QUERIES[kind][query])
    assert benchmark(plan.trim, TEXTS[kind]) == payloads.compact(kept(kind, query))


@pytest.mark.parametrize(("kind", "query"), CASES)
def test_load(benchmark, kind, query):
    plan = treequery.compile(QUERIES[kind][query])
    assert benchmark(plan.load, TEXTS[kind]) == kept(kind, query)


@pytest.mark.parametrize("query", QUERIES["lines"])
def test_trim_lines(benchmark, query):
    data = payloads.lines(30_000)
    plan = treequery.compile(QUERIES["lines"][query])
    trimmed = benchmark(lambda: list(plan.trim_lines(data)))
    assert trimmed == [plan.trim(line) + b"\n" for line in data.splitlines()]
