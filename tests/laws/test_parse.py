"""Laws of expressions: what is parsed, printed and refused."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treequery.choices import Dialect
from treequery.conformance.strategies import expressions, hostile_text, trees
from treequery.errors import ExpressionError
from treequery.parse import parse
from treequery.tree import Tree

DIALECTS: tuple[Dialect, ...] = ("extended", "jenkins")
NEW_CHARACTERS = set('<>"! \t\n\r')


@pytest.mark.parametrize("dialect", DIALECTS)
@given(data=st.data())
def test_a_printed_tree_parses_back_to_itself(dialect: Dialect, data: st.DataObject) -> None:
    tree = data.draw(trees(dialect=dialect))
    assert parse(str(tree), dialect=dialect) == tree


@pytest.mark.parametrize("dialect", DIALECTS)
@given(data=st.data())
def test_printing_is_canonical(dialect: Dialect, data: st.DataObject) -> None:
    text = str(parse(data.draw(expressions(dialect)), dialect=dialect))
    assert str(parse(text, dialect=dialect)) == text


@pytest.mark.parametrize("dialect", DIALECTS)
@given(data=st.data())
def test_the_grammar_accepts_what_the_forms_allow(dialect: Dialect, data: st.DataObject) -> None:
    assert parse(data.draw(expressions(dialect)), dialect=dialect).dialect == dialect


@pytest.mark.parametrize("dialect", DIALECTS)
@given(text=hostile_text())
def test_any_text_parses_or_fails_inside_itself(dialect: Dialect, text: str) -> None:
    try:
        parse(text, dialect=dialect)
    except ExpressionError as err:
        assert 0 <= err.at <= len(text)
        assert str(err).isprintable() or "\n" in str(err)


@given(text=expressions("jenkins"))
def test_the_extended_dialect_is_a_conservative_extension(text: str) -> None:
    names_are_plain = not NEW_CHARACTERS & set(text) and "**" not in text
    assert not names_are_plain or parse(text) == parse(text, dialect="jenkins")


@given(text=st.text("ab,[]{}019*", max_size=12))
def test_without_new_characters_both_dialects_refuse_at_the_same_place(text: str) -> None:
    found = []
    for dialect in DIALECTS:
        try:
            found.append(parse(text, dialect=dialect) if "**" not in text else None)
        except ExpressionError as err:
            found.append((err.code, err.at))
    assert found[0] == found[1]


@given(tree=trees())
def test_a_tree_survives_pickling(tree: Tree) -> None:
    arrived = pickle.loads(pickle.dumps(tree))
    assert (arrived, hash(arrived), str(arrived)) == (tree, hash(tree), str(tree))
