"""The verbs over the core: what crosses to it and what comes back, with a core made of Python."""

from __future__ import annotations

import inspect
import io
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from treequery import engine, plan
from treequery.errors import ExpressionSyntaxError, JsonLimitError, JsonSyntaxError
from treequery.limits import Limits
from treequery.native import Native
from treequery.parse import parse, parse_by_grammar
from treequery.plan import Plan, compile
from treequery.specification import Specification
from treequery.verbs import Verbs


class BytesPlan:
    """What the core's class of this name does, in Python."""

    def __init__(self, keep: Any, *, always: frozenset[str], limits: Limits) -> None:
        self.specification = Specification(keep, always, "millis", plan.DEFAULT_EXPORT, limits)
        self.windows: list[int] = []

    def trim(self, data: Any, check: Any) -> bytes:
        return self.specification.trim(data, check)

    def trim_into(self, data: Any, target: bytearray, check: Any) -> int:
        return self.specification.trim_into(data, target, check)

    def load(self, data: Any, check: Any) -> Any:
        return self.specification.load(data, check)

    def trim_lines(self, source: Any, check: Any, *, threads: int) -> bytes:
        return b"".join(self.specification.trim_lines(bytes(source), check, threads))

    def trim_line_list(
        self, source: Any, check: Any, *, start: int, number: int
    ) -> tuple[list[bytes], Exception | None, int]:
        lines: list[bytes] = []
        count = bytes(source).count(b"\n")
        self.windows.append(len(source))
        try:
            lines.extend(self._lines(bytes(source), check, lines))
        except JsonSyntaxError as err:
            assert err.line is not None
            return lines, JsonSyntaxError(err.at + start, err.expected, err.found, err.line + number), count
        except JsonLimitError as err:
            assert err.line is not None
            return lines, JsonLimitError(err.at + start, err.what, err.limit, err.line + number), count
        return lines, None, count

    def _lines(self, source: bytes, check: Any, lines: list[bytes]) -> Iterator[bytes]:
        for line in self.specification.trim_lines(source, check, 1):
            lines.append(line)
        return iter(())


class ObjectPlan:
    """What the core's class of this name does, in Python."""

    def __init__(self, *settings: Any) -> None:
        self.specification = Specification(*settings)

    def project(self, root: object) -> Any:
        return self.specification.project(root)

    def write_json(self, root: object, pretty: bool) -> bytes:
        return self._written(root, "json", pretty)

    def write_python(self, root: object, pretty: bool) -> bytes:
        return self._written(root, "python", pretty)

    def write_ruby(self, root: object, pretty: bool) -> bytes:
        return self._written(root, "ruby", pretty)

    def write_xml(self, root: object, name: str, class_key: str | None) -> bytes:
        assert class_key == ("_class" if "_class" in self.specification.always else None)
        return self._written(root, "xml", False, name)

    def _written(self, root: object, flavor: Any, pretty: bool, name: str = "") -> bytes:
        return self.specification.write(root, flavor, pretty=pretty, name=name, callback="")


def parse_tree(text: str, dialect: Any, *limits: int) -> Any:
    return None if "[[" in text else parse_by_grammar(text, dialect=dialect)


def parse_plan(text: str, dialect: Any, settings: Any) -> Any:
    tree = parse_tree(text, dialect)
    return tree and Plan(tree, None, *settings)


CORE: Any = SimpleNamespace(
    BytesPlan=BytesPlan, ObjectPlan=ObjectPlan, parse_tree=parse_tree, parse_plan=parse_plan
)


@pytest.fixture
def core(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let everything be done by the core above."""
    monkeypatch.setattr(engine, "core", CORE)
    forget()
    yield
    forget()


def forget() -> None:
    """Let no plan be remembered of another engine."""
    plan._verbs.cache_clear()
    plan._cached.cache_clear()
    plan._recent.clear()
    plan._older.clear()


@pytest.fixture
def nothing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let everything be done by the specification."""
    monkeypatch.setattr(engine, "core", None)
    plan._verbs.cache_clear()
    yield
    plan._verbs.cache_clear()


def native(expression: str = "a", limits: Limits = plan.DEFAULT_LIMITS) -> Native:
    made = Plan(parse(expression), None, frozenset(), "empty", "millis", plan.DEFAULT_EXPORT, limits)
    return Native(CORE, made.keep, made.always, made.dates, made.export, made.limits)


@pytest.mark.usefixtures("core")
def test_a_plan_has_the_verbs_of_the_core() -> None:
    assert isinstance(compile("a").verbs, Native)
    assert isinstance(compile(depth=1).verbs, Native)


@pytest.mark.usefixtures("nothing")
def test_without_a_core_a_plan_has_the_verbs_of_the_specification() -> None:
    assert isinstance(compile(depth=1).verbs, Specification)
    assert parse("a,b[c]") == parse_by_grammar("a,b[c]")


@pytest.mark.usefixtures("core")
@pytest.mark.parametrize("leaves", ["empty", "whole"])
def test_a_plan_from_text_is_the_plan_from_its_tree(leaves: Any) -> None:
    made = compile("a,b[c]{1}", leaves=leaves, always=["x"])
    assert made == compile(parse("a,b[c]{1}"), leaves=leaves, always=["x"])
    assert made.project({"a": {"z": 1}, "x": 2}) == {"a": {"z": 1} if leaves == "whole" else {}, "x": 2}


@pytest.mark.usefixtures("core")
def test_what_the_core_does_not_take_is_an_error_of_the_grammar_s() -> None:
    for refused in (parse, compile):
        with pytest.raises(ExpressionSyntaxError) as caught:
            refused("a[[")
        assert caught.value.at == 2


@pytest.mark.parametrize(
    ("flavor", "text"),
    [
        ("json", b'{"a":1}'),
        ("jsonp", b'f({"a":1})'),
        ("python", b'{"a":1}'),
        ("ruby", b'OpenStruct.new({"a" => 1})'),
        ("xml", b"<r><a>1</a></r>"),
    ],
)
def test_each_flavor_has_its_writer(flavor: Any, text: bytes) -> None:
    assert native().write({"a": 1}, flavor, pretty=False, name="r", callback="f") == text


def test_a_graph_is_projected() -> None:
    assert native().project({"a": 1, "b": 2}) == {"a": 1}


def test_a_text_is_trimmed_and_loaded() -> None:
    target = bytearray(b">")
    assert native().trim(b'{"a": 1, "b": 2}', "full") == b'{"a":1}'
    assert native().trim_into(b'{"a": 1, "b": 2}', target, "full") == 7
    assert native().trim_lines_into(b'{"a": 1, "b": 2}\n', target, "full", 2) == 8
    assert (target[:-8], native().load('{"a": 1, "b": 2}', "full")) == (b'>{"a":1}', {"a": 1})


LINES = b"".join(b'{"a": %d}\n' % number for number in range(5))


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize(
    "source", [LINES, LINES[:-1], bytearray(LINES), memoryview(LINES), lambda: io.BytesIO(LINES)]
)
def test_lines_are_given_one_by_one(source: Any, threads: int) -> None:
    made = source() if callable(source) else source
    lines = list(native().trim_lines(made, "full", threads))
    assert lines == [b'{"a":%d}\n' % number for number in range(5)]


def test_a_buffer_is_cut_behind_line_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("treequery.native_lines.WINDOW_BYTES", 12)
    verbs = native()
    assert len(list(verbs.trim_lines(LINES, "full", 1))) == 5
    assert verbs._bytes.windows == [18, 18, 9]


@pytest.mark.parametrize("threads", [1, 2])
def test_a_buffer_is_appended_window_by_window(threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("treequery.native_lines.WINDOW_BYTES", 12)
    target = bytearray(b">")
    assert native().trim_lines_into(LINES, target, "full", threads) == 40
    assert target == b">" + LINES.replace(b" ", b"")


def test_nothing_is_appended_where_a_late_window_is_at_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("treequery.native_lines.WINDOW_BYTES", 12)
    target = bytearray(b">")
    with pytest.raises(JsonSyntaxError) as caught:
        native().trim_lines_into(LINES + b"[}", target, "full", 1)
    assert (target, caught.value.at, caught.value.line) == (b">", 46, 6)


def test_a_fault_is_told_before_a_target_that_cannot_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("treequery.native_lines.WINDOW_BYTES", 12)
    target = bytearray(b">")
    with memoryview(target):
        with pytest.raises(JsonSyntaxError) as caught:
            native().trim_lines_into(LINES + b"[}", target, "full", 1)
        with pytest.raises(BufferError):
            native().trim_lines_into(LINES, target, "full", 1)
    assert (target, caught.value.at, caught.value.line) == (b">", 46, 6)


def test_nothing_is_appended_where_a_late_window_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("treequery.native_lines.WINDOW_BYTES", 12)
    verbs, target, calls = native(), bytearray(b">"), iter([b"{}\n"])

    def interrupted(*_: object, **__: object) -> bytes:
        for line in calls:
            return line
        raise KeyboardInterrupt

    monkeypatch.setattr(verbs._bytes, "trim_lines", interrupted)
    with pytest.raises(KeyboardInterrupt):
        verbs.trim_lines_into(LINES, target, "full", 1)
    assert target == b">"


class Dripping(io.RawIOBase):
    """A stream that gives three bytes at a time."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def read(self, size: int = -1) -> bytes:
        block, self.data = self.data[:3], self.data[3:]
        return block


def test_a_stream_is_cut_behind_line_ends() -> None:
    verbs = native()
    assert list(verbs.trim_lines(Dripping(b'{"a":1}\n{"a":2}'), "full", 1)) == [b'{"a":1}\n', b'{"a":2}\n']
    assert verbs._bytes.windows == [8, 7]


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("make", [bytes, Dripping])
def test_lines_before_the_one_at_fault_are_given(make: Any, threads: int) -> None:
    lines = native().trim_lines(make(b'{"a":1}\n\n{"a":2}\n[}\n{}'), "full", threads)
    assert [next(lines), next(lines)] == [b'{"a":1}\n', b'{"a":2}\n']
    with pytest.raises(JsonSyntaxError) as caught:
        next(lines)
    assert (caught.value.at, caught.value.line) == (18, 4)


def test_a_line_beyond_the_limit_is_not_read_to_its_end() -> None:
    stream = Dripping(b"[1]\n" + b" " * 100)
    lines = native(limits=Limits(line_bytes=10)).trim_lines(stream, "full", 1)
    assert next(lines) == b"[1]\n"
    with pytest.raises(JsonLimitError) as caught:
        next(lines)
    assert (caught.value.at, caught.value.line, len(stream.data)) == (14, 2, 89)


def test_a_buffer_is_let_go_at_an_error() -> None:
    data = bytearray(b"{}\n[}")
    with pytest.raises(JsonSyntaxError):
        list(native().trim_lines(data, "full", 1))
    data.append(0)


@pytest.mark.parametrize("source", [5, "text", memoryview(b"abcd").cast("H"), io.StringIO("{}")])
def test_what_gives_no_bytes_is_refused_at_once(source: Any) -> None:
    with pytest.raises(TypeError, match="source: expected"):
        native().trim_lines(source, "full", 1)


@pytest.mark.parametrize("name", [name for name in vars(Verbs) if not name.startswith("_")])
@pytest.mark.parametrize("engine_class", [Native, Specification])
def test_every_engine_has_every_verb(engine_class: type, name: str) -> None:
    asked = inspect.signature(getattr(Verbs, name)).parameters.values()
    given = inspect.signature(getattr(engine_class, name)).parameters.values()
    assert [(each.name, each.kind, each.default) for each in given] == [
        (each.name, each.kind, each.default) for each in asked
    ]


class Endless(BytesPlan):
    """As the core has it for a plan of too many nodes."""

    def __init__(self, keep: Any, *, always: frozenset[str], limits: Limits) -> None:
        raise OverflowError


@pytest.mark.parametrize("threads", [1, 2])
def test_a_plan_too_large_for_the_core_is_the_specification_s(
    threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CORE, "BytesPlan", Endless)
    target = bytearray()
    assert native().trim(b'{"a": 1, "b": 2}', "full") == b'{"a":1}'
    assert (native().trim_into(b'{"a": 1}', target, "full"), target) == (7, b'{"a":1}')
    assert native().load(b'{"a": 1, "b": 2}', "full") == {"a": 1}
    lines = [b'{"a":%d}\n' % number for number in range(5)]
    assert list(native().trim_lines(LINES, "full", threads)) == lines
    assert native().trim_lines_into(LINES, target, "full", threads) == 40
    assert target.endswith(b"".join(lines))
