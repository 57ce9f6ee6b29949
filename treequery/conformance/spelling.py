"""Spell a graph as Jenkins does, but for the rules in force: the kit's own writer, apart from ours."""

from __future__ import annotations

import math
import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..choices import Flavor
from ..records import CLASS_KEY, Record
from ..writers.xml_names import make_xml_name, to_singular
from .beans import UNQUOTED
from .java_numbers import double_text
from .rules import KEYS, LONE_SURROGATES, NOT_NUMBERS, NUMBER_TEXT, STRINGS, XML_CHARACTERS, Rule

__all__ = ["Spelling", "xml_text"]

WORDS = {
    "json": {None: "null", True: "true", False: "false"},
    "python": {None: "None", True: "True", False: "False"},
    "ruby": {None: "nil", True: "true", False: "false"},
}
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
FORBIDDEN_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A way to write graphs of dict, list and scalars: Jenkins' without ``rules``, ours with all of them."""

    flavor: Flavor
    pretty: bool
    root: str
    rules: frozenset[Rule]

    def text(self, graph: Any) -> str:
        """Return a graph as text; nesting is bounded by Python's own recursion alone."""
        if self.flavor == "xml":
            return self._element(graph, self.root, self._name(make_xml_name(self.root)))
        return self._literal(graph, 0)

    def _literal(self, value: Any, indent: int) -> str:
        if isinstance(value, list):
            items = []
            for item in value:
                items.append(self._literal(item, indent + 1))
            return self._container("[", items, "]", indent, True)
        if not isinstance(value, (dict, Record)):
            return self._scalar(value)
        is_ruby = self.flavor == "ruby"
        colon = " => " if is_ruby else " : " if self.pretty else ":"
        members = []
        for key, item in _members(value):
            members.append(self._key(key) + colon + self._literal(item, indent if is_ruby else indent + 1))
        if is_ruby:
            return self._container("OpenStruct.new({", members, "})", indent, False)
        return self._container("{", members, "}", indent, True)

    def _container(self, opening: str, items: list[str], closing: str, indent: int, indents: bool) -> str:
        """Items one a line, where lines are asked for; Jenkins indents all but the objects of Ruby."""
        line = f"\n{'  ' * indent}" if self.pretty else ""
        inner = line + "  " if self.pretty and indents else line
        text = f",{inner}".join(items)
        return f"{opening}{inner}{text}{line}{closing}" if indents else f"{opening}{text}{closing}"

    def _scalar(self, value: Any) -> str:
        words = WORDS[self.flavor]
        if value is None or isinstance(value, bool):
            return words[value]
        if isinstance(value, str) and value.startswith(UNQUOTED):
            return self._string(value[1:]) if NUMBER_TEXT in self.rules else value[1:]
        if isinstance(value, str):
            return self._string(value)
        if isinstance(value, float) and not math.isfinite(value) and NOT_NUMBERS in self.rules:
            return words[None]
        return self._number(value)

    def _key(self, key: str) -> str:
        return self._string(key) if KEYS in self.rules else f'"{key}"'

    def _string(self, text: str) -> str:
        inner = "".join(map(self._escaped, text))
        if self.flavor == "ruby" and STRINGS in self.rules:
            inner = re.sub(r"#([{$@])", r"\\#\1", inner)
        return f'"{inner}"'

    def _escaped(self, char: str) -> str:
        code = ord(char)
        if char in '"\\':
            return "\\" + char
        if code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000:
            return f"\\u{code:04x}"
        if code < 0x10000:
            return char
        if self.flavor == "python" and STRINGS in self.rules:
            return f"\\U{code:08x}"
        units = char.encode("utf-16-be").hex()
        return f"\\u{units[:4]}\\u{units[4:]}"

    def _number(self, number: float | Decimal) -> str:
        if isinstance(number, (int, Decimal)):
            return str(number)
        is_ours = NUMBER_TEXT in self.rules and math.isfinite(number)
        return repr(number) if is_ours else double_text(number)

    def _element(self, value: Any, name: str, tag: str) -> str:
        """What a property called ``name`` is in XML: an element ``tag``, none, or one for each item."""
        if value is None:
            return ""
        if isinstance(value, list):
            items = []
            for item in value:
                items.append(self._element(item, name, self._name(to_singular(make_xml_name(name)))))
            return "".join(items)
        if isinstance(value, (dict, Record)):
            members = []
            for key, item in value.members if isinstance(value, Record) else value.items():
                members.append(self._element(item, key, self._name(make_xml_name(key))))
            class_name = value.class_name if isinstance(value, Record) else None
            attribute = "" if class_name is None else f" _class='{class_name}'"
            return f"<{tag}{attribute}>{''.join(members)}</{tag}>"
        if isinstance(value, bool):
            return f"<{tag}>{str(value).lower()}</{tag}>"
        is_text = isinstance(value, str)
        content = xml_text(value.removeprefix(UNQUOTED), self.rules) if is_text else self._number(value)
        return f"<{tag}>{content}</{tag}>"

    def _name(self, name: str) -> str:
        return name.replace(":", "_") or "_" if XML_CHARACTERS in self.rules else name


def _members(value: dict[str, Any] | Record) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return list(value.items())
    named = [] if value.class_name is None else [(CLASS_KEY, value.class_name)]
    return [*named, *value.members]


def xml_text(text: str, rules: AbstractSet[Rule]) -> str:
    """Return text as the content of an XML element."""
    if XML_CHARACTERS in rules:
        text = FORBIDDEN_IN_XML.sub("\ufffd", text)
    if LONE_SURROGATES in rules:
        text = LONE_SURROGATE.sub("\ufffd", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
