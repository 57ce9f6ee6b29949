"""What the commands refuse: the status, and the message on the standard error."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from treequery import engine

Run = Callable[..., Any]


class Terminal:
    """An input that says it is a terminal, and reads like another one."""

    def __init__(self, inner: Any) -> None:
        self.fileno = inner.fileno

    def isatty(self) -> bool:
        return True


def usage_error(result: Any) -> str:
    """The last line of a message on wrong usage, whose status is 2."""
    assert (result.status, result.out) == (2, "")
    return str(result.err.splitlines()[-1])


def test_an_expression_is_shown_with_a_caret_and_a_hint(tq: Run) -> None:
    result = tq("a,\nb[c")
    assert (result.status, result.err) == (
        1,
        "tq: expression: line 2, column 4: expected ',' or '[' or ']' or '{', found the end\n"
        "b[c\n   ^\nhint: close the brackets with ]\n",
    )


def test_an_expression_is_refused_before_any_file_is_read(tq: Run) -> None:
    assert tq("a[", "nosuch.json").err.startswith("tq: expression: ")


def test_a_file_that_is_not_there_is_named(tq: Run) -> None:
    result = tq("a", "nosuch.json")
    assert (result.status, result.err) == (1, "tq: nosuch.json: No such file or directory\n")


def test_lines_of_a_file_that_is_not_there_are_refused_alike(tq: Run) -> None:
    assert tq("--lines", "a", "nosuch.json").err == "tq: nosuch.json: No such file or directory\n"


def test_a_folder_is_no_file(tq: Run) -> None:
    assert tq("a", ".").err == "tq: .: Is a directory\n"


def test_an_expression_behind_its_file_is_noticed(tq: Run, file: Run) -> None:
    assert tq(file("{}"), "a[b]").err.endswith("\nhint: the expression comes first, then the file\n")


def test_a_file_with_an_odd_name_moves_no_cursor(tq: Run) -> None:
    assert tq("a", "\x1b[2J\udcff").err == "tq: '\\x1b[2J\\udcff': No such file or directory\n"


def test_a_fault_in_a_file_is_shown_with_its_line(tq: Run, file: Run) -> None:
    result = tq("a", file('{\n  "a": "ä",\n  "b": tru\n}'))
    assert (result.status, result.err) == (
        1,
        'tq: file.json: line 3, byte 25: expected true, found byte 0x0a\n  "b": tru\n          ^\n',
    )


def test_a_fault_in_the_only_line_needs_no_line(tq: Run, file: Run) -> None:
    assert (
        tq("a", file("[1, x]")).err == "tq: file.json: byte 4: expected a value, found 'x'\n[1, x]\n    ^\n"
    )


def test_a_fault_in_nothing_shows_nothing(tq: Run, file: Run) -> None:
    assert tq("a", file("")).err == "tq: file.json: byte 0: expected a value, found the end\n"


def test_a_fault_in_a_large_file_is_shown_alike(tq: Run, file: Run) -> None:
    text = "[\n" + " " * (1 << 20) + "\n1, x]"
    assert tq("a", file(text)).err.endswith("\n1, x]\n   ^\n")


def test_several_texts_in_a_file_call_for_lines(tq: Run, file: Run) -> None:
    assert tq("a", file('{"a": 1}\n{"a": 2}\n')).err.endswith(
        "\nhint: to read a text from each line, add --lines\n"
    )


def test_too_much_nesting_is_refused(tq: Run, file: Run) -> None:
    result = tq("a", file("[" * 1000))
    assert (result.status, result.err.partition("\n")[0]) == (
        1,
        "tq: file.json: byte 501: expected at most 500 levels, found more",
    )


def test_the_first_fault_ends_the_run(tq: Run, file: Run) -> None:
    assert tq("a", file("x", "1"), file("{}", "2")).out == ""


def test_results_before_a_fault_are_written(tq: Run, file: Run) -> None:
    assert tq("a", file("{}", "1"), file("x", "2")).out == "{}\n"


def test_too_little_memory_is_no_crash(tq: Run, file: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_input(file: str) -> bytes:
        raise MemoryError

    monkeypatch.setattr("treequery.commands.trim.read_input", read_input)
    result = tq("a", file("{}"))
    assert (result.status, result.err) == (1, "tq: file.json: not enough memory for it\n")


def test_a_package_that_is_missing_is_named(tq: Run, file: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "treequery.xpath", None)
    result = tq("--xpath", "a", "a", file("{}"))
    assert (result.status, result.err) == (
        1,
        "tq: this needs the package treequery.xpath, which is not installed\n",
    )


def test_complaints_go_nowhere_where_there_is_no_standard_error(
    tq: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    result = tq("a", "nosuch.json")
    assert (result.status, result.out) == (1, "")


def test_a_closed_standard_input_is_refused(tq: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    result = tq("a")
    assert (result.status, result.err) == (1, "tq: standard input: it is closed\n")


def test_who_waits_at_a_terminal_is_told_so(tq: Run, stdin: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin("{}")
    monkeypatch.setattr(sys, "stdin", Terminal(sys.stdin))
    assert tq("a").err == "tq: reading JSON from the terminal; Ctrl-D ends it, Ctrl-C gives up\n"


def test_who_forgot_the_expression_is_told_so(
    tq: Run, stdin: Run, file: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    stdin("{}")
    monkeypatch.setattr(sys, "stdin", Terminal(sys.stdin))
    hint = "hint: the first word is read as the expression, and it is the name of a file\n"
    assert tq(file("{}")).err.endswith(hint)


# Wrong usage


def test_an_expression_is_needed(tq: Run) -> None:
    assert usage_error(tq()) == "tq: error: an EXPRESSION is missing, or --depth N"


def test_an_unknown_option_is_named(tq: Run) -> None:
    assert usage_error(tq("a", "--nope")) == "tq: error: unrecognized arguments: --nope"


def test_an_option_is_not_shortened(tq: Run) -> None:
    assert usage_error(tq("a", "--pret")) == "tq: error: unrecognized arguments: --pret"


def test_an_expression_is_utf_8(tq: Run) -> None:
    error = "tq: error: argument EXPRESSION: expected UTF-8, found byte 0xff behind 'aä'"
    assert usage_error(tq("a\udcc3\udca4\udcff")) == error


def test_a_name_is_utf_8(tq: Run) -> None:
    error = "tq: error: argument --always: expected UTF-8, found byte 0xff behind ''"
    assert usage_error(tq("a", "--always", "\udcff")) == error


@pytest.mark.parametrize("depth", ["x", "1.5", "2147483648", "9" * 5000, "²"])
def test_a_depth_is_an_int_of_java(tq: Run, depth: str) -> None:
    error = "tq: error: argument --depth: expected a whole number of at most 32 bits, found "
    assert usage_error(tq("--depth", depth)).startswith(error)


def test_the_standard_input_is_read_once(tq: Run) -> None:
    assert usage_error(tq("a", "-", "-")) == "tq: error: the standard input (-) can be read only once"


def test_json_is_not_searched(tq: Run) -> None:
    error = "tq: error: --xpath, --exclude and --wrapper search XML: --to json does not go with them"
    assert usage_error(tq("a", "--xpath", "a", "--to", "json")) == error


def test_a_wrapper_needs_an_xpath(tq: Run) -> None:
    error = "tq: error: --wrapper goes around what --xpath finds, and there is none"
    assert usage_error(tq("a", "--wrapper", "x")) == error


def test_a_root_name_needs_xml(tq: Run) -> None:
    error = "tq: error: --name is for the root element of XML: add --to xml"
    assert usage_error(tq("a", "--name", "x")) == error


def test_xml_has_no_pretty_form(tq: Run) -> None:
    error = "tq: error: --pretty is for JSON, Python and Ruby: XML has no pretty form"
    assert usage_error(tq("a", "--pretty", "--to", "xml")) == error


@pytest.mark.parametrize("options", [["--pretty"], ["--to", "xml"], ["--xpath", "a"]])
def test_lines_stay_lines(tq: Run, options: list[str]) -> None:
    error = "tq: error: --lines writes one result on each line, which --pretty and XML cannot promise"
    assert usage_error(tq("a", "--lines", *options)) == error


def test_a_command_is_needed(treequery: Run) -> None:
    error = "treequery: error: a COMMAND is missing: trim, explain, fields or conformance"
    assert usage_error(treequery()) == error


def test_an_expression_is_no_command(treequery: Run) -> None:
    error = "treequery: error: there is no command 'a[b]'; to trim, write tq, or treequery trim"
    assert usage_error(treequery("a[b]")) == error


def test_an_unknown_option_is_no_command(treequery: Run) -> None:
    assert usage_error(treequery("--nope")) == "treequery: error: unrecognized arguments: --nope"


def test_the_words_are_those_of_the_process(treequery: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from treequery.cli import main, main_tq

    monkeypatch.setattr(sys, "argv", ["tq", "a", str(Path("nosuch.json"))])
    assert (main(), main_tq()) == (2, 1)


def test_an_engine_that_is_none_is_named(treequery: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    # Set first, so that it is as before when the test is over.
    monkeypatch.setattr(engine, "core", engine.core)
    monkeypatch.delattr(engine, "core")
    monkeypatch.setenv("TREEQUERY_ENGINE", "perl")
    done = treequery("explain", "a")
    complaint = "treequery: TREEQUERY_ENGINE: expected python or rust, found 'perl'\n"
    assert (done.status, done.err) == (1, complaint)
