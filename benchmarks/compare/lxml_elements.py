"""lxml: a tree built with SubElement, then tostring, or XPath over it.

Not the same task: it knows the schema as HAND does, the names of the elements of arrays included.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lxml import etree

from ..contest import Entry
from ..queries import XPATH
from ..shapes import Shape
from .task import Task
from .xml_names import singular


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)


def builder(shape: Shape) -> Callable[[Any, Any], None]:
    """Return a function that adds what ``shape`` keeps of a dict to an element."""
    members = []
    for name, child in shape.names.items():
        inner = child.element if child.element is not None else child
        add = builder(inner) if inner.kind == "object" else None
        members.append((name, singular(name), child, add))
    sub_element = etree.SubElement

    def build(parent: Any, value: Any) -> None:
        for name, item, child, add in members:
            below = value[name]
            if child.kind == "array":
                for element in below[child.start : child.stop] if child.is_sliced else below:
                    made = sub_element(parent, item)
                    if add is None:
                        made.text = _text(element)
                    else:
                        add(made, element)
            elif below is not None:
                made = sub_element(parent, name)
                if add is None:
                    made.text = _text(below)
                else:
                    add(made, below)

    return build


def _tree(task: Task) -> Callable[[], Any]:
    build, root = builder(task.shape), task.root

    def run() -> Any:
        element = etree.Element("hudson")
        build(element, root)
        return element

    return run


def to_xml(task: Task) -> Entry:
    make = _tree(task)
    return Entry("lxml SubElement, tostring", lambda: etree.tostring(make(), encoding="utf-8"))


def to_xpath(task: Task) -> Entry:
    make, search = _tree(task), etree.XPath(XPATH)

    def run() -> bytes:
        found = search(make())
        body = b"".join(etree.tostring(element, encoding="utf-8", with_tail=False) for element in found)
        return b"<found>" + body + b"</found>"

    return Entry("lxml SubElement, XPath", run)


VERBS = {"xml": to_xml, "xpath": to_xpath}
