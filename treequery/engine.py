"""The engine: what applies plans, the Rust core where it is installed or else the specification.

The environment variable ``TREEQUERY_ENGINE`` chooses, ``python`` or ``rust``; ``name`` tells which it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .export_config import ExportConfig
    from .keep import Keep
    from .limits import Limits
    from .values import Dates
    from .verbs import Verbs

__all__ = ["name", "verbs_of"]


def verbs_of(keep: Keep, always: frozenset[str], dates: Dates, export: ExportConfig, limits: Limits) -> Verbs:
    """Return the verbs of the plan that keeps ``keep``."""
    from .specification import Specification

    return Specification(keep, always, dates, export, limits)


name = "python"
