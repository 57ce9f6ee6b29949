"""Records: what an instance of an exported class gives, in a graph that is to be written."""

from __future__ import annotations

__all__ = ["CLASS_KEY", "Record"]

CLASS_KEY = "_class"


class Record:
    """An object of a graph: its class attribute, or None, and its members in order.

    Not a dict, since merged values may give a name twice, and upstream writes both.
    """

    __slots__ = ("class_name", "members")

    def __init__(self, class_name: str | None = None) -> None:
        self.class_name = class_name
        self.members: list[tuple[str, object]] = []
