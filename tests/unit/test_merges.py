"""Merged properties whose getter fails: which queries they spoil."""

from __future__ import annotations

from typing import Annotated, Any

import pytest

from treequery.decorators import exported, exported_bean
from treequery.errors import GetterError
from treequery.export_config import ExportConfig
from treequery.plan import compile
from treequery.tree import Tree


@exported_bean
class Cause:
    user: Annotated[str, exported(visibility=3)]
    number: Annotated[int, exported()]


@exported_bean
class Upstream(Cause):
    project: Annotated[str, exported()]


@exported_bean
class Build:
    number = exported()(lambda self: 7)
    result = exported()(lambda self: "SUCCESS")

    @exported(merge=True)
    def cause(self) -> Cause:
        raise OSError("unplugged")


@exported_bean
class Loop:
    name = exported()(lambda self: "loop")

    @exported(merge=True)
    def more(self) -> Loop:
        raise OSError("unplugged")


@exported_bean
class Open:
    name = exported()(lambda self: "open")

    @exported(merge=True)
    def more(self) -> Any:
        raise OSError("unplugged")


@exported_bean
class Step:
    @exported(merge=True)
    def inner(self) -> Build:
        raise OSError("unplugged")


@exported_bean
class Leaf:
    @exported(merge=True)
    def end(self) -> Step: ...


@exported_bean
class Left:
    @exported(merge=True)
    def leaf(self) -> Leaf: ...


@exported_bean
class Right:
    @exported(merge=True)
    def leaf(self) -> Leaf: ...


@exported_bean
class Fork:
    left = exported(merge=True)(lambda self: None)

    @exported(merge=True)
    def top(self) -> Left | Right:
        raise OSError("unplugged")


@pytest.mark.parametrize(
    ("root", "tree", "shown"),
    [
        (Build(), "result", {"result": "SUCCESS"}),
        (Build(), "number", {"number": 7}),
        (Build(), "nosuch[user]", {}),
        (Loop(), "*", {"name": "loop"}),
        (Open(), "name", {"name": "open"}),
        (Step(), "nosuch", {}),
        (Fork(), "nosuch", {}),
    ],
)
def test_a_query_that_could_show_nothing_of_it_is_not_spoilt(
    root: object, tree: str, shown: dict[str, object]
) -> None:
    assert compile(tree).project(root) == shown


@pytest.mark.parametrize(
    ("root", "tree"),
    [
        (Build(), "result,user"),
        (Build(), "project"),
        (Build(), "*"),
        (Build(), "**,!number"),
        (Open(), "nosuch"),
        (Open(), "*"),
        (Step(), "number"),
        (Step(), "user"),
    ],
)
def test_a_query_that_could_show_some_of_it_is_spoilt(root: object, tree: str) -> None:
    with pytest.raises(GetterError):
        compile(tree).project(root)


def test_names_that_are_left_out_show_nothing() -> None:
    assert compile(Tree({"name": Tree()}, excluded=frozenset({"user"}))).project(Open()) == {"name": "open"}


@pytest.mark.parametrize("depth", [0, 3])
def test_a_depth_could_show_what_it_has_no_name_for(depth: int) -> None:
    with pytest.raises(GetterError):
        compile(depth=depth).project(Open())


def test_a_depth_does_not_ask_for_what_is_not_visible_at_its_level() -> None:
    assert compile(depth=0).project({"build": Build()}) == {"build": {}}


def test_a_depth_within_a_tree_shows_what_both_do() -> None:
    within = compile("result").tree
    assert compile(depth=0, within=within).project(Build()) == {"result": "SUCCESS"}


def test_a_depth_within_a_tree_of_unknown_names_could_show_them() -> None:
    with pytest.raises(GetterError):
        compile(depth=0, within=compile("nosuch").tree).project(Open())


def test_an_interceptor_that_fails_spoils_no_more_than_the_getter() -> None:
    def refuse(instance: object, name: str, get: Any) -> object:
        if name == "cause":
            raise PermissionError(name)
        return get()

    assert compile("result", export=ExportConfig(interceptor=refuse)).project(Build()) == {
        "result": "SUCCESS"
    }
