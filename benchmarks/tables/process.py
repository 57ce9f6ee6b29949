"""Whole processes: the command tq against the commands of the jq family, on one file."""

from __future__ import annotations

import subprocess

from .. import queries, specification
from ..compare import gojq_command, jq_command
from ..compare.command import Words, null_entry, process_clock
from ..compare.task import Task
from ..contest import Entry, Group, contest
from ..installed import Installed, clean_environment, installed
from ..payloads import payload
from ..timing import Effort
from . import Options
from .common import KB, MB, size_text

QUESTION = (
    "A file of JSON in, trimmed JSON out: how long does a whole process take, from its start to its end?"
)

SIZES = (35 * KB, 500 * KB, 1 * MB, 10 * MB, 51 * MB)
QUERY = "brief"
RIVALS = (jq_command, gojq_command)


def groups(options: Options) -> list[Group]:
    sizes = SIZES[:2] if options.quick else SIZES
    with installed() as programs:
        return [_group(size, programs, options) for size in sizes]


def _group(byte_count: int, programs: Installed, options: Options) -> Group:
    path, expression = payload("jenkins", byte_count), queries.QUERIES["jenkins"][QUERY]
    data = path.read_bytes()
    task = Task("jenkins", expression, queries.shape("jenkins", expression), path)
    rivals = [module.of_bytes(task) for module in RIVALS]
    return contest(
        f"jenkins {size_text(len(data))}, {QUERY}",
        [_ours(programs, task), *rivals, _floor(programs), null_entry("jq"), null_entry("gojq")],
        specification.kept_bytes(expression, data),
        reference=rivals[0].name,
        # A process is one pass, whose spread is large: more rounds than elsewhere.
        effort=Effort(rounds=4 if options.quick else 31, round_seconds=0.0, contestant_seconds=8.0),
        collector=True,
    )


def _ours(programs: Installed, task: Task) -> Entry:
    assert task.path is not None
    environment = clean_environment()
    words: Words = [programs.tq, task.expression, task.path]

    def run() -> bytes:
        done = subprocess.run(words, stdout=subprocess.PIPE, check=True, env=environment)
        return done.stdout.removesuffix(b"\n")

    return Entry("treequery: tq", run, clock=process_clock(words, environment), note="everything validated")


def _floor(programs: Installed) -> Entry:
    clock = process_clock([programs.python, "-c", "pass"], clean_environment())
    return Entry("floor: python -c pass", lambda: clock(1), clock=clock, is_yardstick=True)
