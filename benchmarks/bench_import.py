"""A new interpreter: import, and the first plan."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROGRAMS = {
    "bare": "",
    "import": "import treequery",
    "compile": "import treequery; treequery.compile('jobs[name]')",
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_import(benchmark, program):
    command = [sys.executable, "-c", PROGRAMS[program]]
    done = benchmark.pedantic(subprocess.run, args=(command,), kwargs={"cwd": ROOT}, rounds=5)
    assert done.returncode == 0
