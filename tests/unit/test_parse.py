"""Parsing expressions of both dialects, and what is said of those that cannot be parsed."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from treequery.choices import Dialect
from treequery.errors import ExpressionLimitError, ExpressionSyntaxError
from treequery.grammars import load
from treequery.limits import Limits
from treequery.parse import _builder, parse
from treequery.tree import Range, Tree

HOME = Path(__file__).parent.parent.parent


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", Tree({"a": Tree()})),
        ("a[b]", Tree({"a": Tree({"b": Tree()})})),
        ("a{1,2}", Tree({"a": Tree(range=Range(1, 2))})),
        ("a[b]{1}", Tree({"a": Tree({"b": Tree()}, Range(1, 2))})),
        ("a{1,}", Tree({"a": Tree(range=Range(1))})),
        ("a{,1}", Tree({"a": Tree(range=Range(0, 1))})),
        ("a<1,2>", Tree({"a": Tree(range=Range(1, 2))})),
        ("a[b]<1>", Tree({"a": Tree({"b": Tree()}, Range(1, 2))})),
        ("a{-5,}", Tree({"a": Tree(range=Range(-5))})),
        ("a{-1}", Tree({"a": Tree(range=Range(-1))})),
        ("a{-2}", Tree({"a": Tree(range=Range(-2, -1))})),
        ("a{,-1}", Tree({"a": Tree(range=Range(0, -1))})),
        ("a{-0}", Tree({"a": Tree(range=Range(0, 1))})),
        ("a{007}", Tree({"a": Tree(range=Range(7, 8))})),
        (" a [ b , c ] { 1 , 2 } ", Tree({"a": Tree({"b": Tree(), "c": Tree()}, Range(1, 2))})),
        ("a b", Tree({"a b": Tree()})),
        ('"a,b"[x]', Tree({"a,b": Tree({"x": Tree()})})),
        ('"\\u0041\\n\\ud83d\\ude00"', Tree({"A\n\N{GRINNING FACE}": Tree()})),
        ('""', Tree({"": Tree()})),
        ('"*"', Tree(star=Tree())),
        ('"**"', Tree({"**": Tree()})),
        ("**", Tree(deep=True)),
        ("a[**]", Tree({"a": Tree(deep=True)})),
        ("**,!a", Tree(deep=True, excluded=frozenset("a"))),
        ("!a", Tree(deep=True, excluded=frozenset("a"))),
        ("*,!a", Tree({"*": Tree()}, excluded=frozenset("a"))),
        ('*,!"*"', Tree({"*": Tree()}, excluded=frozenset("*"))),
        ("a,!b", Tree({"a": Tree()})),
        ("a!", Tree({"a!": Tree()})),
        ("***", Tree({"***": Tree()})),
    ],
)
def test_the_extended_dialect(text: str, tree: Tree) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize("text", ["a,a[b]", "!a,a[b]", "a[b],!c,a[b]"])
def test_the_last_of_two_equal_names_wins(text: str) -> None:
    assert parse(text) == parse("a[b]")


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("**,a,!a", "**,!a"),
        ("a,!a", "!a"),
        ('"*",!"*"', '!"*"'),
        ("*[x],**", "**"),
        ("**,*[x]", "*[x]"),
        ('*,"*"[x],!"*"', '*,!"*"'),
        ('*,!"*","*"[x]', '*,"*"[x]'),
    ],
)
def test_the_last_word_on_a_property_wins(text: str, same: str) -> None:
    assert parse(text) == parse(same)


def test_the_order_written_is_kept() -> None:
    assert list(parse("b,a,c,a").children) == ["b", "c", "a"]


@pytest.mark.parametrize("name", [" ", '"a"', "**", "!a", "<1>", "a\nb", "\x00", "a ", "-1"])
def test_the_jenkins_dialect_takes_all_other_text_as_a_name(name: str) -> None:
    assert parse(name, dialect="jenkins") == Tree({name: Tree()})


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("", 0, ("a name",)),
        ("a,\n", 3, ("a name",)),
        ("a\n[b", 4, ("','", "'['", "']'", "'{'")),
        ("a\n]", 2, ("','", "'['", "'{'", "the end")),
        ("x\n,a{1", 6, ("','", "'}'")),
        ("x\n,a{}", 5, ("a number", "','")),
        ("x\n,a{1 2}", 7, ("','", "'}'")),
        ("x\n,a<1}", 6, ("','", "'>'")),
        ("x\n,a<1,}", 7, ("a number", "'>'")),
        ("x\n,a{+1}", 5, ("a number", "','")),
        ("x\n,**[a]", 5, ("','", "the end")),
        ("x\n,!a[b]", 5, ("','", "the end")),
        ('x\n,"a', 3, ("a name",)),
        ('x\n,"\\x"', 3, ("a name",)),
        ("x\n,!!a", 4, ("a name",)),
    ],
)
def test_a_syntax_error_says_where_and_what_was_expected(
    text: str, at: int, expected: tuple[str, ...]
) -> None:
    with pytest.raises(ExpressionSyntaxError) as caught:
        parse(text)
    assert (caught.value.code, caught.value.at, caught.value.expected) == ("expression-syntax", at, expected)


@pytest.mark.parametrize(
    ("text", "at"),
    [("a ", None), ("\n,a{ 1}", 4), ("a[b] ", 4), ("a{-1}", 2), ("a{1 }", 2), ("\N{GRINNING FACE}]", 1)],
)
def test_the_jenkins_dialect_trims_nothing(text: str, at: int | None) -> None:
    try:
        parse(text, dialect="jenkins")
        found = None
    except ExpressionSyntaxError as err:
        found = err.at
    assert found == at


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("jobs{5}[name]", "the range comes behind the brackets: jobs[name]{5}"),
        ("a,jobs[]", "name what to keep, as in jobs[name], or write jobs[**] to keep all of it"),
        ("[]", ""),
        ("a]", "no [ is open here: take this ] away, or open one before it"),
        ("a[b", "close the brackets with ]"),
        ("a,", "take the comma away, or write a name behind it"),
        ("a[b]c", "a comma stands between two names: a[b],c"),
        ("jobs{name}", "braces hold a range, as in {0,5}; names go into square brackets: jobs[name]"),
        ("jobs{", ""),
        ("jobs{}", "write which elements to keep, as in {0,5}, or no braces for all of them"),
        ("**[a]", "** keeps everything and takes no brackets; *[name] asks for names in every property"),
        ('a "b"', 'quotes go around the whole name, and \\" stands for a quote in it'),
        ('"a', 'a quoted name ends with a quote, and \\" stands for one in it'),
        ("d[e", "close the brackets with ]"),
        ("(a[b])", "names go into square brackets: jobs[name]"),
    ],
)
def test_a_hint_says_how_to_mend_a_typical_slip(text: str, hint: str) -> None:
    with pytest.raises(ExpressionSyntaxError) as caught:
        parse(text)
    assert caught.value.hint == hint


@pytest.mark.parametrize(
    ("text", "what", "at"),
    [
        ("a" * 11, "characters", 10),
        ("a[b[c[d]]]", "brackets within brackets", 5),
        ("a,b,c,d,e", "names", 7),
        ('"[[[["', "brackets within brackets", None),
        ('",,,,,"', "names", None),
    ],
)
def test_text_beyond_a_limit_says_which_and_where(text: str, what: str, at: int | None) -> None:
    limits = Limits(expression_chars=10, expression_nesting=2, expression_names=4)
    try:
        parse(text, limits=limits)
        found = None
    except ExpressionLimitError as err:
        found = err.at
        assert (err.code, err.what) == ("expression-limit", what)
    assert found == at


@pytest.mark.parametrize(
    ("text", "dialect", "limit"),
    [
        ("x,\na{2147483648}", "jenkins", 2**31 - 1),
        ("x,\na{99999999999999999999999}", "jenkins", 2**31 - 1),
        ("x,\na{-9007199254740992,}", "extended", 2**53 - 1),
        ("x,\na{" + "9" * 10000 + "}", "extended", 2**53 - 1),
    ],
)
def test_an_index_beyond_its_dialect_s_greatest_is_refused(text: str, dialect: Dialect, limit: int) -> None:
    with pytest.raises(ExpressionLimitError) as caught:
        parse(text, dialect=dialect)
    assert (caught.value.at, caught.value.limit) == (5, limit)


@pytest.mark.parametrize("dialect", ["extended", "jenkins"])
def test_the_last_index_of_java_is_an_element_like_any_other(dialect: Dialect) -> None:
    tree = parse("a{2147483647}", dialect=dialect)
    assert (tree.children["a"].range, str(tree)) == (Range(2**31 - 1, 2**31), "a{2147483647}")


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "a[" * 100_000, "," * 10_000_000, '"\\' * 100_000, "a{" + "1" * 200_000]
)
@pytest.mark.parametrize("dialect", ["extended", "jenkins"])
def test_a_text_made_to_be_slow_ends_in_an_error_or_a_tree(text: str, dialect: Dialect) -> None:
    try:
        parse(text, dialect=dialect)
    except (ExpressionSyntaxError, ExpressionLimitError) as err:
        assert 0 <= err.at <= len(text)


def test_the_deepest_expression_that_the_limits_allow_parses() -> None:
    assert str(parse("a[" * 250 + "b" + "]" * 250)).count("[") == 250


def test_an_unknown_dialect_is_refused() -> None:
    with pytest.raises(ValueError, match="dialect"):
        parse("a", dialect="perl")  # type: ignore[arg-type]


def test_text_is_str() -> None:
    with pytest.raises(TypeError, match="str"):
        parse(b"a")  # type: ignore[arg-type]


@pytest.mark.parametrize(("grammar", "dialect"), [("tree", "jenkins"), ("extended", "extended")])
def test_no_terminals_of_a_grammar_collide(grammar: str, dialect: Dialect) -> None:
    assert load(grammar, _builder(dialect), strict=True)("a[b]") == parse("a[b]")


@pytest.mark.parametrize(("field", "value"), [("levels", -1), ("levels", True), ("xml_bytes", 1.5)])
def test_a_limit_is_a_count(field: str, value: object) -> None:
    with pytest.raises(ValueError, match=field):
        Limits(**{field: value})  # type: ignore[arg-type]


def test_nesting_is_bounded_by_what_trees_can_bear() -> None:
    with pytest.raises(ValueError, match="250"):
        Limits(expression_nesting=251)


def test_grammars_are_found_in_a_zip_file(tmp_path: Path) -> None:
    archive = tmp_path / "treequery.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        for folder, name in ((HOME / "treequery", "treequery"), (HOME / "grammar", "treequery/grammar")):
            for file in sorted(folder.rglob("*")):
                if file.suffix in {".py", ".lark"}:
                    opened.write(file, f"{name}/{file.relative_to(folder).as_posix()}")
    code = "import sys; sys.path.insert(0, sys.argv[1]); import treequery; print(treequery.parse('a<0,5>'))"
    words = [sys.executable, "-c", code, archive]
    # The core cannot lie in a zip file.
    environment = {**os.environ, "TREEQUERY_ENGINE": "python"}
    done = subprocess.run(words, capture_output=True, cwd=tmp_path, env=environment, check=False)
    assert (done.stderr, done.stdout) == (b"", b"a{,5}\n")
