"""Whichever allocation is refused, the work ends in MemoryError or in its result, and can be done again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from treequery import _core

HERE = Path(__file__).parent
PROGRAM = HERE / "refused_allocations.py"
PACKAGES = str(Path(_core.__file__).parent.parent)
KINDS = [
    line.split('"')[1]
    for line in PROGRAM.read_text(encoding="utf-8").split("WORK: ")[1].split("\n}")[0].splitlines()
    if line.startswith('    "')
]
# With these CPython 3.12 and 3.13 end within Python code of ours, or loop, which nobody has traced.
UNTRACED = {"parse", "project odd", "write odd", "write odd as xml", "write surrogates"}
if sys.version_info[:2] in {(3, 12), (3, 13)}:
    KINDS = [kind for kind in KINDS if kind not in UNTRACED]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # Whoever has compiled the core has a linker, and that is one of these.
    path = tmp_path_factory.mktemp("library") / "refused.so"
    command = ["cc", "-O1", "-fPIC", "-shared", "-o", path, HERE / "refused_allocations.c"]
    subprocess.run(command, check=True, timeout=60)
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_whichever_allocation_is_refused_is_an_error(kind: str, library: Path) -> None:
    done = subprocess.run(
        [sys.executable, PROGRAM, kind],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={
            **os.environ,
            "PYTHONPATH": PACKAGES,
            "PYTHONMALLOC": "malloc",
            # The same each time.
            "PYTHONHASHSEED": "0",
            "LD_PRELOAD": str(library),
            "RUST_BACKTRACE": "0",
        },
    )
    # The last line of errors says how far it came.
    assert (done.returncode, done.stdout.split()[:1]) == (0, ["tried"]), done.stdout + done.stderr[-500:]
