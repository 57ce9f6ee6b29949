"""Laws of projection."""

import copy
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from treequery.conformance.strategies import documents, fitting_trees, trees
from treequery.plan import Plan, compile
from treequery.tree import Tree

from .test_tree import has_ranges, is_part

DEPTHS = st.integers(-3, 8)


@st.composite
def plans(draw: st.DrawFn, document: Any) -> Plan:
    options = {
        "always": draw(st.sampled_from([(), ("_class",), ("a", "name")])),
        "leaves": draw(st.sampled_from(["empty", "whole"])),
    }
    if draw(st.booleans()):
        return compile(draw(fitting_trees(document) | trees()), **options)
    return compile(depth=draw(DEPTHS), **options)


def same(left: Any, right: Any) -> bool:
    """Equal to the letter: NaN equals NaN, 1 is not 1.0 nor True, and order counts."""
    return json.dumps(left) == json.dumps(right)


def containers(value: Any) -> list[int]:
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    own = [id(value)] if isinstance(value, (dict, list)) else []
    return own + [identity for item in below for identity in containers(item)]


@given(st.data(), documents(hostile=True))
def test_projection_only_removes(data: st.DataObject, document: Any) -> None:
    assert is_part(data.draw(plans(document)).project(document), document)


@given(st.data(), documents())
def test_projection_never_reorders(data: st.DataObject, document: Any) -> None:
    kept = data.draw(plans(document)).project(document)
    assert not isinstance(kept, dict) or list(kept) == [name for name in document if name in kept]


@given(st.data(), documents(hostile=True))
def test_the_input_is_neither_changed_nor_shared(data: st.DataObject, document: Any) -> None:
    before = copy.deepcopy(document)
    kept = data.draw(plans(document)).project(document)
    assert same(document, before)
    assert not set(containers(kept)) & set(containers(document))


@given(st.data(), documents())
def test_projecting_twice_is_projecting_once_but_for_ranges(data: st.DataObject, document: Any) -> None:
    plan = data.draw(plans(document))
    once = plan.project(document)
    assert (plan.tree is not None and has_ranges(plan.tree)) or same(plan.project(once), once)


@given(documents(), DEPTHS)
def test_a_depth_is_contained_in_the_next(document: Any, depth: int) -> None:
    lesser, greater = compile(depth=depth).project(document), compile(depth=depth + 1).project(document)
    assert is_part(lesser, greater)


@given(documents(), st.integers(0, 4))
def test_a_depth_is_as_many_stars_and_one_more(document: Any, depth: int) -> None:
    stars = "[".join("*" * (depth + 1)) + "]" * depth
    assert same(compile(depth=depth).project(document), compile(stars).project(document))


@given(documents(hostile=True))
def test_two_stars_keep_everything(document: Any) -> None:
    assert same(compile("**").project(document), document)


@given(st.data(), documents())
def test_tuples_iterators_and_views_count_as_lists(data: st.DataObject, document: Any) -> None:
    plan = data.draw(plans(document))
    assert same(plan.project(lazy(document)), plan.project(document))


def lazy(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: lazy(below) for name, below in value.items()}
    return iter([lazy(item) for item in value]) if isinstance(value, list) else value


@given(st.data(), documents())
def test_equal_plans_keep_the_same(data: st.DataObject, document: Any) -> None:
    tree = data.draw(fitting_trees(document))
    one, other = compile(tree), compile(str(tree))
    assert (one, hash(one)) == (other, hash(other))
    assert same(one.project(document), other.project(document))


@given(trees())
def test_whole_leaves_are_two_stars_in_each_leaf(tree: Tree) -> None:
    document = {"a": {"b": {"c": [1, {"d": 2}]}}, "jobs": [[{"name": {"x": 1}}], 2], "*": {"a": {"b": 1}}}
    spelt = compile(with_stars(tree))
    assert same(compile(tree, leaves="whole").project(document), spelt.project(document))


def with_stars(tree: Tree) -> Tree:
    def below(child: Tree) -> Tree:
        is_leaf = not (child.children or child.deep or child.star)
        return Tree({}, child.range, True) if is_leaf else with_stars(child)

    children = {name: below(child) for name, child in tree.children.items()}
    return Tree(children, tree.range, tree.deep, tree.excluded, tree.star and below(tree.star))
