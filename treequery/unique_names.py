"""Unique names: each name is given once, with a number behind it from the second time on."""

from __future__ import annotations

__all__ = ["UniqueNames"]


class UniqueNames:
    """Gives names that it has not given before."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        # Where to go on counting, so that a name asked for n times takes n steps.
        self._numbers: dict[str, int] = {}

    def of(self, name: str) -> str:
        """Return ``name``, or with the next number behind it that makes it one not yet given."""
        number = self._numbers.get(name, 1)
        unique = name if number == 1 else f"{name}-{number}"
        while unique in self._given:
            number += 1
            unique = f"{name}-{number}"
        self._given.add(unique)
        self._numbers[name] = number + 1
        return unique
