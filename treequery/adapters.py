"""Adapters: the fields of classes that other libraries make, by what each leaves on its classes.

None of the libraries is imported for the asking.
"""

from __future__ import annotations

from typing import Any

__all__ = ["field_names", "tag_of"]


def field_names(cls: type) -> dict[str, str] | None:
    """Return what each field is called when it is shown, by the name of its attribute; else None."""
    # What a library leaves on its classes, it alone declares.
    made: Any = cls
    fields = _static(cls, "__pydantic_fields__")
    if isinstance(fields, dict):
        if _static(cls, "__pydantic_root_model__"):
            # It stands for its root.
            return None
        computed = made.__pydantic_decorators__.computed_fields
        return {name: name for name, field in fields.items() if not field.exclude} | {
            name: name for name in computed
        }
    if _is_struct(cls) and isinstance(fields := getattr(cls, "__struct_fields__", None), tuple):
        return dict(zip(fields, made.__struct_encode_fields__, strict=True))
    if isinstance(fields := _static(cls, "__attrs_attrs__"), tuple):
        return {field.name: field.name for field in fields}
    if isinstance(fields := _static(cls, "__dataclass_fields__"), dict):
        return {name: name for name, field in fields.items() if field._field_type.name == "_FIELD"}
    # Split URLs are named tuples too, but are text.
    is_record = issubclass(cls, tuple) and cls.__module__ != "urllib.parse"
    if is_record and isinstance(fields := _static(cls, "_fields"), tuple):
        return {name: name for name in fields}
    return None


def tag_of(cls: type) -> tuple[str, str | int] | None:
    """Return what a tagged msgspec Struct says first, which of several it is: the name and the value."""
    if not _is_struct(cls):
        return None
    config: Any = getattr(cls, "__struct_config__", None)
    tag = getattr(config, "tag", None)
    return None if tag is None else (config.tag_field, tag)


def _is_struct(cls: type) -> bool:
    # The fields of a Struct are told by its metaclass.
    return _static(type(cls), "__struct_fields__") is not None


def _static(cls: type, name: str) -> Any:
    """An attribute of a class or its bases, without asking a metaclass, which may do anything."""
    return next((vars(base)[name] for base in cls.__mro__ if name in vars(base)), None)
