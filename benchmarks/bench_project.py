"""Object graph to graph."""

import pytest

import treequery

from . import graphs, payloads, queries
from .queries import QUERIES
from .shapes import hand

ROOT = payloads.jenkins(10)


@pytest.mark.parametrize("query", QUERIES["jenkins"])
@pytest.mark.parametrize("order", ["equal", "shuffled"])
def test_project_dicts(benchmark, query, order):
    expression = QUERIES["jenkins"][query]
    root = ROOT if order == "equal" else graphs.shuffled(ROOT)
    keep = hand(queries.shape("jenkins", expression))
    assert benchmark(treequery.compile(expression).project, root) == keep(ROOT)


@pytest.mark.parametrize("family", graphs.CLASS_FAMILIES)
def test_project_instances(benchmark, family):
    expression = QUERIES["jenkins"]["brief"]
    keep = hand(queries.shape("jenkins", expression))
    assert benchmark(treequery.compile(expression).project, graphs.instances(family, 10)) == keep(ROOT)
