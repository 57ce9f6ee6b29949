"""The package itself: what it loads late."""

import subprocess
import sys

import pytest

import treequery


def test_what_is_loaded_late_is_what_its_module_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(vars(treequery), "select", raising=False)
    found = treequery.select
    assert found is sys.modules["treequery.xpath"].select
    assert vars(treequery)["select"] is found


HEAVY = {"dataclasses", "enum", "inspect", "json", "lark", "lxml", "pathlib", "re", "typing"}


def test_what_takes_long_to_load_is_not_loaded() -> None:
    program = "import sys; before = {*sys.modules}; import treequery; print(*{*sys.modules} - before)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout
    assert "treequery.plan" in loaded.split()
    assert HEAVY.isdisjoint(loaded.split())


def test_there_is_nothing_else() -> None:
    with pytest.raises(AttributeError, match="'treequery' has no attribute 'nosuch'"):
        treequery.nosuch


def test_what_is_loaded_late_is_listed() -> None:
    assert {"select", "tree_of", "parse"} <= set(dir(treequery))
