"""XML Schema of what an exported class gives as XML, as Jenkins generates it."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterator
from inspect import cleandoc

from .declared import Declared
from .errors import ExportError
from .export_config import DEFAULT_EXPORT, ExportConfig
from .hierarchy import base_of, class_name_of, own_properties, root_of
from .kinds import constants_of, kind_of
from .model import Model, Property
from .unique_names import UniqueNames
from .writers.xml_names import element_name, root_name, to_singular
from .writers.xml_writer import scalar_text, xml_text

__all__ = ["xsd"]

ANY = "xsd:anyType"
TYPES = {
    "boolean": "xsd:boolean",
    "integer": "xsd:int",
    "string": "xsd:string",
    "uuid": "xsd:string",
    "date": "xsd:long",
    "date-time": "xsd:long",
}
# What is no reference in Java, so that it cannot be missing there. Nothing else is ever required.
PRIMITIVES = (bool, int, float)


def xsd(cls: type | Model, *, export: ExportConfig = DEFAULT_EXPORT) -> bytes:
    """Return the XML Schema of what an instance of ``cls`` gives as XML, whole, as UTF-8 text.

    >>> from dataclasses import make_dataclass
    >>> Point = make_dataclass("Point", [("x", int), ("y", int)])
    >>> print(xsd(Point).decode().splitlines()[5])
          <xsd:element name="x" type="xsd:int"/>

    ``cls`` may be its model. Each exported class is a type of its own, extending that of its base
    class, and so is each Enum; int, bool, text, dates and arrays have theirs, and an XsdType in an
    annotation names any other. The rest, float among it, whose infinities XML Schema would spell
    otherwise, is ``xsd:anyType``. As upstream, only bool, int and float are required, an int is an
    ``xsd:int``, merged, inlined and verbose properties look like any other, and names are written as
    they are.

    Raises ExportError for a class that offers nothing to show, and for a property declared to be a
    ``Collection`` of nobody says what.

    Source: Stapler ``SchemaGenerator``. Vectors: ``schema.jsonl``.
    """
    root, export = root_of(cls, export)
    return _Schema(export).written(root).encode("ascii")


class _Schema:
    """One run of the generator: the classes met so far, the last met being the next to be written."""

    def __init__(self, export: ExportConfig) -> None:
        self.export = export
        self.names: dict[type, str] = {}
        self.unique = UniqueNames()
        self.waiting: list[type] = []
        self.enums: list[type[enum.Enum]] = []

    def written(self, root: type) -> str:
        type_name = self._type_of_class(root)
        lines = [
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
            '<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">',
            _tag("element", 1, name=element_name(root_name(class_name_of(root, self.export))), type=type_name)
            + "/>",
        ]
        while self.waiting:
            lines += self._complex_type(self.waiting.pop())
        for each in self.enums:
            lines += self._simple_type(each)
        return "\n".join([*lines, "</xsd:schema>\n\n"])

    def _complex_type(self, cls: type) -> Iterator[str]:
        yield _tag("complexType", 1, name=self.names[cls]) + ">"
        base = base_of(cls, self.export)
        if base is None:
            yield from self._sequence(cls, 2)
            yield _tag("attribute", 2, name="_class", type="xsd:string", use="optional") + "/>"
        else:
            # Before the types of the properties, which therefore are written earlier.
            yield "    <xsd:complexContent>\n" + _tag("extension", 3, base=self._type_of_class(base)) + ">"
            yield from self._sequence(cls, 4)
            yield "      </xsd:extension>\n    </xsd:complexContent>"
        yield "  </xsd:complexType>"

    def _sequence(self, cls: type, level: int) -> Iterator[str]:
        elements = [self._element(cls, shown, level + 1) for shown in own_properties(cls, self.export)]
        start = _tag("sequence", level)
        if not elements:
            yield start + "/>"
            return
        yield start + ">"
        yield from elements
        yield f"{'  ' * level}</xsd:sequence>"

    def _element(self, owner: type, shown: Property, level: int) -> str:
        declared, bounds = shown.declared, {"minOccurs": "0"}
        name, of = shown.name, declared
        if declared is not None and self._is_collection(declared):
            if declared.cls() is Collection and not declared.arguments:
                where = f"{class_name_of(owner, self.export)}.{shown.name}"
                raise ExportError(where, "a Collection has to say of what, for there to be a schema")
            name, of = to_singular(shown.name), declared.items
            bounds["maxOccurs"] = "unbounded"
        elif declared is not None and _is_primitive(declared):
            bounds = {}
        start = _tag("element", level, name=name, type=self._type(of), **bounds)
        if not shown.doc:
            return start + "/>"
        indent = "  " * level
        doc = cleandoc(shown.doc) if "\n" in shown.doc else shown.doc
        return (
            f"{start}>\n{indent}  <xsd:annotation>\n"
            f"{indent}    <xsd:documentation>{_ascii(xml_text(doc))}</xsd:documentation>\n"
            f"{indent}  </xsd:annotation>\n{indent}</xsd:element>"
        )

    def _is_collection(self, declared: Declared) -> bool:
        cls = declared.cls()
        if cls is None or self.export.model_of(cls) is not None:
            return False
        return kind_of(cls) == "array" and issubclass(cls, Collection)

    def _type(self, declared: Declared | None) -> str:
        cls = None if declared is None else declared.cls()
        if declared is None or cls is None:
            return ANY
        if declared.xsd_type:
            return f"xsd:{declared.xsd_type}"
        if self.export.model_of(cls) is not None or _constants(cls):
            return self._type_of_class(cls)
        return TYPES.get(kind_of(cls), ANY)

    def _type_of_class(self, cls: type) -> str:
        """The name of a class's own type, which is written in its turn."""
        if cls not in self.names:
            token = class_name_of(cls, self.export).replace("$", "-").replace(".<locals>", "")
            # Names of generic classes hold brackets.
            self.names[cls] = self.unique.of(element_name(token))
            if _constants(cls):
                assert issubclass(cls, enum.Enum)
                self.enums.append(cls)
            else:
                self.waiting.append(cls)
        return self.names[cls]

    def _simple_type(self, cls: type[enum.Enum]) -> Iterator[str]:
        yield _tag("simpleType", 1, name=self.names[cls]) + ">"
        yield _tag("restriction", 2, base="xsd:string") + ">"
        for constant in _constants(cls):
            yield _tag("enumeration", 3, value=constant) + "/>"
        yield "    </xsd:restriction>\n  </xsd:simpleType>"


def _constants(cls: type) -> list[str]:
    """The values of an Enum as XML has them; nothing for other classes, and where one is no scalar."""
    constants = [constant for constant in constants_of(cls) if constant is not None]
    return [constant if isinstance(constant, str) else scalar_text(constant) for constant in constants]


def _is_primitive(declared: Declared) -> bool:
    cls = declared.cls()
    if cls is None or declared.is_optional or kind_of(cls) == "enum":
        return False
    return issubclass(cls, PRIMITIVES)


def _tag(element: str, level: int, /, **attributes: str) -> str:
    """The start of a tag, still open, with its attributes in order."""
    texts = [f' {key}="{_quoted(value)}"' for key, value in attributes.items()]
    return f"{'  ' * level}<xsd:{element}{''.join(texts)}"


def _quoted(text: str) -> str:
    return _ascii(xml_text(text)).replace('"', "&quot;")


def _ascii(text: str) -> str:
    """Text with a numeric reference for each character beyond ASCII, as upstream."""
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")
