"""The filter of jq for a shape, for the three programs that take it."""

from __future__ import annotations

import json

from ..shapes import Shape

__all__ = ["jq_filter"]


def jq_filter(shape: Shape) -> str:
    """Return a jq filter that keeps what ``shape`` says."""
    text = "."
    if shape.kind == "object":
        members = []
        for name, child in shape.names.items():
            key = json.dumps(name)
            below = jq_filter(child)
            members.append(f"{key}: .{key}" if below == "." else f"{key}: (.{key} | {below})")
        text = "{" + ", ".join(members) + "}"
    elif shape.element is not None:
        start, stop = shape.start, "" if shape.stop is None else shape.stop
        text = f".[{start}:{stop}]" if shape.is_sliced else "."
        below = jq_filter(shape.element)
        if below != ".":
            text += f" | map({below})"
    if shape.is_nullable and text != ".":
        return f"if . == null then null else {text} end"
    return text
