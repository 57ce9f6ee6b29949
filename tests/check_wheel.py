"""Check a built distribution as a stranger meets it: ``python tests/check_wheel.py dist``.

The one wheel in the folder is installed into an environment of its own and used from a folder outside
the checkout; an sdist beside it has to build a wheel that holds the same files. A script, not a test,
since it installs what treequery depends on.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
VERSION = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))["project"]["version"]

DATA = '{"jobs": [{"name": "a", "color": "red"}, {"name": "b"}], "mode": "NORMAL"}'
TRIMMED = '{"jobs":[{"name":"a"}]}'

PIP = ("-m", "pip", "--quiet", "--disable-pip-version-check")

PARSES = """
import treequery
for dialect in ("jenkins", "extended"):
    tree = treequery.parse("jobs[name,builds[number]{0,5}]", dialect=dialect)
    assert str(tree) == "jobs[name,builds[number]{,5}]", str(tree)
assert str(treequery.parse('jobs[**,!"a,b"]<-5,>')) == 'jobs[**,!"a,b"]{-5,}'
"""
SELECTS = """
import treequery
found = treequery.select("<hudson><job><name>a</name></job></hudson>", xpath="//name")
assert found.body == b"<name>a</name>", found
"""
OPENS_NO_DOOR = """
import sys
import treequery
loaded = sorted({"lark", "lxml", "hypothesis"} & sys.modules.keys())
assert not loaded, f"import treequery loads {', '.join(loaded)}"
"""
IS_TYPED = """
import pathlib
import treequery
folder = pathlib.Path(treequery.__file__).parent
assert (folder / "py.typed").is_file(), "py.typed is missing, so no type checker looks at the annotations"
"""


class DistributionError(Exception):
    """The distribution is not as it should be; the message says how."""


def run(*command: str | Path, stdin: str = "", cwd: Path | None = None, path: str = "") -> str:
    # Nothing of the caller's environment may lend the wheel what it lacks.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    if path:
        clean["PATH"] = path
    done = subprocess.run(
        [str(part) for part in command],
        input=stdin,
        cwd=cwd,
        env={**clean, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        shown = " ".join(Path(part).name if isinstance(part, Path) else part for part in command[:4])
        raise DistributionError(f"{shown} ended with {done.returncode}:\n{done.stdout}{done.stderr}".rstrip())
    return done.stdout


def expect(what: str, found: str, expected: str) -> None:
    if found != expected:
        raise DistributionError(f"{what}: expected {expected!r}, found {found!r}")


def the_one(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise DistributionError(f"{folder}: expected one file {pattern}, found {len(found)}")
    return found[0]


class Environment:
    """A virtual environment with nothing but a wheel and what it depends on."""

    def __init__(self, folder: Path, wheel: Path) -> None:
        self.outside = folder / "elsewhere"
        self.outside.mkdir(parents=True)
        venv.create(folder / "venv", with_pip=True)
        self.bin = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
        self.python(*PIP, "install", str(wheel))

    def python(self, *arguments: str) -> str:
        return run(self.bin / "python", "-W", "error::ImportWarning", *arguments, cwd=self.outside)

    def program(self, text: str) -> str:
        return self.python("-c", text)

    def command(self, name: str, *arguments: str, stdin: str = "") -> str:
        return run(self.bin / name, *arguments, stdin=stdin, cwd=self.outside)


def check_installed(env: Environment) -> None:
    where = env.program("import treequery; print(treequery.__file__)").strip()
    if Path(where).is_relative_to(HOME):
        raise DistributionError(f"treequery was imported from the checkout: {where}")


def check_tq(env: Environment) -> None:
    expect("tq", env.command("tq", "jobs[name]{0}", stdin=DATA).strip(), TRIMMED)


def check_xml(env: Environment) -> None:
    found = env.command("tq", "jobs[name]{0}", "--xpath", "//name", stdin=DATA)
    expect("tq --xpath", found.strip(), "<name>a</name>")


def check_version(env: Environment) -> None:
    _, version, rest = env.command("treequery", "--version").split(" ", 2)
    expect("treequery --version", version, VERSION)
    print(f"      {rest.strip()}")


CHECKS: tuple[tuple[str, Callable[[Environment], object]], ...] = (
    ("it is imported from the wheel", check_installed),
    ("both dialects parse", lambda env: env.program(PARSES)),
    ("XPath selects", lambda env: env.program(SELECTS)),
    ("import treequery loads neither lark nor lxml", lambda env: env.program(OPENS_NO_DOOR)),
    ("types are announced", lambda env: env.program(IS_TYPED)),
    ("tq trims standard input", check_tq),
    ("tq searches by XPath", check_xml),
    ("treequery --version", check_version),
)


def files_of(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return sorted(archive.namelist())


def check_contents(wheel: Path) -> None:
    files = files_of(wheel)
    # The conformance kit carries its vectors; otherwise a wheel is the modules, the grammars and the marker.
    modules = [path.relative_to(HOME).as_posix() for path in (HOME / "treequery").rglob("*.py")]
    grammars = [f"treequery/grammar/{path.name}" for path in (HOME / "grammar").glob("*.lark")]
    missing = sorted({*modules, *grammars} - set(files))
    if missing:
        raise DistributionError(f"{wheel.name} lacks {', '.join(missing)}")
    if shutil.which("cargo") and not any(name.startswith("treequery/_core") for name in files):
        raise DistributionError(f"{wheel.name} lacks the core, though there is a Rust toolchain")
    stray = [name for name in files if not re.match(r"treequery(/|-[^/]+\.dist-info/)", name)]
    if stray:
        raise DistributionError(
            f"{wheel.name} holds what would lie about among other packages: {', '.join(stray)}"
        )


def check_tag(wheel: Path) -> None:
    has_core = any(re.match(r"treequery/_core\..*(so|pyd)$", name) for name in files_of(wheel))
    is_pure = wheel.name.endswith("-py3-none-any.whl")
    if has_core == is_pure:
        found = "has the core" if has_core else "lacks the core"
        raise DistributionError(f"{wheel.name}: its name is wrong, since it {found}")


def check_without_toolchain(sdist: Path, folder: Path) -> None:
    broken = folder / "broken"
    broken.mkdir()
    for name in ("cargo", "rustc"):
        (broken / name).write_text("#!/bin/sh\nexit 1\n")
        (broken / name).chmod(0o755)
    shutil.unpack_archive(sdist, folder / "source", filter="data")
    source = the_one(folder / "source", "treequery-*")
    # What a build with another toolchain, or of other sources, could have left there.
    leftover = source / "build" / f"lib.{sysconfig.get_platform()}-{sys.implementation.cache_tag}"
    for place in (source, leftover):
        (place / "treequery").mkdir(parents=True, exist_ok=True)
        (place / "treequery" / "_core.abi3.so").write_bytes(b"stale")
    path = f"{broken}{os.pathsep}{os.environ['PATH']}"
    built = folder / "pure"
    run(Path(sys.executable), *PIP, "wheel", "--no-deps", "--wheel-dir", built, source, cwd=folder, path=path)
    wheel = the_one(built, "*.whl")
    check_tag(wheel)
    expect("the wheel without a toolchain", wheel.name, f"treequery-{VERSION}-py3-none-any.whl")


def check_sdist(sdist: Path, wheel: Path, folder: Path) -> None:
    built = folder / "from-sdist"
    run(Path(sys.executable), *PIP, "wheel", "--no-deps", "--wheel-dir", built, sdist, cwd=folder)
    expect(
        f"the files of the wheel that {sdist.name} builds",
        *map(str, map(files_of, (the_one(built, "*.whl"), wheel))),
    )


def check(dist: Path) -> None:
    wheel = the_one(dist, "*.whl")
    print(wheel.name)
    with tempfile.TemporaryDirectory(prefix="treequery-wheel-") as name:
        folder = Path(name)
        check_contents(wheel)
        check_tag(wheel)
        print("  ok: all modules and grammars are there, and nothing outside the package")
        env = Environment(folder, wheel)
        for what, checks in CHECKS:
            checks(env)
            print(f"  ok: {what}")
        for sdist in sorted(dist.glob("*.tar.gz")):
            print(sdist.name)
            check_sdist(sdist, wheel, folder)
            print("  ok: it builds a wheel with the same files")
            check_without_toolchain(sdist, folder)
            print("  ok: where no core can be built, it builds a wheel for every platform")


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("usage: python tests/check_wheel.py DIST", file=sys.stderr)
        return 2
    try:
        check(Path(arguments[0]).resolve())
    except DistributionError as error:
        print(f"check_wheel: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
