"""Strategies: documents, trees, expressions and hostile text for Hypothesis, which only this module needs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ..choices import Dialect
from ..tree import ALL, MAX_INDEX, STAR, Range, Tree

__all__ = [
    "documents",
    "expressions",
    "fitting_trees",
    "hostile_json",
    "hostile_text",
    "json_bytes",
    "json_scalars",
    "trees",
]

# Names that documents and trees share, so that trees drawn apart from a document meet it now and then,
# and names that are hard on some flavor or dialect.
PLAIN_NAMES = ("a", "b", "c", "jobs", "name", "color", "builds", "number", "actions", "_class", "series")
NASTY_NAMES = (
    "", " ", "a b", " a", "*", "**", "!a", "a,b", "a[b]", "a{1}", "<1>", '"', "\\", "a:b", "1", "-1", "#{a}",
    "é", "\n", "\0", "s", "ies", "\x85", "\u2028", "\U0001f600", "\ufeff", "null", "a.b", "$", "a\"b", "&lt;",
)  # fmt: skip
NASTY_TEXTS = (*NASTY_NAMES, "]]>", "</a>", "\r\n", "\t", "\x7f", "\uffff", "\u200f", "#$0 #@a", "1e5", "NaN")
LONE_SURROGATES = ("\ud800", "\udfff", "a\udc00b", "\udc00\ud800")
NASTY_NUMBERS = (2**31, -(2**31), 2**53 + 1, 2**64, -(10**30), 1e7, 1e-5, 1e16, 1e22, 5e-324, -0.0, 0.1)
NOT_NUMBERS = (float("nan"), float("inf"), float("-inf"))
WHITE_SPACE = ("", "", "", " ", "\n", "\t", "  ", "\r\n ")
SHORT_ESCAPES = dict(
    zip('"\\/\b\f\n\r\t', ('\\"', "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t"), strict=True)
)
SPECIAL = ',[]{}<>"!* \n\\0123456789-ab\u00e9\U0001f600\ud800'


def json_scalars(*, hostile: bool = False) -> SearchStrategy[Any]:
    """Give None, booleans, integers of any size, finite floats and text of any Unicode characters.

    With ``hostile`` also NaN, the infinities and text with lone surrogates, which no JSON text in
    UTF-8 can hold but as escapes.
    """
    floats = st.floats(allow_nan=False, allow_infinity=False)
    numbers = st.integers() | floats | st.sampled_from(NASTY_NUMBERS)
    scalars = st.none() | st.booleans() | numbers | _texts(hostile)
    return scalars | st.sampled_from(NOT_NUMBERS) if hostile else scalars


def documents(*, hostile: bool = False) -> SearchStrategy[Any]:
    """Give JSON-like values of dict with str keys, list and scalars: mostly objects, some lists and scalars.

    Names repeat within a document. Now and then one is deep (up to 60 levels) or wide (up to 200
    items). ``hostile`` is as in ``json_scalars``, for names too.
    """
    scalars = json_scalars(hostile=hostile)
    names = _names(hostile)
    bushy = st.recursive(
        scalars, lambda below: _objects(names, below) | st.lists(below, max_size=5), max_leaves=25
    )
    rooted = _objects(names, bushy)
    return st.one_of(rooted, rooted, rooted, bushy, _deep(names, scalars), _wide(names, scalars))


def trees(*, names: SearchStrategy[str] | None = None, dialect: Dialect = "extended") -> SearchStrategy[Tree]:
    """Give trees that have a text in ``dialect``, so never the empty one, with ``names`` for properties.

    ``names`` is any strategy for str; the ``jenkins`` dialect takes those only that it can write.
    Trees of the extended dialect also have negative ranges, ``**``, exclusions and names to quote.
    """
    names = _names(False) if names is None else names
    if dialect == "jenkins":
        names = names.filter(_is_jenkins_name)
    leaves = st.just(Tree(dialect=dialect))
    below = st.recursive(leaves, lambda inner: _nodes(names, inner, dialect), max_leaves=12)
    return _nodes(names, below, dialect)


def fitting_trees(document: Any, *, dialect: Dialect = "extended") -> SearchStrategy[Tree]:
    """Give trees whose names are drawn from the keys of ``document``, level by level, and a few besides.

    Ranges are within the reach of its arrays or just beyond. A document that holds no object gets
    trees that fit nothing.
    """
    return _fitting(document, dialect)


def expressions(dialect: Dialect = "extended") -> SearchStrategy[str]:
    """Give text that ``dialect`` accepts, in many spellings: repeated names, leading zeros, odd names.

    In the extended dialect also white space, quotes that need not be, and both kinds of brackets.
    """
    return _lists_of_entries(dialect, 3)


def hostile_text() -> SearchStrategy[str]:
    """Give text to parse that is hardly ever an expression, in the words of one.

    Expressions with characters dropped, doubled, swapped or put in; soups of special characters;
    any Unicode text, lone surrogates included; brackets and digits without end.
    """
    mutated = st.one_of(expressions("extended"), expressions("jenkins")).flatmap(_mutated_text)
    repeated = st.builds(str.__mul__, st.sampled_from(_REPEATED), st.integers(1, 3000))
    soup = st.text(st.sampled_from(SPECIAL), max_size=40)
    return st.one_of(mutated, mutated, soup, repeated, st.text(st.characters(), max_size=40))


def hostile_json() -> SearchStrategy[bytes]:
    """Give bytes that are hardly ever JSON text but look like it.

    JSON text truncated, or with bytes dropped, doubled or put in; invalid UTF-8; numbers and words
    that only some readers take; brackets without end; any bytes.
    """
    valid = documents().map(lambda document: json.dumps(document, ensure_ascii=False).encode())
    truncated = valid.flatmap(lambda data: st.integers(0, len(data)).map(lambda end: data[:end]))
    wrapped = st.builds(lambda part: b'{"a":[' + part + b"]}", st.sampled_from(_ODD_JSON))
    repeated = st.builds(bytes.__mul__, st.sampled_from(_REPEATED_JSON), st.integers(1, 3000))
    mutated = valid.flatmap(_mutated_bytes)
    return st.one_of(mutated, mutated, truncated, wrapped, st.sampled_from(_ODD_JSON), repeated, st.binary())


@st.composite
def json_bytes(draw: DrawFn, document: Any, *, duplicates: bool = False) -> bytes:
    """Give UTF-8 JSON texts that ``json.loads`` decodes to ``document``, in many spellings.

    White space, escapes and the digits of floats vary. With ``duplicates`` some members stand behind
    another one of the same name, which readers that let the last one win do not see. ``document``
    holds neither NaN nor infinities, nor a surrogate that another one completes.
    """
    return _spelled(draw, document, duplicates).encode()


_ODD_JSON = (
    b"01", b"-", b"1.", b".5", b"+1", b"1e", b"0x1", b"1_0", b"NaN", b"Infinity", b"nul", b"True", b"'a'",
    b"", b'"\\x"', b'"\\u12"', b'"\\ud800"', b'"\n"', b'"\xff"', b'"\xc0\x80"', b'"\xed\xa0\x80"',
    b'"\xf4\x90\x80\x80"', b"\xef\xbb\xbf{}", b"{}{}", b"[1,]", b'{"a":1,}', b"{a:1}", b'{"a"}', b"// a",
    b"\x00", b"\xa0", b"1e400", b"[,]", "{}".encode("utf-16"), "[1]".encode("utf-32-le"), b'{"a":1 "b":2}',
    b"{1:2}", b'"\\', b"9" * 5000,
)  # fmt: skip
_BYTES_TO_INSERT = (b"", *(bytes((byte,)) for byte in b'{}[],:"\\ \n0-.eE\x00\x80\xc3\xed\xff'))
_REPEATED_JSON = (b"[", b'{"a":', b"[[],", b"]", b" ", b"9", b'"\\u0041', b"[{}", b'{"a":1,')
_REPEATED = ("a[", "a[b,", "]", "a,", "a{1}", "[", "{", "9", "a{9", '"', "\\", "!", "*", '"a"[', " ", "a{-")


def _names(hostile: bool) -> SearchStrategy[str]:
    plain = st.sampled_from(PLAIN_NAMES)
    names = st.one_of(plain, plain, plain, st.sampled_from(NASTY_NAMES), st.text(_characters(), max_size=6))
    return names | st.sampled_from(LONE_SURROGATES) if hostile else names


def _texts(hostile: bool) -> SearchStrategy[str]:
    texts = st.text(_characters(), max_size=12) | st.sampled_from(NASTY_TEXTS)
    return texts | st.sampled_from(LONE_SURROGATES) if hostile else texts


def _characters() -> SearchStrategy[str]:
    return st.characters(codec="utf-8")


def _objects(names: SearchStrategy[str], values: SearchStrategy[Any]) -> SearchStrategy[dict[str, Any]]:
    return st.dictionaries(names, values, max_size=5)


@st.composite
def _deep(draw: DrawFn, names: SearchStrategy[str], scalars: SearchStrategy[Any]) -> Any:
    value: Any = draw(scalars)
    names_used = draw(st.lists(names | st.none(), min_size=1, max_size=60))
    for name in names_used:
        value = [value] if name is None else {name: value}
    return value


def _wide(names: SearchStrategy[str], scalars: SearchStrategy[Any]) -> SearchStrategy[Any]:
    def widened(name: str, items: list[Any], length: int) -> dict[str, Any]:
        return {name: (items * length)[:length]}

    return st.builds(widened, names, st.lists(scalars, min_size=1, max_size=3), st.integers(0, 200))


def _is_jenkins_name(name: str) -> bool:
    return bool(name) and not set(name) & set(",[]{}")


def _ranges(dialect: Dialect, reach: int = 6) -> SearchStrategy[Range]:
    if dialect == "extended":
        bounds = st.integers(-reach - 1, reach + 1)
        return st.just(ALL) | st.builds(Range, bounds, st.none() | bounds)
    bounds = st.integers(0, reach + 1) | st.integers(MAX_INDEX - 1, MAX_INDEX)
    only = bounds.map(lambda start: Range(start, start + 1))
    return st.just(ALL) | only | st.builds(Range, bounds, st.none() | bounds)


def _nodes(names: SearchStrategy[str], below: SearchStrategy[Tree], dialect: Dialect) -> SearchStrategy[Tree]:
    """One level of a tree; its range, which the root has none of, is put on by the level above."""
    keys = names if dialect == "jenkins" else names.filter(lambda name: name != STAR)
    ranged = st.builds(_with_range, below, _ranges(dialect))
    children = st.dictionaries(st.one_of(keys, keys, st.just(STAR)), ranged, min_size=1, max_size=4)
    if dialect == "jenkins":
        return children.map(lambda named: Tree(named, dialect=dialect))
    deep = st.sampled_from((False, False, True))
    return st.builds(Tree, children, st.just(ALL), deep, st.frozensets(names, max_size=2), st.none() | ranged)


def _with_range(tree: Tree, bounds: Range) -> Tree:
    return Tree(tree.children, bounds, tree.deep, tree.excluded, tree.star, tree.dialect)


@st.composite
def _fitting(draw: DrawFn, document: Any, dialect: Dialect, level: int = 0) -> Tree:
    values, reach = _elements(document)
    objects = [value for value in values if isinstance(value, Mapping)]
    keys = [key for key in dict.fromkeys(key for value in objects for key in value) if _fits(key, dialect)]
    children: dict[str, Tree] = {}
    chosen = draw(st.lists(st.sampled_from(keys), max_size=4, unique=True)) if keys else []
    for name in chosen:
        below = [value[name] for value in objects if name in value]
        is_leaf = level > 8 or not draw(st.integers(0, 4))
        child = Tree(dialect=dialect) if is_leaf else draw(_fitting(below, dialect, level + 1))
        children[name] = _with_range(child, draw(_ranges(dialect, _elements(below)[1])))
    deep = dialect == "extended" and not draw(st.integers(0, 5))
    if not deep and (not children or not draw(st.integers(0, 4))):
        rest = Tree({STAR: Tree(dialect=dialect)}, dialect=dialect)
        children[STAR] = _with_range(rest, draw(_ranges(dialect, reach)))
    # Exclusions are of no account without a rest, and no part of the jenkins dialect.
    excluded = frozenset(draw(st.lists(st.sampled_from(keys), max_size=2))) if keys else frozenset()
    return Tree(children, ALL, deep, excluded if dialect == "extended" else frozenset(), dialect=dialect)


def _fits(key: str, dialect: Dialect) -> bool:
    return key != STAR and (dialect == "extended" or _is_jenkins_name(key))


def _elements(value: Any) -> tuple[list[Any], int]:
    """What stands below ``value`` once all arrays are flattened, and the length of the longest array."""
    if not isinstance(value, list):
        return [value], 0
    below = [_elements(item) for item in value]
    return [item for items, _ in below for item in items], max([len(value), *(length for _, length in below)])


def _lists_of_entries(dialect: Dialect, levels: int) -> SearchStrategy[str]:
    return st.lists(_entries(dialect, levels), min_size=1, max_size=4).map(",".join)


def _entries(dialect: Dialect, levels: int) -> SearchStrategy[str]:
    name, nothing = _spaced(_spelled_names(dialect), dialect), st.just("")
    children, bounds = nothing, nothing | _ranges_text("{}", dialect)
    if levels:
        children |= _spaced(_lists_of_entries(dialect, levels - 1).map("[{}]".format), dialect)
    if dialect == "jenkins":
        return _joined(name, children, bounds)
    entry = _joined(name, children, bounds | _ranges_text("<>", dialect))
    excluded = _spaced(name.map("!{}".format), dialect)
    return st.one_of(entry, entry, entry, entry, entry, _spaced(st.just("**"), dialect), excluded)


def _ranges_text(brackets: str, dialect: Dialect) -> SearchStrategy[str]:
    index = _joined(st.sampled_from(("", "", "00")), st.integers(0, 12).map(str)) | st.just(str(MAX_INDEX))
    if dialect == "extended":
        index = _joined(st.sampled_from(("", "", "-")), index)
    index, comma = _spaced(index, dialect), st.just(",")
    bounds = index | _joined(index, comma) | _joined(comma, index) | _joined(index, comma, index)
    return _spaced(bounds.map(lambda text: brackets[0] + text + brackets[1]), dialect)


def _spaced(text: SearchStrategy[str], dialect: Dialect) -> SearchStrategy[str]:
    gap = st.sampled_from(WHITE_SPACE)
    return _joined(gap, text, gap) if dialect == "extended" else text


def _joined(*parts: SearchStrategy[str]) -> SearchStrategy[str]:
    return st.tuples(*parts).map("".join)


def _spelled_names(dialect: Dialect) -> SearchStrategy[str]:
    if dialect == "jenkins":
        return _names(True).filter(_is_jenkins_name)
    bare = _names(True).filter(_is_bare_name)
    quoted = st.builds(
        lambda name, is_ascii: json.dumps(name, ensure_ascii=is_ascii), _names(True), st.booleans()
    )
    return st.one_of(bare, bare, quoted)


def _is_bare_name(name: str) -> bool:
    is_plain = bool(name) and not name.startswith("!") and name != "**" and name == name.strip(" \t\n\r")
    return is_plain and not set(name) & set(',[]{}<>"')


@st.composite
def _mutated_text(draw: DrawFn, text: str) -> str:
    for _ in range(draw(st.integers(1, 3))):
        at, length = draw(st.integers(0, len(text))), draw(st.integers(-2, 2))
        text = text[:at] + draw(st.sampled_from(("", *SPECIAL))) + text[max(at + length, 0) :]
    return text


@st.composite
def _mutated_bytes(draw: DrawFn, data: bytes) -> bytes:
    for _ in range(draw(st.integers(1, 3))):
        at, length = draw(st.integers(0, len(data))), draw(st.integers(-2, 2))
        data = data[:at] + draw(st.sampled_from(_BYTES_TO_INSERT)) + data[max(at + length, 0) :]
    return data


def _spelled(draw: DrawFn, value: Any, duplicates: bool) -> str:
    gap = draw(st.sampled_from(WHITE_SPACE))
    if isinstance(value, dict):
        members = []
        for name, below in value.items():
            if duplicates and not draw(st.integers(0, 3)):
                hidden = draw(st.sampled_from(("1", "null", "{}", "[2]")))
                members.append(f"{_spelled_text(draw, name)}:{gap}{hidden}")
            members.append(f"{_spelled_text(draw, name)}{gap}:{_spelled(draw, below, duplicates)}")
        return f"{gap}{{{(gap + ',' + gap).join(members)}{gap}}}"
    if isinstance(value, list):
        return f"[{','.join(_spelled(draw, item, duplicates) for item in value)}{gap}]{gap}"
    if isinstance(value, str):
        return gap + _spelled_text(draw, value)
    if isinstance(value, float):
        return gap + _spelled_float(draw, value)
    return json.dumps(value) + gap


def _spelled_text(draw: DrawFn, text: str) -> str:
    style = draw(st.sampled_from(("raw", "ascii", "short", "all")))
    if style == "ascii":
        return json.dumps(text)
    spelled = []
    for char in text:
        is_forced = char < " " or char in '"\\' or "\ud800" <= char <= "\udfff"
        if style == "short" and char in SHORT_ESCAPES:
            spelled.append(SHORT_ESCAPES[char])
        elif style == "all" or is_forced:
            spelled.append("".join(f"\\u{unit:04X}" for unit in _utf_16_units(char)))
        else:
            spelled.append(char)
    return f'"{"".join(spelled)}"'


def _utf_16_units(char: str) -> tuple[int, ...]:
    data = char.encode("utf-16-be", "surrogatepass")
    return tuple(int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2))


def _spelled_float(draw: DrawFn, number: float) -> str:
    text = json.dumps(number, allow_nan=False)
    spellings = [text, text.upper(), f"{text}e0" if "e" not in text else text, f"{number:.17e}"]
    if "e" not in text:
        spellings.append(text + "00")
    return draw(st.sampled_from(spellings))
