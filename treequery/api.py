"""What an API server answers: a request's parameters become a response, just as Jenkins does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Literal, NamedTuple, get_args

from .choices import Dates, Dialect, Flavor
from .errors import (
    CombinationError,
    DepthLimitError,
    ExportError,
    ExpressionError,
    GetterError,
    JsonError,
    ManyMatchesError,
    NoMatchError,
    NotExportedError,
    NotPermittedError,
    OutputLimitError,
    ParamsError,
    PrimitiveResultError,
    SelectError,
    SourceError,
    TreeQueryError,
    ValuesLimitError,
    WrapperError,
    XmlError,
    XmlLimitError,
)
from .export_config import ExportConfig
from .limits import DEFAULT_LIMITS, Limits
from .params import MAX_DEPTH, MIN_DEPTH, Params, params_of
from .parse import parse
from .plan import Plan, compile
from .records import CLASS_KEY
from .schema import json_schema, xsd
from .tree import Tree
from .values import is_array, meant
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
    """An HTTP response to be framed by any server: a status, headers in order, and a body.

    ``error`` is what went wrong, if anything did, for the server's own log: it may know more than the body.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    error: TreeQueryError | None = field(default=None, compare=False)

    @property
    def content_type(self) -> str | None:
        """The value of the header ``Content-Type``, or None."""
        return dict(self.headers).get("Content-Type")


IF_NEEDED = ExportConfig("if_needed")


@dataclass(frozen=True, slots=True)
class Options:
    """How a server answers: what it allows, and how exported classes are shown.

    ``allowed`` bounds what may be asked; what goes beyond it is left out, or refused with status 400
    where ``refuses`` is true (a depth, which names nothing, is always cut). ``max_depth`` is the greatest
    depth that may be asked, and refuses the least number of all too, which Jenkins takes for the greatest.
    """

    allowed: Tree | None = None
    refuses: bool = False
    max_depth: int = MAX_DEPTH
    dialect: Dialect = "extended"
    dates: Dates = "millis"
    export: ExportConfig = IF_NEEDED
    limits: Limits = DEFAULT_LIMITS


DEFAULT_OPTIONS = Options()


def answer_for(error: TreeQueryError) -> Answer:
    """Return what Jenkins answers where ``error`` happens; the body is the error's message in UTF-8.

    A malformed expression, parameter or XPath gives 400. What an exception of your own says, where a
    getter or an iterator raises one, is in ``error`` and not in the body. Lone surrogates in a message
    become ``?``.

    Source: Jenkins ``hudson.model.Api``. Vectors: ``xpath.jsonl``, ``request.jsonl``.
    """
    status = next(status for kind, status in STATUSES if isinstance(error, kind))
    headers = () if isinstance(error, UNTYPED) else (("Content-Type", TEXT),)
    if isinstance(error, (GetterError, SourceError)):
        message = f"{error.path}: expected a value, found an error"
    else:
        message = str(error)
    return Answer(status, headers + PROTECTION, message.encode(errors="replace"), error)


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
    have neither. Where the options say what is allowed, ``schema``, which shows more, needs ``permit``;
    both do where there is an interceptor, which is not asked about classes.

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
    if endpoint == "schema" or endpoint == "jsonschema":
        if not permit and _shows_more(endpoint, options):
            raise NotPermittedError(endpoint)
        return _schema(root, endpoint, params, options)
    plan = _plan(params, options)
    if endpoint == "xml":
        return _xml(root, plan, params, permit, options)
    return serve(root, plan, endpoint, pretty=params.pretty), CONTENT_TYPES[endpoint]


def _xml(root: object, plan: Plan, params: Params, permit: bool, options: Options) -> tuple[bytes, str]:
    roots = _roots(root, plan)
    is_named = options.allowed is None or options.allowed.child(CLASS_KEY) is not None

    def name_of(each: object) -> str | None:
        # The name of a mapping's class is a value of it, like any other.
        return None if is_named or options.export.model_of(type(each)) is not None else "root"

    if not params.searches:
        return _joined(roots, plan, name_of), CONTENT_TYPES["xml"]
    found = select(
        plan.write(roots.graph, "xml", name=name_of(roots.graph)),
        xpath=params.xpath,
        exclude=params.exclude,
        wrapper=params.wrapper,
        permit=permit,
        limits=options.limits,
    )
    return found.body, found.content_type


def _shows_more(endpoint: Endpoint, options: Options) -> bool:
    """Whether a schema tells of properties that an answer would not show."""
    # Of the whole class; what an interceptor says of an instance cannot be known before there is one.
    is_bounded = options.allowed is not None and endpoint == "schema"
    return is_bounded or options.export.interceptor is not None


def _schema(root: object, endpoint: Endpoint, params: Params, options: Options) -> tuple[bytes, str]:
    try:
        root = _unwrapped(root, options.export)
        if options.export.model_of(type(root)) is None:
            raise NotExportedError("$", type(root).__qualname__)
        if endpoint == "schema":
            return xsd(type(root), export=options.export), SCHEMA_TYPE
        schema = json_schema(type(root), _plan(params, options))
    except TreeQueryError:
        raise
    except Exception as err:
        raise ExportError(type.__repr__(type(root)), "a metaclass raises when it is asked") from err
    return write_json(schema, pretty=params.pretty, limit=options.limits.output_bytes), JSON_SCHEMA_TYPE


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
    if flavor == "xml":
        return _joined(roots, plan, lambda _: name)
    return plan.write(roots.graph, flavor, pretty=pretty, name=name, callback=callback)


class _Roots(NamedTuple):
    """What is to be served: a graph to write, and the objects in it that have an element each in XML."""

    graph: object
    objects: Sequence[object]


def _joined(roots: _Roots, plan: Plan, name_of: Callable[[object], str | None]) -> bytes:
    """The XML of each object, one behind the other."""
    text = bytearray()
    for index, each in enumerate(roots.objects):
        text += plan.write(each, "xml", name=name_of(each))
        if len(text) > plan.limits.output_bytes:
            raise OutputLimitError(f"$[{index}]", plan.limits.output_bytes)
    return bytes(text)


def _roots(root: object, plan: Plan) -> _Roots:
    """The root, an object or an array of objects, read once; nothing else may be asked for."""
    limit = plan.limits.values
    try:
        root = _unwrapped(root, plan.export)
        if _is_object(root, plan):
            return _Roots(root, [root])
        if not is_array(root):
            raise NotExportedError("$", type(root).__qualname__)
        elements = [_unwrapped(each, plan.export) for each in islice(root, limit + 1)]
        for index, each in enumerate(elements):
            if not _is_object(each, plan):
                raise NotExportedError(f"$[{index}]", type(each).__qualname__)
    except TreeQueryError:
        raise
    except Exception as err:
        raise SourceError("$") from err
    if len(elements) > limit:
        raise ValuesLimitError("$", limit)
    return _Roots(elements, elements)


def _unwrapped(value: object, export: ExportConfig) -> object:
    """What a value stands for that has no model itself."""
    return value if export.model_of(type(value)) is not None else meant(value)


def _is_object(value: object, plan: Plan) -> bool:
    return plan.export.model_of(type(value)) is not None or isinstance(value, Mapping)


def _plan(params: Params, options: Options) -> Plan:
    """The plan for a request: what it asks for, as far as that is allowed."""
    make = partial(compile, dates=options.dates, export=options.export, limits=options.limits)
    allowed = options.allowed
    if params.tree is None:
        depth = params.depth_asked()
        # Java's integers wrap round, so that this one shows all.
        if (MAX_DEPTH if depth == MIN_DEPTH else depth) > options.max_depth:
            raise ParamsError("depth", f"expected at most {options.max_depth}")
        return make(depth=depth, within=allowed)
    if allowed is None:
        return make(params.tree, dialect=options.dialect)
    asked = parse(params.tree, dialect=options.dialect, limits=options.limits)
    if options.refuses and not allowed.covers(asked):
        raise ParamsError("tree", f"asks for more than is allowed: {asked.difference(allowed)}")
    return make(asked.intersection(allowed))
