"""The command line: ``tq`` and ``treequery``.

Exit statuses: 0 fine, 1 the expression or the data was refused or could not be read, 2 wrong usage, and as
shells have it for a process that a signal ended, 130 interrupted and 141 nobody reads the output.
"""

from __future__ import annotations

import sys

from . import engine
from .commands.failures import CommandError, complain
from .errors import ParamsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Literal, Never

    Command = Literal["trim", "explain", "fields", "conformance"]

__all__ = ["main", "main_tq"]

DESCRIPTION = "Keep of JSON what a tree expression names."

COMMANDS = """\
commands:
  trim EXPRESSION [FILE]...     keep of JSON what an expression names; also called tq
  explain EXPRESSION            show what an expression means, and what is odd about it
  fields [FILE]                 list what takes room in a payload
  conformance DIR [FAMILY]...   try this engine on the vectors in a folder

Each command has a --help of its own."""

FAILED, WRONG_USAGE, INTERRUPTED, BROKEN_PIPE = 1, 2, 130, 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``treequery`` with these words, by default those of the process; return the exit status."""
    words = sys.argv[1:] if argv is None else list(argv)
    return _status("treequery", lambda: _run_any(words))


def main_tq(argv: Sequence[str] | None = None) -> int:
    """Run ``tq``, which is ``treequery trim``, as ``main`` does."""
    words = sys.argv[1:] if argv is None else list(argv)
    return _status("tq", lambda: _run("trim", "tq", words))


def _status(prog: str, run: Callable[[], int]) -> int:
    try:
        _choose_engine()
        return run()
    except CommandError as err:
        complain(f"{prog}: {err}")
    except ModuleNotFoundError as err:
        complain(f"{prog}: this needs the package {err.name}, which is not installed")
    except BrokenPipeError:
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit as done:
        # What argparse ends with, once it has printed what it has to say.
        return done.code if isinstance(done.code, int) else 0
    return FAILED


def _choose_engine() -> None:
    try:
        _ = engine.core
    except (ParamsError, ImportError) as err:
        raise CommandError(str(err)) from None


def _run_any(words: Sequence[str]) -> int:
    match words[:1]:
        case [("trim" | "explain" | "fields" | "conformance") as command]:
            return _run(command, f"treequery {command}", words[1:])
    return _explain(words)


def _explain(words: Sequence[str]) -> Never:
    """Say what the commands are, or what is wrong with words that are none, and end the process."""
    from argparse import ArgumentParser, RawDescriptionHelpFormatter

    from .commands.version import ShowVersion
    from .source import shown

    parser = ArgumentParser(
        prog="treequery",
        usage="treequery COMMAND ...",
        description=DESCRIPTION,
        epilog=COMMANDS,
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=ShowVersion)
    match words[:1]:
        case [word] if not word.startswith("-"):
            parser.error(f"there is no command {shown(word)}; to trim, write tq, or treequery trim")
        case [option]:
            parser.parse_args([option])
    parser.error("a COMMAND is missing: trim, explain, fields or conformance")


def _run(command: Command, prog: str, words: Sequence[str]) -> int:
    # Each command loads only what it needs, so that all of them start quickly.
    if command == "trim":
        from .commands.trim import run
    elif command == "explain":
        from .commands.explain import run
    elif command == "fields":
        from .commands.fields import run
    else:
        from .commands.conformance import run
    return run(prog, words)
