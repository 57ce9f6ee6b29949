"""Write a plain graph as JSONP."""

from __future__ import annotations

import re

from ..errors import ParamsError
from ..source import shown
from .json_writer import write_json

__all__ = ["check_callback", "write_jsonp"]

INDEXES = re.compile(r"(?<=[^.])(?:\[[0-9]+\])+(?=\.|\Z)")
MAX_CALLBACK_CHARS = 200


def write_jsonp(graph: object, callback: str, *, pretty: bool, limit: int) -> bytes:
    """Return ``graph`` as a call of the JavaScript function ``callback`` with its JSON text.

    Raises ParamsError for a callback that ``check_callback`` refuses, and OutputLimitError beyond
    ``limit`` bytes of JSON.
    """
    check_callback(callback)
    text = write_json(graph, pretty=pretty, limit=limit)
    return callback.encode() + b"(" + text + b")"


def check_callback(callback: str) -> None:
    """Raise ParamsError for a callback that is no identifier of JavaScript, or longer than 200 characters.

    Dots and indexes are allowed, as in ``app.on[0]``. Anything else would be a stranger's code in
    somebody's page.

    Source: Stapler ``ResponseImpl``, which takes any text.
    """
    if len(callback) > MAX_CALLBACK_CHARS or not _is_function_name(callback):
        raise ParamsError("callback", f"expected a JavaScript identifier, found {shown(callback)}")


def _is_function_name(text: str) -> bool:
    # Python's identifiers are JavaScript's but for the dollar sign.
    parts = INDEXES.sub("", text).split(".")
    return all(part.replace("$", "_").isidentifier() for part in parts)
