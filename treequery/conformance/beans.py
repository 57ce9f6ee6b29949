"""Beans: the declarative models of the vectors made into exported classes and instances of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum, EnumType
from typing import Any

from ..decorators import Exported, exported_bean
from ..values import Map
from .java_types import CHARACTERS, UNEXPORTABLE, annotation_of, bounds_of

__all__ = ["UNQUOTED", "Beans"]

EPOCH = datetime(1970, 1, 1)

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
        if outer:
            return f"{self.qualified(outer)}${name}"
        return ".".join(filter(None, (spec.get("package", self.model["package"]), name)))

    def _class(self, name: str) -> Any:
        if name not in self.classes:
            spec = self.specs[name]
            self.classes[name] = self._enum(spec) if spec.get("kind") == "enum" else self._bean(spec)
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

    def _enum(self, spec: Mapping[str, Any]) -> Any:
        texts = [each if isinstance(each, dict) else {"name": each} for each in spec["constants"]]
        qualified = self.qualified(spec["name"])
        members = EnumType.__prepare__(spec["name"], (Enum,))
        for number, each in enumerate(texts):
            # Constants of equal text are constants of their own, so the text is put in afterwards.
            members[each["name"]] = number
        for prop in spec.get("properties", ()):
            members[prop["name"]] = _property(prop)
        cls: Any = EnumType(spec["name"], (Enum,), members)
        for each in texts:
            cls[each["name"]]._value_ = each.get("text", each["name"])
            for name, content in each.get("props", {}).items():
                vars(cls[each["name"]])[_slot(name)] = content
        cls.__module__, _, cls.__qualname__ = qualified.rpartition(".")
        return exported_bean(class_name=qualified)(cls) if spec.get("exported_bean") else cls

    def _annotate(self, spec: Mapping[str, Any]) -> None:
        bounds = bounds_of(spec.get("type_params", ""), self.classes)
        for prop in spec.get("properties", ()):
            getter = vars(self.classes[spec["name"]])[prop["name"]].fget
            getter.__annotations__["return"] = annotation_of(prop["type"], self.classes, bounds)

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
        return self.classes[name][constant]


def _property(prop: Mapping[str, Any]) -> property:
    name = prop["name"]

    def get(self: Any) -> Any:
        return _got(self, _slot(name))

    get.__doc__ = prop.get("doc")
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
