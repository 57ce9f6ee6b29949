"""Every error of treequery: its code, its facts and the message built from them."""

from __future__ import annotations

from .source import excerpt, line_and_column, shown

__all__ = [
    "CombinationError",
    "CycleError",
    "DepthLimitError",
    "ExportError",
    "ExpressionError",
    "ExpressionLimitError",
    "ExpressionSyntaxError",
    "GetterError",
    "JsonError",
    "JsonLimitError",
    "JsonSyntaxError",
    "ManyMatchesError",
    "NoMatchError",
    "NotExportedError",
    "NotPermittedError",
    "OutputLimitError",
    "ParamsError",
    "PrimitiveResultError",
    "ProjectError",
    "SelectError",
    "SourceError",
    "TreeQueryError",
    "UnsupportedKeyError",
    "ValuesLimitError",
    "WrapperError",
    "XPathError",
    "XPathLimitError",
    "XmlError",
    "XmlLimitError",
]


class TreeQueryError(Exception):
    """Anything treequery refuses; ``code`` is a stable slug, ``str()`` is for people and may change."""

    code = "treequery"


class ExpressionError(TreeQueryError, ValueError):
    """The text of a tree expression is at fault; ``at`` is a 0-based index into ``text``."""

    code = "expression"
    text: str
    at: int


class ExpressionSyntaxError(ExpressionError):
    """The text does not match the grammar of its dialect.

    ``expected`` names what could stand at ``at``; ``hint`` says how to mend a typical slip, or is empty.
    """

    code = "expression-syntax"

    def __init__(self, text: str, at: int, expected: tuple[str, ...], hint: str = "") -> None:
        super().__init__(text, at, expected, hint)
        self.text, self.at, self.expected, self.hint = text, at, expected, hint

    def __str__(self) -> str:
        line, column = line_and_column(self.text, self.at)
        found = shown(self.text[self.at]) if self.at < len(self.text) else "the end"
        hint = f"\nhint: {self.hint}" if self.hint else ""
        return (
            f"line {line}, column {column}: expected {' or '.join(self.expected)}, found {found}"
            f"\n{excerpt(self.text, self.at)}{hint}"
        )


class ExpressionLimitError(ExpressionError):
    """The text is longer, deeper or wider than ``limit``; ``what`` says which of them.

    ``actual`` is how much was seen when the reading stopped, so it is a lower bound.
    """

    code = "expression-limit"

    def __init__(self, text: str, at: int, what: str, limit: int, actual: int) -> None:
        super().__init__(text, at, what, limit, actual)
        self.text, self.at, self.what, self.limit, self.actual = text, at, what, limit, actual

    def __str__(self) -> str:
        line, column = line_and_column(self.text, self.at)
        return (
            f"line {line}, column {column}: expected at most {self.limit} {self.what}, "
            f"found {self.actual}\n{excerpt(self.text, self.at)}"
        )


class CombinationError(TreeQueryError, ValueError):
    """Two trees cannot be combined, since no range says what both would keep at ``path``."""

    code = "combination"

    def __init__(self, path: str, left: str, right: str) -> None:
        super().__init__(path, left, right)
        self.path, self.left, self.right = path, left, right

    def __str__(self) -> str:
        return f"{self.path}: no range keeps just what both {self.left} and {self.right} keep"


class ParamsError(TreeQueryError, ValueError):
    """A parameter, called ``name``, has a value that means nothing; ``reason`` says why."""

    code = "params"

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name, self.reason = name, reason

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


class ExportError(TreeQueryError, TypeError):
    """A class declares wrongly what it shows; ``where`` names the class or decorator, ``reason`` the mend."""

    code = "export"

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(where, reason)
        self.where, self.reason = where, reason

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


class NotPermittedError(TreeQueryError):
    """The request asks for ``what`` (``jsonp``, ``schema``) without being permitted to have it."""

    code = "not-permitted"

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what

    def __str__(self) -> str:
        return f"{self.what} forbidden; implement jenkins.security.SecureRequester"


class ProjectError(TreeQueryError):
    """The object to project is at fault; ``path`` is the place in it, like ``$.jobs[3].name``."""

    code = "project"
    path: str


class NotExportedError(ProjectError, TypeError):
    """A value is of a class that offers nothing to show; ``type`` is that class's name."""

    code = "not-exported"

    def __init__(self, path: str, type: str) -> None:
        super().__init__(path, type)
        self.path, self.type = path, type

    def __str__(self) -> str:
        return f"{self.path}: expected a mapping, a sequence or a scalar, found a value of class {self.type}"


class GetterError(ProjectError):
    """Getting a property raised; the property is the last step of ``path``, and its error is chained."""

    code = "getter"

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        return f"{self.path}: expected a value, found an error: {self.__cause__!r}"


class UnsupportedKeyError(ProjectError, TypeError):
    """A mapping has a key that is no text, number, boolean or None; ``type`` is the key's class name."""

    code = "unsupported-key"

    def __init__(self, path: str, type: str) -> None:
        super().__init__(path, type)
        self.path, self.type = path, type

    def __str__(self) -> str:
        return f"{self.path}: expected keys that are text, found a key of class {self.type}"


class CycleError(ProjectError, ValueError):
    """A value contains itself, and no name or depth puts an end to what is kept of it."""

    code = "cycle"

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        return f"{self.path}: expected a tree, found a value that contains itself"


class DepthLimitError(ProjectError, ValueError):
    """A value is nested deeper than ``limit`` levels, the root being level 0."""

    code = "depth-limit"

    def __init__(self, path: str, limit: int) -> None:
        super().__init__(path, limit)
        self.path, self.limit = path, limit

    def __str__(self) -> str:
        return f"{self.path}: expected at most {self.limit} levels, found more"


class ValuesLimitError(ProjectError, ValueError):
    """More than ``limit`` values would be visited."""

    code = "values-limit"

    def __init__(self, path: str, limit: int) -> None:
        super().__init__(path, limit)
        self.path, self.limit = path, limit

    def __str__(self) -> str:
        return f"{self.path}: expected at most {self.limit} values, found more"


class SourceError(ProjectError):
    """A caller's iterator or mapping raised, or a mapped file was cut short; the cause is chained."""

    code = "source"

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        return f"{self.path}: expected a value, found an error: {self.__cause__!r}"


class OutputLimitError(ProjectError):
    """More than ``limit`` bytes would be written."""

    code = "output-limit"

    def __init__(self, path: str, limit: int) -> None:
        super().__init__(path, limit)
        self.path, self.limit = path, limit

    def __str__(self) -> str:
        return f"{self.path}: expected at most {self.limit} bytes of output, found more"


class JsonError(TreeQueryError, ValueError):
    """JSON text is at fault; ``at`` is a 0-based byte offset into its UTF-8 form."""

    code = "json"
    at: int


class JsonSyntaxError(JsonError):
    """The bytes are no JSON text (RFC 8259): ``expected`` was looked for, ``found`` stands there.

    ``line`` is the 1-based line of a JSON Lines source, else None; ``at`` counts from its start.
    """

    code = "json-syntax"

    def __init__(self, at: int, expected: str, found: str, line: int | None = None) -> None:
        super().__init__(at, expected, found, line)
        self.at, self.expected, self.found, self.line = at, expected, found, line

    def __str__(self) -> str:
        line = f"line {self.line}, " if self.line is not None else ""
        return f"{line}byte {self.at}: expected {self.expected}, found {self.found}"


class JsonLimitError(JsonError):
    """The JSON text goes beyond ``limit``; ``what`` says of what (``levels``, ``bytes in a line``).

    ``line`` is as in JsonSyntaxError.
    """

    code = "json-limit"

    def __init__(self, at: int, what: str, limit: int, line: int | None = None) -> None:
        super().__init__(at, what, limit, line)
        self.at, self.what, self.limit, self.line = at, what, limit, line

    def __str__(self) -> str:
        line = f"line {self.line}, " if self.line is not None else ""
        return f"{line}byte {self.at}: expected at most {self.limit} {self.what}, found more"


class SelectError(TreeQueryError, ValueError):
    """Searching XML failed; ``expression`` is the XPath at fault, or empty."""

    code = "select"
    expression: str


class XPathError(SelectError):
    """An XPath is malformed, or uses what does not exist; ``at`` is a 0-based index into it, or None."""

    code = "xpath"

    def __init__(self, expression: str, reason: str, at: int | None = None) -> None:
        super().__init__(expression, reason, at)
        self.expression, self.reason, self.at = expression, reason, at

    def __str__(self) -> str:
        if self.at is None:
            return f"XPath {shown(self.expression)}: {self.reason}"
        line, column = line_and_column(self.expression, self.at)
        where = excerpt(self.expression, self.at)
        return f"XPath line {line}, column {column}: {self.reason}\n{where}"


class XPathLimitError(SelectError):
    """An XPath is longer, deeper or dearer than ``limit``; ``what`` says which of them."""

    code = "xpath-limit"

    def __init__(self, expression: str, what: str, limit: int) -> None:
        super().__init__(expression, what, limit)
        self.expression, self.what, self.limit = expression, what, limit

    def __str__(self) -> str:
        return f"XPath {shown(self.expression)}: expected at most {self.limit} {self.what}, found more"


class XmlError(SelectError):
    """The text to search is no well-formed XML; ``reason`` says why."""

    code = "xml"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.expression, self.reason = "", reason

    def __str__(self) -> str:
        return f"XML: {self.reason}"


class XmlLimitError(SelectError):
    """The XML to search has more than ``limit`` bytes."""

    code = "xml-limit"

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.expression, self.limit = "", limit

    def __str__(self) -> str:
        return f"XML: expected at most {self.limit} bytes, found more"


class NoMatchError(SelectError):
    """An XPath matched nothing, and no wrapper was asked for."""

    code = "no-match"

    def __init__(self, expression: str) -> None:
        super().__init__(expression)
        self.expression = expression

    def __str__(self) -> str:
        return f"XPath {self.expression} didn\N{RIGHT SINGLE QUOTATION MARK}t match"


class ManyMatchesError(SelectError):
    """An XPath matched ``count`` nodes, and no wrapper was asked for."""

    code = "many-matches"

    def __init__(self, expression: str, count: int) -> None:
        super().__init__(expression, count)
        self.expression, self.count = expression, count

    def __str__(self) -> str:
        return (
            f'XPath "{self.expression}" matched {self.count:,} nodes. Create XPath that only matches one, '
            'or use the "wrapper" query parameter to wrap them all under a root element.'
        )


class WrapperError(SelectError):
    """A wrapper's ``name`` is no plain element name."""

    code = "wrapper"

    def __init__(self, expression: str, name: str) -> None:
        super().__init__(expression, name)
        self.expression, self.name = expression, name

    def __str__(self) -> str:
        return (
            "The wrapper parameter can only contain alphanumeric characters or dash/dot/underscore. "
            "The first character has to be a letter or underscore."
        )


class PrimitiveResultError(SelectError):
    """An XPath gives text, a number or a boolean, and those were not permitted."""

    code = "primitive-result"

    def __init__(self, expression: str) -> None:
        super().__init__(expression)
        self.expression = expression

    def __str__(self) -> str:
        return "primitive XPath result sets forbidden; implement jenkins.security.SecureRequester"
