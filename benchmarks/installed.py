"""The command tq as a user has it: treequery alone in a virtual environment, laid out as pip does it.

A checkout, an editable installation or an environment full of other packages all add to the start of a
process, by tens of percent of what is measured here.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import treequery

from .machine import engine_name

__all__ = ["Installed", "clean_environment", "installed"]

PACKAGE = Path(treequery.__file__).parent
GRAMMAR = PACKAGE.parent / "grammar"

# What pip writes for an entry point.
SCRIPT = """\
#!{python}
import sys
from treequery.cli import main_tq
if __name__ == '__main__':
    sys.argv[0] = sys.argv[0].removesuffix('.exe')
    sys.exit(main_tq())
"""


@dataclass(frozen=True)
class Installed:
    """The programs of the environment."""

    python: Path
    tq: Path


def clean_environment() -> dict[str, str]:
    """Return the variables of this process without Python's own, which a user would not have set.

    One of them, that keeps bytecode from being written, makes every start several times as long.
    """
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


@contextmanager
def installed() -> Iterator[Installed]:
    """Give an environment with treequery in it, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="treequery-benchmark-") as folder:
        venv.create(folder, symlinks=os.name != "nt")
        paths = sysconfig.get_paths("venv", vars={"base": folder, "platbase": folder})
        site, scripts = Path(paths["purelib"]), Path(paths["scripts"])
        _copy(PACKAGE, site / "treequery")
        if GRAMMAR.is_dir():
            _copy(GRAMMAR, site / "treequery" / "grammar")
        # The specification parses with it; nothing else that treequery depends on is needed by a run.
        lark = find_spec("lark")
        if engine_name() == "python" and lark is not None and lark.origin is not None:
            _copy(Path(lark.origin).parent, site / "lark")
        python = scripts / Path(sys.executable).name
        if not python.exists():
            python = scripts / "python"
        subprocess.run(
            [python, "-m", "compileall", "-q", site],
            check=True,
            env=clean_environment(),
            stdout=subprocess.DEVNULL,
        )
        tq = scripts / "tq"
        tq.write_text(SCRIPT.format(python=python), encoding="utf-8")
        tq.chmod(0o755)
        yield Installed(python, tq)


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
