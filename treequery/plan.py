"""Plans: an expression or a depth made ready to apply, with the verbs that apply it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache, partial, wraps

from . import engine
from .errors import ParamsError, SourceError
from .export_config import DEFAULT_EXPORT, ExportConfig
from .frozen import Value
from .keep import KeepBoth, keep_of_depth, keep_of_tree
from .limits import DEFAULT_LIMITS, Limits
from .parse import parse
from .records import CLASS_KEY
from .tree import Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from mmap import mmap
    from typing import Any, BinaryIO, TypeVar

    from .choices import Check, Dates, Dialect, Flavor, Leaves
    from .keep import Keep
    from .verbs import Verbs

    # What of a plan is the same for every expression, in the order of its fields.
    Settings = tuple[frozenset[str], Leaves, Dates, ExportConfig, Limits]
    Make = TypeVar("Make", bound=Callable[..., "Plan"])

__all__ = ["Plan", "compile"]

FLAVORS = ("json", "jsonp", "python", "ruby", "xml")
CHECKS = ("full", "kept")
LEAVES = ("empty", "whole")
DATES = ("millis", "iso")
DIALECTS = ("extended", "jenkins")

DEFAULT_SETTINGS: Settings = (frozenset(), "empty", "millis", DEFAULT_EXPORT, DEFAULT_LIMITS)

# Java's int, which is what the parameter ``depth`` is read as.
MIN_DEPTH, MAX_DEPTH = -(2**31), 2**31 - 1


class Plan(Value):
    """What to keep of a value, ready to be applied to any number of them, from any thread.

    Made by ``compile``. Either ``tree`` or ``depth`` is None. Plans are equal when they keep the same
    of every value and write it alike.
    """

    __match_args__ = ("tree", "depth", "always", "leaves", "dates", "export", "limits", "within")
    __slots__ = (*__match_args__, "keep", "verbs")

    tree: Tree | None
    depth: int | None
    always: frozenset[str]
    leaves: Leaves
    dates: Dates
    export: ExportConfig
    limits: Limits
    within: Tree | None
    keep: Keep
    verbs: Verbs

    def __init__(
        self,
        tree: Tree | None,
        depth: int | None,
        always: frozenset[str],
        leaves: Leaves,
        dates: Dates,
        export: ExportConfig,
        limits: Limits,
        within: Tree | None = None,
    ) -> None:
        self._fill(tree, depth, always, leaves, dates, export, limits, within)

    def __getattr__(self, name: str) -> Keep | Verbs:
        """Make ``keep`` and ``verbs`` when they are first asked for; every later time they are there."""
        if name == "keep":
            made: Keep | Verbs = _keep_of(self)
        elif name == "verbs":
            made = _verbs()(self.keep, self.always, self.dates, self.export, self.limits)
        else:
            raise AttributeError(
                f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self
            )
        object.__setattr__(self, name, made)
        return made

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
        if flavor not in FLAVORS:
            raise ParamsError("flavor", f"expected one of {', '.join(FLAVORS)}, found {flavor!r}")
        if callback is not None and flavor != "jsonp":
            raise ParamsError("callback", "only jsonp takes one")
        if name is not None:
            _check_class("name", name, str)
        if callback is not None:
            _check_class("callback", callback, str)
        if flavor == "jsonp":
            from .writers.jsonp_writer import check_callback

            # Before a getter is asked anything.
            check_callback(callback or "")
        return self.verbs.write(
            root,
            flavor,
            pretty=bool(pretty),
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
        nesting beyond ``limits.levels``, both with a byte offset; SourceError for an ``mmap`` whose file has
        become shorter than it; TypeError for other types. A file that is cut short while its map is read
        ends the process, in ``trim`` as anywhere in Python: read it into bytes where that may happen.
        """
        if check not in CHECKS:
            _check("check", check, CHECKS)
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
        if check not in CHECKS:
            _check("check", check, CHECKS)
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
        _check("check", check, CHECKS)
        _check_threads(threads)
        return self.verbs.trim_lines(source, check, threads)

    def trim_lines_into(
        self,
        data: bytes | bytearray | memoryview | mmap,
        target: bytearray,
        *,
        check: Check = "full",
        threads: int = 1,
    ) -> int:
        r"""Append all that ``trim_lines`` gives to ``target``, and return how many bytes that is.

        >>> target = bytearray()
        >>> compile("id").trim_lines_into(b'{"id": 1, "x": 0}\n{"id": 2}\n', target)
        18
        >>> bytes(target)
        b'{"id":1}\n{"id":2}\n'

        For many short lines it is faster, since no object is made of each. Nothing is appended where
        ``trim_lines`` raises, and this raises the same; BufferError as ``trim_into``.
        """
        _check("check", check, CHECKS)
        _check_threads(threads)
        if not isinstance(target, bytearray):
            raise TypeError("target: expected a bytearray")
        return self.verbs.trim_lines_into(data, target, check, threads)

    def load(self, data: bytes | bytearray | memoryview | mmap | str, *, check: Check = "full") -> Any:
        """Return the part of the JSON text ``data`` that the plan keeps, decoded to dict, list and scalars.

        ``check`` is as for ``trim``. Raises what ``trim`` raises, and JsonLimitError for an integer of more
        digits than Python reads.
        """
        if check not in CHECKS:
            _check("check", check, CHECKS)
        return self.verbs.load(data, check)


def _keep_of(plan: Plan) -> Keep:
    if plan.tree is not None:
        return keep_of_tree(plan.tree.with_whole_leaves() if plan.leaves == "whole" else plan.tree)
    keep = keep_of_depth(plan.depth or 0)
    return keep if plan.within is None else KeepBoth(keep, keep_of_tree(plan.within))


@cache
def _verbs() -> Callable[[Keep, frozenset[str], Dates, ExportConfig, Limits], Verbs]:
    """What makes the verbs of a plan; imported when there is one."""
    if engine.core is not None:
        from .native import Native

        return partial(Native, engine.core)
    from .specification import Specification

    return Specification


# A server sees few expressions again and again. The plans of strangers' longest ones, 512 times a
# quarter of a megabyte, are the most that this can hold.
MAX_CACHED_CHARS = 1024
MAX_RECENT = 128
_recent: dict[str, Plan] = {}
_older: dict[str, Plan] = {}


def _remembering(make: Make) -> Make:
    """Answer an expression without settings that came lately by a look into a dict.

    Python gathers settings that are not given one by one, which takes longer than everything else here.
    Of two dicts the older goes when the newer is full; what is asked for again moves to the newer.
    """

    @wraps(make)
    def compile(expression: str | Tree | None = None, **settings: Any) -> Plan:
        if settings or type(expression) is not str:
            return make(expression, **settings)
        try:
            return _recent[expression]
        except KeyError:
            plan = _older.get(expression) or _compiled(expression, "extended", DEFAULT_SETTINGS)
        if len(_recent) >= MAX_RECENT:
            _older.clear()
            _older.update(_recent)
            _recent.clear()
        if len(expression) <= MAX_CACHED_CHARS:
            _recent[expression] = plan
        return plan

    return compile  # type: ignore[return-value]  # it takes what ``make`` takes


@_remembering
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
    names = _names("always", always)
    _check("leaves", leaves, LEAVES)
    _check("dates", dates, DATES)
    _check("dialect", dialect, DIALECTS)
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
    settings: Settings = (names, leaves, dates, export, limits)
    if isinstance(expression, str):
        make = _cached if len(expression) <= MAX_CACHED_CHARS else _compiled
        return make(expression, dialect, settings)
    if expression is not None and not isinstance(expression, Tree):
        raise ParamsError("expression", "expected text or a tree")
    return Plan(expression, depth if expression is None else None, *settings, within)


def _compiled(text: str, dialect: Dialect, settings: Settings) -> Plan:
    if engine.core is not None:
        plan: Plan | None = engine.core.parse_plan(text, dialect, settings)
        if plan is not None:
            return plan
    return Plan(parse(text, dialect=dialect, limits=settings[-1]), None, *settings)


_cached = lru_cache(maxsize=2 * MAX_RECENT)(_compiled)


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


def _check_threads(threads: object) -> None:
    if type(threads) is not int or threads < 1:
        raise ParamsError("threads", f"expected an int of at least 1, found {threads!r}")


def _default_name(root: object, export: ExportConfig) -> str:
    from .values import meant
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
