"""Reach: the tree of all that a class can answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .declared import UNION, Declared
from .errors import ParamsError
from .export_config import DEFAULT_EXPORT, ExportConfig
from .hierarchy import classes_of, required_model, root_of
from .keep import WHOLE
from .kinds import kind_of
from .limits import MAX_NESTING
from .model import Model
from .resolve import NO_NAMES, Shown, resolve
from .tree import STAR, Tree

__all__ = ["tree_of"]


@dataclass(frozen=True, slots=True)
class _Values:
    """Stands for a mapping whose values are of these classes."""

    spot: frozenset[type | _Values]


# What a value may be: instances of any of these classes, mappings to any of those values.
_Spot = frozenset[type | _Values]
NOTHING: _Spot = frozenset()


def tree_of(cls: type | Model, *, depth: int = 1, export: ExportConfig = DEFAULT_EXPORT) -> Tree:
    """Return the tree of every property that can be asked of ``cls``, with ``depth`` levels of brackets.

    >>> from dataclasses import make_dataclass
    >>> Point = make_dataclass("Point", [("x", int), ("y", int)])
    >>> Line = make_dataclass("Line", [("ends", list[Point]), ("name", str)])
    >>> str(tree_of(Line))
    'ends[x,y],name'

    ``cls`` may be its model. The tree's text is a full expression, and its children are what can
    stand in each place. Names are those that expressions use, whatever their visibility; merged
    properties stand where their names do, and derived classes that are loaded by now add theirs; ``*``
    stands for the keys of a mapping. What holds no known class has no brackets. At depth 0 there is one
    level of names.

    Where classes refer to each other the text grows quickly with the depth, though the tree does not.

    Raises ExportError for a class that offers nothing to show and ParamsError for a depth that is
    negative or above 250, which no tree can have.
    """
    if type(depth) is not int or not 0 <= depth <= MAX_NESTING:
        raise ParamsError("depth", f"expected an int from 0 to {MAX_NESTING}, found {depth!r}")
    root_class, export = root_of(cls, export)
    root: _Spot = frozenset((root_class,))
    names: dict[_Spot, dict[str, _Spot]] = {}
    waiting = [root]
    while waiting:
        spot = waiting.pop()
        if spot not in names:
            names[spot] = _names(spot, export)
            waiting += names[spot].values()
    # From the leaves up, so that each spot is one tree on each level, however often it is reached.
    trees = dict.fromkeys(names, Tree())
    for _ in range(depth + 1):
        trees = {
            spot: Tree({name: trees[below] for name, below in found.items()}) for spot, found in names.items()
        }
    return trees[root]


def _names(spot: _Spot, export: ExportConfig) -> dict[str, _Spot]:
    """What can be asked of a value, each with what its value may be."""
    found: dict[str, _Spot] = {}
    classes = sorted((each for each in spot if isinstance(each, type)), key=lambda cls: cls.__qualname__)
    for cls in classes:
        for shown in _shown(cls, NO_NAMES, export):
            below = _below(shown.declared, export, is_verbose=shown.verbose_map is not None)
            found[shown.name] = found.get(shown.name, NOTHING) | below
    for each in spot:
        if isinstance(each, _Values):
            found[STAR] = found.get(STAR, NOTHING) | each.spot
    return found


def _shown(cls: type, masked: frozenset[str], export: ExportConfig) -> Iterator[Shown]:
    """The properties of a class, with those of merged values in their places."""
    for shown in resolve(required_model(cls, export), WHOLE, masked):
        if not shown.merge:
            yield shown
            continue
        for merged in classes_of(shown.declared, export) or ():
            yield from _shown(merged, shown.masked, export)


def _below(declared: Declared | None, export: ExportConfig, *, is_verbose: bool) -> _Spot:
    """What a value declared so may be, or the items of an array of it."""
    cls = None if declared is None else declared.cls()
    if declared is None or cls is None:
        return NOTHING
    classes = classes_of(declared, export)
    if classes is not None:
        # What is shown in place of a value with a hook is not known.
        return frozenset(each for each in classes if not hasattr(each, "__export__"))
    arguments = declared.arguments
    if kind_of(cls) == "mapping" and not is_verbose:
        return frozenset((_Values(_of_any(arguments[1:], export)),))
    # The pairs that a verbose mapping is shown as are not pruned, only what is in them.
    if kind_of(cls) == "mapping" or cls is UNION or issubclass(cls, tuple):
        return _of_any(arguments, export, is_verbose=is_verbose)
    return _of_any(arguments[:1], export, is_verbose=is_verbose) if kind_of(cls) == "array" else NOTHING


def _of_any(arguments: Iterable[Declared | None], export: ExportConfig, *, is_verbose: bool = False) -> _Spot:
    return NOTHING.union(*(_below(each, export, is_verbose=is_verbose) for each in arguments))
