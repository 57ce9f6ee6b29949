"""Graphs of odd values: whatever a caller's classes may do, and a record of what was asked of them."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import decimal
import enum
import functools
import pathlib
import random
import types
import typing
import urllib.parse
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs
import msgspec
import pydantic

from treequery.decorators import exported, exported_bean
from treequery.values import Map

# What the caller's own code was asked, in order; a walk may ask it once and in one order only.
EVENTS: list[object] = []


class OddError(Exception):
    """Raised by the values below."""


class OddMapping(Mapping[str, Any]):
    def __init__(self, members: dict[str, Any], fault: str) -> None:
        self.members, self.fault = members, fault

    def __getitem__(self, key: str) -> Any:
        return self.members[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.members)

    def __len__(self) -> int:
        return len(self.members)

    def items(self) -> Any:
        EVENTS.append("items")
        match self.fault:
            case "raises":
                raise OddError("items")
            case "stops":
                raise StopIteration
            case "is no pair":
                return iter([("a", 1), ("b",)])
            case _:
                return self.members.items()


class OddSequence(Sequence[Any]):
    def __init__(self, items: list[Any], fault: str) -> None:
        self.items, self.fault = items, fault

    def __len__(self) -> int:
        EVENTS.append("length")
        return len(self.items) + (self.fault == "is shorter")

    def __getitem__(self, index: Any) -> Any:
        EVENTS.append(("item", index))
        return self.items[index]


class SubList(list[Any]):
    pass


class SubDict(dict[str, Any]):
    pass


class OtherItems(dict[str, Any]):
    def items(self) -> Any:
        EVENTS.append("items")
        return [("x", 1), *dict.items(self)]


class NoItems(dict[str, Any]):
    def items(self) -> Any:
        EVENTS.append("items")
        raise OddError("items")


class SubStr(str):
    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return False

    def __hash__(self) -> int:
        return 7


class SubInt(int):
    def __repr__(self) -> str:
        return "bad"


class SubFloat(float):
    def __repr__(self) -> str:
        return "bad"


class ClassLiar:
    @property
    def __class__(self) -> Any:
        EVENTS.append("class")
        return str


class TextLiar(str):
    __slots__ = ()

    @property
    def __class__(self) -> Any:
        EVENTS.append("class")
        raise OddError("class")


class Color(enum.Enum):
    RED = "red"
    BLUE = 2
    LIST = (1, 2)


class OddColor(enum.Enum):
    A = 1

    @property
    def value(self) -> Any:
        EVENTS.append("value")
        return "odd"


class Level(enum.IntEnum):
    LOW = 1


class Hostile(type):
    """Of its classes nothing can be known."""

    def __getattr__(cls, name: str) -> Any:
        raise OddError(name)

    def __hash__(cls) -> int:
        raise OddError("hash")


class HostileStranger(metaclass=Hostile):
    pass


class HostileMarked(metaclass=Hostile):
    """Offers something, which its class does not say well."""

    __export__ = None

    @exported
    def a(self) -> int:
        EVENTS.append("hostile")
        return 1


exported_bean(HostileMarked)


class BadZone(datetime.tzinfo):
    def utcoffset(self, moment: Any) -> Any:
        raise OddError("zone")


class Hook:
    def __init__(self, value: Any) -> None:
        self.value = value

    def __export__(self) -> Any:
        EVENTS.append("hook")
        return self.value


class BadHook:
    def __export__(self) -> Any:
        raise OddError("hook")


class Stranger:
    """Shows nothing."""


@exported_bean
class Marked:
    a: typing.Annotated[object, exported(visibility=2)]
    name: typing.Annotated[str, exported(skip_null=True)]
    jobs: typing.Annotated[list[Any], exported(inline=True)]


@exported_bean
class MarkedToo(Marked):
    b: typing.Annotated[int, exported(name="bee")]
    name: typing.Annotated[str, exported(visibility=3)]


Names = tuple[str, ...]
LIBRARIES: dict[str, Callable[[Names], Any]] = {
    "dataclass": lambda names: dataclasses.make_dataclass("D", names),
    "slots": lambda names: dataclasses.make_dataclass("S", names, slots=True),
    "attrs": lambda names: attrs.make_class("A", list(names), slots=True),
    "attrs with a dict": lambda names: attrs.make_class("B", list(names), slots=False),
    "struct": lambda names: msgspec.defstruct("M", [(name, Any) for name in names]),
    "tagged": lambda names: msgspec.defstruct("T", [(name, Any) for name in names], tag=True, tag_field="_t"),
    "renamed": lambda names: msgspec.defstruct("R", [(name, Any) for name in names], rename="upper"),
    "pydantic": lambda names: pydantic.create_model("P", **dict.fromkeys(names, (Any, ...))),
    "named": lambda names: collections.namedtuple("N", names),  # noqa: PYI024 - the kind under test
    "getattr": lambda names: watched(names, "__getattr__"),
    "getattribute": lambda names: watched(names, "__getattribute__"),
    "property": lambda names: with_property(names),
}


def watched(names: Names, hook: str) -> Any:
    cls: Any = dataclasses.make_dataclass("W", names)

    def get(self: Any, name: str) -> Any:
        EVENTS.append((hook, name))
        return 7 if hook == "__getattr__" else object.__getattribute__(self, name)

    setattr(cls, hook, get)
    return cls


def with_property(names: Names) -> Any:
    cls: Any = dataclasses.make_dataclass("O", names)
    for name in names[:1]:

        def get(self: Any, name: str = name) -> Any:
            EVENTS.append("property")
            return vars(self)[name]

        def put(self: Any, value: Any, name: str = name) -> None:
            vars(self)[name] = value

        setattr(cls, name, property(get, put))
    return cls


@functools.cache
def class_of(names: Names, library: str) -> Any:
    return LIBRARIES[library](names)


class Builder:
    """Makes a document into a graph in which so much is odd, the same for the same number."""

    def __init__(self, number: int, oddness: float) -> None:
        self.random, self.oddness = random.Random(number), oddness
        self.containers: list[Any] = []

    def is_odd(self, share: float) -> bool:
        return self.random.random() < share * self.oddness

    def make(self, document: Any) -> Any:
        if isinstance(document, dict):
            made = self.of_object(document)
        elif isinstance(document, list):
            made = self.of_array(document)
        else:
            return self.scalar() if self.is_odd(0.25) else document
        if self.is_odd(0.05):
            made = Hook(made)
        if type(made) in (dict, list):
            self.containers.append(made)
        return made

    def scalar(self) -> Any:
        scalars: list[Callable[[], Any]] = [
            lambda: self.random.choice([SubStr("sub"), SubInt(5), SubFloat(2.5), TextLiar("liar")]),
            lambda: self.random.choice([Color.RED, Color.BLUE, Color.LIST, OddColor.A, Level.LOW]),
            lambda: decimal.Decimal(self.random.choice(["1.50", "NaN", "-Infinity", "sNaN", "1E+5"])),
            lambda: datetime.datetime(2020, 1, 2, 3, 4, 5, 678901),
            lambda: datetime.datetime(2020, 1, 2, tzinfo=self.random.choice([datetime.UTC, BadZone()])),
            lambda: datetime.date(1969, 5, 4),
            lambda: uuid.UUID(int=5),
            lambda: self.random.choice([pathlib.PurePosixPath("/a/b"), pathlib.PureWindowsPath("a\\b")]),
            lambda: urllib.parse.urlsplit("http://x/y?z"),
            lambda: self.random.choice([b"bytes", bytearray(b"x"), 3j, datetime.time(1), Stranger]),
            lambda: self.random.choice([Stranger(), ClassLiar(), BadHook(), OddError("raised"), "SELF"]),
            lambda: self.random.choice([HostileStranger, HostileMarked])(),
            lambda: self.random.choice([10**5000, -(2**63), 2**63, float("nan"), float("-inf"), -0.0]),
            lambda: self.random.choice(["\ud800", "a&<>'\"\x00\ufffe\U0001f600#{x}" * 3]),
        ]
        return self.random.choice(scalars)()

    def of_object(self, document: dict[str, Any]) -> Any:
        members = {name: self.make(value) for name, value in document.items()}
        if not self.is_odd(0.5):
            return members
        named = {name: value for name, value in members.items() if name.isascii() and name.isalpha()}
        fault = self.random.choice(["", "", "", "raises", "stops", "is no pair"])
        objects: list[Callable[[], Any]] = [
            lambda: self.bean(named),
            lambda: self.bean(named),
            lambda: self.marked(members),
            lambda: self.of_library(named),
            lambda: self.of_library(named),
            lambda: self.of_library(named),
            lambda: collections.OrderedDict(members),
            lambda: self.random.choice([SubDict, OtherItems, NoItems])(members),
            lambda: OddMapping(members, fault),
            lambda: types.MappingProxyType(members),
            lambda: Map(self.random.choice([members, OddMapping(members, fault), NoItems(members)])),
            lambda: self.random.choice([Map, dict])(self.keyed(members)),
            lambda: members.values(),
            lambda: pydantic.RootModel[Any](members),
        ]
        return self.random.choice(objects)()

    def of_library(self, members: dict[str, Any]) -> Any:
        library = self.random.choice(list(LIBRARIES))
        made = class_of(tuple(members), library)(**members)
        if library in ("dataclass", "slots", "pydantic") and members and self.is_odd(0.1):
            object.__delattr__(made, next(iter(members)))
        return made

    def bean(self, members: dict[str, Any]) -> Any:
        marks: dict[str, Any] = {}
        for name in members:

            def get(self: Any, name: str = name) -> Any:
                EVENTS.append(("get", name))
                value = vars(self)[f"_{name}"]
                if isinstance(value, OddError):
                    raise value
                is_act = isinstance(value, types.FunctionType)
                return self if type(value) is str and value == "SELF" else value() if is_act else value

            mark = exported(
                visibility=self.random.choice([0, 0, 1, 2, 3]),
                inline=self.is_odd(0.2),
                merge=self.is_odd(0.2),
                skip_null=self.is_odd(0.2),
                verbose_map="k/v" if self.is_odd(0.2) else "",
            )
            marks[name] = property(mark(get))
        made = exported_bean(type("Bean", (), marks))() if marks else Stranger()
        for name, value in members.items():
            odd = self.mutation() if self.is_odd(0.1) else OddError(name) if self.is_odd(0.07) else value
            vars(made)[f"_{name}"] = odd
        return made

    def mutation(self) -> Callable[[], str]:
        """What changes a container of the same graph while it may be walked."""
        container = self.random.choice(self.containers) if self.containers else {}
        is_growing = self.is_odd(0.5)

        def change() -> str:
            EVENTS.append("change")
            if is_growing and isinstance(container, dict):
                container[f"new{len(container)}"] = 1
            elif is_growing:
                container.append(1)
            elif container:
                container.pop(next(iter(container)) if isinstance(container, dict) else -1)
            return "changed"

        return change

    def marked(self, members: dict[str, Any]) -> Any:
        made = self.random.choice([Marked, MarkedToo])()
        for name in ("a", "b", "name", "jobs"):
            if name in members or self.random.random() < 0.7:
                setattr(made, name, members.get(name))
        return made

    def keyed(self, members: dict[str, Any]) -> dict[Any, Any]:
        keys = [1, 2.5, True, None, "1", Level.LOW, SubStr("a"), float("nan"), 10**30, "true"]
        found: dict[Any, Any] = dict.fromkeys(self.random.sample(keys, 3), 1)
        if self.is_odd(0.1):
            found[(1, 2)] = 3
        return found | members

    def of_array(self, document: list[Any]) -> Any:
        items = [self.make(item) for item in document]
        if not self.is_odd(0.4):
            return items
        arrays: list[Callable[[], Any]] = [
            lambda: tuple(items),
            lambda: SubList(items),
            lambda: collections.deque(items),
            lambda: frozenset(item for item in items if type(item) in (int, bool)),
            lambda: told(items),
            lambda: broken(items),
            lambda: iter(items),
            lambda: OddSequence(items, self.random.choice(["", "", "is shorter"])),
            lambda: range(3),
            lambda: pydantic.RootModel[Any](items),
            lambda: [*items, items],
            lambda: items.append(items) or items,  # type: ignore[func-returns-value]  # append gives None
        ]
        return self.random.choice(arrays)()


def told(items: Iterable[Any]) -> Iterator[Any]:
    for index, item in enumerate(items):
        EVENTS.append(("next", index))
        yield item


def broken(items: list[Any]) -> Iterator[Any]:
    yield from items
    raise OddError("iterator")
