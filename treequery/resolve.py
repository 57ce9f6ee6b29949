"""Resolve a model under a keep: which properties are shown there, once for all instances."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from .declared import Declared
from .keep import Keep, KeepTree
from .model import Model, Property

__all__ = ["Shown", "resolve"]

NO_NAMES: frozenset[str] = frozenset()


class Shown(NamedTuple):
    """One property to show under a keep: all that a walk needs to know of it.

    ``keep`` is what is kept of its value; None stands for the keep that the property itself was
    resolved under, as for inlined and merged ones. ``masked`` holds the names that a merged value
    may not show. ``is_loaded`` is None where the value is wanted in any case. The rest is as in Property.
    """

    name: str
    get: Callable[[Any], object]
    keep: Keep | None
    merge: bool
    skip_null: bool
    verbose_map: tuple[str, str] | None
    declared: Declared | None
    is_loaded: Callable[[Any], bool] | None
    masked: frozenset[str]


# Weak in both: what is remembered goes with the class or with the plan, and refers to neither.
_Remembered = WeakKeyDictionary[Keep, dict[frozenset[str], tuple[Shown, ...]]]
_resolved: WeakKeyDictionary[Model, _Remembered] = WeakKeyDictionary()


def resolve(model: Model, keep: Keep, masked: frozenset[str] = NO_NAMES) -> tuple[Shown, ...]:
    """Return the properties of ``model`` that ``keep`` shows, but for those named in ``masked``.

    The base classes' come first; one that a derived class shows under the same name is left to that.

    Source: Stapler ``Model.writeNestedObjectTo``, ``FilteringTreePruner``. Vectors: ``model.jsonl``.
    """
    known = _resolved.setdefault(model, WeakKeyDictionary()).setdefault(keep, {})
    if masked not in known:
        known[masked] = tuple(_shown(model, keep, masked))
    return known[masked]


def _shown(model: Model, keep: Keep, masked: frozenset[str]) -> list[Shown]:
    shown: list[Shown] = []
    for level in reversed(model.levels):
        wanted = [prop for prop in level.properties if prop.name not in masked]
        found = [_shown_property(prop, keep, masked | level.ancestry) for prop in wanted]
        shown[:0] = [each for each in found if each is not None]
        masked |= {prop.name for prop in level.properties}
    return shown


def _shown_property(prop: Property, keep: Keep, masked: frozenset[str]) -> Shown | None:
    child = keep.child(prop.name, prop.visibility, inline=prop.inline, merge=prop.merge)
    if child is None:
        return None
    below = None if child is keep else child
    is_asked_for = isinstance(keep, KeepTree) and prop.name in keep.named
    is_loaded = None if is_asked_for else prop.is_loaded
    return Shown(
        prop.name,
        prop.get,
        below,
        prop.merge,
        prop.skip_null,
        prop.verbose_map,
        prop.declared,
        is_loaded,
        masked,
    )
