"""``tq``: what it writes for which words."""

import ast
from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]

JOBS = '{"_class": "hudson.model.Hudson", "jobs": [{"name": "a", "color": "red"}, {"name": "b"}]}'
NUMBERS = '{"a": [1.0E+2, 12345678901234567890.123, -0, 1e99999999999999999999], "b": "\\u00e9\\/"}'


def test_a_file_is_trimmed_to_a_line(tq: Run, file: Run) -> None:
    assert tq("jobs[name]", file(JOBS)).out == '{"jobs":[{"name":"a"},{"name":"b"}]}\n'


def test_a_run_that_went_well_has_status_0(tq: Run, file: Run) -> None:
    assert tq("jobs[name]", file(JOBS)).status == 0


def test_without_a_file_the_standard_input_is_read(tq: Run, stdin: Run) -> None:
    stdin(JOBS)
    assert tq("jobs[name]{0}").out == '{"jobs":[{"name":"a"}]}\n'


def test_a_dash_is_the_standard_input(tq: Run, file: Run, stdin: Run) -> None:
    stdin('{"a": 1}')
    assert tq("a", file('{"a": 2}'), "-").out == '{"a":2}\n{"a":1}\n'


def test_each_file_gives_a_line_in_the_order_given(tq: Run, file: Run) -> None:
    assert tq("a", file('{"a": 2}', "2"), file('{"a": 1}', "1")).out == '{"a":2}\n{"a":1}\n'


def test_options_may_stand_behind_files(tq: Run, file: Run) -> None:
    assert tq("a", file('{"a": 2}'), "--to", "python").out == '{"a":2}\n'


def test_a_word_behind_two_dashes_is_no_option(tq: Run, file: Run) -> None:
    assert tq("--", "-a", file('{"-a": 2, "a": 1}')).out == '{"-a":2}\n'


def test_a_large_file_is_trimmed_like_any_other(tq: Run, file: Run) -> None:
    text = '{"a": 1, "b": "' + "x" * (1 << 20) + '"}'
    assert tq("a", file(text)).out == '{"a":1}\n'


def test_a_depth_takes_the_place_of_the_expression(tq: Run, file: Run) -> None:
    assert tq("--depth", "0", file('{"a": {"b": 1}, "c": 2}')).out == '{"a":{},"c":2}\n'


def test_a_depth_may_be_negative(tq: Run, file: Run) -> None:
    assert tq("--depth", "-1", file('{"a": 1}')).out == "{}\n"


def test_always_keeps_a_name_on_every_level(tq: Run, file: Run) -> None:
    result = tq("jobs[color]{0}", "--always", "name", "--always", "_class", file(JOBS))
    assert result.out == '{"_class":"hudson.model.Hudson","jobs":[{"name":"a","color":"red"}]}\n'


def test_the_jenkins_dialect_does_not_trim_names(tq: Run, file: Run) -> None:
    assert tq("--dialect", "jenkins", " a", file('{" a": 1, "a": 2}')).out == '{" a":1}\n'


def test_what_is_kept_is_copied_as_it_is(tq: Run, file: Run) -> None:
    assert tq("**", file(NUMBERS)).out == NUMBERS.replace(" ", "") + "\n"


def test_a_name_in_bytes_of_another_locale_is_read_as_utf_8(tq: Run, file: Run) -> None:
    assert tq("\udcc3\udca4", file('{"ä": 1}')).out == '{"ä":1}\n'


# --pretty and --to


def test_pretty_indents_as_jenkins_does(tq: Run, file: Run) -> None:
    result = tq("--pretty", "**", file('{"a":[1,{}],"b":"{,:"}'))
    assert result.out == '{\n  "a" : [\n    1,\n    {\n      \n    }\n  ],\n  "b" : "{,:"\n}\n'


def test_pretty_changes_no_number_and_no_escape(tq: Run, file: Run) -> None:
    result = tq("--pretty", "**", file(NUMBERS))
    assert result.out.replace("\n", "").replace(" ", "") == NUMBERS.replace(" ", "")


def test_pretty_keeps_equal_keys(tq: Run, file: Run) -> None:
    assert tq("--pretty", "a", file('{"a":1,"a":2}')).out == '{\n  "a" : 1,\n  "a" : 2\n}\n'


def test_to_json_is_what_is_written_anyway(tq: Run, file: Run) -> None:
    assert tq("--to", "json", "a", file('{"a": "\\u0061"}')).out == '{"a":"\\u0061"}\n'


def test_python_text_can_be_evaluated(tq: Run, file: Run) -> None:
    result = tq("--to", "python", "**", file('{"a": [null, true, "\\u00e9"]}'))
    assert ast.literal_eval(result.out) == {"a": [None, True, "é"]}


def test_other_flavors_keep_the_text_of_numbers(tq: Run, file: Run) -> None:
    result = tq("--to", "python", "a", file(NUMBERS))
    assert result.out == '{"a":[1.0E+2,12345678901234567890.123,-0,1e99999999999999999999]}\n'


def test_ruby_may_be_pretty(tq: Run, file: Run) -> None:
    assert tq("--to", "ruby", "--pretty", "a", file('{"a": [1]}')).out == (
        'OpenStruct.new({"a" => [\n  1\n]})\n'
    )


# XML


def test_the_root_of_xml_is_called_after_its_class(tq: Run, file: Run) -> None:
    assert tq("--to", "xml", "jobs[name]{0}", file(JOBS)).out == (
        "<hudson><job><name>a</name></job></hudson>\n"
    )


def test_the_root_of_xml_without_a_class_is_called_root(tq: Run, file: Run) -> None:
    assert tq("--to", "xml", "a", file('{"a": 1.50}')).out == "<root><a>1.50</a></root>\n"


def test_a_class_that_is_no_text_names_no_root(tq: Run, file: Run) -> None:
    assert tq("--to", "xml", "a", file('{"_class": 7, "a": 1}')).out == "<root><a>1</a></root>\n"


def test_the_root_of_xml_is_called_as_asked(tq: Run, file: Run) -> None:
    assert tq("--to", "xml", "--name", "x", "a", file('{"a": 1}')).out == "<x><a>1</a></x>\n"


def test_an_array_in_xml_has_no_class_to_be_called_after(tq: Run, file: Run) -> None:
    result = tq("--to", "xml", "a", file('[{"_class": "B", "a": 1}]'))
    assert result.out == "<root><item><a>1</a></item></root>\n"


def test_the_class_is_an_attribute_if_it_is_always_kept(tq: Run, file: Run) -> None:
    result = tq("--to", "xml", "--always", "_class", "jobs{0}", file(JOBS))
    assert result.out == "<hudson _class='hudson.model.Hudson'><job></job></hudson>\n"


def test_xpath_writes_what_it_finds(tq: Run, file: Run) -> None:
    assert tq("--xpath", "//job[2]/name", "jobs[name]", file(JOBS)).out == "<name>b</name>\n"


def test_xpath_may_find_text(tq: Run, file: Run) -> None:
    assert tq("--xpath", "//job[2]/name/text()", "jobs[name]", file(JOBS)).out == "b\n"


def test_exclude_implies_xml(tq: Run, file: Run) -> None:
    result = tq("--exclude", "//color", "--exclude", "//job[2]", "jobs[name,color]", file(JOBS))
    assert result.out.endswith("\n<hudson><job><name>a</name></job></hudson>\n")


def test_a_wrapper_collects_what_xpath_finds(tq: Run, file: Run) -> None:
    result = tq("--xpath", "//name", "--wrapper", "all", "jobs[name]", file(JOBS))
    assert result.out == "<all><name>a</name><name>b</name></all>\n"


def test_many_matches_are_refused_with_the_option_that_collects_them(tq: Run, file: Run) -> None:
    result = tq("--xpath", "//name", "jobs[name]", file(JOBS))
    assert (result.status, result.err) == (
        1,
        "tq: file.json: XPath '//name': it finds 2 nodes; "
        "ask for one, or collect all of them with --wrapper NAME\n",
    )


def test_an_xpath_that_finds_nothing_is_refused(tq: Run, file: Run) -> None:
    result = tq("--xpath", "//x", "jobs[name]", file(JOBS))
    assert (result.status, result.err) == (1, "tq: file.json: XPath //x didn’t match\n")


# --lines


def test_lines_are_trimmed_each_on_its_own(tq: Run, file: Run) -> None:
    assert tq("--lines", "a", file('{"a": 1, "b": 2}\n\n{"a": 3}')).out == '{"a":1}\n{"a":3}\n'


def test_lines_are_read_from_the_standard_input(tq: Run, stdin: Run) -> None:
    stdin('{"a": 1}\n')
    assert tq("--lines", "a").out == '{"a":1}\n'


def test_lines_of_all_files_are_joined(tq: Run, file: Run) -> None:
    assert tq("--lines", "a", file('{"a": 2}', "2"), file('{"a": 1}', "1")).out == '{"a":2}\n{"a":1}\n'


def test_lines_can_become_python(tq: Run, file: Run) -> None:
    assert tq("--lines", "--to", "python", "a", file('{"a": null}\n{"a": 1.50}')).out == (
        '{"a":None}\n{"a":1.50}\n'
    )


def test_lines_before_a_fault_are_written(tq: Run, file: Run) -> None:
    assert tq("--lines", "a", file('{"a": 1}\n{"a": }')).out == '{"a":1}\n'


def test_a_fault_in_a_line_is_shown_with_its_number(tq: Run, file: Run) -> None:
    result = tq("--lines", "a", file('{"a": 1}\n{"a": }'))
    assert result.err == "tq: file.json: line 2, byte 15: expected a value, found '}'\n"


# --stats and --version


def test_stats_count_all_files(tq: Run, file: Run) -> None:
    result = tq("--stats", "a", file('{"a":1,"b":2}', "1"), file('{"a":10}', "2"))
    assert result.err.startswith("21 bytes in, 17 bytes out (81.0 %), 0.")


def test_stats_count_lines(tq: Run, file: Run) -> None:
    result = tq("--stats", "--lines", "b", file('{"a":1}\n{"a":1}\n'))
    assert result.err.startswith("16 bytes in, 6 bytes out (37.5 %), ")


def test_stats_of_nothing_have_no_share(tq: Run, file: Run) -> None:
    assert tq("--stats", "--lines", "b", file("")).err.startswith("0 bytes in, 0 bytes out, ")


def test_stats_do_not_disturb_the_output(tq: Run, file: Run) -> None:
    assert tq("--stats", "a", file('{"a":1}')).out == '{"a":1}\n'


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_to_be_told_of_is_no_failure(tq: Run, option: str) -> None:
    assert tq(option).status == 0


def test_treequery_trim_is_the_same(treequery: Run, file: Run) -> None:
    assert treequery("trim", "a", file('{"a": 1}')).out == '{"a":1}\n'
