"""graphql-core: types made from the schema, the query as a GraphQL document that is parsed beforehand.

Not the same task: the schema has to be declared; a range is an argument with a resolver of ours; integers
beyond 32 bits need a scalar of ours; the answer is wrapped in a result with errors.
"""

from __future__ import annotations

from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInt,
    GraphQLList,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    execute_sync,
    parse,
)

from .. import queries
from ..contest import Entry
from ..shapes import Shape
from .task import CannotAskError, Task

SCALAR = GraphQLScalarType("Scalar")


def type_of(shape: Shape, name: str) -> Any:
    """Return the GraphQL type for values of ``shape``."""
    if shape.element is not None:
        return GraphQLList(type_of(shape.element, name))
    if shape.kind == "scalar":
        return SCALAR
    return GraphQLObjectType(name, {key: _field(child, key, name) for key, child in shape.names.items()})


def _field(shape: Shape, key: str, name: str) -> GraphQLField:
    inner = type_of(shape, f"{name}_{key}")
    if shape.kind != "array":
        return GraphQLField(inner)

    def resolve(source: Any, _info: Any, start: int = 0, stop: int | None = None) -> Any:
        value = source[key]
        return value if start == 0 and stop is None else value[start:stop]

    bounds = {"start": GraphQLArgument(GraphQLInt), "stop": GraphQLArgument(GraphQLInt)}
    return GraphQLField(inner, args=bounds, resolve=resolve)


def document(shape: Shape) -> str:
    """Return the selection that keeps ``shape``, with its braces."""
    if shape.kind == "scalar":
        return ""
    if shape.element is not None:
        return document(shape.element)
    if not shape.names:
        raise CannotAskError("an object without names")
    members = []
    for name, child in shape.names.items():
        bounds = ""
        if child.is_sliced:
            stop = "" if child.stop is None else f", stop: {child.stop}"
            bounds = f"(start: {child.start}{stop})"
        members.append(f"{name}{bounds} {document(child)}")
    return "{ " + " ".join(members) + " }"


def of_graph(task: Task) -> Entry:
    schema = GraphQLSchema(type_of(queries.shape(task.kind, "*[*[*[*]]]"), "Query"))
    parsed, root = parse(document(task.shape)), task.root

    def run() -> Any:
        result = execute_sync(schema, parsed, root)
        if result.errors:
            raise result.errors[0]
        return result.data

    return Entry("graphql-core", run)


def plan(task: Task) -> Entry:
    text = document(task.shape)
    return Entry("graphql-core: parse", lambda: parse(text), is_yardstick=True)


VERBS = {"graph": of_graph, "plan": plan}
