"""Expression to tree and to plan."""

from itertools import cycle

import pytest

import treequery

from .queries import QUERIES


@pytest.mark.parametrize("query", ["narrow", "brief", "wide"])
def test_parse(benchmark, query):
    tree = benchmark(treequery.parse, QUERIES["jenkins"][query])
    assert treequery.parse(str(tree)) == tree


def test_compile_of_a_cached_text(benchmark):
    plan = benchmark(treequery.compile, QUERIES["jenkins"]["brief"])
    assert plan is treequery.compile(QUERIES["jenkins"]["brief"])


def test_compile_of_an_uncached_text(benchmark):
    # More texts than a cache holds, of one length.
    texts = cycle([f"jobs[name,c{index:04},builds[number,result]{{0,5}}]" for index in range(5_000)])
    assert "jobs" in benchmark(lambda: treequery.compile(next(texts))).tree.children
