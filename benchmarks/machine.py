"""The machine: what the figures of a run depend on, apart from the code."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

__all__ = ["distribution_version", "engine_name", "facts"]

ROOT = Path(__file__).parent.parent


def engine_name() -> str:
    """Return the engine that treequery runs on; before it had a choice of them it was Python."""
    try:
        return str(import_module("treequery.engine").name)
    except (ImportError, AttributeError):
        return "python"


def distribution_version(name: str) -> str | None:
    """Return the installed version of a distribution, or None."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _cpu() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or "unknown"


def _commit() -> str:
    """The commit that was measured, with a mark where the sources differ from it."""
    try:
        git = ["git", "-C", str(ROOT)]
        commit = subprocess.check_output(
            [*git, "rev-parse", "--short=12", "HEAD"], text=True, stderr=subprocess.DEVNULL
        )
        changes = subprocess.check_output(
            [*git, "status", "--porcelain", "treequery", "core", "grammar"], text=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return commit.strip() + (" and changes" if changes else "")


def facts() -> dict[str, str]:
    """Return what to print above every table."""
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return {
        "machine": f"{platform.system()} {platform.machine()}",
        "CPU": f"{_cpu()}, {os.cpu_count()} cores",
        "load at the start": load,
        "Python": f"{platform.python_implementation()} {sys.version.split()[0]}",
        "engine": engine_name(),
        "commit": _commit(),
    }
