"""Project an object graph: the executable specification of what a plan keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from .choices import Dates
from .declared import Declared
from .errors import (
    CycleError,
    DepthLimitError,
    GetterError,
    NotExportedError,
    SourceError,
    TreeQueryError,
    UnsupportedKeyError,
    ValuesLimitError,
)
from .export_config import DEFAULT_EXPORT, SKIP, ExportConfig
from .keep import WHOLE, Keep
from .merges import could_show
from .model import Model
from .paths import path_text
from .records import CLASS_KEY, Record
from .resolve import Shown, resolve
from .values import EndlessError, Map, is_array, is_scalar, key_text, meant, plain, ranged

if TYPE_CHECKING:
    from .limits import Limits

__all__ = ["project"]

# Merged values are walked by recursion, one level for each merge within a merge.
MAX_MERGES = 50


def project(
    root: object,
    keep: Keep,
    *,
    always: frozenset[str],
    dates: Dates,
    limits: Limits,
    export: ExportConfig = DEFAULT_EXPORT,
    plain: bool = True,
    is_spoilt: Callable[[Shown, Keep, ExportConfig], bool] = could_show,
) -> object:
    """Return the part of ``root`` that ``keep`` keeps, as a new graph of dict, list and scalars.

    Mappings and arrays keep their order; an instance of an exported class gives its base classes'
    properties first. Unless ``plain``, what such an instance gives is a Record. Nothing of the result
    is shared with ``root`` but scalars that cannot change, and ``root`` is only read, an iterator no
    further than a range needs. Mappings keep the keys in ``always`` whole, whatever ``keep`` says.

    Nesting is at most ``limits.levels``, counting the root as 0.

    Raises NotExportedError for a value of any other class and GetterError when a getter raises
    (chained). In an array below an exported class, as upstream, the first gives an empty object and
    the second drops the element; ``export.skip_if_fail`` drops the property alone, as does a merged
    property of which ``is_spoilt`` says that nothing could have been shown. Raises
    UnsupportedKeyError for a key that is no text, number, boolean or None, CycleError for a value
    within itself of which all is kept, DepthLimitError, ValuesLimitError, and SourceError where
    a caller's own mapping, iterator or ``__export__`` raises (chained). Each carries ``path``.

    Source: Stapler ``Property.writeValue``, ``writeBuffered``. Vectors: ``graph.jsonl``, ``model.jsonl``.
    """
    return _Walk(always, dates, export, limits, plain, is_spoilt).run(root, keep)


class _Place(NamedTuple):
    """Where a value stands: what is kept of it, and what the property that leads there says of it."""

    keep: Keep
    declared: Declared | None = None
    verbose_map: tuple[str, str] | None = None
    # Below a property of an exported class, where the rules for failures are upstream's.
    is_exported: bool = False
    is_item: bool = False
    # An item of an array may be of any class, an entry of a map may not.
    is_lenient: bool = False

    def item(self) -> _Place:
        declared = self.declared and self.declared.items
        exported = self.is_exported
        return _Place(self.keep, declared, self.verbose_map, exported, exported, exported)

    def entry(self) -> _Place:
        return _Place(self.keep, None, self.verbose_map, self.is_exported, self.is_exported)


class _Pair(NamedTuple):
    """One entry of a mapping that is shown as a list of objects."""

    key: object
    value: object


_Entry = tuple[str | int, object, _Place]
_Copy = dict[str, object] | list[object] | Record


class _Container:
    """An array or object being copied: what is still to come of it, and the copy."""

    __slots__ = ("copy", "entries", "place", "source", "step")

    def __init__(self, source: object, place: _Place, entries: Iterator[_Entry], copy: _Copy) -> None:
        self.source, self.place, self.entries, self.copy = source, place, entries, copy
        self.step: str | int | None = None

    def add(self, step: str | int, value: object) -> None:
        if isinstance(self.copy, dict):
            self.copy[str(step)] = value
        elif isinstance(self.copy, Record):
            self.copy.members.append((str(step), value))
        else:
            self.copy.append(value)

    def drop(self) -> None:
        """Take away what was added last."""
        if isinstance(self.copy, dict):
            del self.copy[str(self.step)]
        else:
            # The members of a Record are no items.
            assert isinstance(self.copy, list)
            self.copy.pop()


class _Walk:
    """One walk over one root, with a stack of its own: no nesting of the input can exhaust Python's."""

    def __init__(
        self,
        always: frozenset[str],
        dates: Dates,
        export: ExportConfig,
        limits: Limits,
        is_plain: bool,
        is_spoilt: Callable[[Shown, Keep, ExportConfig], bool],
    ) -> None:
        self.always, self.dates, self.export, self.limits = always, dates, export, limits
        self.is_plain, self.is_spoilt = is_plain, is_spoilt
        self.open: list[_Container] = []
        self.entered: set[tuple[int, int]] = set()
        self.visited = 0

    def run(self, root: object, keep: Keep) -> object:
        copy = self._copy(root, _Place(keep))
        while self.open:
            container = self.open[-1]
            try:
                entry = self._next(container)
            except GetterError:
                if not self._drop_item():
                    raise
                continue
            if entry is None:
                self._leave()
                continue
            container.step, value, place = entry
            self.visited += 1
            if self.visited > self.limits.values:
                raise ValuesLimitError(self._path(), self.limits.values)
            replacement = self._replacement(value)
            if replacement is not value:
                place = place._replace(is_lenient=False)
            container.add(container.step, self._copy(replacement, place))
        return copy

    def _next(self, container: _Container) -> _Entry | None:
        try:
            return next(container.entries, None)
        except TreeQueryError:
            raise
        except EndlessError:
            raise ValuesLimitError(self._path(), self.limits.values) from None
        except Exception as err:
            raise SourceError(self._path()) from err

    def _drop_item(self) -> bool:
        """Leave containers up to the innermost item and take that away; False where there is none."""
        while self.open:
            if self._leave().place.is_item:
                self.open[-1].drop()
                return True
        return False

    def _replacement(self, value: object) -> object:
        """What a value's own ``__export__`` gives in its place, or the value itself."""
        for _ in range(self.limits.levels):
            try:
                hook = getattr(type(value), "__export__", None)
                if hook is None:
                    return value
                value = hook(value)
            except Exception as err:
                raise SourceError(self._path()) from err
        raise DepthLimitError(self._path(), self.limits.levels)

    def _copy(self, value: object, place: _Place) -> object:
        """The copy of a scalar; of anything else an empty container, which is opened to be filled."""
        try:
            return self._opened(value, place)
        except TreeQueryError:
            raise
        except Exception as err:
            # A time zone, a metaclass, or a class that lies about itself, is a caller's own code too.
            raise SourceError(self._path()) from err

    def _opened(self, value: object, place: _Place) -> object:
        if type(value) is _Pair:
            return self._enter(value, place, self._pair(value, place), {} if self.is_plain else Record())
        model = None if is_scalar(value) else self.export.model_of(type(value))
        if model is None:
            value = plain(value, self.dates)
            if is_scalar(value):
                return value
            # What an Enum or a RootModel stands for may be an instance of an exported class.
            model = self.export.model_of(type(value))
        if model is not None:
            return self._enter(
                value, place, self._members(value, model, place.keep), self._record(value, model, place)
            )
        if isinstance(value, Map):
            return self._mapped(value.mapping, place)
        if isinstance(value, Mapping):
            if place.verbose_map is not None:
                return self._mapped(value, place)
            return self._enter(value, place, self._object(value, place.keep), {})
        if is_array(value):
            item = place.item()
            elements = ranged(value, place.keep.range, self.limits.values)
            return self._enter(value, place, ((index, each, item) for index, each in elements), [])
        if place.is_lenient or (place.is_exported and self.export.skip_if_fail):
            return {}
        raise NotExportedError(self._path(), type(value).__qualname__)

    def _record(self, value: object, model: Model, place: _Place) -> _Copy:
        config = self.export
        is_known = place.declared is not None and place.declared.is_class_of(value)
        is_named = config.class_attribute == "always" or (
            config.class_attribute == "if_needed" and not is_known
        )
        name = (model.simple_name if config.simple_names else model.class_name) if is_named else None
        if self.is_plain:
            return {} if name is None else {CLASS_KEY: name}
        return Record(name)

    def _mapped(self, mapping: Mapping[Any, object], place: _Place) -> object:
        entry = place.entry()
        if place.verbose_map is None:
            entries = ((self._map_name(key, place), value, entry) for key, value in mapping.items())
            return self._enter(mapping, place, entries, {})
        pairs = enumerate(_Pair(key, value) for key, value in mapping.items())
        return self._enter(mapping, place, ((index, pair, entry) for index, pair in pairs), [])

    def _enter(self, source: object, place: _Place, entries: Iterator[_Entry], copy: _Copy) -> _Copy:
        # A value within itself is no matter while each time less of it is kept: trees end.
        spot = (id(source), id(place.keep))
        if spot in self.entered:
            raise CycleError(self._path())
        if len(self.open) > self.limits.levels:
            raise DepthLimitError(self._path(), self.limits.levels)
        self.open.append(_Container(source, place, entries, copy))
        self.entered.add(spot)
        return copy

    def _leave(self) -> _Container:
        container = self.open.pop()
        self.entered.discard((id(container.source), id(container.place.keep)))
        return container

    def _object(self, mapping: Mapping[object, object], keep: Keep) -> Iterator[_Entry]:
        for key, value in mapping.items():
            name = self._name(key)
            child = WHOLE if name in self.always else keep.child(name)
            if child is not None:
                yield name, value, _Place(child)

    def _pair(self, pair: _Pair, place: _Place) -> Iterator[_Entry]:
        assert place.verbose_map is not None
        below = _Place(place.keep, None, place.verbose_map, place.is_exported)
        yield place.verbose_map[0], pair.key, below
        yield place.verbose_map[1], pair.value, below

    def _members(
        self,
        instance: object,
        model: Model,
        keep: Keep,
        masked: frozenset[str] = frozenset(),
        merges: int = 0,
    ) -> Iterator[_Entry]:
        for shown in resolve(model, keep, masked):
            value = self._got(instance, shown, keep)
            if value is SKIP or (value is None and (shown.skip_null or shown.merge)):
                continue
            if not shown.merge:
                place = _Place(shown.keep or keep, shown.declared, shown.verbose_map, is_exported=True)
                yield shown.name, value, place
                continue
            merged = self.export.model_of(type(value))
            if merged is None:
                value = meant(value)
                merged = self.export.model_of(type(value))
            if merged is not None:
                if merges == MAX_MERGES:
                    raise DepthLimitError(self._path(shown.name), MAX_MERGES)
                yield from self._members(value, merged, keep, shown.masked, merges + 1)
            elif not self.export.skip_if_fail:
                raise NotExportedError(self._path(shown.name), type(value).__qualname__)

    def _got(self, instance: object, shown: Shown, keep: Keep) -> object:
        """The value of a property, or SKIP where it is not to be shown."""
        intercept = self.export.interceptor
        try:
            if shown.is_loaded is not None and not shown.is_loaded(instance):
                return SKIP
            if intercept is not None:
                return intercept(instance, shown.name, lambda: shown.get(instance))
            return shown.get(instance)
        except Exception as err:
            if self.export.skip_if_fail or (shown.merge and not self.is_spoilt(shown, keep, self.export)):
                return SKIP
            raise GetterError(self._path(shown.name)) from err

    def _name(self, key: object) -> str:
        name = key_text(key)
        if name is None:
            raise UnsupportedKeyError(self._path(), type(key).__qualname__)
        return name

    def _map_name(self, key: object, place: _Place) -> str:
        # Below an exported class a map has no key None, as upstream.
        if key is None and place.is_exported:
            raise UnsupportedKeyError(self._path(), type(key).__qualname__)
        return self._name(key)

    def _path(self, name: str | None = None) -> str:
        """The path to where the walk is, or to the property ``name`` of the innermost object."""
        steps = [container.step for container in self.open]
        if name is not None:
            steps[-1:] = [name]
        return path_text(steps)
