"""What users may touch: every public name, pinned, documented and there."""

import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import treequery

REFERENCE = Path(__file__).parent.parent / "docs" / "reference"
MODULES = [
    module.name
    for module in pkgutil.walk_packages(treequery.__path__, "treequery.")
    if not module.name.endswith(("__main__", "_core"))
]

PUBLIC = [
    "SKIP",
    "CombinationError",
    "CycleError",
    "DepthLimitError",
    "ExportConfig",
    "ExportError",
    "ExpressionError",
    "ExpressionLimitError",
    "ExpressionSyntaxError",
    "GetterError",
    "JsonError",
    "JsonLimitError",
    "JsonSyntaxError",
    "Limits",
    "ManyMatchesError",
    "Map",
    "NoMatchError",
    "NotExportedError",
    "NotPermittedError",
    "OutputLimitError",
    "ParamsError",
    "Plan",
    "PrimitiveResultError",
    "ProjectError",
    "Range",
    "SelectError",
    "Selection",
    "SourceError",
    "Tree",
    "TreeQueryError",
    "UnsupportedKeyError",
    "ValuesLimitError",
    "WrapperError",
    "XPathError",
    "XPathLimitError",
    "XmlError",
    "XmlLimitError",
    "XsdType",
    "compile",
    "exported",
    "exported_bean",
    "expose",
    "parse",
    "select",
    "tree_of",
]
# Modules that users import by name.
DOORS = ["treequery.api", "treequery.conformance", "treequery.conformance.strategies", "treequery.errors"]


def test_the_public_names_are_these() -> None:
    assert treequery.__all__ == PUBLIC


def test_all_public_names_are_listed() -> None:
    assert set(PUBLIC) <= set(dir(treequery))


def test_the_public_names_are_sorted() -> None:
    # Constants, then classes, then functions.
    assert treequery.__all__ == sorted(treequery.__all__, key=lambda name: (not name.isupper(), name))


def test_every_error_is_public() -> None:
    errors = importlib.import_module("treequery.errors")
    assert set(errors.__all__) <= set(treequery.__all__)


@pytest.mark.parametrize("name", ["treequery", *MODULES])
def test_the_names_that_a_module_lists_exist(name: str) -> None:
    module = importlib.import_module(name)
    listed = getattr(module, "__all__", [])
    assert ([other for other in listed if not hasattr(module, other)], len(set(listed))) == ([], len(listed))


def documented() -> set[str]:
    """The last part of each name that a directive of the reference documents."""
    text = "\n".join(page.read_text("utf-8") for page in sorted(REFERENCE.rglob("*.md")))
    names = re.findall(r"^\.\. (?:auto|py:)\w+:: +([\w.]+)", text, re.MULTILINE)
    # Errors stand in a table, and in the picture of what is whose subclass.
    tabled = re.findall(r"^(?:\| `|[ │├└─]*)(\w+Error)\b", text, re.MULTILINE)
    return {name.rpartition(".")[2].partition("(")[0] for name in names} | set(tabled)


def test_every_public_name_is_in_the_reference() -> None:
    assert set(treequery.__all__) - documented() == set()


@pytest.mark.parametrize("name", DOORS)
def test_every_name_of_a_module_that_users_import_is_in_the_reference(name: str) -> None:
    assert set(getattr(importlib.import_module(name), "__all__", [])) - documented() == set()


def test_importing_treequery_opens_no_door() -> None:
    program = "import sys, treequery; print(*sorted({'lark', 'lxml', 'hypothesis'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
