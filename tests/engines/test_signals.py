"""Ctrl-C ends long work in the core, of each kind; nothing is timed, since none would end by itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from treequery import _core

from .long_work import WORK

PROGRAM = Path(__file__).parent / "long_work.py"
PACKAGES = str(Path(_core.__file__).parent.parent)


@pytest.mark.parametrize("kind", WORK)
def test_long_work_is_interrupted(kind: str) -> None:
    done = subprocess.run(
        [sys.executable, PROGRAM, kind],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={**os.environ, "PYTHONPATH": PACKAGES},
    )
    assert (done.stdout, done.stderr) == ("interrupted [{'a': 1}] b'[\"b\"]' b'[2]'\n", "")
