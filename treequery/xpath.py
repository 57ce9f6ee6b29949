"""Select from XML: exclude, search by XPath, wrap. The door to lxml."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from .errors import (
    ManyMatchesError,
    NoMatchError,
    PrimitiveResultError,
    WrapperError,
    XmlError,
    XmlLimitError,
    XPathError,
    XPathLimitError,
)
from .limits import DEFAULT_LIMITS, Limits
from .xpath_syntax import Call, Expression, Literal, Path, Start, children, parse, rebuilt
from .xpath_values import Conversions, Query, number_text, translate, without_detours
from .xpath_work import Shape, shape_of_any, text_size, work_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Selection", "select"]

XML = "application/xml;charset=UTF-8"
TEXT = "text/plain;charset=UTF-8"
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"

TAIL = attrgetter("tail")

WRAPPER_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_.-]*")

# All that XML allows before its first element, but for the DOCTYPE that it must not have here.
PROLOG = re.compile(rb"(?:\xEF\xBB\xBF)?(?:[ \t\r\n]++|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
ENCODING = re.compile(rb"""(?:\xEF\xBB\xBF)?<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)""")
UTF_8 = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}

# Characters that concat() may put together: memory for some of them, before libxml2 runs out of it.
MAX_TEXT_CHARS = 1 << 28

USUAL_LEVELS = 64

# Text that evaluate() finds may ask for more evaluate(), and adds its nesting to that around it.
MAX_EVALUATE_DEPTH = 2


@dataclass(frozen=True, slots=True)
class Selection:
    """What was selected: ``body`` is UTF-8, of the type that ``content_type`` says."""

    content_type: str
    body: bytes


def select(
    xml: bytes | str,
    *,
    xpath: str | None = None,
    exclude: Sequence[str] = (),
    wrapper: str | None = None,
    permit: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> Selection:
    """Return what ``xpath`` finds in ``xml``, once all that the ``exclude`` XPaths find is removed.

    >>> select("<hudson><job><name>a</name></job></hudson>", xpath="//name")
    Selection(content_type='application/xml;charset=UTF-8', body=b'<name>a</name>')

    XPath is 1.0 with ``lower-case``, ``upper-case``, ``ends-with`` and ``evaluate``; relative paths
    start at the document. A ``wrapper`` names an element around everything found; without an XPath
    it is ignored. Text, attributes, numbers and booleans on their own are served if ``permit`` says so.
    Bytes are UTF-8. With neither ``xpath`` nor ``exclude`` the XML comes back as it is.

    Raises, in the order of the work: XmlError for XML that is malformed or has a DOCTYPE, XmlLimitError
    for too much of it; XPathError and XPathLimitError for an expression at fault; WrapperError; NoMatchError,
    ManyMatchesError and PrimitiveResultError where there is no wrapper.

    Source: Jenkins ``hudson.model.Api.doXml``. Vectors: ``xpath.jsonl``.
    """
    _check_kinds(xml, exclude, (xpath, wrapper), limits)
    document = _Document(xml, limits)
    for expression in exclude:
        document.exclude(expression)
    if xpath is None:
        return Selection(XML, document.written() if exclude else document.source)
    found = document.find(xpath)
    if wrapper is None:
        return document.served(xpath, found, permit=permit)
    if not WRAPPER_NAME.fullmatch(wrapper):
        raise WrapperError(xpath, wrapper)
    return Selection(XML, document.wrapped(wrapper, found))


def _check_kinds(xml: object, exclude: object, texts: tuple[object, ...], limits: object) -> None:
    if not isinstance(xml, (bytes, str)):
        raise TypeError("xml: expected bytes or a str")
    if isinstance(exclude, str):
        raise TypeError("exclude: expected a sequence of str, found one str")
    if not isinstance(exclude, Sequence) or not all(isinstance(text, str) for text in exclude):
        raise TypeError("exclude: expected a sequence of str")
    if not all(text is None or isinstance(text, str) for text in texts):
        raise TypeError("xpath and wrapper: expected a str or None")
    if not isinstance(limits, Limits):
        raise TypeError("limits: expected Limits")


@dataclass(frozen=True, slots=True)
class _Nodes:
    """A set of nodes in document order: ``nodes`` is as lxml gives it, so without the document.

    ``are_apart`` says that none of them can be within another.
    """

    nodes: list[Any]
    has_document: bool
    are_apart: bool


_Value = _Nodes | str | float | bool


@dataclass(frozen=True, slots=True)
class _Prepared:
    """An XPath as libxml2 is asked; ``is_level`` says that all it finds is equally deep in the document."""

    tree: Expression
    query: Query
    is_level: bool

    @staticmethod
    def of(expression: str, tree: Expression, prefixes: frozenset[str]) -> _Prepared:
        tree = without_detours(tree)
        query = translate(expression, tree, prefixes)
        match tree:
            case Path(Start(), steps):
                return _Prepared(tree, query, all(step.axis == "child" for step in steps))
            case _:
                return _Prepared(tree, query, is_level=False)


# As trees are remembered, so is what becomes of them; but what evaluate() finds is up to the document.
@lru_cache(maxsize=128)
def _prepared(expression: str, prefixes: frozenset[str]) -> _Prepared | None:
    tree = parse(expression, len(expression))
    return None if _evaluates(tree) else _Prepared.of(expression, tree, prefixes)


# Most expressions cost little in any document of such a size, and to estimate that for each takes as long as
# to search a small one.
@lru_cache(maxsize=128)
def _demand(expression: str, size: int) -> tuple[int, float]:
    """Return the most characters of one text, and of visits, that an XPath asks of so many bytes of XML."""
    tree = without_detours(parse(expression, len(expression)))
    return text_size(tree, size), work_of(tree, shape_of_any(size))


def _evaluates(tree: Expression) -> bool:
    is_evaluate = isinstance(tree, Call) and tree.name == "evaluate"
    return is_evaluate or any(_evaluates(child) for child in children(tree))


class _Document:
    """Parsed XML, from which nodes can be removed."""

    def __init__(self, xml: bytes | str, limits: Limits) -> None:
        self.limits = limits
        self.tree, self.source = _parsed(xml, limits)
        # An XPath may use the prefixes of the root element, as upstream; there is no other place for them.
        self.prefixes = {prefix: uri for prefix, uri in self.tree.getroot().nsmap.items() if prefix}

    def find(self, expression: str) -> _Value:
        """Evaluate an XPath at the document."""
        tree = parse(expression, self.limits.xpath_chars)
        if (prepared := _prepared(expression, frozenset(self.prefixes))) is not None:
            if not self._is_light(expression):
                self._check_work(expression, prepared.tree)
            return self._answer(expression, prepared)
        return self._value(expression, tree, 0)

    def exclude(self, expression: str) -> None:
        """Remove all nodes that an XPath finds and that have an element around them."""
        found = self.find(expression)
        if not isinstance(found, _Nodes):
            raise XPathError(expression, "expected nodes to exclude")
        _cut(found.nodes)

    def _value(self, expression: str, tree: Expression, depth: int) -> _Value:
        inlined = self._inlined(expression, tree, depth)
        prepared = _Prepared.of(expression, inlined, frozenset(self.prefixes))
        self._check_work(expression, prepared.tree)
        return self._answer(expression, prepared)

    def _answer(self, expression: str, prepared: _Prepared) -> _Value:
        query = prepared.query
        value = self._asked(expression, query)
        if not isinstance(value, list):
            assert isinstance(value, str | float | bool)
            return value
        count = len(value)
        if query.may_hold_document:
            count = self._asked(expression, replace(query, text=f"count({query.text})"))
        return _Nodes(value, count > len(value), prepared.is_level)

    def _is_light(self, expression: str) -> bool:
        # Rounded up, so that documents of about one size share the estimate.
        characters, work = _demand(expression, 1 << len(self.source).bit_length())
        return characters <= MAX_TEXT_CHARS and work <= self.limits.xpath_work

    def _check_work(self, expression: str, tree: Expression) -> None:
        if text_size(tree, len(self.source)) > MAX_TEXT_CHARS:
            raise XPathLimitError(expression, "characters of text", MAX_TEXT_CHARS)
        limit = self.limits.xpath_work
        if all(work_of(tree, shape) > limit for shape in self._shapes()):
            raise XPathLimitError(expression, "visits of nodes", limit)

    def _shapes(self) -> Iterator[Shape]:
        """Give shapes that the document stays within, ever closer and dearer; mostly the first will do."""
        shape = shape_of_any(len(self.source))
        yield shape
        if not self.tree.xpath("/*" * USUAL_LEVELS):
            yield replace(shape, levels=USUAL_LEVELS)
        yield self._measured

    @cached_property
    def _measured(self) -> Shape:
        # What is excluded later makes the document smaller, never larger.
        level, levels, nodes, most = [self.tree.getroot()], 1, 1, 1
        names: Counter[str] = Counter()
        families: Counter[str] = Counter()
        while level:
            below = []
            for element in level:
                # Texts stand between children, before and after them.
                family = len(element) * 2 + 1
                nodes += family + len(element.attrib)
                most = max(most, family, len(element.attrib))
                for child in element:
                    families[child.tag] += family
                    below.append(child)
            names.update(element.tag for element in level)
            level, levels = below, levels + 1
        return Shape(nodes, levels, most, names, families)

    def _asked(self, expression: str, query: Query) -> Any:
        from lxml import etree

        # Most queries call none of them.
        extensions = Conversions().functions() if query.needs_conversions else None
        evaluate = etree.XPathDocumentEvaluator(
            self.tree, namespaces=self.prefixes, extensions=extensions, regexp=False
        )
        try:
            return evaluate(query.text, **query.variables)
        except etree.XPathError as err:
            # What was checked is no error to libxml2, but it has limits of its own.
            raise XPathLimitError(expression, "visits of nodes", self.limits.xpath_work) from err

    def _inlined(self, expression: str, tree: Expression, depth: int) -> Expression:
        def inline(part: Expression, is_top: bool) -> Expression:
            if not isinstance(part, Call) or part.name != "evaluate":
                return part
            if len(part.arguments) != 1:
                raise XPathError(expression, "evaluate(): expected 1 argument", part.at)
            if depth == MAX_EVALUATE_DEPTH:
                raise XPathLimitError(expression, "evaluate() within evaluate()", depth)
            text = self._text(expression, part, depth, is_top=is_top)
            try:
                inner = self._inlined(text, parse(text, self.limits.xpath_chars), depth + 1)
                translate(text, inner, self.prefixes.keys())
            except XPathError as err:
                # Later nobody could tell which of the two texts is at fault.
                raise XPathError(expression, f"evaluate(): {err.reason}", part.at) from err
            return inner

        return rebuilt(tree, inline)

    def _text(self, expression: str, call: Call, depth: int, *, is_top: bool) -> str:
        (argument,) = call.arguments
        if isinstance(argument, Literal):
            return argument.value
        if not is_top:
            raise XPathError(expression, "evaluate(): expected a literal in a predicate", call.at)
        text = self._value(expression, Call("string", (argument,), call.at), depth)
        assert isinstance(text, str)
        return str(text)

    def written(self) -> bytes:
        """Give the whole document as text."""
        return DECLARATION + _written(self.tree)

    def served(self, expression: str, found: _Value, *, permit: bool) -> Selection:
        """Give the one node or value that was found."""
        if isinstance(found, _Nodes):
            count = len(found.nodes) + found.has_document
            if count == 0:
                raise NoMatchError(expression)
            if count > 1:
                raise ManyMatchesError(expression, count)
            if found.has_document:
                return Selection(XML, self.written())
            node = found.nodes[0]
            if isinstance(node, tuple):
                return Selection(XML, b"")
            if not isinstance(node, str) and not _is_comment(node):
                return Selection(XML, _written(node))
            found = node if isinstance(node, str) else node.text or ""
        if not permit:
            raise PrimitiveResultError(expression)
        return Selection(TEXT, _text_of(found).encode())

    def wrapped(self, name: str, found: _Value) -> bytes:
        """Give everything that was found in an element; each node is moved there, out of its ancestors."""
        if not isinstance(found, _Nodes):
            return b"<%b>%b</%b>" % (name.encode(), _escaped(_text_of(found)), name.encode())
        nodes = found.nodes
        if found.has_document:
            root = self.tree.getroot()
            nodes = [root, *(node for node in nodes if node is not root)]
        if found.are_apart and self._can_move(nodes):
            return _gathered(name, nodes)
        start, is_open = _start_tag(name, nodes)
        content = b"".join(_moved(nodes))
        if is_open or content:
            return b"<%b>%b</%b>" % (start, content, name.encode())
        return b"<%b/>" % start

    def _can_move(self, nodes: list[Any]) -> bool:
        """Whether nodes are elements that look the same elsewhere: nothing around them declares prefixes."""
        # One byte is found far faster than several, and most documents have no attribute at all.
        has_prefixes = b"=" in self.source and (b"xmlns" in self.source or b"xml:" in self.source)
        if has_prefixes or not nodes:
            return False
        # A loop over them in Python takes as long as all else that is done with them.
        kinds = set(map(type, nodes))
        return not any(issubclass(kind, str) for kind in kinds) and not any(map(TAIL, nodes))


def _parsed(xml: bytes | str, limits: Limits) -> tuple[Any, bytes]:
    from lxml import etree

    is_text = isinstance(xml, str)
    try:
        source = xml.encode() if isinstance(xml, str) else xml
    except UnicodeEncodeError as err:
        raise XmlError("lone surrogates are no characters") from err
    if len(source) > limits.xml_bytes:
        raise XmlLimitError(limits.xml_bytes)
    declared = ENCODING.match(source)
    is_utf_8 = declared is None or declared[1].lower() in UTF_8
    if not is_text and not is_utf_8:
        raise XmlError("expected UTF-8; decode any other encoding and give the text")
    prolog = PROLOG.match(source)
    assert prolog is not None
    if source.startswith(b"<!DOCTYPE", prolog.end()):
        raise XmlError("a DOCTYPE is not allowed")
    # huge_tree lifts libxml2's limits on nesting, which are below what our own writers write, on the length
    # of a text, which xml_bytes bounds, and on what entities expand to, and without a DOCTYPE there are none.
    parser = etree.XMLParser(
        encoding="UTF-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=True,
        recover=False,
        collect_ids=False,
    )
    try:
        tree = etree.ElementTree(etree.fromstring(source, parser))
    except etree.XMLSyntaxError as err:
        raise XmlError(err.msg) from err
    return tree, source if is_utf_8 else DECLARATION + _written(tree)


def _is_attribute(node: Any) -> bool:
    return isinstance(node, str) and bool(getattr(node, "is_attribute", False))


def _is_comment(node: Any) -> bool:
    from lxml import etree

    return node.tag is etree.Comment


def _cut(nodes: Sequence[Any]) -> None:
    """Remove nodes from the document; texts first, while they still stand where lxml saw them."""
    for node in nodes:
        if isinstance(node, str):
            _clear(node)
    for node in nodes:
        if not isinstance(node, str | tuple):
            _detach(node)


def _gathered(name: str, nodes: list[Any]) -> bytes:
    """Move elements that are not within each other into one, to be written in one go."""
    from lxml import etree

    element = etree.Element(name)
    element.extend(nodes)
    return _written(element)


def _moved(nodes: Sequence[Any]) -> list[bytes]:
    """Remove nodes from the document and give what each looks like without the others that were in it."""
    _cut([node for node in nodes if isinstance(node, str)])
    texts = []
    for node in reversed(nodes):
        if isinstance(node, str):
            texts.append(b"" if _is_attribute(node) else _escaped(node))
        elif not isinstance(node, tuple):
            # While it stands where it was, it is written with the prefixes that it had.
            texts.append(_written(node))
            _detach(node)
    return texts[::-1]


def _clear(node: Any) -> None:
    """Remove a text or an attribute."""
    parent = node.getparent()
    if _is_attribute(node):
        del parent.attrib[node.attrname]
    elif node.is_tail:
        parent.tail = None
    else:
        parent.text = None


def _detach(element: Any) -> None:
    """Remove an element, but not the text behind it, which lxml would take along."""
    parent, previous, tail = element.getparent(), element.getprevious(), element.tail
    if parent is None:
        return
    if tail:
        element.tail = None
        if previous is None:
            parent.text = (parent.text or "") + tail
        else:
            previous.tail = (previous.tail or "") + tail
    parent.remove(element)


def _start_tag(name: str, nodes: list[Any]) -> tuple[bytes, bool]:
    """Return what stands between < and > at the start of a wrapper, and whether it must have an end tag."""
    from lxml import etree

    spaces = [node for node in nodes if isinstance(node, tuple)]
    # A default namespace would change the names of all the elements below.
    prefixes = {prefix: uri for prefix, uri in reversed(spaces) if prefix and prefix != "xml"}
    element = etree.Element(name, nsmap=prefixes)
    for node in nodes:
        if _is_attribute(node) and node.attrname not in element.attrib:
            element.set(node.attrname, node)
    declared = f' xmlns:xml="{XML_NAMESPACE}"' if ("xml", XML_NAMESPACE) in spaces else ""
    has_text = any(isinstance(node, str) and not _is_attribute(node) for node in nodes)
    return _written(element)[1:-2] + declared.encode(), bool(spaces or has_text)


def _written(node: Any) -> bytes:
    from lxml import etree

    text = etree.tostring(node, encoding="UTF-8", xml_declaration=False, with_tail=False)
    assert isinstance(text, bytes)
    return text


def _escaped(text: str) -> bytes:
    for char, reference in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;")):
        text = text.replace(char, reference)
    return text.encode()


def _text_of(value: str | float | bool) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case float():
            return number_text(value)
        case _:
            return str(value)
