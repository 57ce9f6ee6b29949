"""The settings that say how exported classes are shown: class names, failures, permissions."""

from __future__ import annotations

from functools import cache

from .errors import ParamsError
from .frozen import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from .choices import ClassAttribute
    from .model import Model

    Interceptor = Callable[[Any, str, Callable[[], object]], object]

__all__ = ["DEFAULT_EXPORT", "SKIP", "ExportConfig"]


class _Skip:
    """Has one instance, which an interceptor returns to leave a property out."""

    def __repr__(self) -> str:
        return "treequery.SKIP"

    def __reduce__(self) -> str:
        return "SKIP"


SKIP = _Skip()


class ExportConfig(Value):
    """How exported classes are shown.

    ``class_attribute`` says where ``_class`` is written: nowhere, everywhere, or where the declared
    type does not tell; ``simple_names`` leaves packages out of it. ``skip_if_fail`` leaves out a
    property whose getter fails and shows an unknown value as an empty object. ``interceptor`` is
    called with the instance, a property's name and a function that gets its value, and returns what
    to show in its place, or SKIP. ``models`` are those that ``expose`` made.

    Source: Stapler ``ExportConfig``, ``ExportInterceptor``.
    """

    __slots__ = __match_args__ = ("class_attribute", "simple_names", "skip_if_fail", "interceptor", "models")

    class_attribute: ClassAttribute
    simple_names: bool
    skip_if_fail: bool
    interceptor: Interceptor | None
    models: tuple[tuple[type, Model], ...]

    def __init__(
        self,
        class_attribute: ClassAttribute = "none",
        simple_names: bool = False,
        skip_if_fail: bool = False,
        interceptor: Interceptor | None = None,
        models: Iterable[tuple[type, Model]] = (),
    ) -> None:
        if class_attribute not in ("none", "always", "if_needed"):
            raise ParamsError("class_attribute", "expected none, always or if_needed")
        self._fill(class_attribute, simple_names, skip_if_fail, interceptor, tuple(models))

    def __hash__(self) -> int:
        # Neither an interceptor nor a class has to be hashable.
        return hash((self.class_attribute, self.simple_names, self.skip_if_fail))

    def model_of(self, cls: type) -> Model | None:
        """Return the model of ``cls``: the one given for it or the nearest of its bases, else its own."""
        for base in cls.__mro__ if self.models else ():
            for exposed, model in self.models:
                if exposed is base:
                    return model
        return _finder()(cls)


@cache
def _finder() -> Callable[[type], Model | None]:
    """What finds the model of a class; imported when it is needed, which it is not by whoever only trims."""
    from .model import model_of

    return model_of


DEFAULT_EXPORT = ExportConfig()
