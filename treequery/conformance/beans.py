"""Beans: the declarative models of the vectors made into exported classes and instances of them."""

from __future__ import annotations

import collections.abc
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from types import GenericAlias
from typing import Any

from ..exported import Exported, exported_bean
from ..values import Map

__all__ = ["UNQUOTED", "Beans"]

EPOCH = datetime(1970, 1, 1)

# Types of Java that hold no other, by the class of Python that their values have here.
SIMPLE: Mapping[str, type] = {
    **dict.fromkeys(("String", "URL", "char", "Character"), str),
    **dict.fromkeys(("int", "Integer", "long", "Long", "short", "Short", "byte", "Byte", "BigInteger"), int),
    **dict.fromkeys(("double", "Double", "float", "Float", "BigDecimal"), float),
    **dict.fromkeys(("boolean", "Boolean"), bool),
    **dict.fromkeys(("Date", "Calendar", "GregorianCalendar"), datetime),
    "Number": object,
    "Object": object,
}
GENERIC: Mapping[str, Any] = {
    "List": list,
    "Set": set,
    "Collection": collections.abc.Collection,
    "Iterable": collections.abc.Iterable,
    "Map": dict,
}
CHARACTERS, UNEXPORTABLE = ("char", "Character"), ("byte", "Byte")

# Marks the text of a Java char, which upstream writes without quotes. No vector has it in a string.
UNQUOTED = "\uf8fe"


class _Raised(Exception):  # noqa: N818 - stands for an exception of Java's
    pass


class _Unexportable:
    """A value of a class that shows nothing."""


class _Pairs(Mapping[Any, Any]):
    """A map of Java's, whose keys may be anything and repeat."""

    def __init__(self, pairs: list[tuple[Any, Any]]) -> None:
        self.pairs = pairs

    def items(self) -> Any:
        return iter(self.pairs)

    def __getitem__(self, key: Any) -> Any:
        raise KeyError(key)

    def __iter__(self) -> Iterator[Any]:
        return (key for key, _ in self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)


@dataclass
class Beans:
    """The classes of one declarative model, and the instances that a root describes.

    With ``marks_chars`` the text of a Java char is marked; with ``refuses_numbers`` a byte, BigInteger
    or BigDecimal is of no class that shows anything, as upstream.
    """

    model: Mapping[str, Any]
    marks_chars: bool = False
    refuses_numbers: bool = False
    classes: dict[str, Any] = field(default_factory=dict)
    specs: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.specs = {spec["name"]: spec for spec in self.model["classes"]}
        for name in self.specs:
            self._class(name)
        for spec in self.specs.values():
            self._annotate(spec)

    def qualified(self, name: str) -> str:
        """Return the name that Java gives to the class ``name``."""
        spec = self.specs[name]
        outer = spec.get("outer")
        package = spec.get("package", self.model["package"])
        return f"{self.qualified(outer)}${name}" if outer else f"{package}.{name}"

    def _class(self, name: str) -> Any:
        if name not in self.classes:
            spec = self.specs[name]
            is_enum = spec.get("kind") == "enum" and not spec.get("exported_bean")
            self.classes[name] = _enum(spec) if is_enum else self._bean(spec)
        return self.classes[name]

    def _bean(self, spec: Mapping[str, Any]) -> type:
        name, base = spec["name"], spec.get("extends")
        members: dict[str, Any] = {prop["name"]: _property(prop) for prop in spec.get("properties", ())}
        if spec.get("iterable"):
            members["__iter__"] = lambda self: iter(vars(self)["$items"])
        if spec.get("custom_export"):
            members["__export__"] = lambda self: _got(self, "$export")
        cls = type(name, (self._class(base),) if base else (), members)
        visibility, carrier = spec.get("default_visibility", 1), cls
        if not spec.get("exported_bean", base is None):
            carriers = [each for each in cls.__mro__ if "__exported_bean__" in vars(each)]
            if not carriers:
                return cls
            carrier = carriers[0]
            visibility = vars(carrier)["__exported_bean__"].default_visibility
        return exported_bean(default_visibility=visibility, class_name=self.qualified(name))(cls)

    def _annotate(self, spec: Mapping[str, Any]) -> None:
        bounds: dict[str, Any] = {}
        for variable in _arguments(spec.get("type_params", "<>")[1:-1]):
            name, _, bound = variable.partition(" extends ")
            bounds[name.strip()] = self._type(bound, bounds) if bound else object
        for prop in spec.get("properties", ()):
            member = vars(self.classes[spec["name"]]).get(prop["name"])
            if isinstance(member, property) and member.fget is not None:
                member.fget.__annotations__["return"] = self._type(prop["type"], bounds)

    def _type(self, text: str, bounds: Mapping[str, Any]) -> Any:
        """The annotation that says of a property what its Java type says."""
        text = text.strip().removeprefix("? extends ")
        if text.endswith("[]"):
            inner = self._type(text[:-2], bounds)
            # The items of an array are of its class without what that holds, unless that is an array.
            item = inner if text[:-2].endswith("[]") else getattr(inner, "__origin__", inner)
            return GenericAlias(list, (item,))
        if text.startswith("?"):
            return object
        generic = re.fullmatch(r"(\w+)<(.*)>", text)
        if generic is None:
            return bounds.get(text) or self.classes.get(text) or GENERIC.get(text) or SIMPLE[text]
        raw, arguments = generic[1], _arguments(generic[2])
        return dict if raw == "Map" else GENERIC[raw][self._type(arguments[0], bounds)]

    def instance(self, value: Any, known: dict[str, Any] | None = None, kind: str = "") -> Any:
        """Return what ``value`` of the vectors stands for; ``kind`` is the Java type it is declared with."""
        known = {} if known is None else known
        if isinstance(value, list):
            item = kind[:-2] if kind.endswith("[]") else ""
            return [self.instance(each, known, item) for each in value]
        if not isinstance(value, dict):
            return self._simple(value, kind)
        if "$class" in value:
            return self._object(value, known)
        (tag, content), *others = value.items()
        match tag:
            case "$ref":
                return known[content]
            case "$map":
                pairs = content.items() if isinstance(content, dict) else content
                made = [(self.instance(key, known), self.instance(each, known)) for key, each in pairs]
                return Map(_Pairs(made))
            case "$set":
                return tuple(dict.fromkeys(self.instance(content, known)))
            case "$iterable":
                return iter(self.instance(content, known))
            case "$array":
                return [self.instance(each, known, dict(others)["of"]) for each in content]
            case "$enum":
                return self._constant(content)
            case _:
                return self._tagged(tag, content)

    def _simple(self, value: Any, kind: str) -> Any:
        if value is not None and kind in CHARACTERS and self.marks_chars:
            return UNQUOTED + value
        is_refused = value is not None and kind in UNEXPORTABLE and self.refuses_numbers
        return _Unexportable() if is_refused else value

    def _tagged(self, tag: str, content: Any) -> Any:
        match tag:
            case "$long" | "$short" | "$url":
                return content
            case "$byte":
                return self._simple(content, "byte")
            case "$char":
                return self._simple(content, "char")
            case "$float" | "$double":
                return float(content)
            case "$date" | "$calendar":
                return EPOCH + timedelta(milliseconds=content)
            case "$bigint" | "$bigdecimal":
                number = int(content) if tag == "$bigint" else Decimal(content)
                return _Unexportable() if self.refuses_numbers else number
            case "$object":
                return _Unexportable()
            case "$throw":
                return _Raised(content.get("message"))
            case _:
                raise ValueError(f"unknown value {tag}")

    def _object(self, value: Mapping[str, Any], known: dict[str, Any]) -> Any:
        cls = self.classes[value["$class"]]
        made = object.__new__(cls)
        if "$id" in value:
            known[value["$id"]] = made
        for name, content in value.items():
            if name not in ("$class", "$id"):
                vars(made)[_slot(name)] = self.instance(content, known, self._kind(value["$class"], name))
        return made

    def _kind(self, cls: str | None, name: str) -> str:
        while cls is not None:
            for prop in self.specs[cls].get("properties", ()):
                if prop["name"] == name:
                    return str(prop["type"])
            cls = self.specs[cls].get("extends")
        return ""

    def _constant(self, text: str) -> Any:
        name, _, constant = text.partition(".")
        cls = self.classes[name]
        if issubclass(cls, Enum):
            return cls[constant]
        made = object.__new__(cls)
        for spec in self.specs[name]["constants"]:
            if isinstance(spec, dict) and spec["name"] == constant:
                vars(made).update({_slot(each): content for each, content in spec.get("props", {}).items()})
        return made


def _enum(spec: Mapping[str, Any]) -> Any:
    texts = [each if isinstance(each, dict) else {"name": each} for each in spec["constants"]]
    # Constants of equal text are constants of their own, so the text is put in afterwards.
    make: Any = Enum
    cls = make(spec["name"], [(each["name"], number) for number, each in enumerate(texts)])
    for each in texts:
        cls[each["name"]]._value_ = each.get("text", each["name"])
    return cls


def _property(prop: Mapping[str, Any]) -> property:
    name = prop["name"]

    def get(self: Any) -> Any:
        return _got(self, _slot(name))

    if prop.get("exported", True) is False:
        return property(get)
    mark = Exported(
        prop.get("export_name") or "",
        prop.get("visibility") or 0,
        prop.get("inline", False),
        prop.get("merge", False),
        prop.get("skip_null", False),
        prop.get("verbose_map") or "",
    )
    return property(mark(get))


def _slot(name: str) -> str:
    return name if name.startswith("$") else f"${name}"


def _got(instance: Any, slot: str) -> Any:
    value = vars(instance).get(slot)
    if isinstance(value, _Raised):
        raise value
    return value


def _arguments(text: str) -> list[str]:
    """The type arguments in ``text``, cut at the commas that stand in no brackets."""
    found, depth = [""], 0
    for char in text:
        depth += {"<": 1, ">": -1}.get(char, 0)
        if char == "," and not depth:
            found.append("")
        else:
            found[-1] += char
    return [each.strip() for each in found if each.strip()]
