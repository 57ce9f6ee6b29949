"""Reading the parameters of a request."""

from typing import Any

import pytest

from treequery.errors import ParamsError
from treequery.params import Params, params_of


def test_of_a_repeated_parameter_the_first_counts() -> None:
    assert params_of({"tree": ["a", "b"], "depth": "1"}) == Params(tree="a", depth="1")


def test_every_exclude_counts() -> None:
    assert params_of({"exclude": ["//a", "//b"]}).exclude == ("//a", "//b")


def test_pretty_is_on_whatever_it_says() -> None:
    assert params_of({"pretty": "false"}).pretty


def test_other_names_mean_nothing() -> None:
    assert params_of({"Tree": "a", "foo": "b", "xpath": []}) == Params()


@pytest.mark.parametrize("value", [5, [b"a"], [1]])
def test_a_value_is_text(value: Any) -> None:
    with pytest.raises(ParamsError) as caught:
        params_of({"tree": value})
    assert (caught.value.code, caught.value.name) == ("params", "tree")


@pytest.mark.parametrize(
    ("text", "depth"), [(None, 0), ("3", 3), ("+1", 1), ("007", 7), ("-2147483648", -(2**31)), ("\u0661", 1)]
)
def test_a_depth_is_a_java_int(text: str | None, depth: int) -> None:
    assert Params(depth=text).depth_asked() == depth


@pytest.mark.parametrize("text", ["", " 1", "1.5", "0x1", "1_0", "2147483648", "9" * 5000, "abc"])
def test_any_other_depth_is_refused(text: str) -> None:
    with pytest.raises(ParamsError) as caught:
        Params(depth=text).depth_asked()
    assert caught.value.name == "depth"


@pytest.mark.parametrize(("text", "depth"), [(" 2 ", 2), ("abc", 0), ("", 0), (None, 0)])
def test_where_xml_is_searched_a_depth_is_read_as_upstream_does(text: str | None, depth: int) -> None:
    assert Params(depth=text, xpath="//a").depth_asked() == depth
