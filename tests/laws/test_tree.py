"""Laws of combining trees, on their own and by what they keep."""

import json
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from treequery.conformance.strategies import documents, fitting_trees, trees
from treequery.errors import CombinationError
from treequery.plan import compile
from treequery.tree import NOTHING, WHOLE, Tree

ANY = trees()


def has_ranges(tree: Tree) -> bool:
    below = [*tree.children.values(), *([tree.star] if tree.star else [])]
    return bool(str(tree.range)) or any(map(has_ranges, below))


def intersection(left: Tree, right: Tree) -> Tree:
    try:
        return left.intersection(right)
    except CombinationError:
        assume(False)
        raise


def kept(tree: Tree, document: Any) -> Any:
    return compile(tree).project(document)


def is_part(part: Any, whole: Any) -> bool:
    """Whether ``part`` can be had from ``whole`` by leaving things out, elements in order."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(n in whole and is_part(v, whole[n]) for n, v in part.items())
    if isinstance(part, list):
        if not isinstance(whole, list):
            return False
        rest = iter(whole)
        return all(any(is_part(item, other) for other in rest) for item in part)
    return json.dumps(part) == json.dumps(whole)


@given(ANY)
def test_a_tree_covers_itself_and_nothing_and_is_covered_by_the_whole(tree: Tree) -> None:
    assert (tree.covers(tree), tree.covers(NOTHING), WHOLE.covers(tree)) == (True, True, True)


@given(ANY, ANY)
def test_a_union_covers_both(left: Tree, right: Tree) -> None:
    union = left.union(right)
    assert (union.covers(left), union.covers(right)) == (True, True)


@given(ANY, ANY)
def test_both_cover_their_intersection(left: Tree, right: Tree) -> None:
    both = intersection(left, right)
    assert (left.covers(both), right.covers(both)) == (True, True)


@given(ANY, ANY)
def test_a_difference_is_covered_and_completes_the_other(left: Tree, right: Tree) -> None:
    rest = left.difference(right)
    assert (left.covers(rest), rest.union(right).covers(left)) == (True, True)


@given(ANY, ANY)
def test_a_difference_is_nothing_just_where_the_other_covers(left: Tree, right: Tree) -> None:
    assert (left.difference(right) == NOTHING) is right.covers(left)


@given(ANY, ANY)
def test_union_and_intersection_do_not_mind_the_order(left: Tree, right: Tree) -> None:
    assert left.union(right) == right.union(left)
    assert intersection(left, right) == right.intersection(left)


@given(ANY, ANY, ANY)
def test_union_does_not_mind_the_grouping(one: Tree, two: Tree, three: Tree) -> None:
    left, right = one.union(two).union(three), one.union(two.union(three))
    assert (left.covers(right), right.covers(left)) == (True, True)


@given(ANY, ANY)
def test_what_covers_is_what_a_union_leaves_as_it_is(left: Tree, right: Tree) -> None:
    union = left.union(right)
    assert left.covers(right) is left.covers(union)


@given(ANY)
def test_a_tree_combined_with_itself_is_itself(tree: Tree) -> None:
    assert (tree.union(tree), tree.intersection(tree)) == (tree, tree)


@given(st.data(), documents())
def test_a_covering_tree_keeps_all_that_the_covered_one_keeps(data: st.DataObject, document: Any) -> None:
    left, right = data.draw(fitting_trees(document)), data.draw(fitting_trees(document))
    assert is_part(kept(right, document), kept(left.union(right), document))


@given(st.data(), documents())
def test_an_intersection_keeps_no_more_than_either(data: st.DataObject, document: Any) -> None:
    left, right = data.draw(fitting_trees(document)), data.draw(fitting_trees(document))
    both = kept(intersection(left, right), document)
    assert is_part(both, kept(left, document))
    assert is_part(both, kept(right, document))


@given(st.data(), documents())
def test_an_intersection_is_one_tree_after_the_other(data: st.DataObject, document: Any) -> None:
    left, right = data.draw(fitting_trees(document)), data.draw(fitting_trees(document))
    assume(not has_ranges(left) and not has_ranges(right))
    assert kept(left.intersection(right), document) == kept(right, kept(left, document))


@given(st.data(), documents())
def test_a_difference_and_the_other_keep_all_between_them(data: st.DataObject, document: Any) -> None:
    left, right = data.draw(fitting_trees(document)), data.draw(fitting_trees(document))
    assert is_part(kept(left, document), kept(left.difference(right).union(right), document))
