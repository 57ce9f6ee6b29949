"""Merges: whether what a merged property gives could be seen at all under a keep."""

from __future__ import annotations

from .export_config import ExportConfig
from .hierarchy import classes_of, required_model
from .keep import Keep, KeepBoth, KeepLevel
from .resolve import Shown, resolve

__all__ = ["could_show"]


def could_show(merged: Shown, keep: Keep, export: ExportConfig) -> bool:
    """Return whether ``keep`` could show anything of the value of a merged property.

    The declared class tells, with those derived from it that are loaded by now. Without one a value may
    have properties of any name that the object around it does not have itself.
    """
    seen: set[int] = set()
    waiting = [merged]
    while waiting:
        shown = waiting.pop()
        # Several ways may lead to one merge, which is resolved once for as long as the keep lives.
        if id(shown) in seen:
            continue
        seen.add(id(shown))
        classes = classes_of(shown.declared, export)
        if classes is None:
            if _keeps_beside(keep, shown.masked):
                return True
            continue
        for cls in classes:
            for below in resolve(required_model(cls, export), keep, shown.masked):
                if not below.merge:
                    return True
                waiting.append(below)
    return False


def _keeps_beside(keep: Keep, names: frozenset[str]) -> bool:
    """Whether properties of other names than ``names`` could be kept."""
    if isinstance(keep, KeepBoth):
        return _keeps_beside(keep.first, names) and _keeps_beside(keep.second, names)
    if isinstance(keep, KeepLevel):
        return True
    return keep.rest is not None or any(
        child is not None and name not in names for name, child in keep.named.items()
    )
