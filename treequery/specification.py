"""The specification as an engine: the verbs of a plan, each in Python."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, assert_never

from .buffers import Buffer, view_of
from .errors import JsonLimitError
from .export_config import ExportConfig
from .keep import Keep
from .limits import Limits
from .project import project
from .records import CLASS_KEY
from .trim import trim, trim_lines
from .writers.json_writer import write_json
from .writers.jsonp_writer import write_jsonp
from .writers.python_writer import write_python
from .writers.ruby_writer import write_ruby
from .writers.xml_writer import write_xml

if TYPE_CHECKING:
    from typing import BinaryIO

    from .choices import Check, Dates, Flavor

__all__ = ["Specification"]


@dataclass(frozen=True, slots=True)
class Specification:
    """The verbs of one plan. It checks all of a JSON text, however little it is asked to check."""

    keep: Keep
    always: frozenset[str]
    dates: Dates
    export: ExportConfig
    limits: Limits

    def project(self, root: object) -> Any:
        """Return what is kept of ``root`` as dict, list and scalars."""
        return self._graph(root, plain=True)

    def _graph(self, root: object, *, plain: bool) -> Any:
        return project(
            root,
            self.keep,
            always=self.always,
            dates=self.dates,
            export=self.export,
            limits=self.limits,
            plain=plain,
        )

    def write(self, root: object, flavor: Flavor, *, pretty: bool, name: str, callback: str) -> bytes:
        """Return the text of what is kept of ``root``; ``name`` is for XML, ``callback`` for JSONP."""
        graph, limit = self._graph(root, plain=False), self.limits.output_bytes
        match flavor:
            case "json":
                return write_json(graph, pretty=pretty, limit=limit)
            case "jsonp":
                return write_jsonp(graph, callback, pretty=pretty, limit=limit)
            case "python":
                return write_python(graph, pretty=pretty, limit=limit)
            case "ruby":
                return write_ruby(graph, pretty=pretty, limit=limit)
            case "xml":
                class_key = CLASS_KEY if CLASS_KEY in self.always else None
                return write_xml(graph, name, class_key=class_key, limit=limit)
            case _:
                assert_never(flavor)

    def trim(self, data: Buffer | str, check: Check) -> bytes:
        """Return what is kept of a JSON text, as JSON text."""
        return trim(data, self.keep, always=self.always, limits=self.limits)

    def trim_into(self, data: Buffer | str, target: bytearray, check: Check) -> int:
        """Append what is kept of a JSON text to ``target``; return how many bytes that is."""
        trimmed = self.trim(data, check)
        target += trimmed
        return len(trimmed)

    def trim_lines(self, source: Buffer | BinaryIO, check: Check, threads: int) -> Iterator[bytes]:
        """Give what is kept of each line, on one thread however many there may be."""
        return trim_lines(source, self.keep, always=self.always, limits=self.limits)

    def trim_lines_into(self, data: Buffer, target: bytearray, check: Check, threads: int) -> int:
        """Append what is kept of each line to ``target``; return how many bytes that is."""
        trimmed = b"".join(self.trim_lines(view_of(data, "data"), check, threads))
        target += trimmed
        return len(trimmed)

    def load(self, data: Buffer | str, check: Check) -> Any:
        """Return what is kept of a JSON text, decoded."""
        kept = self.trim(data, check)
        try:
            return json.loads(kept)
        except ValueError:
            # The text was checked above, so that only Python's own limit is left.
            raise JsonLimitError(0, "digits in a number that is decoded", 4300) from None
