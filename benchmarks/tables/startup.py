"""Import and first compile, each in a new interpreter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ..contest import Entry, Group, contest
from ..installed import clean_environment
from ..timing import Effort
from . import Options

QUESTION = (
    "How much longer does a new interpreter take that imports treequery, and compiles a first expression?"
)

ROOT = Path(__file__).parent.parent.parent
REFERENCE = "bare interpreter"
PROGRAMS = {
    REFERENCE: "",
    "import treequery": "import treequery",
    "import treequery, compile": "import treequery; treequery.compile('jobs[name,color]')",
    "import treequery, compile, trim": "import treequery; treequery.compile('jobs[name]').trim(b'{}')",
    "import lxml.etree": "import lxml.etree",
    "import orjson": "import orjson",
    "import pydantic": "import pydantic",
    "import jmespath, compile": "import jmespath; jmespath.compile('jobs[].{name: name}')",
    "import glom": "import glom",
}


def _entry(name: str, program: str) -> Entry:
    command = [sys.executable, "-c", program]

    environment = clean_environment()

    def run() -> None:
        subprocess.run(command, check=True, cwd=ROOT, stderr=subprocess.PIPE, env=environment)

    return Entry(name, run, is_yardstick=True)


def groups(options: Options) -> list[Group]:
    # A process is one pass, whose spread is large: more rounds than elsewhere.
    effort = Effort(rounds=4 if options.quick else 31, round_seconds=0.0, contestant_seconds=30.0)
    entries = [_entry(name, program) for name, program in PROGRAMS.items()]
    return [
        contest(
            "a new process", entries, None, reference=REFERENCE, effort=effort, collector=options.collector
        )
    ]
