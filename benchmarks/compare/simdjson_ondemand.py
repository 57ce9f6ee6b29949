"""simdjson On-Demand in C++: a program made from the query, the fastest known way to do it by hand.

Not the same task: the program knows the schema, the order of the names included, and has to be compiled for
each query; what is left out is not validated but for its brackets and quotes, nor is the text after the last
name; a missing name is an error; it works in place on text that is followed by padding, without Python.

The sources of simdjson come with the source distribution of pysimdjson, which pip downloads into the cache
when this runs first. They never become part of the repository.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from ..contest import Entry
from ..payloads import CACHE
from .ondemand_source import query_source
from .task import CannotAskError, Task

NAME = "simdjson On-Demand C++"
RUNNER = Path(__file__).with_name("ondemand_runner.cpp")
FOLDER = CACHE / "simdjson"
# On-Demand is chosen when it is compiled, not when it runs: without "native" it would be SSE4 at best.
FLAGS = ["-std=c++17", "-O3", "-march=native", "-DNDEBUG"]
# pip, then two compilations: minutes on a slow machine, but an end has to be.
MAX_SECONDS = 400


def _run(*command: str | Path) -> None:
    done = subprocess.run(
        [*map(str, command)], capture_output=True, text=True, timeout=MAX_SECONDS, check=False
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise CannotAskError(f"{Path(command[0]).name}: {last[:80]}")


def _sources() -> None:
    """Put simdjson.h and simdjson.cpp into the folder, and the compiled library beside them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not (FOLDER / "simdjson.h").exists():
        # "--no-binary :all:" would build the tools that the distribution is built with as well.
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        _run(*pip, "--no-binary", "pysimdjson", "--dest", FOLDER, "pysimdjson")
        archive = max(FOLDER.glob("pysimdjson-*.tar.gz"))
        with tarfile.open(archive) as packed:
            for member in packed:
                name = Path(member.name).name
                source = packed.extractfile(member) if name in ("simdjson.cpp", "simdjson.h") else None
                if source is not None:
                    (FOLDER / name).write_bytes(source.read())
    if not (FOLDER / "simdjson.o").exists():
        _run("g++", *FLAGS, "-c", FOLDER / "simdjson.cpp", "-o", FOLDER / "partial.o")
        (FOLDER / "partial.o").replace(FOLDER / "simdjson.o")


def compiled(source: str) -> Path:
    """Return the program for the functions in ``source``, compiled if it is not there yet."""
    digest = hashlib.sha256((source + RUNNER.read_text()).encode()).hexdigest()[:16]
    folder = FOLDER / digest
    program = folder / "runner"
    if not program.exists():
        if shutil.which("g++") is None:
            raise CannotAskError("no g++ here")
        _sources()
        folder.mkdir(exist_ok=True)
        (folder / "query.inc").write_text(source)
        include = [f"-I{FOLDER}", f"-I{folder}"]
        _run("g++", *FLAGS, *include, RUNNER, FOLDER / "simdjson.o", "-o", folder / "partial")
        (folder / "partial").replace(program)
    return program


class Runner:
    """A running program, asked through its standard input."""

    def __init__(self, program: Path, payload: Path) -> None:
        command = [os.fspath(program), os.fspath(payload)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        atexit.register(self.close)

    def _ask(self, command: str) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(command.encode() + b"\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def clock(self, passes: int) -> float:
        return self._ask(str(passes)) / 1e9

    def answer(self) -> bytes:
        length = self._ask("answer")
        assert self.process.stdout is not None
        return self.process.stdout.read(length)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


def of_bytes(task: Task) -> Entry:
    assert task.path is not None
    try:
        runner = Runner(compiled(query_source(task.shape)), task.path)
    except CannotAskError as err:
        return Entry(NAME, problem=f"not built: {err}")
    except subprocess.TimeoutExpired:
        return Entry(NAME, problem="not built: it took too long")
    return Entry(NAME, runner.answer, clock=runner.clock, note="no Python, padded input, no copy out")


VERBS = {"bytes": of_bytes, "map": of_bytes}
