"""Laws of exported classes: what they show, in which flavor, at which depth, and when getters misbehave."""

from __future__ import annotations

import ast
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree

from treequery.api import Answer, Options, respond
from treequery.conformance.beans import Beans
from treequery.decorators import exported, exported_bean
from treequery.export_config import SKIP, ExportConfig
from treequery.limits import Limits
from treequery.parse import parse
from treequery.writers.xml_names import to_singular

# Names that survive in XML as they are, plurals among them.
NAMES = ["alpha", "betas", "gamma", "deltas", "copies"]
SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "text", "a<b&c"])

Model = dict[str, Any]


@st.composite
def models(draw: st.DrawFn, merges: int = 1) -> Model:
    """Classes that inherit from one another, of which each merges at most so many values in all."""
    classes: list[dict[str, Any]] = []
    merged: Counter[str] = Counter()
    for number in range(draw(st.integers(1, 4))):
        name = f"C{number}"
        base = draw(st.sampled_from([None, *[each["name"] for each in classes]]))
        merged[name] = merged[base] if base else 0
        properties = []
        for prop in draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1)):
            is_merged = merged[name] < merges and draw(st.integers(0, 3)) == 0
            merged[name] += is_merged
            properties.append(
                {
                    "name": prop,
                    "type": "Object",
                    "visibility": draw(st.integers(0, 3)),
                    "inline": draw(st.booleans()),
                    "skip_null": draw(st.booleans()),
                    "merge": is_merged,
                    # An override without a mark of its own goes through the property of the base class.
                    "exported": is_merged or draw(st.integers(0, 4)) > 0,
                }
            )
        spec = {"name": name, "properties": properties, "exported_bean": True}
        classes.append({**spec, "extends": base} if base else spec)
    return {"package": "laws", "classes": classes}


def properties_of(model: Model, name: str | None) -> dict[str, bool]:
    """The properties of a class, and whether it or a base class merges their value."""
    specs = {spec["name"]: spec for spec in model["classes"]}
    found: dict[str, bool] = {}
    while name is not None:
        for prop in specs[name]["properties"]:
            found[prop["name"]] = found.get(prop["name"], False) or prop["merge"]
        name = specs[name].get("extends")
    return found


@st.composite
def instances(draw: st.DrawFn, model: Model, levels: int = 3) -> dict[str, Any]:
    """An instance of one of the classes, as the vectors describe it."""
    name = draw(st.sampled_from([spec["name"] for spec in model["classes"]]))
    made: dict[str, Any] = {"$class": name}
    for prop, is_merged in properties_of(model, name).items():
        below = instances(model, levels - 1) if levels else st.none()
        values = SCALARS | below | st.lists(SCALARS | below, max_size=3)
        made[prop] = draw(below if is_merged else values)
    return made


@st.composite
def roots(draw: st.DrawFn, merges: int = 1) -> Any:
    model = draw(models(merges))
    return Beans(model).instance(draw(instances(model)))


TREES = st.sampled_from(["*", "*[*]", "*[*[*]]", "alpha,betas[*]", "**", "copies[**],gamma"])


def body(root: Any, endpoint: Any = "json", options: Options = Options(), **params: str) -> str:  # noqa: B008 - frozen
    answer = respond(root, endpoint, params, options=options)
    assert answer.status == 200, answer.body
    return answer.body.decode()


def objects(text: str) -> list[Counter[str]]:
    """How often each object of a JSON text has each of its names."""
    found: list[Counter[str]] = []

    def note(pairs: list[tuple[str, Any]]) -> None:
        found.append(Counter(name for name, _ in pairs))

    json.loads(text, object_pairs_hook=note)
    return found


@given(roots(), TREES)
def test_a_name_is_shown_once_where_an_object_merges_one_value(root: Any, tree: str) -> None:
    assert all(count == 1 for names in objects(body(root, tree=tree)) for count in names.values())


@given(roots(merges=3), TREES)
def test_a_name_is_shown_once_for_each_merged_value_at_most(root: Any, tree: str) -> None:
    # Three merges of values that merge three each, three levels deep, and the object itself.
    most = 1 + 3 + 9 + 27
    assert all(count <= most for names in objects(body(root, tree=tree)) for count in names.values())


@exported_bean
class Half:
    name = exported(lambda self: "half")
    size = exported(lambda self: 1)


@exported_bean(class_name="laws.Whole")
class Whole:
    size = exported(lambda self: 2)
    left = exported(merge=True)(lambda self: Half())
    right = exported(merge=True)(lambda self: Half())


def test_two_values_merged_beside_each_other_both_show_their_names() -> None:
    assert body(Whole(), tree="*") == '{"_class":"laws.Whole","name":"half","name":"half","size":2}'


@given(roots(), TREES)
def test_python_decodes_to_what_json_decodes_to(root: Any, tree: str) -> None:
    assert ast.literal_eval(body(root, "python", tree=tree)) == json.loads(body(root, tree=tree))


Element = tuple[str, str | None, Any]


def elements_of(name: str, value: Any) -> Iterator[Element]:
    """What XML keeps of JSON: no nulls, no lists, but an element for each item."""
    match value:
        case None:
            return
        case list():
            for item in flattened(value):
                yield from elements_of(to_singular(name), item)
        case dict():
            below = [
                each for key, item in value.items() if key != "_class" for each in elements_of(key, item)
            ]
            yield name, value.get("_class"), below or None
        case bool():
            yield name, None, str(value).lower()
        case _:
            yield name, None, str(value) or None


def flattened(items: list[Any]) -> Iterator[Any]:
    for item in items:
        if isinstance(item, list):
            yield from flattened(item)
        else:
            yield item


def decoded(element: Any) -> Element:
    below = [decoded(child) for child in element]
    return element.tag, element.get("_class"), below or element.text


@given(roots(), TREES)
def test_xml_decodes_to_what_is_left_of_json_in_it(root: Any, tree: str) -> None:
    (expected,) = elements_of("root", json.loads(body(root, tree=tree)))
    _, class_name, below = decoded(etree.fromstring(body(root, "xml", tree=tree).encode()))
    assert (class_name, below) == expected[1:]


def is_within(less: Any, more: Any) -> bool:
    if isinstance(less, dict) and isinstance(more, dict):
        return all(name in more and is_within(value, more[name]) for name, value in less.items())
    if isinstance(less, list) and isinstance(more, list):
        return len(less) == len(more) and all(map(is_within, less, more))
    return bool(less == more)


@given(roots(), st.integers(-3, 6))
def test_raising_the_depth_removes_nothing(root: Any, depth: int) -> None:
    # Not so at -2147483648, the least depth of all: there the level wraps round and all is shown.
    less, more = (json.loads(body(root, depth=str(each))) for each in (depth, depth + 1))
    assert is_within(less, more)


@given(roots(), st.sampled_from(NAMES), TREES, st.sampled_from(["json", "xml", "python", "ruby"]))
def test_what_an_interceptor_denies_is_nowhere_to_be_seen(
    root: Any, denied: str, tree: str, endpoint: str
) -> None:
    export = ExportConfig(interceptor=lambda instance, name, get: SKIP if name == denied else get())
    text = body(root, endpoint, Options(export=export), tree=tree)
    assert denied not in text
    assert f"<{to_singular(denied)}" not in text


@given(roots(), TREES, st.sampled_from(["alpha", "betas[*],gamma{,1}", "copies[**]", "*[alpha]"]))
def test_no_answer_goes_beyond_what_is_allowed(root: Any, tree: str, allowed: str) -> None:
    most = json.loads(body(root, tree=allowed))
    assert is_within(json.loads(body(root, options=Options(allowed=parse(allowed)), tree=tree)), most)


class Liar:
    """Says of itself what is not so."""

    def __init__(self, lie: str, answer: Any) -> None:
        self.lie, self.answer = lie, answer

    def __getattribute__(self, name: str) -> Any:
        lie, answer = object.__getattribute__(self, "lie"), object.__getattribute__(self, "answer")
        if name != lie:
            return object.__getattribute__(self, name)
        if isinstance(answer, Exception):
            raise answer
        return answer


class Textual(str):
    def __len__(self) -> int:
        return 10**9

    def __str__(self) -> str:
        raise OSError("no text")

    def __eq__(self, other: object) -> bool:
        raise OSError("no comparison")

    def __hash__(self) -> int:
        raise OSError("no hash")


class Endless(list[Any]):
    def __iter__(self) -> Iterator[Any]:
        while True:
            yield self

    def __len__(self) -> int:
        return -1


class Torn(dict[str, Any]):
    def items(self) -> Any:
        yield "alpha", 1
        raise OSError("torn")


def recursing() -> Any:
    return recursing()


def counting() -> Iterator[int]:
    number = 0
    while True:
        yield (number := number + 1)


@exported_bean
class Trap:
    """Has one property that does what it is told, among others."""

    def __init__(self, act: Any) -> None:
        self.act, self.bag, self.shelf = act, {"a": 1, "b": 2}, [1, 2, 3]

    alpha = exported(lambda self: 1)
    gamma = exported(lambda self: self.bag)
    deltas = exported(lambda self: self.shelf)
    omega = exported(lambda self: [1, "two"])

    @exported
    def betas(self) -> Any:
        return self.act(self)


def fail(error: BaseException) -> Any:
    raise error


def grow(trap: Trap) -> Any:
    trap.bag.update({f"k{len(trap.bag)}": trap})
    trap.shelf.append(trap)
    return trap.bag


ACTS: dict[str, Any] = {
    "raises": lambda self: fail(OSError("no")),
    "raises a StopIteration": lambda self: fail(StopIteration("no")),
    "runs out of memory": lambda self: fail(MemoryError()),
    "raises the key": lambda self: {}["no"],
    "recurses": lambda self: recursing(),
    "returns itself": lambda self: self,
    "returns itself in a list": lambda self: [self],
    "returns one like it": lambda self: Trap(self.act),
    "grows what is walked": grow,
    "drops what is walked": lambda self: self.bag.clear() or self.shelf.clear(),
    "drops all attributes": lambda self: vars(self).clear(),
    "counts for ever": lambda self: counting(),
    "lists itself for ever": lambda self: Endless(),
    "tears": lambda self: Torn(),
    "is no text": lambda self: Textual("x"),
    "has such keys": lambda self: {Textual("x"): 1},
    "lies of its class": lambda self: Liar("__class__", str),
    "hides its class": lambda self: Liar("__class__", OSError("no")),
    "is not to be exported": lambda self: object(),
    "is bytes": lambda self: b"bytes",
    "has a lone surrogate": lambda self: "\ud800",
    "has a key of another kind": lambda self: {(1,): 2},
}

BOUNDED = Options(limits=Limits(values=2_000, levels=50, output_bytes=100_000))


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
@pytest.mark.parametrize("tree", ["**", "*", "betas[betas[*]],alpha", "deltas[*],gamma[*],betas"])
@pytest.mark.parametrize("endpoint", ["json", "xml", "python", "ruby"])
@pytest.mark.parametrize("is_item", [False, True], ids=["root", "item"])
def test_a_getter_that_misbehaves_gives_an_error_or_a_whole_answer(
    act: Any, tree: str, endpoint: Any, is_item: bool
) -> None:
    root = {"traps": [Trap(act), Trap(act)]} if is_item else Trap(act)
    answer = respond(root, endpoint, {"tree": f"traps[{tree}]" if is_item else tree}, options=BOUNDED)
    assert is_whole(answer, endpoint) if answer.status == 200 else is_documented(answer)


def is_whole(answer: Answer, endpoint: str) -> bool:
    text = answer.body.decode()
    match endpoint:
        case "json":
            json.loads(text)
        case "python":
            ast.literal_eval(text)
        case "xml":
            etree.fromstring(answer.body)
        case _:
            assert text.startswith("OpenStruct.new({")
            assert text.count("{") == text.count("}")
    return True


def is_documented(answer: Answer) -> bool:
    return answer.status in (413, 422, 500) and answer.body.startswith(b"$")


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(1)], ids=["interrupt", "exit"])
def test_whoever_wants_to_end_the_process_may(error: BaseException) -> None:
    with pytest.raises(type(error)):
        respond(Trap(lambda self: fail(error)), "json", {"tree": "betas"})


VALUES = st.text(max_size=8) | st.sampled_from(["9" * 30, "-1", "a[", "**", "//*", "\ud800", "f"])
ODD = st.integers() | st.none() | st.lists(VALUES | st.integers(), max_size=2)
PARAMS = ["tree", "depth", "xpath", "exclude", "wrapper", "pretty", "jsonp", "other"]


@given(
    st.sampled_from(["json", "xml", "python", "ruby", "schema", "jsonschema", "poetry"]),
    st.dictionaries(st.sampled_from(PARAMS), VALUES | ODD),
    st.booleans(),
)
def test_whatever_is_asked_there_is_an_answer(endpoint: Any, params: dict[str, Any], permit: bool) -> None:
    root = Trap(lambda self: [1])
    assume(not any(isinstance(value, list) and not value for value in params.values()))
    answer = respond(root, endpoint, params, permit=permit, options=BOUNDED)
    assert answer.status in (200, 400, 403, 404, 413, 422, 500)
    assert ("X-Content-Type-Options", "nosniff") in answer.headers
