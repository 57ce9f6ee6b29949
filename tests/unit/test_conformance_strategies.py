"""What the strategies promise to those who write laws with them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treequery.choices import Dialect
from treequery.conformance.strategies import (
    documents,
    expressions,
    fitting_trees,
    hostile_json,
    hostile_text,
    json_bytes,
    json_scalars,
    trees,
)
from treequery.parse import parse
from treequery.tree import Tree

DIALECTS: list[Dialect] = ["extended", "jenkins"]


@pytest.mark.parametrize("dialect", DIALECTS)
@given(data=st.data())
def test_a_tree_has_a_text_in_its_dialect(dialect: Dialect, data: st.DataObject) -> None:
    tree = data.draw(trees(dialect=dialect))
    assert parse(str(tree), dialect=dialect) == tree


@pytest.mark.parametrize("dialect", DIALECTS)
@given(data=st.data())
def test_an_expression_is_accepted_in_its_dialect(dialect: Dialect, data: st.DataObject) -> None:
    text = data.draw(expressions(dialect))
    assert isinstance(parse(text, dialect=dialect), Tree)


@pytest.mark.parametrize("dialect", DIALECTS)
@given(data=st.data())
def test_a_fitting_tree_has_a_text_in_its_dialect(dialect: Dialect, data: st.DataObject) -> None:
    tree = data.draw(fitting_trees(data.draw(documents(hostile=True)), dialect=dialect))
    assert parse(str(tree), dialect=dialect) == tree


@given(data=st.data())
def test_a_fitting_tree_names_what_is_there(data: st.DataObject) -> None:
    tree = data.draw(fitting_trees({"a": [{"b": 1}], "c": 2}))
    assert tree.children.keys() <= {"a", "c", "*"}


@given(data=st.data())
def test_a_tree_has_the_names_that_were_given(data: st.DataObject) -> None:
    tree = data.draw(trees(names=st.just("only")))
    assert tree.children.keys() <= {"only", "*"}


@given(document=documents(), data=st.data())
def test_json_bytes_decode_to_their_document(document: Any, data: st.DataObject) -> None:
    # By repr(), which tells 1 from 1.0 and from true.
    assert repr(json.loads(data.draw(json_bytes(document)))) == repr(document)


@given(document=documents(), data=st.data())
def test_json_bytes_with_duplicates_decode_to_their_document(document: Any, data: st.DataObject) -> None:
    assert repr(json.loads(data.draw(json_bytes(document, duplicates=True)))) == repr(document)


@given(document=documents())
def test_documents_can_be_written_as_utf_8(document: Any) -> None:
    assert json.dumps(document, ensure_ascii=False, allow_nan=False).encode()


@given(document=documents(hostile=True))
def test_hostile_documents_can_be_written_with_escapes(document: Any) -> None:
    assert json.dumps(document).isascii()


@given(scalar=json_scalars(hostile=True))
def test_scalars_are_no_containers(scalar: Any) -> None:
    assert isinstance(scalar, (str, int, float, type(None)))


@given(text=hostile_text())
def test_hostile_text_is_text(text: str) -> None:
    assert isinstance(text, str)


@given(data=hostile_json())
def test_hostile_json_is_bytes(data: bytes) -> None:
    assert isinstance(data, bytes)
