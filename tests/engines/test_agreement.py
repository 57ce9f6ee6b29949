"""The core agrees with the specification: in results to the byte, in errors to code and position."""

from __future__ import annotations

import contextlib
import itertools
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treequery import _core
from treequery.conformance.strategies import (
    documents,
    expressions,
    fitting_trees,
    hostile_json,
    hostile_text,
    json_bytes,
    trees,
)
from treequery.errors import ExpressionError, JsonError, TreeQueryError
from treequery.export_config import SKIP, ExportConfig
from treequery.limits import DEFAULT_LIMITS, Limits
from treequery.model import expose
from treequery.native import Native
from treequery.parse import parse_by_grammar
from treequery.plan import Plan, compile
from treequery.specification import Specification
from treequery.tree import Range, Tree

from .odd_values import EVENTS, Builder, Stranger, told

ADDRESS = re.compile("0x[0-9a-f]+")


def engines(plan: Plan) -> tuple[Native, Specification]:
    settings = (plan.keep, plan.always, plan.dates, plan.export, plan.limits)
    return Native(_core, *settings), Specification(*settings)


def outcome(verb: Callable[[], Any]) -> object:
    """What came of it, told by types and text too, or all that an error says."""
    EVENTS.clear()
    try:
        result = verb()
    except Exception as err:  # noqa: BLE001 - whatever it is, both have to raise it
        cause = err.__cause__
        facts = {name: ADDRESS.sub("", repr(value)) for name, value in vars(err).items()}
        told = (type(err), ADDRESS.sub("", str(err)), type(cause), ADDRESS.sub("", str(cause)), facts)
        return told, list(EVENTS)
    return shape(result), list(EVENTS)


def shape(value: Any) -> object:
    if type(value) is dict:
        return [(type(key), key, shape(each)) for key, each in value.items()]
    if type(value) is list:
        return [shape(each) for each in value]
    # Not by repr, which an integer may be too large for.
    return type(value), value if isinstance(value, int) else repr(value)


# ---- expressions


def parsed(text: str, dialect: Any, limits: Limits) -> Tree | None:
    chars, nesting, names = limits.expression_chars, limits.expression_nesting, limits.expression_names
    return _core.parse_tree(text, dialect, chars, nesting, names)


LIMITED = [
    DEFAULT_LIMITS,
    Limits(expression_chars=12),
    Limits(expression_nesting=2),
    Limits(expression_names=3),
]


@pytest.mark.parametrize("dialect", ["extended", "jenkins"])
@given(
    text=st.one_of(expressions("extended"), expressions("jenkins"), hostile_text()),
    limits=st.sampled_from(LIMITED),
)
def test_an_expression_has_one_meaning(dialect: Any, text: str, limits: Limits) -> None:
    found = parsed(text, dialect, limits)
    try:
        wanted = parse_by_grammar(text, dialect=dialect, limits=limits)
    except ExpressionError:
        assert found is None
        return
    # What the core is not sure of it leaves to the grammar, but nothing that people write.
    assert found is None or (found, str(found), found.dialect) == (wanted, str(wanted), wanted.dialect)


@given(expressions())
def test_what_is_well_formed_is_parsed_by_the_core(text: str) -> None:
    assert parsed(text, "extended", DEFAULT_LIMITS) is not None


@given(expressions(), st.sampled_from(["empty", "whole"]))
def test_a_plan_from_text_keeps_what_a_plan_from_its_tree_keeps(text: str, leaves: Any) -> None:
    from_text, from_tree = (compile(each, leaves=leaves) for each in (text, parse_by_grammar(text)))
    assert from_text == from_tree
    assert kept(from_text.keep) == kept(from_tree.keep)


def kept(keep: Any) -> object:
    if keep.rest is keep:
        return "whole"
    named = {name: child and kept(child) for name, child in keep.named.items()}
    return named, keep.rest and kept(keep.rest), keep.range


# ---- JSON text


@st.composite
def texts(draw: st.DrawFn) -> tuple[bytes, Plan]:
    document = draw(documents())
    data = draw(json_bytes(document, duplicates=True) | hostile_json())
    tree = draw(fitting_trees(document) | trees())
    limits = Limits(
        levels=draw(st.sampled_from([500, 500, 3, 0])), line_bytes=draw(st.sampled_from([10**9, 40]))
    )
    return data, compile(tree, always=draw(st.sampled_from([(), ("_class", "name")])), limits=limits)


@given(texts())
def test_a_text_is_trimmed_to_the_same_bytes_or_refused_at_the_same_byte(case: tuple[bytes, Plan]) -> None:
    data, plan = case
    core, specification = engines(plan)
    assert outcome(lambda: core.trim(data, "full")) == outcome(lambda: specification.trim(data, "full"))


@given(texts())
def test_what_is_trimmed_with_half_a_check_is_well_formed(case: tuple[bytes, Plan]) -> None:
    data, plan = case
    core, specification = engines(plan)
    try:
        trimmed = core.trim(data, "kept")
    except JsonError as err:
        with pytest.raises(type(err)):
            specification.trim(data, "full")
        return
    compile("**", limits=plan.limits).trim(trimmed)
    # What is left out was not looked at.
    with contextlib.suppress(JsonError):
        assert specification.trim(data, "full") == trimmed


@given(texts())
def test_a_text_is_loaded_to_the_same_graph(case: tuple[bytes, Plan]) -> None:
    data, plan = case
    core, specification = engines(plan)
    assert outcome(lambda: core.load(data, "full")) == outcome(lambda: specification.load(data, "full"))


@given(texts(), st.booleans())
def test_text_that_is_no_bytes_is_trimmed_alike(case: tuple[bytes, Plan], is_broken: bool) -> None:
    data, plan = case
    text = data.decode("utf-8", "surrogateescape" if is_broken else "replace")
    core, specification = engines(plan)
    assert outcome(lambda: core.trim(text, "full")) == outcome(lambda: specification.trim(text, "full"))


# Steps between the bytes of a view, where it has several bytes, one, or none.
VIEWS = [memoryview(data)[::step] for data in (b"[1 1]", b"1 ", b"1", b"") for step in (1, 2, -1)]


@pytest.mark.parametrize("view", VIEWS, ids=range(len(VIEWS)))
def test_views_are_taken_or_refused_alike(view: memoryview) -> None:
    core, specification = engines(compile("**"))
    assert outcome(lambda: core.trim(view, "full")) == outcome(lambda: specification.trim(view, "full"))


def lines_of(engine: Any, source: Any, threads: int) -> object:
    found = []
    try:
        for line in engine.trim_lines(source, "full", threads):
            found.append(line)
    except TreeQueryError as err:
        return found, type(err), err.args
    return found


def all_lines_of(engine: Any, source: Any, threads: int) -> object:
    target = bytearray(b">")
    return outcome(lambda: engine.trim_lines_into(source, target, "full", threads)), target


def test_many_lines_are_appended_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("treequery.native_lines.WINDOW_BYTES", 100)
    core, specification = engines(compile("a"))
    good = b"".join(b'{"a": %d, "b": "x"}\n' % number for number in range(50))
    for data in (good, good[:-1], good + b"[}\n" + good, b"\n" * 300):
        for threads in (1, 2):
            assert all_lines_of(core, data, threads) == all_lines_of(specification, data, threads)


def test_a_fault_is_told_before_a_target_that_cannot_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("treequery.native_lines.WINDOW_BYTES", 100)
    data = b'{"a": 1, "b": "x"}\n' * 50
    for engine in engines(compile("a")):
        target = bytearray(b">")
        with memoryview(target):
            with pytest.raises(BufferError):
                engine.trim_lines_into(data, target, "full", 1)
            with pytest.raises(JsonError) as caught:
                engine.trim_lines_into(data + b"[}\n" + data, target, "full", 1)
        assert (target, caught.value.at) == (b">", len(data) + 1)


class Dripping:
    """A stream that gives a few bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        self.data, self.size = data, size

    def read(self, _: int) -> bytes:
        block, self.data = self.data[: self.size], self.data[self.size :]
        return block


@given(st.lists(hostile_json() | st.sampled_from([b"", b" ", b'{"a":1}', b"[1]"]), max_size=5), texts())
def test_lines_are_trimmed_alike_up_to_the_one_at_fault(lines: list[bytes], case: tuple[bytes, Plan]) -> None:
    core, specification = engines(case[1])
    data = b"\n".join([*lines, case[0].replace(b"\n", b" "), *lines])
    wanted = lines_of(specification, data, 1)
    assert lines_of(core, data, 1) == wanted
    assert lines_of(core, data, 3) == wanted
    for threads in (1, 3):
        assert all_lines_of(core, data, threads) == all_lines_of(specification, data, threads)
    assert lines_of(core, Dripping(data, 7), 1) == lines_of(specification, Dripping(data, 7), 1)


def test_a_plan_of_too_many_nodes_trims_alike() -> None:
    plan = compile(depth=2**21, limits=Limits(levels=2**22))
    data = b'{"a": [1, {"b": 2}]} '
    core, specification = engines(plan)
    assert core.trim(data, "full") == specification.trim(data, "full")
    assert core.load(data, "full") == specification.load(data, "full")
    assert lines_of(core, data, 2) == lines_of(specification, data, 2)


# ---- objects


def intercept(instance: Any, name: str, get: Callable[[], object]) -> object:
    EVENTS.append(("intercept", name))
    return SKIP if name == "color" else get()


EXPORTS = [
    ExportConfig(),
    ExportConfig("always"),
    ExportConfig("if_needed", simple_names=True),
    ExportConfig(skip_if_fail=True),
    ExportConfig(interceptor=intercept),
    ExportConfig(models=(expose(Stranger, "a"),)),
]
TIGHT = [
    Limits(),
    Limits(),
    Limits(levels=3),
    Limits(levels=0),
    Limits(values=5),
    Limits(output_bytes=40),
    Limits(values=10**30, output_bytes=10**30, levels=10**30),
]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Callable[[], Any], Plan]:
    """A function that makes a graph anew, since a walk may use it up, and a plan for it."""
    document = draw(documents(hostile=True))
    settings = {
        "always": draw(st.sampled_from([(), ("_class",), ("_class", "name", "\ud800")])),
        "leaves": draw(st.sampled_from(["empty", "whole"])),
        "dates": draw(st.sampled_from(["millis", "iso"])),
        "export": draw(st.sampled_from(EXPORTS)),
        "limits": draw(st.sampled_from(TIGHT)),
    }
    match draw(st.integers(0, 4)):
        case 0:
            plan = compile(depth=draw(st.sampled_from([-(2**31), -1, 0, 1, 2, 2**31 - 1])), **settings)
        case 1:
            plan = compile(depth=draw(st.integers(0, 4)), within=draw(fitting_trees(document)), **settings)
        case _:
            plan = compile(draw(fitting_trees(document) | trees()), **settings)
    number, oddness = draw(st.integers(0, 2**32)), draw(st.sampled_from([0, 0.3, 1]))
    return lambda: Builder(number, oddness).make(document), plan


@given(graphs())
def test_a_graph_is_projected_alike(case: tuple[Callable[[], Any], Plan]) -> None:
    make, plan = case
    core, specification = engines(plan)
    assert outcome(lambda: core.project(make())) == outcome(lambda: specification.project(make()))


@given(start=st.integers(-9, 9), stop=st.none() | st.integers(-9, 9), values=st.integers(0, 9))
def test_an_endless_iterator_ends_alike(start: int, stop: int | None, values: int) -> None:
    plan = compile(Tree({"a": Tree(range=Range(start, stop))}), limits=Limits(values=values))
    core, specification = engines(plan)

    def root() -> object:
        return {"a": told([*range(5)] if values > 5 else itertools.count())}

    assert outcome(lambda: core.project(root())) == outcome(lambda: specification.project(root()))


@pytest.mark.parametrize("flavor", ["json", "jsonp", "python", "ruby", "xml"])
@given(case=graphs(), pretty=st.booleans())
def test_a_graph_is_written_alike(flavor: Any, case: tuple[Callable[[], Any], Plan], pretty: bool) -> None:
    make, plan = case
    how: dict[str, Any] = {"pretty": pretty, "name": "root:s", "callback": "f"}
    core, specification = engines(plan)
    assert outcome(lambda: core.write(make(), flavor, **how)) == outcome(
        lambda: specification.write(make(), flavor, **how)
    )
