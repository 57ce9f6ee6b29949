"""dicttoxml: XML from dicts.

Not the same task: an array becomes an element around its elements, which Jenkins' XML does not have, so the
answer is always another; trimming is ours to do first.
"""

from __future__ import annotations

import logging

from dicttoxml import dicttoxml

from ..contest import Entry
from ..shapes import hand
from .task import Task
from .xml_names import singular


def to_xml(task: Task) -> Entry:
    keep, root = hand(task.shape), task.root
    # It writes a line of log for every value.
    logging.getLogger("dicttoxml").setLevel(logging.ERROR)

    def run() -> bytes:
        xml: bytes = dicttoxml(
            keep(root), custom_root="hudson", attr_type=False, item_func=singular, xml_declaration=False
        )
        return xml

    return Entry("HAND, dicttoxml", run, note="an element around each array")


VERBS = {"xml": to_xml}
