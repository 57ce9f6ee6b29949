"""Rules: the ways in which treequery differs from Jenkins on purpose, in words."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "ATTRIBUTES_AND_PRIMITIVES",
    "CALLBACK_NAMES",
    "CALLERS_ERROR",
    "DOCUMENT_AND_EXCLUDE",
    "KEYS",
    "LAST_ELEMENT",
    "LONE_SURROGATES",
    "MERGED_GETTERS",
    "NOT_NUMBERS",
    "NUMBER_TEXT",
    "ONE_NUMBER",
    "RULES",
    "STRINGS",
    "TEXT_NODES",
    "XML_CHARACTERS",
    "Rule",
]


@dataclass(frozen=True, slots=True)
class Rule:
    """One difference: what Jenkins does, what we do instead, and why; in Markdown."""

    number: int
    title: str
    jenkins: str
    ours: str
    why: str


KEYS = Rule(
    1,
    "Keys are escaped as strings are",
    "writes the names of properties and the keys of maps raw between their quotes, in JSON, Python and Ruby.",
    "escape them just as it escapes strings.",
    'A key with `"`, `\\` or a control character would end the string early, or be no string at all.',
)
NOT_NUMBERS = Rule(
    2,
    "NaN and the infinities",
    "writes the bare words `NaN`, `Infinity` and `-Infinity`.",
    "write what stands for nothing: `null` in JSON, `None` in Python, `nil` in Ruby. XML keeps the words.",
    "None of the three languages has such words; JSON readers refuse them.",
)
STRINGS = Rule(
    3,
    "Python and Ruby strings mean what the JSON string means",
    "escapes strings as for JSON in all three: characters above U+FFFF as two escapes, `#{` not at all.",
    "write such characters in Python as one escape of eight digits; in Ruby `\\#` before `{`, `$` and `@`.",
    "Python would read two lone surrogates; Ruby would run what the braces hold.",
)
NUMBER_TEXT = Rule(
    4,
    "The text of numbers",
    "writes decimal numbers as Java does: `1.0E7`, `1.0E-4`, `4.9E-324`.",
    "write the shortest text that reads back equal, as Python spells it: `10000000.0`, `0.0001`, `5e-324`.",
    "It is the same number to every reader, and numbers read from JSON need no second spelling.",
)
XML_CHARACTERS = Rule(
    5,
    "XML is always well-formed",
    "writes characters that XML 1.0 forbids, names that hold `:`, and for items of a list `s` an empty name.",
    "write U+FFFD for such a character, `_` for a colon in a name, and `_` for an empty name.",
    "No parser would take the text, so that every XPath query on such a graph would fail.",
)
TEXT_NODES = Rule(
    6,
    "XPath is XPath 1.0",
    "sees several text nodes where its parser happened to split the text, at `&amp;` for one, and evaluates "
    "with jaxen, which lets some errors pass and gets some values wrong.",
    "merge adjacent text into one node, refuse what XPath 1.0 calls an error, and give its values.",
    "What a query finds should not hang on how a parser fills its buffers.",
)
ATTRIBUTES_AND_PRIMITIVES = Rule(
    7,
    "Attributes, numbers and booleans as results",
    "serves a single attribute as XML that is none, and to anybody; writes an attribute of a wrapper several "
    "times; and fails on a number or boolean in a wrapper.",
    "serve the attribute's value as text, under the same permission as other text; write each attribute of a "
    "wrapper once, the first of its name; and put the text of numbers and booleans in a wrapper.",
    "The one is no XML, the other is no attribute, and strings in a wrapper work as well.",
)
CALLERS_ERROR = Rule(
    8,
    "A malformed query is the caller's error",
    "answers a malformed tree, depth or XPath with status 500.",
    "answer 400, with a message that shows where.",
    "500 says that the server is broken, and sets off the alarms of whoever runs it.",
)
CALLBACK_NAMES = Rule(
    9,
    "Names of JSONP callbacks",
    "takes any text as the name of a callback, even none.",
    "take JavaScript identifiers, with dots and indexes, and answer 400 to anything else.",
    "Other text is a script of a stranger's, run in the page that asks.",
)
LAST_ELEMENT = Rule(
    10,
    "The element 2147483647",
    "adds one to the bound in `{2147483647}`, gets a negative number, and fails once an array is cut by it.",
    "keep that element, of arrays that have it. Larger numbers are errors here as there.",
    "The expression is a good one; the failure is an overflow.",
)
MERGED_GETTERS = Rule(
    11,
    "Merged properties whose getter fails",
    "reads every merged property first, so that one that fails spoils every query on its object.",
    "fail only where the query could show something of it.",
    "A query should not fail over what it did not ask for.",
)
ONE_NUMBER = Rule(
    12,
    "Numbers are numbers",
    "refuses to export values of the types `byte`, `BigInteger` and `BigDecimal`.",
    "write them as numbers.",
    "Python has one type of integer and one decimal type, and no reason to refuse either.",
)
DOCUMENT_AND_EXCLUDE = Rule(
    13,
    "Documents in wrappers, values in excludes",
    "fails where the document itself is to go in a wrapper, and where an `exclude` gives no nodes.",
    "put the root element in the wrapper, and answer 400 to such an `exclude`.",
    "The first has an obvious meaning, the second is the caller's slip.",
)
LONE_SURROGATES = Rule(
    14,
    "Lone surrogates",
    "escapes them in strings, but writes them raw in keys and in XML, where no UTF-8 can hold them.",
    "write U+FFFD in XML, and an escape in the keys of JSON, Python and Ruby too.",
    "The text is then always valid UTF-8, and still says that something was there.",
)

RULES = (
    KEYS,
    NOT_NUMBERS,
    STRINGS,
    NUMBER_TEXT,
    XML_CHARACTERS,
    TEXT_NODES,
    ATTRIBUTES_AND_PRIMITIVES,
    CALLERS_ERROR,
    CALLBACK_NAMES,
    LAST_ELEMENT,
    MERGED_GETTERS,
    ONE_NUMBER,
    DOCUMENT_AND_EXCLUDE,
    LONE_SURROGATES,
)
