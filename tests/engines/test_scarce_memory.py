"""Where there is too little memory the core raises MemoryError; it neither ends the process nor panics."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from treequery import _core

from .scarce_memory import WORK

PROGRAM = Path(__file__).parent / "scarce_memory.py"
PACKAGES = str(Path(_core.__file__).parent.parent)


@pytest.fixture(scope="module")
def outcomes() -> dict[str, list[str]]:
    done = subprocess.run(
        [sys.executable, PROGRAM],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        env={**os.environ, "PYTHONPATH": PACKAGES, "RUST_BACKTRACE": "0"},
    )
    return {kind: found for kind, *found in (line.split(": ") for line in done.stdout.splitlines())}


@pytest.mark.parametrize("kind", WORK)
def test_too_little_memory_is_an_error(kind: str, outcomes: dict[str, list[str]]) -> None:
    assert set(outcomes[kind]) == {"done", "refused"}
