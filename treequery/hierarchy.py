"""Hierarchies: where an exported class stands among its base and derived classes."""

from __future__ import annotations

from collections.abc import Iterator

from .declared import UNION, Declared
from .decorators import bean_of
from .errors import ExportError
from .export_config import ExportConfig
from .model import Model, Property, model_of

__all__ = [
    "base_of",
    "class_name_of",
    "classes_of",
    "derived_from",
    "own_properties",
    "required_model",
    "root_of",
]


def root_of(subject: type | Model, export: ExportConfig) -> tuple[type, ExportConfig]:
    """Return the class that is meant, and the settings under which it has the model that is meant.

    Raises ExportError for a class that offers nothing to show, and for the model of one that is gone.
    """
    if not isinstance(subject, Model):
        required_model(subject, export)
        return subject, export
    cls = subject.cls()
    if cls is None:
        raise ExportError(subject.class_name, "the class is gone")
    is_known = export.model_of(cls) is subject
    return cls, export if is_known else export.__replace__(models=((cls, subject), *export.models))


def required_model(cls: type, export: ExportConfig) -> Model:
    """Return the model of a root class. Raises ExportError for a class that offers nothing to show."""
    if not isinstance(cls, type):
        raise ExportError("schema", "expected a class")
    model = export.model_of(cls)
    if model is None:
        raise ExportError(f"{cls.__module__}.{cls.__qualname__}", "the class offers nothing to show")
    return model


def class_name_of(cls: type, export: ExportConfig) -> str:
    """Return the qualified name of an exported class, or of any other."""
    model = export.model_of(cls)
    return model.class_name if model is not None else f"{cls.__module__}.{cls.__qualname__}".lstrip(".")


def base_of(cls: type, export: ExportConfig) -> type | None:
    """Return the class whose properties ``cls`` takes over, or None where its model holds them all."""
    if export.model_of(cls) is not model_of(cls):
        return None
    return next((base for base in cls.__mro__[1:] if _is_bean(base)), None)


def own_properties(cls: type, export: ExportConfig) -> tuple[Property, ...]:
    """Return the properties that ``cls`` adds to those of ``base_of(cls)``, in the model's order."""
    model = export.model_of(cls)
    assert model is not None
    base = base_of(cls, export)
    if base is None:
        return tuple(shown for level in model.levels for shown in level.properties)
    levels = [level for level in model.levels if level.owner() not in base.__mro__]
    return tuple(shown for level in levels for shown in level.properties)


def _is_bean(cls: type) -> bool:
    return any(bean_of(base) for base in cls.__mro__)


def derived_from(cls: type) -> tuple[type, ...]:
    """Return all classes derived from ``cls`` that are loaded by now, itself not among them.

    Of several of the same name the last one counts: slots make dataclasses anew, and the first is no more.
    """
    found: dict[tuple[str, str], type] = {}
    new: list[type] = [cls]
    while new:
        derived: list[type] = new.pop(0).__subclasses__()
        new += [each for each in derived if found.get((each.__module__, each.__qualname__)) is not each]
        found.update({(each.__module__, each.__qualname__): each for each in derived})
    return tuple(found.values())


def classes_of(declared: Declared | None, export: ExportConfig) -> tuple[type, ...] | None:
    """Return the exported classes of which a value so declared may be, or None where it may be of any.

    A value that has to be of an exported class may be of any class derived from that.
    """
    if declared is None:
        return None
    cls = declared.cls()
    if cls is UNION:
        arms = [classes_of(argument, export) for argument in declared.arguments]
        return None if None in arms else tuple(dict.fromkeys(each for arm in arms for each in arm or ()))
    if cls is None or export.model_of(cls) is None:
        return None
    return tuple(_with_derived(cls))


def _with_derived(cls: type) -> Iterator[type]:
    yield cls
    yield from derived_from(cls)
