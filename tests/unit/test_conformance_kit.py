import json
import runpy
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from treequery.conformance import RULES, TreeQuery, VectorsError, check, run
from treequery.conformance.compat import page


def unit(id: str, argument: str, out: str, function: str = "java_double") -> dict[str, Any]:
    return {"id": id, "group": "g", "fn": function, "in": argument, "out": out}


PASSED, EXCUSED, FAILED = unit("one", "1.5", "1.5"), unit("two", "1e7", "1.0E7"), unit("three", "1", "2.0")


def vectors(directory: Path, family: str = "units", *cases: object) -> Path:
    (directory / f"{family}.jsonl").write_text("".join(json.dumps(case) + "\n" for case in cases), "utf-8")
    return directory


def report(directory: Path, *families: str) -> tuple[bool, str]:
    out = StringIO()
    return run(directory, families, out=out), out.getvalue()


def test_all_went_well_where_cases_pass_or_are_excused(tmp_path: Path) -> None:
    went_well = report(vectors(tmp_path, "units", PASSED, EXCUSED))
    assert went_well == (True, "units: 1 passed, 1 excused (rule 4: 1), 0 failed\n")


def test_a_failure_is_shown(tmp_path: Path) -> None:
    assert report(vectors(tmp_path, "units", PASSED, FAILED)) == (
        False,
        "units: 1 passed, 0 excused, 1 failed\n  three: at character 0: wanted '2.0', found '1.0'\n",
    )


def test_only_the_first_failures_are_shown(tmp_path: Path) -> None:
    cases = [unit(f"case-{number}", "1", "2.0") for number in range(12)]
    lines = report(vectors(tmp_path, "units", *cases))[1].splitlines()
    assert (len(lines), lines[-2][:9], lines[-1]) == (12, "  case-9:", "  and 2 more")


def test_a_case_counts_for_each_of_its_rules(tmp_path: Path) -> None:
    case = unit("a", "\x00\udc00", "\x00\udc00", "xml_escape")
    assert (
        report(vectors(tmp_path, "units", case))[1]
        == "units: 0 passed, 1 excused (rule 5: 1, rule 14: 1), 0 failed\n"
    )


def test_a_family_that_is_not_supported_is_reported(tmp_path: Path) -> None:
    vectors(tmp_path, "poetry", {})
    assert report(vectors(tmp_path, "units", PASSED)) == (
        True,
        "units: 1 passed, 0 excused, 0 failed\npoetry: not supported\n",
    )


def test_a_family_that_is_not_supported_fails_if_it_is_asked_for(tmp_path: Path) -> None:
    assert report(vectors(tmp_path, "poetry", {}), "poetry") == (False, "poetry: not supported\n")


def test_only_the_families_asked_for_are_judged(tmp_path: Path) -> None:
    vectors(
        tmp_path, "parse", {"id": "a", "group": "g", "tree": "a,", "error": {"kind": "syntax", "position": 2}}
    )
    assert report(vectors(tmp_path, "units", FAILED), "parse") == (
        True,
        "parse: 1 passed, 0 excused, 0 failed\n",
    )


def test_a_family_without_a_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(VectorsError, match=r"expected a file parse\.jsonl"):
        report(vectors(tmp_path, "units", PASSED), "units", "parse")


def test_nothing_is_reported_before_all_files_are_read(tmp_path: Path) -> None:
    vectors(tmp_path, "xpath", {"given": {}})
    out = StringIO()
    with pytest.raises(VectorsError):
        run(vectors(tmp_path, "units", PASSED), out=out)
    assert out.getvalue() == ""


def test_another_engine_can_be_put_to_the_test(tmp_path: Path) -> None:
    class Rounding(TreeQuery):
        def call(self, function: str, argument: Any) -> Any:
            return "2.0"

    out = StringIO()
    assert not run(vectors(tmp_path, "units", PASSED), out=out, engine=Rounding())


def test_the_rules_are_numbered_from_one() -> None:
    assert [rule.number for rule in RULES] == list(range(1, 15))


def test_the_page_counts_and_shows_what_a_rule_excuses(tmp_path: Path) -> None:
    text = page(check(TreeQuery(), vectors(tmp_path, "units", PASSED, EXCUSED)))
    assert (
        "Vectors under this rule: units 1.\n\n"
        '```text\nasked      java_double of "1e7"\nJenkins    1.0E7\ntreequery  10000000.0\n```\n'
    ) in text


def test_the_page_has_every_rule(tmp_path: Path) -> None:
    text = page(check(TreeQuery(), vectors(tmp_path, "units", PASSED)))
    assert text.count("No vector of these families falls under this rule.") == 14


def test_the_page_shows_no_control_characters(tmp_path: Path) -> None:
    text = page(check(TreeQuery(), vectors(tmp_path, "units", unit("a", "\x01", "\x01", "xml_escape"))))
    assert "Jenkins    ⟨U+0001⟩\ntreequery  �\n" in text


def test_the_page_cuts_long_text(tmp_path: Path) -> None:
    text = page(
        check(TreeQuery(), vectors(tmp_path, "units", unit("a", "\x01" * 161, "\x01" * 161, "xml_escape")))
    )
    assert f"treequery  {'�' * 160}…\n" in text


def test_the_page_shows_no_case_that_failed(tmp_path: Path) -> None:
    text = page(check(TreeQuery(), vectors(tmp_path, "units", unit("a", "1e7", "1.0E8"))))
    assert "```" not in text


def test_the_page_leaves_out_families_that_are_not_supported(tmp_path: Path) -> None:
    vectors(tmp_path, "poetry", {})
    assert "| model" not in page(check(TreeQuery(), vectors(tmp_path, "units", PASSED)))


def test_the_page_is_written_to_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        sys, "argv", ["compat", str(vectors(tmp_path, "units", PASSED)), str(tmp_path / "compat.md")]
    )
    monkeypatch.delitem(sys.modules, "treequery.conformance.compat")
    runpy.run_module("treequery.conformance.compat", run_name="__main__")
    assert (tmp_path / "compat.md").read_text("utf-8").startswith("# Where treequery differs from Jenkins\n")
