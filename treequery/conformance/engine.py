"""Engines: what the kit asks of one, and treequery's own as the first to be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ..api import CONTENT_TYPES, Endpoint, Options, answer_for, respond, serve
from ..choices import Flavor
from ..errors import (
    ExportError,
    ExpressionError,
    ExpressionLimitError,
    GetterError,
    ManyMatchesError,
    NotExportedError,
    ParamsError,
    SourceError,
    TreeQueryError,
    UnsupportedKeyError,
)
from ..export_config import ExportConfig
from ..parse import parse
from ..plan import Plan, compile
from ..schema import xsd
from ..tree import MAX_INDEX, Range, Tree
from ..values import Map, ranged
from ..writers.json_writer import write_json
from ..writers.xml_names import decapitalized, make_xml_name, to_singular
from ..writers.xml_writer import xml_text
from ..xpath import select
from .beans import Beans
from .java_numbers import nearest_single

__all__ = [
    "Engine",
    "Refusal",
    "Refused",
    "Reply",
    "TreeQuery",
    "graph_of",
    "plan_for",
    "refusal_of",
    "root_name_of",
]


@dataclass(frozen=True, slots=True)
class Refusal:
    """That an engine refuses a question: ``kind`` is a word of the format, ``at`` a 0-based code point.

    ``at`` is None where the place is not known or not asked for.
    """

    kind: str
    at: int | None = None


class Refused(Exception):  # noqa: N818 - no error: it is the right answer to many questions
    """Raised by an engine to refuse a question, with the facts of a ``Refusal``."""

    def __init__(self, kind: str, at: int | None = None) -> None:
        super().__init__(kind, at)
        self.refusal = Refusal(kind, at)


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP response; ``content_type`` is None where none is set."""

    status: int
    content_type: str | None
    body: str


class Engine(Protocol):
    """What the kit asks of an engine, one method for each family of vectors.

    To put another engine to the test, write a class with these methods that talks to it, over a pipe
    or HTTP if need be, and call ``run(directory, out=sys.stdout, engine=YourEngine())``. A family that
    is not asked for is never called, so its method may raise NotImplementedError. Whatever a method
    raises but Refused counts as a failure of that case.
    """

    def parse(self, expression: str) -> dict[str, Any]:
        """Return the tree of an expression of the jenkins dialect, as ``parse.jsonl`` shows it.

        That is an object of a node for each name, ``{"children": {...}, "range": [start, stop]}``, in
        which stop is 2147483647 for an open end. Raises Refused ``syntax`` with the place of the error,
        or ``number_format`` for a number too large.
        """
        ...

    def write(
        self, graph: Any, *, root: str, flavor: Flavor, pretty: bool, tree: str | None, depth: int | None
    ) -> str:
        """Return the text of what a tree or a depth keeps of ``graph``, as ``graph.jsonl`` shows both.

        ``graph`` is decoded JSON in which ``{"$map": {...}}`` is a map. Raises Refused
        ``malformed_tree`` or ``bad_depth``.
        """
        ...

    def select(
        self, xml: str, *, xpath: str | None, exclude: Sequence[str], wrapper: str | None, permit: bool
    ) -> Reply:
        """Return the response to an XPath, excludes and a wrapper over ``xml``, errors included."""
        ...

    def serve(self, model: Mapping[str, Any], root: Any, query: Mapping[str, Any]) -> tuple[str, str]:
        """Return the content type and the text of what a query keeps of instances of declared classes.

        ``model``, ``root`` and ``query`` are as ``model.jsonl`` shows them; ``Beans`` makes classes and
        instances of them. Raises Refused with the kind of error that upstream gives.
        """
        ...

    def schema(self, model: Mapping[str, Any], top: str) -> str:
        """Return the XML Schema of the class ``top`` of a model, as ``schema.jsonl`` shows both.

        Raises Refused ``raw_collection_type``.
        """
        ...

    def respond(
        self,
        model: Mapping[str, Any],
        root: Any,
        endpoint: Endpoint,
        params: Mapping[str, str | Sequence[str]],
        *,
        permit: bool,
    ) -> Reply:
        """Return the response to a request for an instance of a declared class, errors included.

        ``params`` are the decoded parameters of the query string; a name that comes several times has
        a list. Expressions are of the jenkins dialect; class names are shown if needed, in full.
        """
        ...

    def call(self, function: str, argument: Any) -> Any:
        """Return what one of the functions in ``units.jsonl`` gives.

        ``java_double`` and ``java_float`` ask for the JSON text of the number, of 64 and 32 bits, that
        is nearest to the decimal text given.
        """
        ...


class TreeQuery:
    """The engine of this package."""

    def parse(self, expression: str) -> dict[str, Any]:
        try:
            return _shown(parse(expression, dialect="jenkins"))
        except ExpressionLimitError as err:
            # Only an index is too large for Jenkins as well; the other limits are ours alone.
            raise Refused("number_format" if err.what == "as an index" else "limit", err.at) from err
        except ExpressionError as err:
            raise Refused("syntax", err.at) from err

    def write(
        self, graph: Any, *, root: str, flavor: Flavor, pretty: bool, tree: str | None, depth: int | None
    ) -> str:
        try:
            plan = compile(tree, depth=depth, dialect="jenkins")
        except ExpressionError as err:
            raise Refused("malformed_tree") from err
        except ParamsError as err:
            raise Refused("bad_depth") from err
        return plan.write(graph_of(graph), flavor, pretty=pretty, name=root).decode()

    def select(
        self, xml: str, *, xpath: str | None, exclude: Sequence[str], wrapper: str | None, permit: bool
    ) -> Reply:
        try:
            found = select(xml, xpath=xpath, exclude=exclude, wrapper=wrapper, permit=permit)
        except TreeQueryError as err:
            answer = answer_for(err)
            return Reply(answer.status, answer.content_type, answer.body.decode())
        return Reply(200, found.content_type, found.body.decode())

    def serve(self, model: Mapping[str, Any], root: Any, query: Mapping[str, Any]) -> tuple[str, str]:
        flavor: Flavor = query["flavor"]
        callback = query.get("jsonp") if flavor == "jsonp" else None
        try:
            body = serve(
                Beans(model).instance(root),
                plan_for(query, query.get("tree")),
                # Without a callback JSONP is JSON under another name.
                "json" if flavor == "jsonp" and callback is None else flavor,
                pretty=query.get("pretty", False),
                name=root_name_of(root),
                callback=callback,
            )
        except TreeQueryError as err:
            raise Refused(refusal_of(err).kind) from err
        return CONTENT_TYPES[flavor], body.decode()

    def schema(self, model: Mapping[str, Any], top: str) -> str:
        try:
            return xsd(Beans(model).classes[top]).decode()
        except ExportError as err:
            raise Refused("raw_collection_type") from err

    def respond(
        self,
        model: Mapping[str, Any],
        root: Any,
        endpoint: Endpoint,
        params: Mapping[str, str | Sequence[str]],
        *,
        permit: bool,
    ) -> Reply:
        instance = Beans(model).instance(root)
        answer = respond(instance, endpoint, params, permit=permit, options=Options(dialect="jenkins"))
        return Reply(answer.status, answer.content_type, answer.body.decode())

    def call(self, function: str, argument: Any) -> Any:
        if function not in FUNCTIONS:
            raise Refused("unknown_function")
        return FUNCTIONS[function](argument)


# What upstream calls the failures that a model may bring about.
KINDS: tuple[tuple[type[TreeQueryError], str], ...] = (
    (GetterError, "getter_failed"),
    (NotExportedError, "not_exportable"),
    (SourceError, "runtime_exception"),
    (UnsupportedKeyError, "null_pointer"),
    (ExpressionError, "malformed_tree"),
    (ParamsError, "bad_callback"),
)


def refusal_of(error: TreeQueryError) -> Refusal:
    """Return what upstream calls ``error``."""
    return Refusal(next((word for kind, word in KINDS if isinstance(error, kind)), error.code))


def plan_for(query: Mapping[str, Any], tree: str | None) -> Plan:
    """Return the plan for a query of the vectors, with ``tree`` in place of its own."""
    attribute = query["class_attribute"].lower()
    export = ExportConfig(attribute, query.get("simple", False), query.get("skip_if_fail", False))
    return compile(tree, depth=query.get("depth"), dialect="jenkins", export=export)


def root_name_of(root: Any) -> str | None:
    """Return how the root of XML is called after the Java class of the root, an array's after its items'."""
    name = root.get("of") if isinstance(root, dict) else None
    return None if name is None else decapitalized(name)


def graph_of(value: Any) -> Any:
    """Return a graph of the vectors as one that plans take: ``{"$map": {...}}`` as a Map."""
    if isinstance(value, list):
        return [graph_of(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"$map"} and isinstance(value["$map"], dict):
        return Map({key: graph_of(item) for key, item in value["$map"].items()})
    return {key: graph_of(item) for key, item in value.items()}


def _shown(tree: Tree) -> dict[str, Any]:
    return {
        name: {
            "children": _shown(child),
            "range": [child.range.start, MAX_INDEX if child.range.stop is None else child.range.stop],
        }
        for name, child in tree.children.items()
    }


def _json(value: object) -> str:
    return write_json(value, pretty=False, limit=1 << 20).decode()


def _kept(start: int, stop: int, length: int, *, is_iterator: bool = False) -> list[object]:
    # For the element 2147483647 Java's int wraps round; ours is the element after it.
    bounds = Range(start, start + 1 if stop < 0 else stop)
    array = list(range(length))
    return [item for _, item in ranged(iter(array) if is_iterator else array, bounds, len(array))]


FUNCTIONS: Mapping[str, Callable[[Any], Any]] = {
    "decapitalize": decapitalized,
    "java_double": lambda text: _json(float(text)),
    "java_float": lambda text: _json(nearest_single(text)),
    "json_string": _json,
    "make_xml_name": make_xml_name,
    "multiple_match_message": lambda argument: str(ManyMatchesError(*argument)),
    "range_iterable": lambda argument: _kept(*argument, is_iterator=True),
    "range_list": lambda argument: _kept(*argument),
    "to_singular": to_singular,
    "xml_escape": xml_text,
}
