"""treequery.commands.options: plain command lines are read without argparse, and as argparse reads them."""

import pytest

from treequery.commands import arguments
from treequery.commands.arguments import read_arguments
from treequery.commands.options import read_options

PLAIN = [
    ["a"],
    ["a", "-"],
    ["-", "file"],
    ["", "file"],
    ["a b", "one", "two"],
    ["--lines", "a", "--lines", "file"],
    ["a", "--pretty"],
    ["a", "file", "--stats", "--pretty"],
    ["\N{GREEK SMALL LETTER ALPHA}"],
]
OTHER = [
    ["a", "--", "file"],
    ["--depth", "2", "file"],
    ["--depth=2"],
    ["--to", "xml", "a"],
    ["-o", "file", "a"],
    ["--pretty", "a", "--dialect", "jenkins"],
    ["\udcc3\udca4"],
]


@pytest.mark.parametrize("words", [*PLAIN, *OTHER], ids=" ".join)
def test_every_command_line_means_what_argparse_makes_of_it(words: list[str]) -> None:
    assert vars(read_options("tq", words)) == vars(read_arguments("tq", words))


@pytest.mark.parametrize("words", PLAIN, ids=" ".join)
def test_plain_ones_are_read_without_it(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arguments, "ArgumentParser", None)
    assert read_options("tq", words).expression == next(word for word in words if word[:2] != "--")


@pytest.mark.parametrize(
    "words", [[], ["--lines"], ["a", "-", "-"], ["a", "--lines", "--pretty"], ["a", "-x"], ["a", "--line"]]
)
def test_what_means_nothing_is_refused(words: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        read_options("tq", words)
    assert caught.value.code == 2
