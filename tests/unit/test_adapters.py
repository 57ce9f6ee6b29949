"""What classes of other libraries show."""

from __future__ import annotations

import collections
import dataclasses
import enum
import json
import subprocess
import sys
from typing import Annotated, Any, ClassVar, NamedTuple

import attrs
import msgspec
import pydantic
import pytest

from treequery.declared import Declared, declared
from treequery.decorators import exported, exported_bean
from treequery.model import model_of
from treequery.plan import compile

ALL = compile("**")


@dataclasses.dataclass
class Point:
    kind: ClassVar[str] = "point"
    z: int = 1
    a: int = 2
    _private: int = 3
    only_init: dataclasses.InitVar[int] = 4


@attrs.define
class Size:
    width: int = 1
    height: int = 2
    _hidden: int = 3


class User(pydantic.BaseModel):
    name: str = "ada"
    password: str = pydantic.Field("x", exclude=True)
    _cache: int = 1

    @pydantic.computed_field  # type: ignore[prop-decorator]  # as pydantic wants it
    @property
    def initial(self) -> str:
        return self.name[0]


class Event(msgspec.Struct, rename="camel"):
    event_id: int = 1
    kind: str = "k"


class Tagged(msgspec.Struct, tag=True):
    size: int = 1


class Numbered(Tagged, tag=7, tag_field="nr"):
    color: str = "red"


class Pair(NamedTuple):
    left: int = 1
    right: int = 2


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Point(), {"z": 1, "a": 2}),
        (Size(), {"width": 1, "height": 2}),
        (User(), {"name": "ada", "initial": "a"}),
        (Event(), {"eventId": 1, "kind": "k"}),
        (Tagged(), {"type": "Tagged", "size": 1}),
        (Numbered(), {"nr": 7, "size": 1, "color": "red"}),
        (Pair(), {"left": 1, "right": 2}),
        (collections.namedtuple("Old", "a b")(1, 2), {"a": 1, "b": 2}),  # noqa: PYI024 - the old kind
    ],
)
def test_classes_of_other_libraries_show_their_public_fields_in_order(
    value: object, expected: dict[str, object]
) -> None:
    shown = ALL.project(value)
    assert (shown, list(shown)) == (expected, list(expected))


def test_a_bean_that_is_a_dataclass_shows_what_it_marks() -> None:
    @exported_bean
    @dataclasses.dataclass
    class Both:
        shown: Annotated[int, exported()] = 1
        hidden: int = 2

    assert ALL.project(Both()) == {"shown": 1}


def test_no_library_is_loaded_for_the_asking() -> None:
    code = """
import sys
import treequery.plan
class Plain: pass
try: treequery.plan.compile("**").project(Plain())
except treequery.errors.NotExportedError: pass
print([n for n in ("attrs", "pydantic", "msgspec", "sqlalchemy", "django") if n in sys.modules])
"""
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout == b"[]\n"


class Users(pydantic.RootModel[list[User]]):
    pass


class Team(pydantic.BaseModel):
    users: Users
    lead: pydantic.RootModel[User]
    ages: pydantic.RootModel[pydantic.RootModel[dict[str, int]]]


class Grown(pydantic.RootModel[list["Grown"]]):
    pass


TEAM = Team.model_validate({"users": Users([User()]), "lead": User(), "ages": {"ada": 36}})


def test_a_model_of_one_root_stands_for_that() -> None:
    assert compile("**").project(TEAM) == TEAM.model_dump()
    assert compile("users[name],lead[name],ages[bob]").project(TEAM) == {
        "users": [{"name": "ada"}],
        "lead": {"name": "ada"},
        "ages": {},
    }


@pytest.mark.parametrize(
    ("root", "expected"),
    [
        (TEAM.users, [{"name": "ada", "initial": "a"}]),
        (TEAM.lead, {"name": "ada", "initial": "a"}),
        (TEAM.ages, {"ada": 36}),
        (pydantic.RootModel[int](5), 5),
        (Grown([Grown([]), Grown([])]), [[], []]),
    ],
)
def test_a_model_of_one_root_stands_for_that_as_a_root_too(root: Any, expected: object) -> None:
    assert ALL.project(root) == expected
    assert json.loads(ALL.write(root)) == expected


def test_a_root_stands_for_what_its_element_is_called_after() -> None:
    assert compile("name").write(TEAM.lead, "xml") == b"<user><name>ada</name></user>"


def test_a_model_of_one_root_is_declared_as_that() -> None:
    found = {name: found.cls() for name in ("users", "lead", "ages") if (found := hint(Team, name))}
    assert found == {"users": list, "lead": User, "ages": dict}
    grown = declared(Grown)
    assert grown is not None
    assert (grown.cls(), grown.items) == (list, None)
    assert declared(pydantic.RootModel) == declared(object)


def hint(cls: type, name: str) -> Declared | None:
    model = model_of(cls)
    assert model is not None
    return next(shown.declared for shown in model.levels[0].properties if shown.name == name)


def test_a_model_of_one_root_may_be_merged() -> None:
    @exported_bean
    class Holder:
        @exported(merge=True)
        def lead(self) -> object:
            return TEAM.lead

    assert compile("name").project(Holder()) == {"name": "ada"}


def test_a_model_of_one_root_that_shows_something_itself_is_an_object() -> None:
    @exported_bean
    class Page(pydantic.RootModel[list[int]]):
        @exported
        def size(self) -> int:
            return len(self.root)

    found = declared(Page)
    assert found is not None
    assert (ALL.project(Page([1])), found.cls()) == ({"size": 1}, Page)


class Wrapped(enum.Enum):
    ADA = User()


def test_a_member_may_stand_for_an_object() -> None:
    assert compile("a[name]").project({"a": Wrapped.ADA}) == {"a": {"name": "ada"}}
