"""Read vectors: files of JSON Lines become cases, and anything odd about them an error."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import TreeQueryError

__all__ = ["Case", "Shape", "VectorsError", "cases_in", "load"]


class VectorsError(TreeQueryError, ValueError):
    """A directory or file of vectors is not what it should be; ``line`` is 1-based, 0 for all of ``path``."""

    code = "vectors"

    def __init__(self, path: str, line: int, reason: str) -> None:
        super().__init__(path, line, reason)
        self.path, self.line, self.reason = path, line, reason

    def __str__(self) -> str:
        where = f"{self.path}, line {self.line}" if self.line else self.path
        return f"{where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Case:
    """One question and what Jenkins answered, in the fields that the format gives them."""

    id: str
    group: str
    fields: Mapping[str, Any] = field(repr=False)

    def __getitem__(self, name: str) -> Any:
        return self.fields[name]

    def get(self, name: str) -> Any:
        """Return a field, or None where the case has none of that name."""
        return self.fields.get(name)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a case of one family holds: its fields with the types of their values.

    ``given`` are the fields of a subject, which all its cases share; a family without any has one case
    a line. Of each of ``choices`` a case holds just one, and all else that is not ``optional``.
    """

    fields: Mapping[str, tuple[type, ...]]
    given: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    choices: tuple[tuple[str, ...], ...] = ()

    def fault(self, fields: Mapping[str, Any]) -> str | None:
        """Return what is wrong with the fields of a case, or None."""
        for name in fields.keys() - self.fields.keys():
            return f"unknown key {name!r}"
        chosen = {name for choice in self.choices for name in choice}
        for name in self.fields.keys() - chosen - set(self.optional) - fields.keys():
            return f"no key {name!r}"
        for choice in self.choices:
            if len(fields.keys() & set(choice)) != 1:
                return f"expected one of {', '.join(choice)}"
        for name, value in fields.items():
            # By the very class: in JSON true is no number.
            if type(value) not in self.fields[name]:
                return f"{name!r} has a value of the wrong type"
        if "error" in fields and not isinstance(fields["error"].get("kind"), str):
            return "an error without a 'kind'"
        return None


def load(path: Path, shape: Shape) -> tuple[Case, ...]:
    """Return the cases of one file, in order.

    Raises VectorsError for a file that cannot be read or holds no case, for a line that is not JSON
    or not of ``shape``, for an unknown key and for an id that comes again.
    """
    cases: dict[str, Case] = {}
    for number, line in enumerate(_lines(path), 1):
        for fields in _fields_of(path, number, line, shape):
            fault = _fault(fields, shape)
            if fault is None and fields["id"] in cases:
                fault = f"the id {fields['id']!r} comes again"
            if fault is not None:
                raise VectorsError(str(path), number, fault)
            id, group = fields.pop("id"), fields.pop("group")
            cases[id] = Case(id, group, fields)
    if not cases:
        raise VectorsError(str(path), 0, "expected cases, found none")
    return tuple(cases.values())


def cases_in(directory: Path) -> dict[str, Path]:
    """Return the families that a directory has a file for, by name.

    Raises VectorsError where there is no such directory, or no file in it.
    """
    if not directory.is_dir():
        raise VectorsError(str(directory), 0, "expected a directory")
    found = {path.stem: path for path in sorted(directory.glob("*.jsonl"))}
    if not found:
        raise VectorsError(str(directory), 0, "expected files of vectors (*.jsonl), found none")
    return found


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as err:
        raise VectorsError(str(path), 0, f"cannot be read: {err}") from err
    # Not splitlines(): text may hold line ends of other alphabets.
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _fields_of(path: Path, number: int, line: str, shape: Shape) -> Iterator[dict[str, Any]]:
    try:
        subject = json.loads(line, parse_constant=_refuse, object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError) as err:
        raise VectorsError(str(path), number, f"expected JSON: {err}") from err
    if not isinstance(subject, dict):
        raise VectorsError(str(path), number, "expected an object")
    if not shape.given:
        yield subject
        return
    given, cases = subject.pop("given", None), subject.pop("cases", None)
    if subject or not isinstance(given, dict) or not isinstance(cases, list):
        raise VectorsError(str(path), number, "expected an object of 'given' and 'cases'")
    if given.keys() != set(shape.given):
        raise VectorsError(str(path), number, f"expected 'given' to hold {', '.join(shape.given)}")
    for case in cases:
        if not isinstance(case, dict) or case.keys() & given.keys():
            raise VectorsError(str(path), number, "expected cases that repeat nothing of 'given'")
        yield {**given, **case}


def _fault(fields: dict[str, Any], shape: Shape) -> str | None:
    for name in ("id", "group"):
        if not isinstance(fields.get(name), str):
            return f"expected a text under {name!r}"
    return shape.fault({name: value for name, value in fields.items() if name not in ("id", "group")})


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is no JSON")


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a key comes twice in one object")
    return members
