"""The choice of an engine: by the variable, and by what core is there."""

import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from treequery import engine
from treequery.errors import ParamsError

HOME = Path(__file__).parent.parent.parent
CORE: Any = SimpleNamespace(VERSION=engine.CORE_VERSION)


def install(core: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this be the core that is there; None for none."""
    monkeypatch.setitem(sys.modules, "treequery._core", core)
    if core is None:
        monkeypatch.delattr("treequery._core", raising=False)
    else:
        monkeypatch.setattr("treequery._core", core, raising=False)


class Refusing:
    """A finder for a core that no loader of the system's takes."""

    def find_spec(self, name: str, *_: object) -> None:
        if name == "treequery._core":
            raise ImportError("no such symbol")


@pytest.fixture
def unchosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody have asked for the engine yet."""
    for name in ("core", "name"):
        # Set first, so that it is as before when the test is over.
        monkeypatch.setattr(engine, name, getattr(engine, name))
        monkeypatch.delattr(engine, name)


def test_an_engine_is_chosen_by_its_name() -> None:
    assert engine.chosen("python") is None


def test_there_are_two_engines() -> None:
    with pytest.raises(ParamsError) as caught:
        engine.chosen("perl")
    assert caught.value.name == "TREEQUERY_ENGINE"


def test_a_core_that_is_not_there_is_missed_only_where_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    install(None, monkeypatch)
    assert engine.chosen("") is None
    with pytest.raises(ImportError, match="which is not installed: install treequery anew where a Rust"):
        engine.chosen("rust")


def test_a_core_that_cannot_be_loaded_is_said_to_be_so(monkeypatch: pytest.MonkeyPatch) -> None:
    install(None, monkeypatch)
    monkeypatch.delitem(sys.modules, "treequery._core")
    monkeypatch.setattr(sys, "meta_path", [Refusing(), *sys.meta_path])
    assert engine.chosen("") is None
    with pytest.raises(ImportError, match=r"which cannot be loaded \(no such symbol\): install"):
        engine.chosen("rust")


@pytest.mark.parametrize("wanted", ["", "rust"])
def test_a_core_that_is_there_is_taken(wanted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    install(CORE, monkeypatch)
    assert engine.chosen(wanted) is CORE


@pytest.mark.parametrize("core", [SimpleNamespace(VERSION="0.0.9"), SimpleNamespace()])
def test_a_core_of_another_version_is_as_good_as_none(core: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    install(core, monkeypatch)
    assert engine.chosen("") is None
    with pytest.raises(ImportError, match="which is of another version: install treequery anew"):
        engine.chosen("rust")


def test_the_versions_of_the_package_and_the_core_are_one() -> None:
    package = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    core = tomllib.loads((HOME / "core" / "Cargo.toml").read_text("utf-8"))["workspace"]["package"]["version"]
    assert (package, core) == (engine.CORE_VERSION, engine.CORE_VERSION)


@pytest.mark.usefixtures("unchosen")
@pytest.mark.parametrize(("core", "name"), [(CORE, "rust"), (None, "python")])
def test_the_engine_is_chosen_when_it_is_asked_for(
    core: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(engine.VARIABLE, raising=False)
    install(core, monkeypatch)
    assert (engine.core, engine.name) == (core, name)


def test_an_engine_has_no_other_attributes() -> None:
    with pytest.raises(AttributeError, match="nosuch"):
        engine.nosuch
