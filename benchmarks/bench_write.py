"""Object graph to text, in every flavor."""

import json

import pytest

import treequery

from . import graphs, payloads
from .queries import QUERIES

ROOT = payloads.jenkins(10)
PLAN = treequery.compile(QUERIES["jenkins"]["brief"])


@pytest.mark.parametrize("query", QUERIES["jenkins"])
def test_write_json(benchmark, query):
    plan = treequery.compile(QUERIES["jenkins"][query])
    assert json.loads(benchmark(plan.write, ROOT)) == plan.project(ROOT)


@pytest.mark.parametrize("family", graphs.CLASS_FAMILIES)
def test_write_json_of_instances(benchmark, family):
    root = graphs.instances(family, 10)
    assert json.loads(benchmark(PLAN.write, root)) == PLAN.project(ROOT)


@pytest.mark.parametrize("flavor", ["python", "ruby", "xml"])
def test_write_flavors(benchmark, flavor):
    assert ROOT["jobs"][0]["name"].encode() in benchmark(PLAN.write, ROOT, flavor)
