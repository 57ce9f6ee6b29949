"""Parsing the text of an XPath, and weighing what it asks for."""

import pytest

from treequery.errors import XPathError, XPathLimitError
from treequery.grammars import load
from treequery.xpath_syntax import (
    ANY_BELOW,
    CONTEXT,
    ROOT,
    Call,
    Chain,
    Expression,
    Filter,
    Literal,
    Negation,
    Number,
    Path,
    Start,
    Step,
    Variable,
    _Builder,
    children,
    parse,
    rebuilt,
)


def parsed(text: str) -> Expression:
    return parse(text, 1000)


def child(name: str, *predicates: Expression) -> Step:
    return Step("child", name, predicates)


def relative(name: str) -> Path:
    return Path(CONTEXT, (child(name),))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("/", Path(ROOT, ())),
        ("/hudson/job", Path(ROOT, (child("hudson"), child("job")))),
        ("//job", Path(ROOT, (ANY_BELOW, child("job")))),
        ("job//name", Path(CONTEXT, (child("job"), ANY_BELOW, child("name")))),
        ("job[1]", Path(CONTEXT, (child("job", Number(1)),))),
        ("ancestor::job", Path(CONTEXT, (Step("ancestor", "job", ()),))),
        ("@ _class", Path(CONTEXT, (Step("attribute", "_class", ()),))),
        (".", Path(CONTEXT, (Step("self", "node()", ()),))),
        ("..", Path(CONTEXT, (Step("parent", "node()", ()),))),
        ("*", relative("*")),
        ("p:*", relative("p:*")),
        ("p:x", relative("p:x")),
        ("text()", relative("text()")),
        ("processing-instruction()", relative("processing-instruction()")),
        ("processing-instruction('x')", relative("processing-instruction('x')")),
        ("(a)[1]", Filter(relative("a"), (Number(1),))),
        ("(a)/b", Path(relative("a"), (child("b"),))),
        ("(a)//b", Path(relative("a"), (ANY_BELOW, child("b")))),
        ("'it'", Literal("it")),
        ('"it\'s"', Literal("it's")),
        (".5", Number(0.5)),
        ("5.", Number(5.0)),
        ("$p:x", Variable("$p:x")),
        ("count(a)", Call("count", (relative("a"),))),
        ("true()", Call("true", ())),
        ("--a", Negation(2, relative("a"))),
        ("1 - 2 + 3", Chain("sum", Number(1), (("-", Number(2)), ("+", Number(3))))),
        ("1 mod 2", Chain("product", Number(1), (("mod", Number(2)),))),
        ("1 <= 2", Chain("relation", Number(1), (("<=", Number(2)),))),
        ("1 != 2", Chain("equality", Number(1), (("!=", Number(2)),))),
        ("a and b", Chain("conjunction", relative("a"), (("and", relative("b")),))),
        ("a or b", Chain("disjunction", relative("a"), (("or", relative("b")),))),
        ("a | b", Chain("union", relative("a"), (("|", relative("b")),))),
    ],
)
def test_an_expression_becomes_a_tree(text: str, tree: Expression) -> None:
    assert parsed(text) == tree


@pytest.mark.parametrize(
    "name", ["or", "and", "div", "mod", "text", "count", "self", "job-1", "a.b", "\u540d"]
)
def test_a_word_where_a_value_starts_is_a_name(name: str) -> None:
    assert parsed(name) == relative(name)


def test_a_star_is_a_name_or_an_operator_by_its_place() -> None:
    assert parsed("***") == Chain("product", relative("*"), (("*", relative("*")),))


def test_operators_bind_as_xpath_says() -> None:
    assert parsed("1 or 2 and 3 = 4 < 5 + 6 * -7") == parsed("1 or (2 and (3 = (4 < (5 + (6 * (-7))))))")


def test_white_space_between_words_means_nothing() -> None:
    assert parsed(" /hudson / job\t[ 1 ]\r\n") == parsed("/hudson/job[1]")


@pytest.mark.parametrize(
    ("text", "at", "reason"),
    [
        ("", 0, "expected an expression, found the end"),
        ("a[\n", 3, "expected an expression, found the end"),
        ("\n1e3", 2, "expected an operator or the end, found 'e'"),
        ("\n//", 3, "expected a name, found the end"),
        ("\n(1", 3, "expected an operator or ')', found the end"),
        ("\n/*[1", 5, "expected an operator or ']', found the end"),
        ("\nf(1 2", 5, "expected an operator or ')' or ',', found '2'"),
        ("\na::b", 2, "expected an operator or the end, found ':'"),
        ("\n'abc", 1, 'expected an expression, found "\'"'),
        ("\n1 and2", 3, "expected an operator or the end, found 'a'"),
        ("\n//job/name()", 11, "expected an operator or the end, found '('"),
        ("\n//\U0001f600", 3, "found '\U0001f600', which no name may hold"),
        ("\n//\xa0", 3, "expected a name, found '\\xa0'"),
        ("\n'\x00'", 2, "found '\\x00', which XML does not allow"),
        ("\n'\ud800'", 2, "found '\\ud800', which XML does not allow"),
    ],
)
def test_an_error_says_where_and_what(text: str, at: int, reason: str) -> None:
    with pytest.raises(XPathError) as caught:
        parsed(text)
    assert (caught.value.code, caught.value.at, caught.value.reason) == ("xpath", at, reason)


def test_a_literal_may_hold_what_no_name_may() -> None:
    assert parsed("'\U0001f600(['") == Literal("\U0001f600([")


def test_text_beyond_the_limit_is_not_read() -> None:
    with pytest.raises(XPathLimitError) as caught:
        parse("a" * 11, 10)
    assert (caught.value.code, caught.value.what, caught.value.limit) == ("xpath-limit", "characters", 10)


def test_text_within_the_limit_is_read() -> None:
    assert parse("a" * 10, 10) == relative("a" * 10)


def test_nesting_has_a_limit() -> None:
    with pytest.raises(XPathLimitError) as caught:
        parsed("(" * 33 + "1" + ")" * 33)
    assert (caught.value.what, caught.value.limit) == ("brackets within brackets", 32)


def test_brackets_side_by_side_are_not_nested() -> None:
    assert parsed("a" + "[1]" * 33) == Path(CONTEXT, (child("a", *[Number(1)] * 33),))


def test_the_terminals_of_the_grammar_do_not_collide() -> None:
    assert load("xpath", _Builder(), strict=True)("1") == Number(1)


def test_the_place_of_a_node_is_no_part_of_what_it_is() -> None:
    assert parsed("  f( )") == parsed("f()")


@pytest.mark.parametrize(
    ("text", "below"),
    [
        ("f(1, 2)", [Number(1), Number(2)]),
        ("-1", [Number(1)]),
        ("1 + 2 - 3", [Number(1), Number(2), Number(3)]),
        ("a[1]/b[2]", [Number(1), Number(2)]),
        ("(1)/a[2]", [Number(1), Number(2)]),
        ("(1)[2]", [Number(1), Number(2)]),
        ("1", []),
    ],
)
def test_children_are_what_is_directly_below(text: str, below: list[Expression]) -> None:
    assert list(children(parsed(text))) == below


def test_rebuilding_reaches_every_place() -> None:
    def grown(tree: Expression, is_top: bool) -> Expression:
        return Number(tree.value + 1) if isinstance(tree, Number) else tree

    before, after = "f(1) + -1 + (1)[1]/a[1]", "f(2) + -2 + (2)[2]/a[2]"
    assert rebuilt(parsed(before), grown) == parsed(after)


def test_only_what_is_outside_of_predicates_is_at_the_top() -> None:
    seen = {}

    def look(tree: Expression, is_top: bool) -> Expression:
        if isinstance(tree, Number):
            seen[tree.value] = is_top
        return tree

    rebuilt(parsed("f(1) | (2)[3]/a[f(4)]"), look)
    assert seen == {1: True, 2: True, 3: False, 4: False}


def test_a_start_is_part_of_a_path_and_no_expression() -> None:
    assert list(children(Path(Start(is_root=True), ()))) == []
