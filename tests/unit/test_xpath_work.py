"""The estimate of what an XPath costs."""

import math

import pytest

from treequery.xpath_syntax import parse
from treequery.xpath_work import Shape, work_of

SHAPE = Shape(1000, 5, 100, {"job": 50, "name": 50}, {"job": 5000})


def work(text: str, shape: Shape = SHAPE) -> float:
    return work_of(parse(text, 1000), shape)


@pytest.mark.parametrize(
    ("cheap", "dear"),
    [
        ("1", "/*"),
        ("/*", "//node()"),
        ("//job", "//job[name]"),
        ("//job/@_class", "//*/@*[//name]"),
        ("//job/name", "//job[//name]"),
        ("//job[//name]", "//*[//name]"),
        ("//*[//*]", "//*[//*[//*]]"),
        ("//job/following-sibling::*", "//job/following::*"),
        ("//job/following-sibling::*", "//*/following-sibling::*"),
        ("//job/parent::*", "//job/ancestor::*"),
        ("//job/@*", "//job/descendant::*"),
        ("count(//job)", "string(//job)"),
        ("//job | //name", "//* | //*"),
        ("//job[count(name)]", "//job[name = 3]"),
        ("(//job)[1]", "(//job)[//name]"),
        ("position()", "string()"),
    ],
)
def test_the_estimate_tells_the_dear_from_the_cheap(cheap: str, dear: str) -> None:
    assert work(cheap) < work(dear)


def test_each_level_of_nested_searches_multiplies_the_work() -> None:
    assert work("//*[//*[//*]]") > 100 * work("//*[//*]")


def test_a_predicate_costs_nothing_where_no_node_has_the_name() -> None:
    shape = Shape(1000, 5, 100, {"nosuch": 0}, {})
    assert work("//nosuch[//*[//*]]", shape) < 10_000


def test_a_path_from_what_gives_no_nodes_costs_what_that_does() -> None:
    assert work("(1)/a") < 10


def test_the_estimate_is_finite_for_what_people_ask() -> None:
    assert math.isfinite(work("//job[name='a']/build[number>=3]/../../name | //name[contains(., 'x')]"))
