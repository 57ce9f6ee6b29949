"""Laws of schemas: they allow what classes give, and little else."""

from __future__ import annotations

import enum
import json
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from treequery.decorators import exported, exported_bean
from treequery.export_config import SKIP, ExportConfig
from treequery.plan import Plan, compile
from treequery.reach import tree_of
from treequery.schema import json_schema
from treequery.tree import Range, Tree
from treequery.values import Map


class Color(enum.Enum):
    RED = "red"
    GREEN = "green"


class Bag:
    """Takes attributes by name; the classes under test say which."""

    def __init__(self, **values: Any) -> None:
        vars(self).update(values)


@exported_bean
class Extra(Bag):
    note: Annotated[str, exported()]
    name: Annotated[str, exported()]
    more: Annotated[Extra | None, exported(merge=True)]


@exported_bean
class Sequel(Extra):
    episode: Annotated[int, exported()]


@dataclass
class Point:
    x: int
    y: float
    label: str | int | None = None
    parts: list[Point] = field(default_factory=list)


@exported_bean
class Node(Bag):
    name: Annotated[str, exported()]
    size: Annotated[Decimal | None, exported()]
    when: Annotated[datetime, exported(visibility=3)]
    color: Annotated[Color | None, exported(visibility=2)]
    mode: Annotated[Literal["a", 1, None], exported()]  # noqa: PYI061 - the form under test
    nodes: Annotated[list[Node], exported(inline=True)]
    parent: Annotated[Node | None, exported(skip_null=True)]
    points: Annotated[tuple[Point | None, ...], exported(visibility=2)]
    pair: Annotated[tuple[int, Point], exported()]
    rows: Annotated[list[list[int]], exported()]
    env: Annotated[dict[str, Point], exported()]
    data: Annotated[Map, exported()]
    table: Annotated[dict[str, Point], exported(verbose_map="key/value")]
    extra: Annotated[Extra | None, exported(merge=True)]
    id: Annotated[UUID, exported()]
    url: Annotated[SplitResult, exported()]


@exported_bean(class_name="laws.Special")
class Special(Node):
    speciality: Annotated[bool, exported()]
    name: Annotated[str, exported(visibility=2)]


NAMES = ["a", "label", "name", "note", "nodes", "parent", "points", "parts", "pair", "x", "y", "key", "value"]
NAMES += [
    "episode",
    "color",
    "env",
    "data",
    "table",
    "rows",
    "size",
    "speciality",
    "when",
    "mode",
    "id",
    "url",
]

texts = st.sampled_from(["", "a", "name", "é"])
numbers = st.integers(-3, 3) | st.integers()
floats = st.floats()
points = st.recursive(
    st.builds(Point, numbers, floats, st.none() | texts | numbers),
    lambda below: st.builds(Point, numbers, floats, parts=st.lists(below, max_size=3)),
    max_leaves=4,
)
keys = st.sampled_from(["a", "name", "x"])
extras = st.recursive(
    st.builds(Extra, note=texts, name=texts, more=st.none()),
    lambda below: (
        st.builds(Extra, note=texts, name=texts, more=below)
        | st.builds(Sequel, note=texts, name=texts, more=below, episode=numbers)
    ),
    max_leaves=3,
)


@st.composite
def nodes(draw: st.DrawFn, level: int = 0) -> Node:
    below = nodes(level + 1)
    node = draw(st.sampled_from([Node, Special]))(
        name=draw(texts),
        size=draw(st.none() | st.decimals(allow_nan=True)),
        when=draw(st.datetimes()),
        color=draw(st.none() | st.sampled_from(Color)),
        mode=draw(st.sampled_from(["a", 1, None])),
        nodes=draw(st.lists(below, max_size=2)) if level < 1 else [],
        parent=draw(st.none() | below) if level < 2 else None,
        points=draw(st.lists(st.none() | points, max_size=3).map(tuple)),
        pair=draw(st.tuples(numbers, points)),
        rows=draw(st.lists(st.lists(numbers, max_size=3), max_size=3)),
        env=draw(st.dictionaries(keys, points, max_size=2)),
        data=draw(st.dictionaries(keys, points | texts, max_size=2).map(Map)),
        table=draw(st.dictionaries(keys, points, max_size=2)),
        extra=draw(st.none() | extras),
        id=draw(st.uuids()),
        url=urlsplit("http://localhost/" + draw(texts)),
    )
    if isinstance(node, Special):
        node.speciality = draw(st.booleans())
    return node


ranges = st.just(Range()) | st.builds(Range, st.integers(-3, 3), st.none() | st.integers(-3, 3))


def grown(below: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    children = st.dictionaries(st.sampled_from(NAMES) | st.just("*"), below, max_size=6)
    excluded = st.frozensets(st.sampled_from(NAMES), max_size=3)
    return st.builds(Tree, children, ranges, st.booleans(), excluded)


trees = st.recursive(st.builds(Tree, range=ranges), grown, max_leaves=12)
exports = st.builds(
    ExportConfig,
    st.sampled_from(["none", "always", "if_needed"]),
    st.booleans(),
    st.booleans(),
    st.none() | st.just(lambda instance, name, get: SKIP if name == "size" else get()),
)


@st.composite
def plans(draw: st.DrawFn, *, exact: bool = False) -> Plan:
    export = ExportConfig(draw(st.sampled_from(["none", "always", "if_needed"]))) if exact else draw(exports)
    dates = draw(st.sampled_from(["millis", "iso"]))
    if draw(st.booleans()):
        leaves = draw(st.sampled_from(["empty", "whole"]))
        always = draw(st.sampled_from([(), ("name",)]))
        return compile(draw(trees), export=export, dates=dates, leaves=leaves, always=always)
    within = draw(st.none() | trees)
    return compile(depth=draw(st.integers(-1, 4)), within=within, export=export, dates=dates)


@given(nodes(), plans())
def test_what_a_class_gives_is_allowed(root: Node, plan: Plan) -> None:
    validator = Draft202012Validator(json_schema(type(root), plan))
    validator.validate(plan.project(root))
    validator.validate(json.loads(plan.write(root)))


@given(st.sampled_from([Node, Special, Sequel, Point]), plans())
def test_a_schema_is_a_schema(cls: type, plan: Plan) -> None:
    Draft202012Validator.check_schema(json.loads(json.dumps(json_schema(cls, plan))))


@given(nodes(), plans(exact=True), st.data())
def test_a_property_is_of_no_other_kind(root: Node, plan: Plan, data: st.DataObject) -> None:
    given = plan.project(root)
    # Whose values may be anything.
    names = given.keys() - {"data"}
    assume(names)
    given[data.draw(st.sampled_from(sorted(names)))] = [[["no such value"]]]
    assert not Draft202012Validator(json_schema(type(root), plan)).is_valid(given)


@given(nodes(), plans(exact=True), st.data())
def test_an_object_lacks_nothing_that_is_required(root: Node, plan: Plan, data: st.DataObject) -> None:
    assume(type(root) is Node)
    given = plan.project(root)
    schema = json_schema(Node, plan)
    # Without properties there is no definition.
    required = schema.get("$defs", {}).get("Node", {}).get("required", [])
    assume(required)
    del given[data.draw(st.sampled_from(required))]
    assert not Draft202012Validator(schema).is_valid(given)


@given(nodes(), plans(exact=True))
def test_an_object_has_nothing_that_was_left_out(root: Node, plan: Plan) -> None:
    given = plan.project(root)
    given["no such property"] = 1
    assert not Draft202012Validator(json_schema(type(root), plan)).is_valid(given)


@given(nodes())
def test_the_tree_of_a_class_keeps_all_of_it(root: Node) -> None:
    # But for what is in values that may be anything, and for an object that has no properties.
    emptied = [root]
    for node in emptied:
        node.data = Map({})
        emptied += [*node.nodes, *([node.parent] if node.parent else [])]
    expression = tree_of(type(root), depth=9)
    assert repr(compile(expression).project(root)) == repr(compile("**").project(root))


@given(st.sampled_from([Node, Special, Extra, Point]), st.integers(0, 6))
def test_the_tree_of_a_class_grows_with_the_depth(cls: type, depth: int) -> None:
    assert tree_of(cls, depth=depth + 1).covers(tree_of(cls, depth=depth))
