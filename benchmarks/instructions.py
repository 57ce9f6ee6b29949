"""Count the instructions of fixed runs and compare them with the last ones: a guard that needs no clock.

    python -m benchmarks.instructions [--update] [--tolerance PERCENT]

Valgrind counts what the process executes, so the machine's load, its clock and its caches do not matter. Only
what is between two marks counts, a call of a public verb, whatever the engine: neither starting Python nor
preparing the input. Of several passes the least counts, less what an empty call takes.

Exit status: 0 within the tolerance, 1 beyond it or where a run fails, 2 where nothing can be compared.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .instruction_cases import CASES
from .machine import engine_name

__all__ = ["counts"]

HERE = Path(__file__).parent
BASELINE = HERE / "instructions.json"
# In percent. Another place of the checkout makes 0.7 of it: paths take part in where objects lie.
DEFAULT_TOLERANCE = 1.0
# All that takes part in a run: the rest of the environment would shift addresses as well.
KEPT_VARIABLES = ("PATH", "PYTHONPATH", "TREEQUERY_ENGINE", "LD_LIBRARY_PATH")
MAX_SECONDS = 500
NAME = re.compile(r"^desc: Trigger: Client Request: (.*)$", re.MULTILINE)
TOTAL = re.compile(r"^(?:totals|summary): (\d+)", re.MULTILINE)


class CannotCountError(Exception):
    """Something that counting needs is not there; the text says what."""


class CaseError(Exception):
    """What is to be counted has failed; the text is what it said last."""


def _run(command: list[str], **options: Any) -> None:
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=MAX_SECONDS, check=False, **options
    )
    if done.returncode:
        # Valgrind's own lines come last.
        said = [line for line in done.stderr.splitlines() if line.strip() and not line.startswith("==")]
        raise CannotCountError((said or ["no message"])[-1])


def counts() -> dict[str, int]:
    """Return the instructions of one pass of each case. Raises CannotCountError and CaseError."""
    for program in ("valgrind", "cc"):
        if shutil.which(program) is None:
            raise CannotCountError(f"{program} is not installed")
    with TemporaryDirectory() as folder:
        library, out = f"{folder}/marks.so", f"{folder}/counted"
        _run(["cc", "-shared", "-fPIC", "-O1", "-o", library, str(HERE / "instruction_marks.c")])
        valgrind = ["valgrind", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={out}"]
        # Addresses and hashes take part in what dicts do.
        fixed = ["setarch", platform.machine(), "-R"] if shutil.which("setarch") else []
        python = [sys.executable, "-m", "benchmarks.instruction_cases", library]
        environment = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        # The pools of Python's own allocator run full and empty at places that shift from run to run.
        environment |= {"PYTHONHASHSEED": "0", "PYTHONMALLOC": "malloc"}
        try:
            # That valgrind cannot be used is no fault; that a verb does not work is one.
            _run(python, cwd=HERE.parent, env=environment)
        except CannotCountError as err:
            raise CaseError(str(err)) from None
        _run([*fixed, *valgrind, *python], cwd=HERE.parent, env=environment)
        return least([path.read_text() for path in Path(folder).glob("counted.*")])


def least(dumps: list[str]) -> dict[str, int]:
    """Return for each case the least of its counts, less that of the case that does nothing."""
    found: dict[str, list[int]] = {}
    for text in dumps:
        name, total = NAME.search(text), TOTAL.search(text)
        if name is not None and total is not None:
            found.setdefault(name[1], []).append(int(total[1]))
    if sorted(found) != sorted(CASES):
        raise CannotCountError(f"valgrind has counted {len(found)} cases of {len(CASES)}")
    empty = min(found["nothing"])
    return {case: min(found[case]) - empty for case in CASES if case != "nothing"}


def key() -> str:
    """Return what has to be equal for two counts to be comparable."""
    # Of one minor version all releases have the same bytecode and the same layout of objects.
    python = f"{platform.python_implementation()} {'.'.join(platform.python_version_tuple()[:2])}"
    return f"{engine_name()}, {python}, {platform.machine()}"


def compared(measured: dict[str, int], expected: dict[str, int], tolerance: float) -> int:
    """Print the comparison and return the exit status."""
    status = 0
    print(f"{'instructions of one pass':<28}{'before':>15}{'now':>15}{'change':>9}")
    for case, count in measured.items():
        before = expected.get(case)
        if before is None:
            print(f"{case:<28}{'':>15}{count:>15,}   new: --update keeps it")
            continue
        change = 100 * (count - before) / before
        verdict = ""
        if change > tolerance:
            verdict, status = "  MORE than the tolerance", 1
        elif change < -tolerance:
            verdict = "  fewer: --update keeps it"
        print(f"{case:<28}{before:>15,}{count:>15,}{change:>+8.2f}%{verdict}")
    return status


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.instructions")
    parser.add_argument("--update", action="store_true", help="keep these counts as the ones to compare with")
    parser.add_argument("--tolerance", type=float, default=DEFAULT_TOLERANCE, metavar="PERCENT")
    wanted = parser.parse_args()
    baseline = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    try:
        measured = counts()
    except (CannotCountError, subprocess.TimeoutExpired) as err:
        print(f"nothing was counted: {err}", file=sys.stderr)
        return 2
    except CaseError as err:
        print(f"a run failed: {err}", file=sys.stderr)
        return 1
    expected = baseline.get(key())
    status = compared(measured, expected or {}, wanted.tolerance)
    if wanted.update:
        baseline[key()] = measured
        BASELINE.write_text(json.dumps(baseline, indent=1, sort_keys=True) + "\n")
        return 0
    if expected is None:
        print(f"no counts to compare with for {key()}: --update keeps these", file=sys.stderr)
        return 2
    return status


if __name__ == "__main__":
    sys.exit(main())
