"""Models: the properties that a class shows, in order, whoever declared them."""

from __future__ import annotations

import sys
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any
from weakref import ref

from .adapters import field_names, tag_of
from .by_class import ByClass
from .declared import Declared, declared
from .decorators import Bean, Exported, bean_of, mark_of, shown_name
from .errors import ExportError

__all__ = ["Level", "Model", "Property", "expose", "model_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Property:
    """One property that a class shows: its name as shown, and how to get its value from an instance.

    ``visibility`` is compared with the level of a depth; ``declared`` is the annotation's class;
    ``verbose_map`` holds the names for a mapping's keys and values, or is None. ``is_loaded`` tells,
    for a value that is dear to get, whether the instance has it already; where it has not, the
    property is shown only if it is asked for by name.
    """

    name: str
    get: Callable[[Any], object]
    visibility: int = 1
    inline: bool = False
    merge: bool = False
    skip_null: bool = False
    verbose_map: tuple[str, str] | None = None
    declared: Declared | None = None
    is_loaded: Callable[[Any], bool] | None = None
    doc: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """What one class of a hierarchy adds: its own properties in order, and the names shown up to it.

    ``ancestry`` holds the names of this class and its ancestors, which a merged value may not show again.
    ``owner`` is the class, held weakly.
    """

    properties: tuple[Property, ...]
    ancestry: frozenset[str]
    owner: ref[type]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Model:
    """What a class shows: a level for each class of its hierarchy that shows anything, base classes first.

    ``class_name`` is the qualified name that is written as ``_class``; ``cls`` is the class, held weakly.
    """

    class_name: str
    levels: tuple[Level, ...]
    cls: ref[type]

    @property
    def simple_name(self) -> str:
        """The class name without package and outer classes."""
        return self.class_name.replace("$", ".").rpartition(".")[2]


_models: ByClass[Model | None] = ByClass()


def model_of(cls: type) -> Model | None:
    """Return the model of ``cls``, or None for a class that offers nothing to show.

    Classes under ``@exported_bean`` show what they mark: properties of the base classes first, those of
    one class sorted by name. Dataclasses, attrs classes, pydantic models, msgspec Structs and named
    tuples show their public fields in the order of their definition, a tagged Struct its tag before
    them. A pydantic RootModel has no model: it stands for its root.

    Raises ExportError for a class whose marks or annotations cannot be understood, and where its metaclass
    raises when it is asked (chained). Source: Stapler ``ModelBuilder``, ``Model``. Vectors: ``model.jsonl``.
    """
    return _models.of(cls, _found)


def _found(cls: type) -> Model | None:
    try:
        if any(bean_of(base) for base in cls.__mro__):
            return _exported_model(cls)
        properties = _fields(cls)
        return None if properties is None else _flat(cls, _qualified(cls), properties)
    except (ExportError, MemoryError):
        raise
    except Exception as err:
        # The metaclass's own words are not to be trusted even for a name.
        raise ExportError(type.__repr__(cls), "its metaclass raises when it is asked") from err


def expose(cls: type, *names: str, class_name: str = "", lazy: tuple[str, ...] = ()) -> tuple[type, Model]:
    """Return ``cls`` with a model that shows the attributes ``names``, for plans that are given it.

    For classes of others that cannot be decorated. Attributes in ``lazy``, such as the relations of an
    object-relational mapper, are shown only where the instance has them loaded, as SQLAlchemy and Django
    do, or the tree names them: neither a depth nor a ``*`` ever loads one.

    Raises ExportError for a name that is no public identifier.
    """
    for name in (*names, *lazy):
        if not _is_public(name):
            raise ExportError("expose", f"{name!r} is no public attribute")
    hints = _hints(cls)
    shown = [
        Property(
            name,
            _attribute(name),
            declared=hints.get(name),
            is_loaded=_has_loaded(name) if name in lazy else None,
        )
        for name in dict.fromkeys((*names, *lazy))
    ]
    return cls, _flat(cls, class_name or _qualified(cls), shown)


def _is_public(name: object) -> bool:
    return isinstance(name, str) and name.isidentifier() and not name.startswith("_")


def _flat(cls: type, class_name: str, properties: list[Property]) -> Model:
    ancestry = frozenset(shown.name for shown in properties)
    return Model(class_name, (Level(tuple(properties), ancestry, ref(cls)),), ref(cls))


def _qualified(cls: type) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


def _exported_model(cls: type) -> Model:
    levels = []
    # By identity, since a metaclass may refuse to be hashed.
    names_of: dict[int, frozenset[str]] = {}
    for base in reversed(cls.__mro__):
        bean = next((found for found in map(bean_of, base.__mro__) if found), None)
        # An ancestor that no annotation covers shows nothing, whatever it marks.
        if bean is None:
            continue
        properties = sorted(_marked(base, bean), key=lambda shown: _utf_16(shown.name))
        names_of[id(base)] = frozenset(shown.name for shown in properties)
        ancestry = frozenset(name for other in base.__mro__ for name in names_of.get(id(other), ()))
        levels.append(Level(tuple(properties), ancestry, ref(base)))
    own = bean_of(cls)
    return Model((own and own.class_name) or _qualified(cls), tuple(levels), ref(cls))


def _utf_16(name: str) -> bytes:
    return name.encode("utf-16-be", "surrogatepass")


def _marked(cls: type, bean: Bean) -> Iterator[Property]:
    """The properties that ``cls`` itself marks: methods, properties and annotated attributes."""
    annotations = _own_annotations(cls)
    for name, member in vars(cls).items():
        mark = mark_of(member)
        if mark is None:
            continue
        function = member.fget if isinstance(member, property) else getattr(member, "func", member)
        get = _attribute(name) if isinstance(member, (property, cached_property)) else _method(name)
        hint = _evaluated(cls, _annotations(function).get("return"), function)
        yield _property(name, get, mark, bean, hint, member.__doc__ or "")
    for name, annotation in annotations.items():
        marks = [extra for extra in getattr(annotation, "__metadata__", ()) if isinstance(extra, Exported)]
        if marks:
            yield _property(name, _attribute(name), marks[-1], bean, annotation, "")


def _property(
    name: str, get: Callable[[Any], object], mark: Exported, bean: Bean, annotation: object, doc: str
) -> Property:
    # A name of one character is no name upstream.
    shown = mark.name if len(mark.name) > 1 else shown_name(name, bean.names)
    return Property(
        shown,
        get,
        mark.visibility or bean.default_visibility,
        mark.inline,
        mark.merge,
        mark.skip_null,
        _verbose(mark.verbose_map),
        declared(annotation),
        None,
        doc,
    )


def _verbose(names: str) -> tuple[str, str] | None:
    """The two names in ``key/value``, as Java's ``split`` finds them: without the last empty ones."""
    parts = names.split("/")
    while parts and not parts[-1]:
        parts.pop()
    return (parts[0], parts[1]) if len(parts) > 1 else None


def _attribute(name: str) -> Callable[[Any], object]:
    return lambda instance: getattr(instance, name)


def _method(name: str) -> Callable[[Any], object]:
    return lambda instance: getattr(instance, name)()


def _has_loaded(name: str) -> Callable[[Any], bool]:
    """Whether an instance holds an attribute, as SQLAlchemy and Django keep what they have loaded."""

    def has_loaded(instance: Any) -> bool:
        own = getattr(instance, "__dict__", {})
        # Django has columns among the attributes, but related objects in a place of their own.
        return name in own or name in getattr(own.get("_state"), "fields_cache", ())

    return has_loaded


def _own_annotations(cls: type) -> dict[str, object]:
    return {name: _evaluated(cls, annotation, cls) for name, annotation in _annotations(cls).items()}


def _annotations(owner: object) -> dict[str, Any]:
    """The annotations of a class or function itself, as they were written where they can be had so."""
    if sys.version_info >= (3, 14):
        # Evaluated when asked for, and names of classes still to come are an error unless asked for so.
        from annotationlib import Format, get_annotations

        return get_annotations(owner, format=Format.FORWARDREF) if hasattr(owner, "__annotate__") else {}
    found = (
        vars(owner) if isinstance(owner, type) else {"__annotations__": getattr(owner, "__annotations__", {})}
    )
    return dict(found.get("__annotations__", {}))


def _evaluated(cls: type, annotation: object, owner: object) -> object:
    """The annotation with text in it made what it names; None, or text within, where that is not found."""
    if annotation is None:
        return None
    names = getattr(owner, "__globals__", None) or vars(sys.modules.get(cls.__module__, typing))
    try:
        holder = SimpleNamespace(__annotations__={"it": annotation})
        # A field may be called as its class is, ``date: date | None = None``, and be None by default.
        local_names = {name: each for name, each in vars(cls).items() if each is not None}
        local_names[cls.__name__] = cls
        return typing.get_type_hints(holder, names, local_names, include_extras=True)["it"]
    except MemoryError:
        # No fault of the annotation's, and what is found here is remembered.
        raise
    except Exception as err:
        if not isinstance(annotation, str):
            return annotation
        if "exported(" in annotation:
            raise ExportError(
                _qualified(cls), f"cannot make out the annotation {annotation!r}: {err}"
            ) from err
        return None


def _hints(cls: type) -> dict[str, Declared | None]:
    found: dict[str, Declared | None] = {}
    for base in reversed(cls.__mro__):
        found.update({name: declared(hint) for name, hint in _own_annotations(base).items()})
    return found


def _fields(cls: type) -> list[Property] | None:
    """The public fields of a class made by dataclasses, attrs, pydantic, msgspec or collections."""
    names = field_names(cls)
    if names is None:
        return None
    hints = _hints(cls)
    shown = [
        Property(shown, _attribute(name), declared=hints.get(name))
        for name, shown in names.items()
        if not name.startswith("_")
    ]
    tag = tag_of(cls)
    if tag is None:
        return shown
    name, value = tag
    return [Property(name, lambda _: value, declared=Declared(ref(type(value)), constants=(value,))), *shown]
