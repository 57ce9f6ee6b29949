"""The commands as processes of their own: what only a real one shows."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from importlib import metadata
from runpy import run_module
from typing import Any

import pytest

from treequery import engine

Run = Callable[..., Any]

TREEQUERY = [sys.executable, "-m", "treequery"]
TRIM = [*TREEQUERY, "trim"]


def run(words: list[str], text: bytes = b"", **options: Any) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(words, input=text, capture_output=True, check=False, **options)


def test_the_module_is_the_command() -> None:
    assert run([*TRIM, "a"], b'{"a": 1, "b": 2}').stdout == b'{"a":1}\n'


def test_the_status_is_that_of_the_process() -> None:
    assert run([*TRIM, "a", "nosuch.json"]).returncode == 1


def test_a_reader_that_has_enough_hears_no_complaint() -> None:
    process = subprocess.Popen(
        [*TRIM, "--lines", "a"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    _, complaints = process.communicate(b'{"a": 1}\n' * 100_000)
    assert (process.returncode, complaints) == (141, b"")


def test_an_interrupt_is_quiet_and_leaves_nothing_behind(file: Run) -> None:
    file("", "before")
    process = subprocess.Popen(
        [*TRIM, "--lines", "a", "-", "before", "-o", "out"], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdin is not None
    # It reads this once all is set up; a pipe takes no more than it reads.
    process.stdin.write(b'{"a": 1}\n' * 100_000)
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    _, complaints = process.communicate()
    assert (process.returncode, complaints, os.listdir()) == (130, b"", ["before"])


def test_the_tree_is_drawn_in_what_the_terminal_can_show() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    assert run([*TREEQUERY, "explain", "a[b]"], env=environment).stdout == b"a[b]\n\na\n`-- b\n"


def test_errors_with_odd_characters_can_be_printed_anywhere() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    assert run([*TRIM, "é[[", "x"], env=environment).stderr.startswith(b"treequery: expression: ")


@pytest.mark.parametrize("words", [[*TRIM, "a"], [*TREEQUERY, "--version"]])
def test_an_engine_that_is_none_is_named_in_one_line(words: list[str]) -> None:
    done = run(words, b"{}", env={**os.environ, "TREEQUERY_ENGINE": "perl"})
    complaint = b"treequery: TREEQUERY_ENGINE: expected python or rust, found 'perl'\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", complaint)


def test_a_command_starts_without_the_foreign_libraries() -> None:
    code = "import sys, treequery.cli, treequery.commands.trim; print({'lark', 'lxml'} & sys.modules.keys())"
    assert run([sys.executable, "-c", code]).stdout == b"set()\n"


# What only some command lines need.
LATE = {"arguments", "convert", "explain", "fields", "pretty", "replaced", "texts", "version"}
LATE_MODULES = {"argparse", "secrets", *(f"treequery.commands.{name}" for name in LATE)}
# What takes longer to load than the core takes for a small file; the specification over bytes needs some.
HEAVY = {"contextlib", "dataclasses", "enum", "inspect", "json", "re", "typing"}


def loaded_by(words: list[str]) -> set[str]:
    """The modules that a run of ``tq`` loads beyond those of a bare interpreter."""
    code = (
        "import sys; before = {*sys.modules}; from treequery.cli import main_tq; "
        f"main_tq({words!r}); print(*{{*sys.modules}} - before)"
    )
    return {*run([sys.executable, "-c", code]).stdout.decode().splitlines()[-1].split()}


def test_a_plain_run_loads_next_to_nothing(file: Run) -> None:
    loaded = loaded_by(["a", file('{"a": 1}')])
    assert "treequery.commands.trim" in loaded
    assert (LATE_MODULES | HEAVY if engine.name == "rust" else LATE_MODULES).isdisjoint(loaded)


def test_no_run_loads_the_other_commands(file: Run) -> None:
    loaded = loaded_by(["--always", "b", "a", file('{"a": 1}')])
    assert "treequery.commands.arguments" in loaded
    assert (LATE_MODULES & loaded) == {
        "argparse",
        "treequery.commands.arguments",
        "treequery.commands.texts",
        "treequery.commands.version",
    }


def test_the_module_ends_with_the_status(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["treequery", "nope"])
    with pytest.raises(SystemExit) as caught:
        run_module("treequery", run_name="__main__")
    assert caught.value.code == 2


def test_to_import_the_module_runs_nothing() -> None:
    assert "main" in run_module("treequery.__main__", run_name="imported")


def test_the_version_is_that_of_the_package(treequery: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", lambda name: "1.2.3")
    assert treequery("--version").out == f"treequery 1.2.3 (engine: {engine.name})\n"


def test_each_command_has_the_version_of_the_package(tq: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", lambda name: "1.2.3")
    assert tq("--version").out == f"tq 1.2.3 (engine: {engine.name})\n"


def test_a_checkout_has_a_version_too(treequery: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", version)
    assert treequery("--version").out == f"treequery 0+checkout (engine: {engine.name})\n"
