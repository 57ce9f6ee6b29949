"""Run what the engines agree on under valgrind: no byte may be touched that Python does not hold.

    python tests/memcheck.py

Exit status: 0 where nothing was found, 1 where something was, 2 where valgrind or the core is not there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

FOLDER = Path(__file__).parent
TESTS = [FOLDER / "engines" / name for name in ("test_agreement.py", "test_garbage.py", "test_maps.py")]
FOUND = 99
# Only what is not there or was freed: that CPython reads what it has not set is its own affair.
VALGRIND = [
    "valgrind",
    "--quiet",
    "--undef-value-errors=no",
    "--num-callers=30",
    f"--suppressions={FOLDER / 'memcheck.supp'}",
    f"--error-exitcode={FOUND}",
]
# Of Python's own blocks of memory valgrind would know nothing.
SETTINGS = {
    "PYTHONMALLOC": "malloc",
    "PYTHONPATH": str(FOLDER.parent),
    "TREEQUERY_ENGINE": "rust",
    "HYPOTHESIS_PROFILE": "memcheck",
}


def main() -> int:
    if shutil.which("valgrind") is None:
        print("memcheck: valgrind is not installed, so that nothing is checked")
        return 2
    if find_spec("treequery._core") is None:
        print("memcheck: the core is not there, so that nothing is checked")
        return 2
    command = [*VALGRIND, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *map(str, TESTS)]
    status = subprocess.run(command, env={**os.environ, **SETTINGS}, check=False).returncode
    if status:
        print("memcheck: see above" if status == FOUND else f"memcheck: the tests ended with {status}")
    return 1 if status else 0


if __name__ == "__main__":
    sys.exit(main())
