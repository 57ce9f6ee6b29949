"""The verbs of a plan in the Rust core: what crosses to it."""

from __future__ import annotations

from functools import cached_property

from .records import CLASS_KEY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType
    from typing import Any, BinaryIO

    from .buffers import Buffer
    from .choices import Check, Dates, Flavor
    from .export_config import ExportConfig
    from .keep import Keep
    from .limits import Limits

__all__ = ["Native"]


class Native:
    """The verbs of one plan, in the core. Each of its two forms there is made when it is first used."""

    def __init__(
        self,
        core: ModuleType,
        keep: Keep,
        always: frozenset[str],
        dates: Dates,
        export: ExportConfig,
        limits: Limits,
    ) -> None:
        self.core, self.keep, self.always = core, keep, always
        self.dates, self.export, self.limits = dates, export, limits

    @cached_property
    def _objects(self) -> Any:
        return self.core.ObjectPlan(self.keep, self.always, self.dates, self.export, self.limits)

    @cached_property
    def _bytes(self) -> Any:
        try:
            plan = self.core.BytesPlan(self.keep, always=self.always, limits=self.limits)
        except OverflowError:
            # The core wants to know all of a plan before it starts, and some have no end to speak of.
            from .specification import Specification

            plan = Specification(self.keep, self.always, self.dates, self.export, self.limits)
        # In place of the methods below: a call more takes as long as to trim a hundred bytes.
        vars(self).update(trim=plan.trim, trim_into=plan.trim_into, load=plan.load)
        return plan

    @property
    def _is_too_large(self) -> bool:
        return not isinstance(self._bytes, self.core.BytesPlan)

    def project(self, root: object) -> Any:
        """Return what is kept of ``root`` as dict, list and scalars."""
        return self._objects.project(root)

    def write(self, root: object, flavor: Flavor, *, pretty: bool, name: str, callback: str) -> Any:
        """Return the text of what is kept of ``root``; ``name`` is for XML, ``callback`` for JSONP."""
        match flavor:
            case "json":
                return self._objects.write_json(root, pretty)
            case "jsonp":
                text = self._objects.write_json(root, pretty)
                return b"%b(%b)" % (callback.encode(), text)
            case "python":
                return self._objects.write_python(root, pretty)
            case "ruby":
                return self._objects.write_ruby(root, pretty)
            case _:
                # Only XML is left.
                return self._objects.write_xml(root, name, CLASS_KEY if CLASS_KEY in self.always else None)

    def trim(self, data: Buffer | str, check: Check) -> Any:
        """Return what is kept of a JSON text, as JSON text."""
        return self._bytes.trim(data, check)

    def trim_into(self, data: Buffer | str, target: bytearray, check: Check) -> Any:
        """Append what is kept of a JSON text to ``target``; return how many bytes that is."""
        return self._bytes.trim_into(data, target, check)

    def load(self, data: Buffer | str, check: Check) -> Any:
        """Return what is kept of a JSON text, decoded."""
        return self._bytes.load(data, check)

    def trim_lines(self, source: Buffer | BinaryIO, check: Check, threads: int) -> Iterator[bytes]:
        """Give what is kept of each line; many at a time are trimmed, and given one by one."""
        if self._is_too_large:
            lines: Iterator[bytes] = self._bytes.trim_lines(source, check, threads)
            return lines
        from .native_lines import trim_lines

        return trim_lines(self._bytes, source, check, threads, self.limits)

    def trim_lines_into(self, data: Buffer, target: bytearray, check: Check, threads: int) -> Any:
        """Append what is kept of each line to ``target``; return how many bytes that is."""
        if self._is_too_large:
            return self._bytes.trim_lines_into(data, target, check, threads)
        from .native_lines import trim_lines_into

        return trim_lines_into(self._bytes, data, target, check, threads)
