"""The tables' own parts, as plain tests: that figures compare what they say they compare."""

import hashlib
import json
import subprocess

import pytest

from . import goals, large_files, ours, payloads, plots, queries, report, specification
from .compare import MODULES
from .compare.task import Task
from .contest import Entry, Group, Row, contest
from .installed import clean_environment, installed
from .shapes import Shape, hand, hand_source
from .timing import QUICK

# Of text that any change of the generator changes; with it VERSION has to change.
DIGESTS = {
    "jenkins": "a7ed181b7dc7930f",
    "circleci": "ddfff80625bfda27",
    "lines": "8c5c945dc5c052d3",
}


def text_of(kind):
    match kind:
        case "jenkins":
            return payloads.compact(payloads.jenkins(3))
        case "circleci":
            return payloads.compact(payloads.pipelines(3))
        case _:
            return payloads.lines(2_000)


@pytest.mark.parametrize("kind", DIGESTS)
def test_payloads_are_the_same_bytes_every_time(kind):
    assert hashlib.sha256(text_of(kind)).hexdigest()[:16] == DIGESTS[kind]


def test_a_job_has_25_properties():
    assert {len(job) for job in payloads.jenkins(20)["jobs"]} == {25}


def test_wide_keeps_seven_tenths():
    data = text_of("jenkins")
    kept = specification.kept_bytes(queries.QUERIES["jenkins"]["wide"], data)
    assert 0.65 < len(kept) / len(data) < 0.75


def test_hand_is_what_a_person_would_write():
    shape = queries.shape("jenkins", "jobs[name,builds[number]{0,5}]")
    assert hand_source(shape) == (
        "{'jobs': [{'name': value_0['name'], "
        "'builds': [{'number': value_1['number']} for value_1 in value_0['builds'][0:5]]} "
        "for value_0 in root['jobs']]}"
    )


@pytest.mark.parametrize("query", queries.QUERIES["jenkins"])
def test_hand_keeps_what_the_specification_keeps(query):
    expression, data = queries.QUERIES["jenkins"][query], text_of("jenkins")
    keep = hand(queries.shape("jenkins", expression))
    assert keep(json.loads(data)) == specification.kept_value(expression, data)


@pytest.mark.parametrize("kind", ["jenkins", "lines"])
def test_what_is_kept_of_a_repeated_payload_is_what_is_kept_repeated(kind):
    expression, data = queries.QUERIES[kind]["brief"], text_of(kind)
    large = b"".join(large_files.repeated(kind, data, 3))
    kept = specification.kept_text(kind, expression, data)
    assert specification.kept_text(kind, expression, large) == b"".join(large_files.repeated(kind, kept, 3))


def test_a_large_file_is_as_large_as_asked_for_and_gone_afterwards():
    with large_files.large_file("lines", 20_000_000) as path:
        assert 18_000_000 < path.stat().st_size < 22_000_000
    assert not path.parent.exists()


def test_a_machine_without_room_says_so():
    assert large_files.missing_room(1_000) == ""
    assert "wanted" in large_files.missing_room(10**18)


@pytest.mark.parametrize("verb", ["bytes", "map"])
def test_all_ways_of_ours_over_a_file_keep_the_same(verb, tmp_path):
    path, expression, data = tmp_path / "file", queries.QUERIES["jenkins"]["brief"], text_of("jenkins")
    path.write_bytes(data)
    task = Task("jenkins", expression, Shape(), path, data)
    expected = specification.kept_bytes(expression, data)
    assert [entries[verb](task).run() for entries in (ours.VERBS, ours.TRUSTED)] == [expected] * 2


def test_an_installed_tq_keeps_what_the_specification_keeps(tmp_path):
    path, expression, data = tmp_path / "file", queries.QUERIES["jenkins"]["brief"], text_of("jenkins")
    path.write_bytes(data)
    with installed() as programs:
        answer = subprocess.check_output([programs.tq, expression, path], env=clean_environment())
    assert answer == specification.kept_bytes(expression, data) + b"\n"


@pytest.mark.parametrize("name", MODULES)
def test_every_rival_says_how_it_is_not_the_same_task(name):
    # Without importing it: this has to hold where it is not installed.
    text = (payloads.CACHE.parent / "compare" / f"{name}.py").read_text(encoding="utf-8")
    assert "Not the same task" in text.split('"""')[1]


def test_a_contest_tells_other_answers_and_failures():
    entries = [
        Entry("right", lambda: [1]),
        Entry("wrong", lambda: [2]),
        Entry("broken", lambda: {}["name"]),
        Entry("absent", problem="not installed: absent"),
    ]
    rows = contest("title", entries, [1], reference="right", effort=QUICK).rows
    answers = {row.name: row.answer.partition(":")[0] for row in rows}
    assert answers == {"right": "same", "wrong": "OTHER", "broken": "failed", "absent": "not installed"}


def test_our_own_wrong_answer_stops_the_table():
    with pytest.raises(AssertionError):
        contest("title", [Entry("treequery trim", lambda: 1)], 2, reference="", effort=QUICK)


def result():
    rows = [
        Row("treequery trim, kept checked", "same bytes", 2e-5, 0.1, 3, 0.02),
        Row("orjson.loads alone", "none, a yardstick", 1e-3, 0.1, 3, 1.0),
        Row("gojq command", "not installed: gojq"),
    ]
    group = Group("jenkins 1.04 MB, narrow", "orjson.loads alone", rows, 1_040_000)
    return report.Result("bytes", "How long?", {"machine": "a test"}, quick=True, groups=[group])


def test_results_come_back_as_they_were_written(tmp_path):
    report.write_result(result(), tmp_path)
    assert report.read_results(tmp_path) == {"bytes": result()}
    assert "gojq" in (tmp_path / "bytes.md").read_text(encoding="utf-8")


def test_goals_tell_what_is_met_and_what_was_not_measured():
    table = goals.goals_table({"bytes": result()}).splitlines()
    assert "0.02 | ≤ 0.025 | yes" in table[2]
    assert "not measured" in table[3]


def test_plots_are_well_formed(tmp_path):
    from xml.dom.minidom import parse

    names = plots.write_plots({"bytes": result()}, tmp_path)
    assert sorted(names) == ["bytes-dark.svg", "bytes-light.svg"]
    assert all(parse(str(tmp_path / name)).documentElement.tagName == "svg" for name in names)
