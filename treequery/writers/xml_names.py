"""The names of XML elements: how a property, a list item and a root are called."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from .text import joined_surrogates
from .xml_chars import name_char_class, name_start_class

__all__ = ["decapitalized", "element_name", "item_name", "make_xml_name", "root_name", "to_singular"]

# Where $ matches in Java: at the end, or before the one line end that is there.
JAVA_END = "(?=(?:\r\n|[\n\r\x85\u2028\u2029])?\\Z)"
LAST_IES, LAST_S = re.compile("ies" + JAVA_END), re.compile("s" + JAVA_END)


def make_xml_name(name: str) -> str:
    """Return ``name`` with what no XML name may hold taken out, as Jenkins does it.

    If the first character cannot begin a name it is dropped where the second can, else an underscore
    goes before it. ``:`` stays, though it needs a declared prefix: ``element_name`` mends that.

    Source: Stapler ``XMLDataWriter.makeXmlName``. Vectors: ``units.jsonl``.
    """
    name_start, not_name_char = _patterns()
    if not name:
        return "_"
    if not name_start.match(name):
        # Names count in UTF-16 units there, so one character above U+FFFF is two that begin no name.
        second = "" if name[0] > "\uffff" else name[1:2]
        name = name[1:] if name_start.match(second) else "_" + name
    return not_name_char.sub("", name)


def to_singular(name: str) -> str:
    """Return the name of one item of the list ``name``: ``ies`` becomes ``y``, a last ``s`` goes.

    Source: Stapler ``XMLDataWriter.toSingular``, where ``$`` matches before a last line end too, of any kind.
    """
    return LAST_S.sub("", LAST_IES.sub("y", name, count=1), count=1)


def decapitalized(name: str) -> str:
    """Return ``name`` with its first letter in lower case, unless the second is a capital too.

    Source: ``java.beans.Introspector.decapitalize``, which counts in UTF-16 units.
    """
    if len(name) > 1 and _is_upper(name[0]) and _is_upper(name[1]):
        return name
    first = name[:1]
    lower = "i" if first == "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}" else first.lower()
    return (lower if first <= "\uffff" else first) + name[1:]


# Property names repeat a thousandfold in a document; strangers' maps may hold others without end.
@lru_cache(maxsize=4096)
def element_name(name: str) -> str:
    """Return the element name of the property ``name``, always a name without a prefix."""
    return _mended(make_xml_name(joined_surrogates(name)))


@lru_cache(maxsize=4096)
def item_name(name: str) -> str:
    """Return the element name of each item of the list under the property ``name``."""
    return _mended(to_singular(make_xml_name(joined_surrogates(name))))


def root_name(class_name: str) -> str:
    """Return how Jenkins calls the root of an instance of the qualified ``class_name``.

    >>> root_name("hudson.model.FreeStyleProject"), root_name("hudson.model.Hudson$MasterComputer")
    ('freeStyleProject', 'masterComputer')
    """
    return decapitalized(re.split("[.$]", class_name)[-1])


def _mended(name: str) -> str:
    return name.replace(":", "_") or "_"


def _is_upper(char: str) -> bool:
    return char <= "\uffff" and char.isupper()


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(f"[{name_start_class()}]"), re.compile(f"[^{name_char_class()}]")
