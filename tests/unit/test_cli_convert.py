"""treequery.commands.convert: JSON text in other flavors."""

import json

from hypothesis import given
from hypothesis import strategies as st

from treequery.commands.convert import to_literal, to_xml
from treequery.commands.pretty import indented
from treequery.writers.json_writer import write_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet='a,:{}[]"\\é', max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(alphabet='a:"', max_size=3), inner),
    max_leaves=15,
)


@given(VALUES)
def test_indented_text_is_what_the_writer_writes_prettily(value: object) -> None:
    compact = write_json(value, pretty=False, limit=1 << 20)
    assert indented(compact) == write_json(value, pretty=True, limit=1 << 20)


@given(VALUES)
def test_indented_text_means_the_same(value: object) -> None:
    assert json.loads(indented(write_json(value, pretty=False, limit=1 << 20))) == value


def test_numbers_too_long_for_an_int_are_written() -> None:
    digits = b"9" * 5000
    assert to_literal(digits, "python", pretty=False) == digits


def test_numbers_in_xml_keep_their_text() -> None:
    assert to_xml(b"1E5", "root", has_class=False) == b"<root>1E5</root>"
