import json
from pathlib import Path
from typing import Any

import pytest

from treequery.conformance import VectorsError
from treequery.conformance.cases import Shape, cases_in, load

LINES = Shape({"n": (int,), "word": (str,), "error": (dict,)}, optional=("word",), choices=(("n", "error"),))
SUBJECTS = Shape({"xml": (str,), "n": (int,)}, given=("xml",))


def written(tmp_path: Path, *lines: object) -> Path:
    path = tmp_path / "numbers.jsonl"
    path.write_text(
        "".join(line if isinstance(line, str) else json.dumps(line) + "\n" for line in lines), "utf-8"
    )
    return path


def fault(path: Path, shape: Shape = LINES) -> tuple[int, str]:
    with pytest.raises(VectorsError) as caught:
        load(path, shape)
    assert caught.value.path == str(path)
    return caught.value.line, caught.value.reason


def case(**fields: Any) -> dict[str, Any]:
    return {"id": "a", "group": "g", "n": 1, **fields}


def test_a_line_is_a_case(tmp_path: Path) -> None:
    (loaded,) = load(written(tmp_path, case(word="w")), LINES)
    assert (loaded.id, loaded.group, loaded["n"], loaded["word"]) == ("a", "g", 1, "w")


def test_a_field_that_is_left_out_reads_as_none(tmp_path: Path) -> None:
    (loaded,) = load(written(tmp_path, case()), LINES)
    assert loaded.get("word") is None


def test_a_case_has_the_fields_of_its_subject(tmp_path: Path) -> None:
    (loaded,) = load(written(tmp_path, {"given": {"xml": "<a/>"}, "cases": [case()]}), SUBJECTS)
    assert loaded.fields == {"xml": "<a/>", "n": 1}


def test_a_line_end_of_another_alphabet_ends_no_line(tmp_path: Path) -> None:
    path = tmp_path / "numbers.jsonl"
    path.write_text(json.dumps(case(word="\u2028\x85"), ensure_ascii=False), "utf-8")
    assert load(path, LINES)[0]["word"] == "\u2028\x85"


def test_an_unknown_key_is_refused(tmp_path: Path) -> None:
    assert fault(written(tmp_path, case(), case(id="b", worf=1))) == (2, "unknown key 'worf'")


def test_a_missing_key_is_refused(tmp_path: Path) -> None:
    assert fault(
        written(tmp_path, {"given": {"xml": ""}, "cases": [{"id": "a", "group": "g"}]}), SUBJECTS
    ) == (
        1,
        "no key 'n'",
    )


def test_two_answers_are_refused(tmp_path: Path) -> None:
    assert fault(written(tmp_path, case(error={"kind": "k"}))) == (1, "expected one of n, error")


def test_a_value_of_another_type_is_refused(tmp_path: Path) -> None:
    assert fault(written(tmp_path, case(n=True))) == (1, "'n' has a value of the wrong type")


def test_an_error_needs_a_kind(tmp_path: Path) -> None:
    assert fault(written(tmp_path, {"id": "a", "group": "g", "error": {}})) == (
        1,
        "an error without a 'kind'",
    )


def test_an_id_that_comes_again_is_refused(tmp_path: Path) -> None:
    assert fault(written(tmp_path, case(), case())) == (2, "the id 'a' comes again")


def test_a_case_needs_an_id(tmp_path: Path) -> None:
    assert fault(written(tmp_path, {"group": "g", "n": 1})) == (1, "expected a text under 'id'")


def test_a_file_without_cases_is_refused(tmp_path: Path) -> None:
    assert fault(written(tmp_path)) == (0, "expected cases, found none")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert fault(tmp_path / "none.jsonl")[1].startswith("cannot be read")


def test_a_line_that_is_no_json_is_refused(tmp_path: Path) -> None:
    assert fault(written(tmp_path, case(), "{\n"))[0] == 2


def test_nan_is_no_json(tmp_path: Path) -> None:
    assert fault(written(tmp_path, '{"n": NaN}')) == (1, "expected JSON: NaN is no JSON")


def test_a_key_that_comes_twice_is_refused(tmp_path: Path) -> None:
    assert fault(written(tmp_path, '{"n": 1, "n": 2}')) == (
        1,
        "expected JSON: a key comes twice in one object",
    )


def test_a_blank_line_is_refused(tmp_path: Path) -> None:
    assert fault(written(tmp_path, case(), "\n", case(id="b")))[0] == 2


def test_a_line_that_is_no_object_is_refused(tmp_path: Path) -> None:
    assert fault(written(tmp_path, [1])) == (1, "expected an object")


def test_a_subject_without_cases_is_refused(tmp_path: Path) -> None:
    reason = "expected an object of 'given' and 'cases'"
    assert fault(written(tmp_path, {"given": {"xml": ""}}), SUBJECTS) == (1, reason)


def test_a_subject_with_other_fields_is_refused(tmp_path: Path) -> None:
    assert fault(written(tmp_path, {"given": {}, "cases": []}), SUBJECTS) == (
        1,
        "expected 'given' to hold xml",
    )


def test_a_case_that_overrides_its_subject_is_refused(tmp_path: Path) -> None:
    subject = {"given": {"xml": ""}, "cases": [case(xml="")]}
    assert fault(written(tmp_path, subject), SUBJECTS) == (1, "expected cases that repeat nothing of 'given'")


def test_an_error_says_the_file_and_the_line(tmp_path: Path) -> None:
    with pytest.raises(VectorsError, match=r"numbers\.jsonl, line 1: expected an object"):
        load(written(tmp_path, 1), LINES)


def test_an_error_about_a_directory_says_no_line(tmp_path: Path) -> None:
    assert str(VectorsError("here", 0, "expected a directory")) == "here: expected a directory"


def test_the_families_are_the_files_of_a_directory(tmp_path: Path) -> None:
    path = written(tmp_path, case())
    (tmp_path / "README.md").touch()
    assert cases_in(tmp_path) == {"numbers": path}


def test_a_directory_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VectorsError, match="expected a directory"):
        cases_in(tmp_path / "none")


def test_an_empty_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VectorsError, match="found none"):
        cases_in(tmp_path)
