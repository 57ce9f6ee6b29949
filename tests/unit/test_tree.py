"""Trees and ranges as values: equality, text, and how they combine."""

import copy
import pickle
from typing import Any

import pytest

from treequery.errors import CombinationError
from treequery.parse import parse
from treequery.tree import NOTHING, WHOLE, Range, Tree


def nested(levels: int) -> Tree:
    tree = Tree()
    for _ in range(levels):
        tree = Tree({"a": tree})
    return tree


@pytest.mark.parametrize(
    ("bounds", "text"),
    [
        (Range(), ""),
        (Range(3, 4), "{3}"),
        (Range(-1, None), "{-1}"),
        (Range(-3, -2), "{-3}"),
        (Range(0, 5), "{,5}"),
        (Range(0, 1), "{0}"),
        (Range(2, None), "{2,}"),
        (Range(-5, None), "{-5,}"),
        (Range(0, -1), "{,-1}"),
        (Range(2, 5), "{2,5}"),
    ],
)
def test_a_range_is_written_in_its_shortest_form(bounds: Range, text: str) -> None:
    assert str(bounds) == text


@pytest.mark.parametrize("bounds", [(1.0, 2), (True, 2), (0, "2")])
def test_a_range_takes_ints_only(bounds: tuple[object, object]) -> None:
    with pytest.raises(TypeError):
        Range(*bounds)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("left", "right", "union", "intersection"),
    [
        (Range(0, 3), Range(5, 8), Range(0, 8), Range(5, 3)),
        (Range(0, 3), Range(1, None), Range(0, None), Range(1, 3)),
        (Range(-5, None), Range(-3, -1), Range(-5, None), Range(-3, -1)),
        (Range(-5, -2), Range(-3, -1), Range(-5, -1), Range(-3, -2)),
        (Range(2, None), Range(3, None), Range(2, None), Range(3, None)),
        (Range(-5, None), Range(0, 3), Range(), Range(-5, 3)),
        (Range(2, -2), Range(0, 3), Range(), None),
        (Range(2, -2), Range(2, -2), Range(2, -2), Range(2, -2)),
        (Range(2, None), Range(0, -1), Range(), Range(2, -1)),
        (Range(2, None), Range(-5, None), Range(), None),
        (Range(2, -2), Range(), Range(), Range(2, -2)),
        (Range(), Range(-1, None), Range(), Range(-1, None)),
    ],
)
def test_ranges_combine_by_position(
    left: Range, right: Range, union: Range, intersection: Range | None
) -> None:
    assert (left.union(right), left.intersection(right)) == (union, intersection)


def test_the_order_of_names_is_no_part_of_what_a_tree_is() -> None:
    assert (parse("a[b,c],d"), hash(parse("a[b,c],d"))) == (parse("d,a[c,b]"), hash(parse("d,a[c,b]")))


@pytest.mark.parametrize(
    "other",
    ["a[b]", "a[b,c]{1},d", "a[b,x],d", "a[b,*],d", "a[b,**],d", 'a[b,c,*,"*"[x]],d', "a[b,c],d,**,!x"],
)
def test_trees_that_say_different_things_are_different(other: str) -> None:
    assert parse("a[b,c],d") != parse(other)


def test_trees_of_equal_shape_are_told_apart_by_what_a_real_star_keeps() -> None:
    assert parse('*,"*"[a]') != parse('*,"*"[b]')


def test_trees_of_equal_shape_are_told_apart_deep_down_even_if_their_digests_agree() -> None:
    left, right = parse('a[b["c"[x]]]'), parse("a[b[c[y]]]")
    object.__setattr__(right, "_hash", hash(left))
    assert left != right


@pytest.mark.parametrize(
    ("left", "right"),
    [("a[b]", "a[c]"), ("a{1}", "a{2}"), ("**", "**,!a"), ('*,"*"[a]', "*"), ('*,"*"[a]', '*,"*"[b]')],
)
def test_equality_does_not_rest_on_the_digest(left: str, right: str) -> None:
    one, other = parse(left), parse(right)
    object.__setattr__(other, "_hash", hash(one))
    assert one != other


def test_the_deepest_trees_are_compared() -> None:
    def deepest() -> Tree:
        tree = Tree({"leaf": Tree()})
        for _ in range(249):
            # Both names lead to the same tree, so that there are more ways down than could be walked.
            tree = Tree({"a": tree, "b": tree})
        return tree

    one, other = deepest(), deepest()
    assert hash(one) == hash(other)
    assert hash(one) != hash(Tree({"a": one.children["a"]}))


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"children": {1: Tree()}}, "children: expected a mapping from str to Tree"),
        ({"children": {"a": None}}, "children: expected a mapping from str to Tree"),
        ({"range": None}, "range: expected a Range"),
        ({"star": "a"}, "star: expected a Tree or None"),
    ],
)
def test_a_tree_is_made_of_trees(arguments: dict[str, Any], problem: str) -> None:
    with pytest.raises(TypeError, match=problem):
        Tree(**arguments)


def test_a_tree_is_not_equal_to_its_text() -> None:
    assert parse("a") != "a"


def test_a_tree_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        parse("a").children["b"] = Tree()  # type: ignore[index]


@pytest.mark.parametrize("travel", [copy.copy, copy.deepcopy, lambda tree: pickle.loads(pickle.dumps(tree))])
@pytest.mark.parametrize(
    "tree", [nested(251), parse('a{-1},*[**],"*"[x],!b'), parse(" a", dialect="jenkins")]
)
def test_a_tree_survives_a_journey_with_its_dialect(tree: Tree, travel: Any) -> None:
    arrived = travel(tree)
    assert (arrived, str(arrived), arrived.dialect) == (tree, str(tree), tree.dialect)


def test_a_tree_has_at_most_250_levels_of_brackets() -> None:
    with pytest.raises(ValueError, match="250"):
        nested(252)


@pytest.mark.parametrize("children", [{1: Tree()}, {"a": "b"}])
def test_children_are_trees_by_name(children: object) -> None:
    with pytest.raises(TypeError):
        Tree(children)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "tree",
    [
        {"children": {"a,b": Tree(dialect="jenkins")}},
        {"children": {"": Tree(dialect="jenkins")}},
        {"children": {"a": Tree()}},
        {"deep": True},
        {"children": {"*": Tree(dialect="jenkins")}, "excluded": frozenset("a")},
        {"star": Tree()},
        {"range": Range(-1, None)},
        {"range": Range(0, -1)},
        {"range": Range(2**31, None)},
        {"range": Range(3, 2**31)},
    ],
)
def test_the_jenkins_dialect_refuses_what_it_cannot_write(tree: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="jenkins"):
        Tree(**tree, dialect="jenkins")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a b", "a b"),
        ("a!b", "a!b"),
        ("a*", "a*"),
        ("\ufeff", "\ufeff"),
        ("\u2003a", "\u2003a"),
        ("", '""'),
        (" a", '" a"'),
        ("a\n", '"a\\u000a"'),
        ("a,b", '"a,b"'),
        ("<a>", '"<a>"'),
        ('a"\\', '"a\\"\\\\"'),
        ("!a", '"!a"'),
        ("**", '"**"'),
        ("*", '"*"'),
    ],
)
def test_a_name_is_quoted_only_where_it_must_be(name: str, text: str) -> None:
    tree = Tree(star=Tree()) if name == "*" else Tree({name: Tree()})
    assert (str(tree), parse(text)) == (text, tree)


def test_repr_shows_the_expression_and_the_dialect() -> None:
    assert repr(parse("a[b]{1}")) == "Tree('a[b]{1}', 'extended')"


@pytest.mark.parametrize(
    ("expression", "name", "child"),
    [
        ("a[b],*[c]", "a", "b"),
        ("a[b],*[c]", "z", "c"),
        ("a[b],*[c]", "*", "c"),
        ('*[c],"*"[d]', "*", "d"),
        ("**,!a", "z", "**"),
        ("**,a[b]", "a", "b"),
    ],
)
def test_a_child_is_found_by_name_then_by_what_stands_for_the_rest(
    expression: str, name: str, child: str
) -> None:
    assert parse(expression).child(name) == parse(child)


@pytest.mark.parametrize(("expression", "name"), [("a", "b"), ("**,!a", "a"), ('*,!"*"', "*")])
def test_what_is_not_kept_has_no_child(expression: str, name: str) -> None:
    assert parse(expression).child(name) is None


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("a", "b", "a,b"),
        ("a[b]", "a[c]", "a[b,c]"),
        ("a[b]", "a", "a[b]"),
        ("a{1}", "a{3}", "a{1,4}"),
        ("*[a]", "b[c]", "*[a],b[a,c]"),
        ("**,!a", "a[b]", "**,a[b]"),
        ("**,!a", "**,!b", "**"),
        ('"*"[a]', "b", '"*"[a],b'),
    ],
)
def test_a_union_keeps_what_either_keeps(left: str, right: str, expected: str) -> None:
    assert parse(left).union(parse(right)) == parse(expected)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("a[b,c]", "a[c,d]", "a[c]"),
        ("a[b],*", "a[b],*", "a[b],*"),
        ("a[**]", "a[b]{3}", "a[b]{3}"),
        ("**,!secret", "jobs[name],secret", "jobs[name]"),
        ("**,!a", "*,!b", "*,!a,!b"),
        ('*[a],"*"[b]', "*[b]", '*,"*"[b]'),
    ],
)
def test_an_intersection_keeps_what_both_keep(left: str, right: str, expected: str) -> None:
    assert parse(left).intersection(parse(right)) == parse(expected)


def test_an_intersection_of_strangers_keeps_nothing() -> None:
    assert parse("a").intersection(parse("b")) == NOTHING


def test_an_intersection_that_no_range_expresses_is_refused_with_its_path() -> None:
    with pytest.raises(CombinationError) as caught:
        parse("jobs[builds{2,}]").intersection(parse("jobs[builds{-5,}]"))
    assert (caught.value.code, caught.value.path) == ("combination", "$.jobs.builds")


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("a,b", "a", "b"),
        ("a[b,c],d", "a[b]", "a[c],d"),
        ("a[b]", "a", "a[b]"),
        ("a[b]{,5}", "a[b]{3}", "a[b]{,5}"),
        ("**", "a[**]", "**,!a"),
        ("*[x,y]", "*[x]", "*[y]"),
    ],
)
def test_a_difference_keeps_what_only_the_first_keeps(left: str, right: str, expected: str) -> None:
    assert parse(left).difference(parse(right)) == parse(expected)


def test_the_difference_of_equals_is_nothing() -> None:
    assert str(parse("a[b]").difference(parse("a[b]"))) == ""


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("a[b,c]", "a[b]"),
        ("*", "a"),
        ("**", "a[b[c]]"),
        ("a{,5}", "a{2}"),
        ("**,!a", "**,!a,!b"),
        ("a[b]", "a"),
    ],
)
def test_the_larger_tree_covers_the_smaller(left: str, right: str) -> None:
    assert (parse(left).covers(parse(right)), parse(right).covers(parse(left))) == (True, False)


def test_the_whole_covers_even_itself_with_a_part_spelt_out() -> None:
    assert WHOLE.covers(parse("**,a[b]"))


def test_the_whole_with_an_exception_does_not_cover_the_whole() -> None:
    assert not parse("**,a[b]").covers(WHOLE)


def test_two_trees_of_the_jenkins_dialect_combine_to_one_of_it() -> None:
    union = parse(" a", dialect="jenkins").union(parse(" b", dialect="jenkins"))
    assert (str(union), union.dialect) == (" a, b", "jenkins")


def test_what_the_jenkins_dialect_cannot_write_combines_to_the_extended_one() -> None:
    difference = parse("*,a", dialect="jenkins").difference(parse("a", dialect="jenkins"))
    assert (str(difference), difference.dialect) == ("*,!a", "extended")


def test_names_without_brackets_can_be_made_to_keep_the_whole() -> None:
    assert str(parse('a{1},b[c,"*"],*,!d').with_whole_leaves()) == 'a[**]{1},b[c[**],"*"[**]],*[**],!d'


def test_an_intersection_of_whole_leaves_keeps_no_more_than_is_allowed() -> None:
    asked, allowed = (parse(text).with_whole_leaves() for text in ("jobs", "jobs[name]"))
    assert str(asked.intersection(allowed)) == "jobs[name[**]]"
