"""Run the tables, each in a process of its own, and write what they say.

    python -m benchmarks.run [--quick] [--table NAME] [--gc] [--results FOLDER]

A full run writes to benchmarks/results and puts the goals into benchmarks/README.md; a quick one writes to
build/benchmarks, so that it never takes the place of figures that mean something.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from time import perf_counter

from . import goals, machine, report
from .tables import TABLES, Options

HERE = Path(__file__).parent
ROOT = HERE.parent
README = HERE / "README.md"
BEGIN, END = "<!-- begin: written by run.py -->\n", "<!-- end -->\n"


def run_table(name: str, options: Options, folder: Path) -> None:
    """Measure one table in this process."""
    module = import_module(f"benchmarks.tables.{name}")
    facts = machine.facts()
    result = report.Result(name, module.QUESTION, facts, options.quick, module.groups(options))
    report.write_result(result, folder)
    print(report.markdown_of(result), flush=True)


def goals_text(results: dict[str, report.Result]) -> str:
    """Return the goals table with what it was measured on."""
    met, measured, count = goals.count_met(results)
    lines = []
    # Tables may come from several runs: one line for each machine, engine or commit among them.
    kinds: dict[str, list[str]] = {}
    for name, result in results.items():
        facts = "; ".join(f"{key}: {value}" for key, value in result.facts.items() if "load" not in key)
        kinds.setdefault(facts + ("; QUICK, figures of no use" if result.quick else ""), []).append(name)
    lines += [f"- {facts} ({', '.join(names)})" for facts, names in kinds.items()]
    summary = (
        f"{met} of {measured} goals met, {count - measured} not measured. "
        f"Our rows' typical spread between quartiles: {goals.typical_spread(results):.0%}."
    )
    return "\n".join(
        [*lines, "", f"Versions: {report.versions()}", "", summary, "", goals.goals_table(results)]
    )


def write_readme(text: str) -> None:
    page = README.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    README.write_text(before + BEGIN + "\n" + text + "\n" + END + after, encoding="utf-8")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--quick", action="store_true", help="small payloads, few rounds: to see that it works"
    )
    parser.add_argument(
        "--table", choices=[*TABLES, "goals"], action="append", help="only this one; repeatable"
    )
    parser.add_argument("--gc", action="store_true", help="leave the garbage collector on")
    parser.add_argument("--results", type=Path, help="where to write")
    # For the processes that this starts.
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> int:
    wanted = arguments()
    folder = wanted.results or (ROOT / "build" / "benchmarks" if wanted.quick else HERE / "results")
    names = [name for name in wanted.table or TABLES if name != "goals"]
    if wanted.here:
        run_table(names[0], Options(wanted.quick, wanted.gc), folder)
        return 0
    failed = []
    flags = [f"--{flag}" for flag in ("quick", "gc") if getattr(wanted, flag)]
    for name in names:
        start = perf_counter()
        command = [sys.executable, "-m", "benchmarks.run", "--here", "--table", name, *flags]
        if subprocess.run([*command, "--results", str(folder)], cwd=ROOT, check=False).returncode:
            failed.append(name)
        print(f"{name}: {perf_counter() - start:.1f} s\n", file=sys.stderr, flush=True)
    results = report.read_results(folder)
    text = goals_text(results)
    print(f"# goals\n\n{text}")
    (folder / "goals.md").write_text(f"# goals\n\n{text}", encoding="utf-8")
    if folder.resolve() == (HERE / "results").resolve() and not any(r.quick for r in results.values()):
        write_readme(text)
    if failed:
        print(f"tables that failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
