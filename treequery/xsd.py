"""XML Schema of what an exported class gives as XML, as Jenkins generates it."""

from __future__ import annotations

import enum
from collections.abc import Collection
from inspect import cleandoc
from typing import TYPE_CHECKING

from .declared import Declared
from .errors import ExportError
from .export_config import DEFAULT_EXPORT, ExportConfig
from .exported import bean_of
from .hierarchy import base_of, own_properties, required_model
from .kinds import kind_of
from .model import Model, Property
from .values import plain
from .writers.text import well_formed
from .writers.xml_names import root_name, to_singular

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["xsd"]

HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">\n'
)
TAIL = "</xsd:schema>\n\n"
