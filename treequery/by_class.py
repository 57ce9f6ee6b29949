"""What is remembered of classes: by identity, and only for as long as a class lives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import ref

__all__ = ["ByClass"]

Fact = TypeVar("Fact")


class ByClass(Generic[Fact]):
    """Facts about classes, each found out once.

    No dict of classes, weak or not, since a metaclass may say that two classes are equal, or that one
    cannot be hashed.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[ref[type], Fact]] = {}

    def __len__(self) -> int:
        return len(self._known)

    def of(self, cls: type, find: Callable[[type], Fact]) -> Fact:
        """Return what is known of ``cls``, or else what ``find`` says of it. Raises what ``find`` raises."""
        key = id(cls)
        known = self._known.get(key)
        if known is not None and known[0]() is cls:
            return known[1]
        fact = find(cls)
        # Called before another class can have the same identity.
        self._known[key] = ref(cls, lambda _: self._known.pop(key, None)), fact
        return fact
