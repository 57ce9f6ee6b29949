"""Plans: an expression or a depth made ready to apply, with the verbs that apply it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Any, Literal, get_args

from . import engine
from .errors import ParamsError, SourceError
from .export_config import DEFAULT_EXPORT, ExportConfig
from .keep import Keep, KeepBoth, keep_of_depth, keep_of_tree
from .limits import DEFAULT_LIMITS, Limits
from .parse import parse
from .records import CLASS_KEY
from .tree import Dialect, Tree
from .values import Dates, meant
from .verbs import Check, Flavor, Verbs

if TYPE_CHECKING:
    from mmap import mmap
    from typing import BinaryIO

__all__ = ["Check", "Flavor", "Leaves", "Plan", "compile"]

Leaves = Literal["empty", "whole"]

# Java's int, which is what the parameter ``depth`` is read as.
MIN_DEPTH, MAX_DEPTH = -(2**31), 2**31 - 1


@dataclass(frozen=True, slots=True)
class Plan:
    """What to keep of a value, ready to be applied to any number of them, from any thread.

    Made by ``compile``. Either ``tree`` or ``depth`` is None. Plans are equal when they keep the same
    of every value and write it alike.
    """

    tree: Tree | None
    depth: int | None
    always: frozenset[str]
    leaves: Leaves
    dates: Dates
    export: ExportConfig
    limits: Limits
    within: Tree | None = None
    keep: Keep = field(init=False, compare=False, repr=False)
    verbs: Verbs = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.tree is not None:
            is_whole = self.leaves == "whole"
            keep: Keep = keep_of_tree(self.tree.with_whole_leaves() if is_whole else self.tree)
        else:
            keep = keep_of_depth(self.depth or 0)
            if self.within is not None:
                keep = KeepBoth(keep, keep_of_tree(self.within))
        object.__setattr__(self, "keep", keep)
        verbs = _verbs()(keep, self.always, self.dates, self.export, self.limits)
        object.__setattr__(self, "verbs", verbs)

    def __reduce__(self) -> tuple[Callable[..., Plan], tuple[object, ...]]:
        # Without ``keep`` and ``verbs``, which are made anew.
        return Plan, (
            self.tree,
            self.depth,
            self.always,
            self.leaves,
            self.dates,
            self.export,
            self.limits,
            self.within,
        )

    def project(self, root: object) -> Any:
        """Return the part of ``root`` that the plan keeps, as a new graph of dict, list and scalars.

        >>> compile("jobs[name]{,1}").project({"jobs": [{"name": "a", "color": "red"}, {"name": "b"}]})
        {'jobs': [{'name': 'a'}]}

        ``root`` is a mapping, an array (any iterable but text, bytes and mappings) or a scalar, and
        so is everything below it. It is only read, an iterator no further than a range needs, and
        the result shares nothing with it that can change. Keys that are int, float, bool or None
        count as the text that ``json.dumps`` gives them. Enums stand for their value, dates become
        epoch milliseconds (naive ones are UTC) or ISO 8601 text, UUIDs, paths and split URLs text.

        Nesting is at most ``limits.levels``, counting the root as 0.

        Raises NotExportedError for any other value, UnsupportedKeyError, CycleError, DepthLimitError,
        and SourceError where a caller's mapping or iterator raises (chained). Each carries ``path``.
        """
        return self.verbs.project(root)

    def write(
        self,
        root: object,
        flavor: Flavor = "json",
        *,
        pretty: bool = False,
        name: str | None = None,
        callback: str | None = None,
    ) -> bytes:
        """Return what the plan keeps of ``root`` as UTF-8 text, just as Jenkins writes it.

        >>> compile("jobs[name]").write({"jobs": [{"name": "a"}]}, "xml", name="hudson")
        b'<hudson><job><name>a</name></job></hudson>'

        ``name`` is for XML: what the root element is called, by default what Jenkins makes of the
        root's ``_class``, else ``root``. ``callback`` is for JSONP: a JavaScript identifier, dots and
        indexes allowed. XML has no pretty form. Where ``always`` holds ``_class``, XML has it as an
        attribute.

        Raises what ``project`` raises, OutputLimitError, and ParamsError for a flavor or callback
        that does not exist.
        """
        if flavor not in get_args(Flavor):
            raise ParamsError("flavor", f"expected one of {', '.join(get_args(Flavor))}, found {flavor!r}")
        if callback is not None and flavor != "jsonp":
            raise ParamsError("callback", "only jsonp takes one")
        if name is not None:
            _check_class("name", name, str)
        if flavor == "jsonp":
            from .writers.jsonp_writer import check_callback

            # Before a getter is asked anything.
            check_callback(callback or "")
        return self.verbs.write(
            root,
            flavor,
            pretty=pretty,
            name=name or (_default_name(root, self.export) if flavor == "xml" else ""),
            callback=callback or "",
        )

    def trim(self, data: bytes | bytearray | memoryview | mmap | str, *, check: Check = "full") -> bytes:
        r"""Return the part of the JSON text ``data`` that the plan keeps, copied verbatim.

        >>> compile("jobs[name]").trim(b'{"jobs": [{"name": "\\u0061", "color": "red"}]}')
        b'{"jobs":[{"name":"\\u0061"}]}'

        Number text, escapes and repeated keys stay as they are; white space outside strings goes.
        All of ``data`` is checked, also what is left out; with ``check="kept"``, for data from a producer
        that you trust, only what is kept is, and in the rest that brackets and quotes balance. An engine
        may check more. The result is well-formed in any case.

        Raises JsonSyntaxError for what is no JSON text (RFC 8259, UTF-8) and JsonLimitError for
        nesting beyond ``limits.levels``, both with a byte offset; TypeError for other types.
        """
        _check("check", check, get_args(Check))
        return self.verbs.trim(data, check)

    def trim_into(
        self,
        data: bytes | bytearray | memoryview | mmap | str,
        target: bytearray,
        *,
        check: Check = "full",
    ) -> int:
        """Append what ``trim`` gives to ``target``, and return how many bytes that is.

        A bytearray that is used again and again costs no new memory. Nothing is appended where ``trim``
        raises, and this raises the same; BufferError while something else holds the memory of ``target``.
        """
        _check("check", check, get_args(Check))
        if not isinstance(target, bytearray):
            raise TypeError("target: expected a bytearray")
        return self.verbs.trim_into(data, target, check)

    def trim_lines(
        self,
        source: bytes | bytearray | memoryview | mmap | BinaryIO,
        *,
        check: Check = "full",
        threads: int = 1,
    ) -> Iterator[bytes]:
        """Give the trimmed text of each line of JSON Lines, from bytes or a binary stream.

        Each result ends in a line end; blank lines are skipped. No more than a line and a few blocks of a
        stream are held in memory. ``threads`` is how many may work on it; ``check`` is as for ``trim``.
        Raises what ``trim`` raises, with the 1-based ``line`` and an ``at`` that counts from the start of
        the source, and JsonLimitError for a line beyond ``limits.line_bytes``.
        """
        _check("check", check, get_args(Check))
        if type(threads) is not int or threads < 1:
            raise ParamsError("threads", f"expected an int of at least 1, found {threads!r}")
        return self.verbs.trim_lines(source, check, threads)

    def load(self, data: bytes | bytearray | memoryview | mmap | str, *, check: Check = "full") -> Any:
        """Return the part of the JSON text ``data`` that the plan keeps, decoded to dict, list and scalars.

        ``check`` is as for ``trim``. Raises what ``trim`` raises, and JsonLimitError for an integer of more
        digits than Python reads.
        """
        _check("check", check, get_args(Check))
        return self.verbs.load(data, check)


@cache
def _verbs() -> Callable[[Keep, frozenset[str], Dates, ExportConfig, Limits], Verbs]:
    """What makes the verbs of a plan; imported when there is one."""
    if engine.core is not None:
        from .native import Native

        return partial(Native, engine.core)
    from .specification import Specification

    return Specification


def compile(
    expression: str | Tree | None = None,
    *,
    depth: int | None = None,
    within: Tree | None = None,
    always: Iterable[str] = (),
    leaves: Leaves = "empty",
    dates: Dates = "millis",
    export: ExportConfig = DEFAULT_EXPORT,
    dialect: Dialect = "extended",
    limits: Limits = DEFAULT_LIMITS,
) -> Plan:
    """Return the plan for a tree expression, or for a ``depth`` (by default 0) where there is none.

    >>> compile("jobs[name]").project({"jobs": [{"name": "a", "color": "red"}], "mode": "NORMAL"})
    {'jobs': [{'name': 'a'}]}

    ``within`` is a tree that bounds what a depth shows. ``always`` names keys that mappings keep
    whatever the expression says. With ``leaves="whole"`` a name without brackets keeps its whole
    value, not an empty object. ``dates`` says how dates are shown: ``millis`` since 1970 or ``iso``
    text. ``export`` says how exported classes are shown. Plans for text are cached.

    Raises ExpressionSyntaxError and ExpressionLimitError as ``parse`` does, ParamsError for any other
    argument that means nothing, an expression together with a depth among them.
    """
    asked = (depth, within, always, leaves, dates, export, dialect, limits)
    if type(expression) is str and asked == DEFAULTS and len(expression) <= MAX_CACHED_CHARS:
        return _cached_default(expression)
    names = _names("always", always)
    _check("leaves", leaves, get_args(Leaves))
    _check("dates", dates, get_args(Dates))
    _check("dialect", dialect, get_args(Dialect))
    _check_class("export", export, ExportConfig)
    _check_class("limits", limits, Limits)
    if within is not None:
        _check_class("within", within, Tree)
    if expression is not None and depth is not None:
        raise ParamsError("depth", "an expression says all; give one or the other")
    if expression is not None and within is not None:
        raise ParamsError("within", "it bounds a depth; a tree is bounded by Tree.intersection")
    if depth is not None and (type(depth) is not int or not MIN_DEPTH <= depth <= MAX_DEPTH):
        raise ParamsError("depth", f"expected an int from {MIN_DEPTH} to {MAX_DEPTH}, found {depth!r}")
    settings = (names, leaves, dates, export, limits)
    if isinstance(expression, str):
        make = _cached if len(expression) <= MAX_CACHED_CHARS else _compiled
        return make(expression, dialect, *settings)
    if expression is not None and not isinstance(expression, Tree):
        raise ParamsError("expression", "expected text or a tree")
    return Plan(expression, depth if expression is None else None, *settings, within)


def _compiled(
    text: str,
    dialect: Dialect,
    always: frozenset[str],
    leaves: Leaves,
    dates: Dates,
    export: ExportConfig,
    limits: Limits,
) -> Plan:
    settings = (always, leaves, dates, export, limits)
    if engine.core is not None:
        both = engine.core.parse_both(
            text,
            dialect,
            limits.expression_chars,
            limits.expression_nesting,
            limits.expression_names,
            leaves == "whole",
        )
        if both is not None:
            tree, keep = both
            return _plan_of(tree, keep, *settings)
    return Plan(parse(text, dialect=dialect, limits=limits), None, *settings)


def _plan_of(
    tree: Tree,
    keep: Keep,
    always: frozenset[str],
    leaves: Leaves,
    dates: Dates,
    export: ExportConfig,
    limits: Limits,
) -> Plan:
    """What Plan(tree, ...) is, where it is known already what it keeps."""
    plan, put = object.__new__(Plan), object.__setattr__
    put(plan, "tree", tree)
    put(plan, "depth", None)
    put(plan, "always", always)
    put(plan, "leaves", leaves)
    put(plan, "dates", dates)
    put(plan, "export", export)
    put(plan, "limits", limits)
    put(plan, "within", None)
    put(plan, "keep", keep)
    put(plan, "verbs", _verbs()(keep, always, dates, export, limits))
    return plan


# A server sees few expressions again and again. The plans of strangers' longest ones, 256 times a
# quarter of a megabyte, are the most that this can hold.
MAX_CACHED_CHARS = 1024
_cached = lru_cache(maxsize=256)(_compiled)
# Most calls give an expression and nothing else, and then no more than that has to be looked at.
DEFAULTS = (None, None, (), "empty", "millis", DEFAULT_EXPORT, "extended", DEFAULT_LIMITS)


@lru_cache(maxsize=256)
def _cached_default(text: str) -> Plan:
    return _cached(text, "extended", frozenset(), "empty", "millis", DEFAULT_EXPORT, DEFAULT_LIMITS)


def _names(name: str, names: object) -> frozenset[str]:
    given = list(names) if isinstance(names, Iterable) and not isinstance(names, str) else [None]
    texts = [each for each in given if isinstance(each, str)]
    if len(texts) < len(given):
        raise ParamsError(name, "expected a collection of names")
    return frozenset(texts)


def _check_class(name: str, value: object, cls: type) -> None:
    if not isinstance(value, cls):
        raise ParamsError(name, f"expected {cls.__name__}")


def _check(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise ParamsError(name, f"expected one of {', '.join(choices)}, found {value!r}")


def _default_name(root: object, export: ExportConfig) -> str:
    from .writers.xml_names import root_name

    model = export.model_of(type(root))
    try:
        if model is None:
            root = meant(root)
            model = export.model_of(type(root))
        if model is not None:
            return root_name(model.class_name)
        class_name = root.get(CLASS_KEY) if isinstance(root, Mapping) else None
    except Exception as err:
        raise SourceError("$") from err
    return root_name(class_name) if isinstance(class_name, str) and class_name else "root"
