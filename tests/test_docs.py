"""What the documentation shows is run: its Python, its commands, its demo; its links lead somewhere.

In README.md, CONTRIBUTING.md, SECURITY.md, CHANGELOG.md and docs/**/*.md

- ``python`` blocks of a page run in order and share their names; with prompts they are compared as doctests
  are, without prompts what they print is compared with the ``output`` block right behind them;
- ``console`` blocks run in docs/examples: each line with ``$ `` by bash, what it prints being compared with
  the lines below it, where a line ``...`` stands for any lines;
- ``sh`` blocks are for what is not run here, and call neither ``tq`` nor ``treequery``.
"""

import ast
import contextlib
import doctest
import importlib
import inspect
import io
import os
import pkgutil
import re
import subprocess
import sys
import textwrap
import tomllib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

import treequery
from treequery import cli, errors
from treequery.api import STATUSES

HOME = Path(__file__).parent.parent
DOCS = HOME / "docs"
EXAMPLES = DOCS / "examples"
PAGES = sorted([*HOME.glob("*.md"), *DOCS.rglob("*.md")])
MODULES = [
    module.name
    for module in pkgutil.walk_packages(treequery.__path__, "treequery.")
    if not module.name.endswith(("__main__", "_core"))
]

FENCE = re.compile(r"^( *)(`{3,}|~{3,})(.*)$")
LINK = re.compile(r"\]\(([^)\s]+)\)|^\[[^\]]+\]: *(\S+)", re.MULTILINE)
FILE = re.compile(r"`((?:treequery|grammar|tests|docs|benchmarks)/[\w./-]*)`")
MAKE = re.compile(r"\bmake ([a-z]+)\b(?=`| *$| +#)", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block; ``line`` is the 1-based line of its fence."""

    page: Path
    line: int
    language: str
    text: str


def blocks_of(page: Path) -> list[Block]:
    blocks, opened, lines = [], None, []
    for number, line in enumerate(page.read_text("utf-8").splitlines(), 1):
        fence = FENCE.match(line)
        if opened is None and fence:
            opened, lines = (number, fence[2], fence[3].strip()), []
        elif opened is not None and fence and fence[2].startswith(opened[1]) and not fence[3].strip():
            text = textwrap.dedent("\n".join(lines) + "\n")
            blocks.append(Block(page, opened[0], opened[2], text))
            opened = None
        elif opened is not None:
            lines.append(line)
    assert opened is None, f"{page}: the block of line {opened and opened[0]} is not closed"
    return blocks


def prose_of(page: Path) -> str:
    """The text of a page without its fenced blocks and without code in a line."""
    inside, kept = "", []
    for line in page.read_text("utf-8").splitlines():
        fence = FENCE.match(line)
        if inside:
            if fence and fence[2].startswith(inside) and not fence[3].strip():
                inside = ""
        elif fence:
            inside = fence[2]
        else:
            kept.append(line)
    return "\n".join(kept)


BLOCKS = [block for page in PAGES for block in blocks_of(page)]
PYTHON_PAGES = [page for page in PAGES if any(b.page == page and b.language == "python" for b in BLOCKS)]


def named(path: Path) -> str:
    return path.relative_to(HOME).as_posix()


# ---- Python


def run_doctest(block: Block, names: dict[str, object]) -> None:
    parser, report = doctest.DocTestParser(), io.StringIO()
    test = parser.get_doctest(block.text, names, named(block.page), str(block.page), block.line)
    test.globs = names  # it has copied them
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(test, out=report.write, clear_globs=False)
    if runner.failures:
        pytest.fail(report.getvalue(), pytrace=False)


def run_plain(block: Block, names: dict[str, object], expected: str) -> None:
    printed = io.StringIO()
    # As many empty lines before it as make a traceback name the line of the page.
    code = compile("\n" * block.line + block.text, str(block.page), "exec")
    with contextlib.redirect_stdout(printed):
        exec(code, names)
    assert printed.getvalue() == expected, f"{named(block.page)}, line {block.line}"


@pytest.mark.parametrize("page", PYTHON_PAGES, ids=named)
def test_the_python_of_a_page_runs(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLES)
    # A module like any other, for what looks names up there.
    module = ModuleType("page")
    monkeypatch.setitem(sys.modules, "page", module)
    names: dict[str, object] = vars(module)
    blocks = [block for block in BLOCKS if block.page == page]
    for block, behind in zip(blocks, [*blocks[1:], None], strict=True):
        if block.language != "python":
            continue
        if ">>> " in block.text:
            run_doctest(block, names)
        else:
            run_plain(block, names, behind.text if behind and behind.language == "output" else "")


def test_output_stands_behind_python_without_prompts() -> None:
    pairs = pairwise(BLOCKS)
    strays = [
        (named(b.page), b.line)
        for before, b in pairs
        if b.language == "output" and (before.page, before.language) != (b.page, "python")
    ]
    assert strays == []


def test_python_is_found() -> None:
    assert {"README.md", "docs/reference/expressions.md", "docs/guide/server.md"} <= set(
        map(named, PYTHON_PAGES)
    )


# ---- commands


@dataclass(frozen=True)
class Command:
    """A command of a console block and what it is said to print."""

    block: Block
    text: str
    expected: tuple[str, ...]

    def __str__(self) -> str:
        return f"{named(self.block.page)}:{self.block.line}:{self.text[:40]}"


def commands_of(block: Block) -> list[Command]:
    commands: list[tuple[str, list[str]]] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            commands.append((line.removeprefix("$ "), []))
        elif commands and commands[-1][0].endswith("\\") and not commands[-1][1]:
            commands[-1] = (f"{commands[-1][0]}\n{line}", [])
        else:
            assert commands, f"{named(block.page)}, line {block.line}: output without a command"
            commands[-1][1].append(line)
    return [Command(block, text, tuple(expected)) for text, expected in commands]


COMMANDS = [command for block in BLOCKS if block.language == "console" for command in commands_of(block)]


@pytest.fixture(scope="session")
def commands_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the commands of pyproject.toml, run by this Python from this checkout."""
    folder = tmp_path_factory.mktemp("bin")
    scripts = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    for name, target in scripts.items():
        module, _, function = target.partition(":")
        script = folder / name
        script.write_text(
            f"#!{sys.executable}\nimport sys\nfrom {module} import {function}\n"
            f"sys.argv[0] = {name!r}\nsys.exit({function}())\n"
        )
        script.chmod(0o755)
    return folder


@pytest.mark.parametrize("command", COMMANDS, ids=str)
def test_a_command_prints_what_the_page_says(command: Command, commands_path: Path) -> None:
    environment = {
        **os.environ,
        "PATH": f"{commands_path}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(HOME),
        "PYTHONWARNINGS": "error",
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "100",
        "NO_COLOR": "1",
    }
    done = subprocess.run(
        ["bash", "-c", command.text],
        cwd=EXAMPLES,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
        check=False,
    )
    printed = done.stdout.decode().removesuffix("\n")
    lines = printed.split("\n") if printed else []
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line) + "\n" for line in command.expected
    )
    if not re.fullmatch(pattern, "".join(f"{line}\n" for line in lines)):
        assert lines == list(command.expected)


def test_commands_are_found() -> None:
    assert {"README.md", "docs/guide/command-line.md"} <= {named(command.block.page) for command in COMMANDS}


def test_a_command_of_ours_is_never_in_a_block_that_is_not_run() -> None:
    ours = re.compile(r"^\s*(?:\$ )?(?:tq|treequery) \S", re.MULTILINE)
    run = {"console", "python"}
    strays = [(named(b.page), b.line) for b in BLOCKS if b.language not in run and ours.search(b.text)]
    assert strays == []


def test_a_block_has_a_language() -> None:
    assert [(named(block.page), block.line) for block in BLOCKS if not block.language] == []


# ---- links


def anchors_of(page: Path) -> set[str]:
    headings = re.findall(r"^#+ +(.+?) *$", prose_of(page), re.MULTILINE)
    named_here = re.findall(r"^\(([\w-]+)\)=$", prose_of(page), re.MULTILINE)
    slugs = (
        re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).replace(" ", "-") for heading in headings
    )
    return {*slugs, *named_here}


def broken_links(page: Path) -> list[str]:
    broken = []
    prose = re.sub(r"`[^`\n]+`", "", prose_of(page))
    for target in (inline or defined for inline, defined in LINK.findall(prose)):
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        found = (page.parent / path).resolve() if path else page
        if not found.exists() or (anchor and anchor not in anchors_of(found)):
            broken.append(target)
    return broken


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_link_leads_somewhere(page: Path) -> None:
    assert broken_links(page) == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_file_that_is_named_is_there(page: Path) -> None:
    assert [name for name in FILE.findall(prose_of(page)) if not (HOME / name).exists()] == []


def test_what_a_page_includes_is_there() -> None:
    includes = [
        (block.page, block.language.partition("}")[2].strip())
        for block in BLOCKS
        if block.language.startswith(("{include}", "{literalinclude}"))
    ]
    assert includes
    assert [(named(page), path) for page, path in includes if not (page.parent / path).is_file()] == []


def test_every_page_is_in_the_table_of_contents() -> None:
    listed = {DOCS / "index.md"}
    for block in BLOCKS:
        if block.language == "{toctree}":
            entries = [line for line in block.text.splitlines() if line and not line.startswith(":")]
            listed.update((block.page.parent / f"{entry}.md").resolve() for entry in entries)
    assert listed == {page for page in PAGES if page.is_relative_to(DOCS)}


def test_a_target_of_make_that_is_named_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (HOME / "Makefile").read_text("utf-8"), re.MULTILINE))
    mentioned = {target for page in PAGES for target in MAKE.findall(page.read_text("utf-8"))}
    assert {"demo", "test"} <= mentioned <= targets


# ---- tables and lists made from the source


def errors_below(cls: type[errors.TreeQueryError]) -> list[type[errors.TreeQueryError]]:
    return sorted(
        (c for c in cls.__subclasses__() if c.__module__ == cls.__module__), key=lambda c: c.__name__
    )


def errors_tree(cls: type[errors.TreeQueryError] = errors.TreeQueryError, lead: str = "") -> list[str]:
    """The lines below ``cls`` in the picture of docs/reference/errors.md."""
    lines, below = [], errors_below(cls)
    for child in below:
        builtins = [base.__name__ for base in child.__bases__ if base.__module__ == "builtins"]
        stroke, trunk = ("└── ", "    ") if child is below[-1] else ("├── ", "│   ")
        lines.append(f"{lead}{stroke}{child.__name__}{''.join(f' ({name})' for name in builtins)}")
        lines.extend(errors_tree(child, lead + trunk))
    return lines


def errors_table() -> list[str]:
    """The lines of the table in docs/reference/errors.md: every error that is raised."""
    rows = ["| error, `code` | status | what is at fault | facts |", "| --- | --- | --- | --- |"]
    todo = [errors.TreeQueryError]
    while todo:
        cls = todo.pop(0)
        todo[:0] = errors_below(cls)
        if errors_below(cls):
            continue
        status = next(status for kind, status in STATUSES if issubclass(cls, kind))
        about = (cls.__doc__ or "").partition("\n")[0].replace("``", "`").removesuffix(".")
        facts = ", ".join(f"`{fact}`" for fact in inspect.signature(cls).parameters)
        rows.append(f"| `{cls.__name__}`<br>`{cls.code}` | {status} | {about} | {facts} |")
    return rows


def test_the_errors_page_is_as_the_source_has_it() -> None:
    page = DOCS / "reference" / "errors.md"
    table = [line for line in page.read_text("utf-8").splitlines() if line.startswith("|")]
    pictures = [
        block.text.splitlines() for block in BLOCKS if block.page == page and block.language == "text"
    ]
    assert (table, pictures) == (errors_table(), [["TreeQueryError", *errors_tree()]])


def test_the_hints_of_the_reference_are_those_given() -> None:
    page = (DOCS / "reference" / "expressions.md").read_text("utf-8")
    rows = re.findall(r"^\| `([^`]+)` +\| (.+?) +\|$", page.partition("| text | hint |")[2], re.MULTILINE)
    hints = {text: hint.replace("\\\\", "\\") for text, hint in rows if not text.startswith("Limits")}
    assert len(hints) == 9
    given = {}
    for text in hints:
        with pytest.raises(errors.ExpressionSyntaxError) as caught:
            treequery.parse(text)
        given[text] = caught.value.hint
    assert hints == given


def test_the_options_of_the_commands_are_those_of_the_reference(capsys: pytest.CaptureFixture[str]) -> None:
    shown = set()
    for command in ("trim", "explain", "fields", "conformance"):
        assert cli.main([command, "--help"]) == 0
        shown.update(re.findall(r"(?<![\w-])--[a-z]+", capsys.readouterr().out))
    page = (DOCS / "reference" / "commands.md").read_text("utf-8")
    assert set(re.findall(r"(?<![\w-])--[a-z]+", page)) == shown


def test_the_tour_visits_every_module() -> None:
    tour = (DOCS / "tour.md").read_text("utf-8")
    modules = [path.relative_to(HOME).as_posix() for path in sorted((HOME / "treequery").rglob("*.py"))]
    grammars = [path.relative_to(HOME).as_posix() for path in sorted((HOME / "grammar").glob("*.lark"))]
    assert [name for name in [*modules, *grammars] if f"`{name}`" not in tour] == []


# ---- docstrings


@pytest.mark.parametrize("name", ["treequery", *MODULES])
def test_the_examples_of_a_module_run(name: str) -> None:
    module = importlib.import_module(name)
    # An example may use any public name; the module's own ones come first.
    public = {name: getattr(treequery, name) for name in treequery.__all__}
    runner, report = doctest.DocTestRunner(verbose=False), io.StringIO()
    for test in doctest.DocTestFinder().find(module, module.__name__, globs={**public, **vars(module)}):
        runner.run(test, out=report.write)
    if runner.failures:
        pytest.fail(report.getvalue(), pytrace=False)


def test_modules_have_examples() -> None:
    finder = doctest.DocTestFinder()
    found = [test for name in MODULES for test in finder.find(importlib.import_module(name)) if test.examples]
    assert len(found) > 5


def is_overload(node: ast.ClassDef | ast.FunctionDef) -> bool:
    return any(isinstance(each, ast.Name) and each.id == "overload" for each in node.decorator_list)


def without_docstring(module: ModuleType) -> list[str]:
    """Public functions, classes and methods that say nothing; a method may say it in a protocol beside it."""
    public = set(getattr(module, "__all__", ()))
    nodes = [
        node
        for node in ast.parse(inspect.getsource(module)).body
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name in public and not is_overload(node)
    ]
    methods = [
        (node.name, inner)
        for node in nodes
        if isinstance(node, ast.ClassDef)
        for inner in node.body
        if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_")
    ]
    said = {method.name for _, method in methods if ast.get_docstring(method)}
    return [
        *(node.name for node in nodes if not ast.get_docstring(node)),
        *(f"{owner}.{method.name}" for owner, method in methods if method.name not in said),
    ]


@pytest.mark.parametrize("name", MODULES)
def test_what_is_public_has_a_docstring(name: str) -> None:
    assert without_docstring(importlib.import_module(name)) == []


# ---- the demo


def test_the_demo_runs_and_fits_a_terminal() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", EXAMPLES / "demo.py"],
        cwd=HOME.parent,
        env={**os.environ, "PYTHONPATH": str(HOME), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "323,917" in done.stdout
    assert "FAILURE" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_the_payload_is_what_its_script_makes(capsys: pytest.CaptureFixture[str]) -> None:
    source = (EXAMPLES / "make_jenkins.py").read_text("utf-8")
    exec(compile(source, "make_jenkins.py", "exec"), {"__name__": "__main__"})
    assert capsys.readouterr().out.encode() == (EXAMPLES / "jenkins.json").read_bytes()


def test_the_payload_is_large() -> None:
    assert (EXAMPLES / "jenkins.json").stat().st_size >= 200_000
