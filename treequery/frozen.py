"""Frozen: classes whose instances never change, written so that importing them costs next to nothing.

The standard library's dataclasses would say the same in fewer lines, but loading them takes longer than
everything else that a process needs before it can compile its first expression.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Never, Self

__all__ = ["Frozen", "Value"]


class Frozen:
    """A class whose fields, its ``__match_args__`` in order, are set once by ``_fill``."""

    __slots__ = ()
    __match_args__: tuple[str, ...] = ()

    def _fill(self, *values: object) -> None:
        for name, value in zip(self.__match_args__, values, strict=True):
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> Never:
        raise AttributeError(f"cannot assign to {name!r}: a {type(self).__name__} never changes")

    def __delattr__(self, name: str) -> Never:
        raise AttributeError(f"cannot delete {name!r}: a {type(self).__name__} never changes")


class Value(Frozen):
    """A frozen class whose instances are equal when their fields are; its arguments are its fields."""

    __slots__ = ()

    def _values(self) -> tuple[Any, ...]:
        return tuple([getattr(self, name) for name in self.__match_args__])

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self is other or self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        fields = zip(self.__match_args__, self._values(), strict=True)
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in fields)})"

    def __reduce__(self) -> tuple[Callable[..., Self], tuple[object, ...]]:
        return type(self), self._values()

    def __replace__(self, /, **changes: object) -> Self:
        """Return a copy with some fields changed, as ``copy.replace`` of Python 3.13 has it."""
        fields = dict(zip(self.__match_args__, self._values(), strict=True))
        return type(self)(**fields | changes)
