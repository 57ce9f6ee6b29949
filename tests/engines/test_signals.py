"""Ctrl-C ends long work in the core, of each kind; nothing is timed, since none would end by itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from treequery import _core

from .long_work import BYTES, WORK

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


def test_what_a_handler_raises_is_no_fault_of_a_text_that_is_loaded() -> None:
    class StopError(ValueError):
        pass

    def stop(*_: object) -> None:
        raise StopError

    def load() -> None:
        BYTES.load(data)
        # For a machine that is quicker than that.
        signal.pause()

    data = b"[" + b",".join([b'{"a":1,"b":[2]}'] * 10**6) + b"]"
    before = signal.signal(signal.SIGALRM, stop)
    try:
        # Within the time that it takes to make the objects, if not to trim the text.
        signal.setitimer(signal.ITIMER_REAL, 0.03)
        with pytest.raises(StopError):
            load()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
