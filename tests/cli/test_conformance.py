"""``treequery conformance``: the kit on a folder of vectors."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

VECTORS = Path(__file__).parent.parent / "vectors"


def test_a_family_is_reported_on(treequery: Run) -> None:
    assert treequery("conformance", str(VECTORS), "parse").out.startswith("parse: ")


def test_right_answers_have_status_0(treequery: Run) -> None:
    assert treequery("conformance", str(VECTORS), "parse").status == 0


def test_wrong_answers_have_status_1(treequery: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def try_out(directory: Path, families: list[str], *, out: Any) -> bool:
        return False

    monkeypatch.setattr("treequery.commands.conformance.try_out", try_out)
    assert treequery("conformance", str(VECTORS)).status == 1


def test_a_family_need_not_be_named(treequery: Run) -> None:
    assert treequery("conformance").err.endswith("the following arguments are required: DIR\n")


def test_a_folder_without_vectors_is_refused(treequery: Run, tmp_path: Path) -> None:
    result = treequery("conformance", str(tmp_path), "parse")
    assert (result.status, result.err.count(str(tmp_path))) == (1, 1)


def test_a_folder_is_needed(treequery: Run) -> None:
    assert treequery("conformance").status == 2
