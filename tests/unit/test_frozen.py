"""Values that never change."""

import copy
import pickle
from typing import Any

import pytest

from treequery.export_config import ExportConfig
from treequery.keep import WHOLE, KeepTree
from treequery.limits import Limits
from treequery.plan import compile
from treequery.tree import Range, Tree

VALUES: dict[str, Any] = {
    "range": Range(1, 5),
    "limits": Limits(values=3),
    "export": ExportConfig("always"),
    "tree": Tree({"a": Tree()}),
    "plan": compile("a", always=["b"]),
    "keep": KeepTree({"a": WHOLE}),
}


@pytest.fixture(params=VALUES)
def value(request: pytest.FixtureRequest) -> Any:
    return VALUES[request.param]


def test_no_field_can_be_set(value: Any) -> None:
    name = value.__match_args__[0]
    with pytest.raises(AttributeError, match=f"cannot assign to '{name}': a {type(value).__name__} never"):
        setattr(value, name, 1)


def test_no_field_can_be_deleted(value: Any) -> None:
    name = value.__match_args__[0]
    with pytest.raises(AttributeError, match=f"cannot delete '{name}'"):
        delattr(value, name)


def test_nothing_can_be_added(value: Any) -> None:
    with pytest.raises(AttributeError):
        value.other = 1


@pytest.mark.parametrize("name", VALUES.keys() - {"keep"})
def test_a_copy_is_equal(name: str) -> None:
    value = VALUES[name]
    for made in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert (made, hash(made)) == (value, hash(value))


def test_values_are_equal_when_their_fields_are() -> None:
    assert Range(1, 2) == Range(1, 2)
    assert Range(1, 2) != Range(1, 3)
    assert Range(1, 2) != (1, 2)
    assert len({Range(1, 2), Range(1, 2), Range(2, 2)}) == 2


def test_a_value_is_written_as_it_is_made() -> None:
    assert repr(Range(1)) == "Range(start=1, stop=None)"
    assert eval(repr(Limits(values=3))) == Limits(values=3)


def test_some_fields_are_replaced() -> None:
    assert Limits(values=3).__replace__(levels=4) == Limits(levels=4, values=3)
    with pytest.raises(ValueError, match="levels: expected an int of at least 0"):
        Limits().__replace__(levels=-1)
    with pytest.raises(TypeError, match="nosuch"):
        Limits().__replace__(nosuch=1)


def test_a_plan_has_no_other_attributes() -> None:
    with pytest.raises(AttributeError, match="'Plan' object has no attribute 'nosuch'"):
        VALUES["plan"].nosuch
