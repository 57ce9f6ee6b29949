"""Our engine against our kit, as a stranger would run it."""

from pathlib import Path

import pytest

from treequery.conformance import Report, TreeQuery, check
from treequery.conformance.compat import page
from treequery.conformance.kit import FAMILIES

VECTORS = Path(__file__).parent / "vectors"
COMPAT = Path(__file__).parent.parent / "docs" / "compat.md"


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    return {report.family: report for report in check(TreeQuery(), VECTORS)}


@pytest.mark.parametrize("family", [family.name for family in FAMILIES])
def test_every_case_passes_or_falls_under_a_rule(family: str, reports: dict[str, Report]) -> None:
    assert reports[family].failures == (), str(reports[family])


@pytest.mark.parametrize("family", [family.name for family in FAMILIES])
def test_most_cases_pass_without_a_rule(family: str, reports: dict[str, Report]) -> None:
    assert reports[family].count("passed") > 2 * reports[family].count("excused")


def test_the_page_on_compatibility_is_made_from_these_rules_and_vectors(reports: dict[str, Report]) -> None:
    # Stale? Run python -m treequery.conformance.compat tests/vectors docs/compat.md
    assert COMPAT.read_text("utf-8") == page(reports.values())
