"""xmltodict.unparse: XML from dicts.

Not the same task: trimming and naming the elements of arrays is ours to do first; a declaration comes before
the text and is taken off before it is compared.
"""

from __future__ import annotations

import xmltodict

from ..contest import Entry
from .task import Task
from .xml_names import renamed


def to_xml(task: Task) -> Entry:
    keep, root = renamed(task.shape), task.root

    def plain(text: str) -> str:
        return text.partition("\n")[2]

    return Entry("HAND, xmltodict.unparse", lambda: xmltodict.unparse({"hudson": keep(root)}), plain=plain)


VERBS = {"xml": to_xml}
