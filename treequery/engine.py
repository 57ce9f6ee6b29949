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

    core: ModuleType | None
    name: Literal["python", "rust"]

__all__ = ["CORE_VERSION", "VARIABLE", "chosen", "core", "name"]

VARIABLE = "TREEQUERY_ENGINE"

# The core that these modules know. Beside a checkout, or in a folder that is put together from several
# installations, another one can lie.
CORE_VERSION = "0.1.0"


def chosen(wanted: str) -> ModuleType | None:
    """Return the core if it is wanted, or if it is there and nothing is; None stands for the specification.

    Raises ParamsError for the name of no engine, and ImportError where the core is wanted and not there, or
    is that of another version.
    """
    if wanted not in ("", "python", "rust"):
        raise ParamsError(VARIABLE, f"expected python or rust, found {wanted!r}")
    if wanted == "python":
        return None
    cause = None
    try:
        from . import _core
    except ImportError as err:
        is_absent = err.name == __package__ or isinstance(err, ModuleNotFoundError)
        cause, fault = err, "is not installed" if is_absent else f"cannot be loaded ({err})"
    else:
        if getattr(_core, "VERSION", None) == CORE_VERSION:
            return _core
        fault = "is of another version"
    if not wanted:
        return None
    raise ImportError(
        f"{VARIABLE} asks for the Rust core, which {fault}: install treequery anew where a Rust "
        "toolchain is, or unset the variable"
    ) from cause


def __getattr__(attribute: str) -> object:
    # Chosen when it is first asked for, so that commands can say in one line what is wrong with the choice.
    if attribute not in ("core", "name"):
        raise AttributeError(f"module {__name__!r} has no attribute {attribute!r}")
    found = chosen(os.environ.get(VARIABLE, ""))
    globals().update(core=found, name="python" if found is None else "rust")
    return globals()[attribute]
