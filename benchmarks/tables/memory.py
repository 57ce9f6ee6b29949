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


def peak(program: str, query: str, path: Path) -> int | str:
    """Return the bytes that ``program`` took beyond input and output, or why that is unknown."""
    command = [sys.executable, "-m", "benchmarks.peak", program, queries.QUERIES["jenkins"][query], str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["no message"])[-1][:80]
    return int(done.stdout)


def groups(options: Options) -> list[Group]:
    path = payload("jenkins", 5 * MB if options.quick else 51 * MB)
    size = size_text(path.stat().st_size)
    return [_group(query, path, size) for query in ("narrow", "brief", "wide")]


def _group(query: str, path: Path, size: str) -> Group:
    rows = []
    for program in ("treequery trim", "orjson.loads alone", "HAND with orjson", "msgspec Structs"):
        extra = peak(program, query, path)
        if isinstance(extra, str):
            rows.append(Row(program, f"failed: {extra}"))
        else:
            rows.append(Row(program, f"{extra / MB:+.2f} MB"))
    return Group(f"jenkins {size}, {query}", "", rows, path.stat().st_size)
