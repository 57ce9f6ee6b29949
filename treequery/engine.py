"""The engine: what applies plans, the Rust core where it is installed or else Python, the specification.

The environment variable ``TREEQUERY_ENGINE`` chooses, ``python`` or ``rust``; ``name`` tells which it is.
"""

from __future__ import annotations

import os

from .errors import ParamsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Literal

__all__ = ["VARIABLE", "chosen", "core", "name"]

VARIABLE = "TREEQUERY_ENGINE"


def chosen(wanted: str) -> ModuleType | None:
    """Return the core if it is wanted, or if it is there and nothing is; None stands for the specification.

    Raises ParamsError for the name of no engine, and ImportError where the core is wanted and not there.
    """
    if wanted not in ("", "python", "rust"):
        raise ParamsError(VARIABLE, f"expected python or rust, found {wanted!r}")
    if wanted == "python":
        return None
    try:
        from . import _core
    except ImportError as err:
        if not wanted:
            return None
        raise ImportError(
            f"{VARIABLE} asks for the Rust core, which is not installed: install treequery anew where a Rust "
            "toolchain is, or unset the variable"
        ) from err
    return _core


core = chosen(os.environ.get(VARIABLE, ""))
name: Literal["python", "rust"] = "python" if core is None else "rust"
