"""The core in a second interpreter of one process, where Python takes its place."""

from __future__ import annotations

import os
import subprocess
import sys

PROGRAM = """
import os, sys
from treequery import _core

try:
    import _interpreters
    second = _interpreters.create("legacy")
except ImportError:
    import _xxsubinterpreters as _interpreters
    second = _interpreters.create(isolated=False)
_interpreters.run_string(second, '''
import os, sys
sys.path[:] = %r
try:
    from treequery import _core
except ImportError as err:
    os.write(1, str(err).encode())
''' % sys.path)
# Not all versions of Python end well after they have had two.
os._exit(0)
"""


def test_the_core_is_refused_to_a_second_interpreter() -> None:
    # Whoever asks for the core is told that he cannot have it before the core itself says why.
    environment = {name: value for name, value in os.environ.items() if name != "TREEQUERY_ENGINE"}
    told = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, timeout=60, env=environment)
    assert (told.returncode, told.stderr) == (0, b"")
    assert b"one interpreter" in told.stdout
