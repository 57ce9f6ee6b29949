"""The package itself: what it loads late."""

import sys

import pytest

import treequery


def test_what_is_loaded_late_is_what_its_module_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(vars(treequery), "select", raising=False)
    found = treequery.select
    assert found is sys.modules["treequery.xpath"].select
    assert vars(treequery)["select"] is found


def test_there_is_nothing_else() -> None:
    with pytest.raises(AttributeError, match="'treequery' has no attribute 'nosuch'"):
        treequery.nosuch


def test_what_is_loaded_late_is_listed() -> None:
    assert {"select", "tree_of", "parse"} <= set(dir(treequery))
