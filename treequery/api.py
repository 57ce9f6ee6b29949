"""What an API server answers: a request's parameters become a response, just as Jenkins does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Literal, get_args

from .choices import Dates, Dialect, Flavor
from .errors import (
    CombinationError,
    DepthLimitError,
    ExpressionError,
    JsonError,
    ManyMatchesError,
    NoMatchError,
    NotExportedError,
    NotPermittedError,
    OutputLimitError,
    ParamsError,
    PrimitiveResultError,
    SelectError,
    TreeQueryError,
    ValuesLimitError,
    WrapperError,
    XmlError,
    XmlLimitError,
)
from .export_config import ExportConfig
from .limits import DEFAULT_LIMITS, Limits
from .params import Params, params_of
from .parse import parse
from .plan import Plan, compile
from .schema import json_schema, xsd
from .tree import Tree
from .values import is_array
from .writers.json_writer import write_json
from .xpath import select

__all__ = ["CONTENT_TYPES", "Answer", "Endpoint", "Options", "answer_for", "respond", "serve"]

Endpoint = Literal["json", "xml", "python", "ruby", "schema", "jsonschema"]

TEXT = "text/plain;charset=UTF-8"
CONTENT_TYPES: dict[Flavor, str] = {
    "json": "application/json;charset=UTF-8",
    "jsonp": "text/javascript;charset=UTF-8",
    "python": "text/x-python;charset=UTF-8",
    "ruby": "text/x-ruby;charset=UTF-8",
    "xml": "application/xml;charset=UTF-8",
}
# Jenkins says nothing of the charset here.
SCHEMA_TYPE, JSON_SCHEMA_TYPE = "application/xml", "application/schema+json"
PROTECTION = (("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "deny"))

# The first class that fits decides. Upstream a malformed tree, depth or XPath is a 500, as if the
# server were at fault; for us it is the caller's.
STATUSES: tuple[tuple[type[TreeQueryError], int], ...] = (
    (NoMatchError, 404),
    (ManyMatchesError, 500),
    (WrapperError, 400),
    (PrimitiveResultError, 403),
    (NotPermittedError, 403),
    (XmlError, 500),
    (XmlLimitError, 413),
    (SelectError, 400),
    (ExpressionError, 400),
    (CombinationError, 400),
    (ParamsError, 400),
    (JsonError, 400),
    (DepthLimitError, 422),
    (ValuesLimitError, 422),
    (OutputLimitError, 413),
    (TreeQueryError, 500),
)

# Jenkins sets no content type for these.
UNTYPED = (NoMatchError, ManyMatchesError, WrapperError)


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response to be framed by any server: a status, headers in order, and a body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def content_type(self) -> str | None:
        """The value of the header ``Content-Type``, or None."""
        return dict(self.headers).get("Content-Type")


IF_NEEDED = ExportConfig("if_needed")


@dataclass(frozen=True, slots=True)
class Options:
    """How a server answers: what it allows, and how exported classes are shown.

    ``allowed`` bounds what may be asked; what goes beyond it is left out, or refused with status 400
    where ``refuses`` is true (a depth, which names nothing, is always cut).
    """

    allowed: Tree | None = None
    refuses: bool = False
    max_depth: int = 2**31 - 1
    dialect: Dialect = "extended"
    dates: Dates = "millis"
    export: ExportConfig = IF_NEEDED
    limits: Limits = DEFAULT_LIMITS


DEFAULT_OPTIONS = Options()


def answer_for(error: TreeQueryError) -> Answer:
    """Return what Jenkins answers where ``error`` happens; the body is the error's message in UTF-8.

    A malformed expression, parameter or XPath gives 400. Lone surrogates in a message become ``?``.

    Source: Jenkins ``hudson.model.Api``. Vectors: ``xpath.jsonl``, ``request.jsonl``.
    """
    status = next(status for kind, status in STATUSES if isinstance(error, kind))
    headers = () if isinstance(error, UNTYPED) else (("Content-Type", TEXT),)
    return Answer(status, headers + PROTECTION, str(error).encode(errors="replace"))


def respond(
    root: object,
    endpoint: Endpoint,
    params: Mapping[str, str | Sequence[str]],
    *,
    permit: bool = False,
    options: Options = DEFAULT_OPTIONS,
) -> Answer:
    """Return the answer to a request for ``root`` in the language of ``endpoint``, errors included.

    ``root`` is an instance of a class that shows something, a mapping, or an array of such. ``params``
    are those of the query string, decoded: ``tree``, ``depth``, ``pretty``, for XML ``xpath``,
    ``exclude`` and ``wrapper``, for JSON ``jsonp``. A tree beats a depth; other names mean nothing.
    ``permit`` says whether this request may have JSONP and the text that an XPath finds.

    The endpoint ``schema`` gives the XML Schema of the root's class, whatever the parameters, and
    ``jsonschema`` the JSON Schema of what the tree or depth keeps of its instances; mappings and arrays
    have neither. Where the options say what is allowed, ``schema``, which shows more, needs ``permit``.

    Nothing but the answer comes of it, and no part of an answer if anything fails. Never raises a
    TreeQueryError.

    Source: Jenkins ``hudson.model.Api``. Vectors: ``request.jsonl``.
    """
    try:
        if endpoint not in get_args(Endpoint):
            raise ParamsError("endpoint", f"expected one of {', '.join(get_args(Endpoint))}")
        body, content_type = _body(root, endpoint, params_of(params), permit, options)
    except TreeQueryError as err:
        return answer_for(err)
    return Answer(200, (("Content-Type", content_type), *PROTECTION), body)


def _body(
    root: object, endpoint: Endpoint, params: Params, permit: bool, options: Options
) -> tuple[bytes, str]:
    if endpoint == "json" and params.jsonp is not None:
        if not permit:
            raise NotPermittedError("jsonp")
        body = serve(root, _plan(params, options), "jsonp", pretty=params.pretty, callback=params.jsonp)
        return body, CONTENT_TYPES["jsonp"]
    if endpoint == "xml" and params.searches:
        xml = _plan(params, options).write(root, "xml")
        found = select(
            xml,
            xpath=params.xpath,
            exclude=params.exclude,
            wrapper=params.wrapper,
            permit=permit,
            limits=options.limits,
        )
        return found.body, found.content_type
    if endpoint == "schema":
        if options.allowed is not None and not permit:
            # It shows the whole class.
            raise NotPermittedError("schema")
        return xsd(_class_of(root, options), export=options.export), SCHEMA_TYPE
    if endpoint == "jsonschema":
        schema = json_schema(_class_of(root, options), _plan(params, options))
        return write_json(schema, pretty=params.pretty, limit=options.limits.output_bytes), JSON_SCHEMA_TYPE
    return serve(root, _plan(params, options), endpoint, pretty=params.pretty), CONTENT_TYPES[endpoint]


def serve(
    root: object,
    plan: Plan,
    flavor: Flavor,
    *,
    pretty: bool = False,
    name: str | None = None,
    callback: str | None = None,
) -> bytes:
    """Return what ``plan`` keeps of an object, or of an array of objects, as Jenkins serves it.

    As ``Plan.write``, but that nothing else may be served, and that an array has no root element in XML:
    its objects follow one another. Raises what ``Plan.write`` raises, and NotExportedError for a root
    that is no object.

    Source: Stapler ``ResponseImpl.serveExposedBean``. Vectors: ``model.jsonl``.
    """
    roots = _roots(root, plan)
    if flavor == "xml" and isinstance(roots, list):
        return b"".join(plan.write(each, "xml", name=name) for each in roots)
    return plan.write(roots, flavor, pretty=pretty, name=name, callback=callback)


def _class_of(root: object, options: Options) -> type:
    if options.export.model_of(type(root)) is None:
        raise NotExportedError("$", type(root).__qualname__)
    return type(root)


def _roots(root: object, plan: Plan) -> object:
    """The root, or a list of its elements where it is an array; only objects may be asked for."""
    is_object = isinstance(root, Mapping) or plan.export.model_of(type(root)) is not None
    if is_object or not is_array(root):
        elements = [root]
    else:
        elements = list(islice(root, plan.limits.values))  # type: ignore[call-overload]
    for index, each in enumerate(elements):
        if not isinstance(each, Mapping) and plan.export.model_of(type(each)) is None:
            raise NotExportedError("$" if each is root else f"$[{index}]", type(each).__qualname__)
    return root if is_object else elements


def _plan(params: Params, options: Options) -> Plan:
    """The plan for a request: what it asks for, as far as that is allowed."""
    make = partial(compile, dates=options.dates, export=options.export, limits=options.limits)
    allowed = options.allowed
    if params.tree is None:
        depth = params.depth_asked()
        if depth > options.max_depth:
            raise ParamsError("depth", f"expected at most {options.max_depth}")
        return make(depth=depth, within=allowed)
    if allowed is None:
        return make(params.tree, dialect=options.dialect)
    asked = parse(params.tree, dialect=options.dialect, limits=options.limits)
    if options.refuses and not allowed.covers(asked):
        raise ParamsError("tree", f"asks for more than is allowed: {asked.difference(allowed)}")
    return make(asked.intersection(allowed))
