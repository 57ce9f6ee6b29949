"""Imports point one way: a module may import only the modules above it."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "treequery"

# From the top of the house to the bottom; a package's own modules are in its own list.
ORDER = [
    "source",
    "errors",
    "engine",
    "choices",
    "frozen",
    "buffers",
    "limits",
    "tree",
    "grammars",
    "slips",
    "parse",
    "keep",
    "paths",
    "values",
    "kinds",
    "by_class",
    "declared",
    "decorators",
    "adapters",
    "model",
    "export_config",
    "hierarchy",
    "resolve",
    "merges",
    "records",
    "project",
    "writers",
    "writers.text",
    "writers.literal",
    "writers.json_writer",
    "writers.jsonp_writer",
    "writers.python_writer",
    "writers.ruby_writer",
    "writers.xml_chars",
    "writers.xml_names",
    "writers.xml_writer",
    "unique_names",
    "xsd",
    "json_scan",
    "trim",
    "verbs",
    "specification",
    "native_lines",
    "native",
    "plan",
    "json_parts",
    "json_schema",
    "schema",
    "reach",
    "xpath_syntax",
    "xpath_work",
    "xpath_values",
    "xpath",
    "params",
    "api",
    "__init__",
    "written",
    "mistakes",
    "explain",
    "fields",
    "conformance",
    "commands",
    "cli",
    "__main__",
]
DOORS = {"lark": {"grammars"}, "lxml": {"xpath"}, "hypothesis": {"conformance.strategies"}}


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imports_of(name: str) -> set[str]:
    """Every module that the text of ``name`` imports, wherever it does so; ours without ``treequery.``."""
    path = MODULES[name]
    package = ["treequery", *path.relative_to(PACKAGE).parts[:-1]]
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found.update(f"{module}.{alias.name}" for alias in node.names)
            found.add(module)
    return found


def own_imports_of(name: str) -> set[str]:
    found = set()
    for module in imports_of(name):
        inner = module.removeprefix("treequery.")
        if module.startswith("treequery.") and inner in MODULES and inner != name:
            found.add(inner)
        elif module == "treequery" and name != "__init__":
            found.add("__init__")
    return found


def place(name: str) -> int:
    """Where a module stands in the order; a package that is not spelt out counts as one module."""
    while name and name not in ORDER:
        name = name.rpartition(".")[0]
    return ORDER.index(name) if name else -1


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_only_modules_above_it(name: str) -> None:
    packages = (
        {name.rpartition(".")[0], "__init__"}
        if place(name) < ORDER.index("__init__")
        else {name.rpartition(".")[0]}
    )
    below = {other for other in own_imports_of(name) - packages if place(other) > place(name)}
    assert below == set()


@pytest.mark.parametrize("name", MODULES)
def test_a_foreign_library_is_used_behind_its_door_alone(name: str) -> None:
    foreign = {module.partition(".")[0] for module in imports_of(name)}
    opened = {library for library in foreign & DOORS.keys() if name not in DOORS[library]}
    assert opened == set()


def test_every_module_has_a_place_in_the_order() -> None:
    assert {name for name in MODULES if place(name) < 0} == set()


def test_the_order_names_no_module_that_is_gone() -> None:
    assert set(ORDER) - MODULES.keys() == set()


@pytest.mark.parametrize("name", MODULES)
def test_a_docstring_says_in_one_line_what_a_module_is_for(name: str) -> None:
    docstring = ast.get_docstring(ast.parse(MODULES[name].read_text("utf-8"))) or ""
    assert docstring.partition("\n")[0].endswith(".")
