"""Metaclasses that make of classes what nobody expects."""

from __future__ import annotations


class Alike(type):
    """All its classes are equal."""

    def __eq__(cls, other: object) -> bool:
        return isinstance(other, Alike)

    def __hash__(cls) -> int:
        return 1


class Unhashable(type):
    """Its classes have no hash, and cannot be compared either."""

    def __eq__(cls, other: object) -> bool:
        raise OSError("equal?")


class Silent(type):
    """Of its classes nothing can be known."""

    def __getattribute__(cls, name: str) -> object:
        raise OSError(name)
