"""The settings that say how exported classes are shown: class names, failures, permissions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from .errors import ParamsError
from .model import Model, model_of

__all__ = ["DEFAULT_EXPORT", "SKIP", "ClassAttribute", "ExportConfig", "Interceptor"]

ClassAttribute = Literal["none", "always", "if_needed"]


class _Skip:
    """Has one instance, which an interceptor returns to leave a property out."""

    def __repr__(self) -> str:
        return "treequery.SKIP"

    def __reduce__(self) -> str:
        return "SKIP"


SKIP = _Skip()

Interceptor = Callable[[Any, str, Callable[[], object]], object]


@dataclass(frozen=True, slots=True)
class ExportConfig:
    """How exported classes are shown.

    ``class_attribute`` says where ``_class`` is written: nowhere, everywhere, or where the declared
    type does not tell; ``simple_names`` leaves packages out of it. ``skip_if_fail`` leaves out a
    property whose getter fails and shows an unknown value as an empty object. ``interceptor`` is
    called with the instance, a property's name and a function that gets its value, and returns what
    to show in its place, or SKIP. ``models`` are those that ``expose`` made.

    Source: Stapler ``ExportConfig``, ``ExportInterceptor``.
    """

    class_attribute: ClassAttribute = "none"
    simple_names: bool = False
    skip_if_fail: bool = False
    # Neither an interceptor nor a class has to be hashable.
    interceptor: Interceptor | None = field(default=None, hash=False)
    models: tuple[tuple[type, Model], ...] = field(default=(), hash=False)

    def __post_init__(self) -> None:
        if self.class_attribute not in ("none", "always", "if_needed"):
            raise ParamsError("class_attribute", "expected none, always or if_needed")
        object.__setattr__(self, "models", tuple(self.models))

    def model_of(self, cls: type) -> Model | None:
        """Return the model of ``cls``: the one given for it or the nearest of its bases, else its own."""
        for base in cls.__mro__ if self.models else ():
            for exposed, model in self.models:
                if exposed is base:
                    return model
        return model_of(cls)


DEFAULT_EXPORT = ExportConfig()
