"""Tables: one module each, with the ``QUESTION`` that it answers and ``groups(options)`` that measures."""

from __future__ import annotations

from dataclasses import dataclass

from ..timing import FULL, QUICK, Effort

__all__ = ["TABLES", "Options"]

# In this order they are run and shown.
TABLES = (
    "bytes",
    "large",
    "lines",
    "load",
    "graph",
    "classes",
    "xml",
    "plan",
    "startup",
    "process",
    "memory",
    "growth_size",
    "growth_names",
    "growth_memory",
)


@dataclass(frozen=True)
class Options:
    """How to run a table. Quick runs are for seeing that all works: small payloads and few rounds."""

    quick: bool = False
    collector: bool = False

    @property
    def effort(self) -> Effort:
        return QUICK if self.quick else FULL
