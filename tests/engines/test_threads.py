"""Threads that share plans, values and targets get what one thread gets, with a global lock and without."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

from treequery import _core
from treequery.decorators import exported, exported_bean
from treequery.errors import SourceError, TreeQueryError
from treequery.native import Native
from treequery.plan import compile
from treequery.specification import Specification

THREADS = 8
ROUNDS = 12
PLAN = compile("jobs[name,builds[number]{,2}]")
SETTINGS = (PLAN.keep, PLAN.always, PLAN.dates, PLAN.export, PLAN.limits)
ENGINES: dict[str, Any] = {"rust": Native(_core, *SETTINGS), "python": Specification(*SETTINGS)}
NAMES = ("a", "\xe9", "\u20ac" * 9)

Result = TypeVar("Result")


@dataclass
class Job:
    name: Any
    builds: Any


@exported_bean
class Asked:
    """Has getters."""

    @exported
    def name(self) -> str:
        return NAMES[0] * 3

    @exported
    @property
    def builds(self) -> list[Any]:
        return [{"number": number, "result": None} for number in range(3)]


def builds() -> list[Any]:
    return [{"number": number, "url": f"u{number}"} for number in range(4)]


ROOT: Any = {
    "mode": "NORMAL",
    "jobs": [
        *({"name": name, "color": 1.5, "builds": builds()} for name in NAMES * 5),
        Job("", tuple(builds())),
        Asked(),
        {"name": 2**70, "builds": {3: None}},
    ],
}
TEXT = PLAN.write({"jobs": [{"name": name, "builds": builds()} for name in NAMES] * 5}, pretty=True)
# Above what is worth letting other threads in for.
LARGE = b"[" + b",".join([TEXT] * 40) + b"]"
LINES = b'{"jobs": [{"name": "a", "x": [1, 2]}]}\n' * 300
NOISE = b'"\\{}[],:0a \xff\xc3'
FLAVORS: Any = ("json", "jsonp", "python", "ruby", "xml")


def written(engine: Any) -> list[bytes]:
    how = {"pretty": False, "name": "root", "callback": "f"}
    return [engine.write(ROOT, flavor, **how) for flavor in FLAVORS]


VERBS: dict[str, Callable[[Any], object]] = {
    "project": lambda engine: engine.project(ROOT),
    "write": written,
    "trim": lambda engine: [engine.trim(data, "full") for data in (TEXT, LARGE, LARGE.decode())],
    "trim, kept": lambda engine: engine.trim(LARGE, "kept"),
    "load": lambda engine: [engine.load(data, "full") for data in (TEXT, LARGE)],
    "lines": lambda engine: list(engine.trim_lines(LINES, "full", 1)),
    "lines on threads": lambda engine: list(engine.trim_lines(LINES, "full", 3)),
}


@pytest.fixture(autouse=True)
def often() -> Iterator[None]:
    """Where there is a global lock, it goes from hand to hand as often as can be."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def together(work: Callable[[int], Result]) -> list[Result]:
    """What the work gives on each of several threads, which begin at the same time."""
    start = threading.Barrier(THREADS)

    def begin(number: int) -> Result:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(begin, range(THREADS)))


def while_changed(change: Callable[[int], None], work: Callable[[], object]) -> None:
    """Do the work on all threads but one, which changes something all the while."""
    working = [True] * (THREADS - 1)

    def run(number: int) -> None:
        if number == THREADS - 1:
            count = 0
            while any(working):
                change(count)
                count += 1
            return
        try:
            for _ in range(3 * ROUNDS):
                work()
        finally:
            working[number] = False

    together(run)


engines = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES.keys())


@engines
@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS.keys())
def test_threads_get_what_one_gets(verb: Callable[[Any], object], engine: Any) -> None:
    alone, rounds = verb(engine), ROUNDS if engine is ENGINES["rust"] else 1
    assert together(lambda number: [verb(engine) for _ in range(rounds)]) == [[alone] * rounds] * THREADS


def test_threads_make_one_plan_ready_at_once() -> None:
    def used(verbs: Any) -> Callable[[int], object]:
        return lambda number: (verbs.trim(TEXT, "full"), verbs.project(ROOT))

    alone = used(ENGINES["rust"])(0)
    for _ in range(ROUNDS):
        assert together(used(Native(_core, *SETTINGS))) == [alone] * THREADS


def test_threads_compile_more_than_is_remembered() -> None:
    def work(number: int) -> list[object]:
        texts = (f"a{at % 300}[b{at % 7}{{,{at % 3}}}]" for at in range(0, 2000, 1 + number))
        return [compile(text).tree for text in texts]

    assert together(work) == [work(number) for number in range(THREADS)]


@engines
def test_a_class_that_all_threads_meet_at_once_is_shown_alike(engine: Any) -> None:
    for count in range(ROUNDS):
        asked: list[int] = []

        class Fresh(Job):
            pass

        @exported_bean
        class FreshAsked:
            @exported
            def name(self, asked: list[int] = asked, count: int = count) -> int:
                asked.append(count)
                return count

        root = {"jobs": [Fresh("a", []), FreshAsked()]}
        wanted = {"jobs": [{"name": "a", "builds": []}, {"name": count}]}
        assert together(lambda number, root=root: engine.project(root)) == [wanted] * THREADS  # type: ignore[misc]
        assert asked == [count] * THREADS


def changing() -> tuple[Any, Callable[[int], None]]:
    """A graph, and what changes it: values, keys, lengths and attributes, all of which stay of their kind."""
    root: Any = {"jobs": [{"name": NAMES[at % 3], "builds": builds()} for at in range(20)]}
    job = Job("a", builds())
    root["jobs"].append(job)

    def change(count: int) -> None:
        jobs = root["jobs"]
        first = jobs[count % 7]
        first["name"] = NAMES[count % 3]
        first[f"more {count % 50}"] = count
        first["builds"] = builds()
        first["builds"].clear()
        first.pop(f"more {(count + 25) % 50}", None)
        jobs.append({"name": NAMES[count % 3]})
        jobs.insert(0, jobs.pop(9))
        del jobs[21 + count % 3 :]
        job.name, job.builds = NAMES[count % 3], builds()
        root["jobs"] = jobs[:] if count % 5 == 0 else jobs
        root[f"x{count % 20}"] = None
        root.pop(f"x{(count + 9) % 20}", None)

    return root, change


def check_kept(kept: Any) -> None:
    assert kept.keys() <= {"jobs"}
    for job in kept.get("jobs", ()):
        assert job.keys() <= {"name", "builds"}
        assert job.get("name", "a") in NAMES
        found = job.get("builds", ())
        assert len(found) <= 2
        assert all(build in ({"number": 0}, {"number": 1}) for build in found)


READS: dict[str, Callable[[Any, Any], Any]] = {
    "project": lambda engine, root: engine.project(root),
    "write json": lambda engine, root: json.loads(
        engine.write(root, "json", pretty=False, name="", callback="")
    ),
}


@engines
@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
def test_a_graph_that_is_changed_shows_what_it_held_or_is_an_error(read: Any, engine: Any) -> None:
    root, change = changing()

    def work() -> None:
        try:
            kept = read(engine, root)
        except SourceError:
            return
        check_kept(kept)

    while_changed(change, work)


@pytest.mark.parametrize("verb", ["trim", "load"])
def test_bytes_that_are_changed_are_kept_or_refused(verb: str) -> None:
    # What is kept of them may be of no one moment: nothing is claimed but that the process goes on.
    data = bytearray(TEXT)
    engine = ENGINES["rust"]

    def change(count: int) -> None:
        data[count * 7 % len(data)] = NOISE[count % len(NOISE)]
        if count % 50 == 0:
            data[:] = TEXT

    def work() -> None:
        try:
            getattr(engine, verb)(data, "full")
        except (TreeQueryError, RuntimeError, BufferError):
            return

    while_changed(change, work)
    assert engine.trim(TEXT, "full") == PLAN.trim(TEXT)


def test_what_threads_append_to_one_target_is_all_there() -> None:
    target, engine = bytearray(), ENGINES["rust"]
    counts = together(lambda number: sum(engine.trim_into(TEXT, target, "full") for _ in range(50)))
    assert bytes(target) == PLAN.trim(TEXT) * 50 * THREADS
    assert sum(counts) == len(target)


def test_nobody_sees_the_garbage_collector_switched() -> None:
    seen: set[bool] = set()

    def change(count: int) -> None:
        gc.disable()
        seen.update(gc.isenabled() for _ in range(500))
        gc.enable()
        seen.update(not gc.isenabled() for _ in range(500))

    while_changed(change, lambda: ENGINES["rust"].load(LARGE, "full"))
    assert seen == {False}
    assert gc.isenabled()


def test_the_core_leaves_the_global_lock_as_it_is() -> None:
    program = """
import sys
has_lock = getattr(sys, "_is_gil_enabled", lambda: True)
before = has_lock()
from treequery import _core
sys.exit(has_lock() is not before)
"""
    packages = str(Path(_core.__file__).parent.parent)
    env = {name: value for name, value in os.environ.items() if name != "PYTHON_GIL"}
    subprocess.run(
        [sys.executable, "-W", "error", "-c", program], check=True, env={**env, "PYTHONPATH": packages}
    )
