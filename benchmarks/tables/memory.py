"""Peak memory of trimming, beyond its input and output."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from .. import queries
from ..contest import Group, Row
from ..payloads import payload
from . import Options
from .common import MB, size_text

QUESTION = "How much memory does trimming take at its peak, beyond the input and the output?"

ROOT = Path(__file__).parent.parent.parent


def peak_row(program: str, kind: str, query: str, path: Path) -> Row:
    """Return what ``program`` took beyond input and output, or why that is unknown, as a line of a table."""
    expression = queries.QUERIES[kind][query]
    command = [sys.executable, "-m", "benchmarks.peak", program, expression, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no message"])[-1][:80]
        return Row(program, f"failed: {reason}")
    return Row(program, f"{int(done.stdout) / MB:+.2f} MB")


def groups(options: Options) -> list[Group]:
    path = payload("jenkins", 5 * MB if options.quick else 51 * MB)
    size = size_text(path.stat().st_size)
    return [_group(query, path, size) for query in ("narrow", "brief", "wide")]


def _group(query: str, path: Path, size: str) -> Group:
    programs = ("treequery trim", "orjson.loads alone", "HAND with orjson", "msgspec Structs")
    rows = [peak_row(program, "jenkins", query, path) for program in programs]
    return Group(f"jenkins {size}, {query}", "", rows, path.stat().st_size)
