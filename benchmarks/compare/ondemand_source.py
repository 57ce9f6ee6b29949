"""The C++ text that keeps a shape with simdjson's On-Demand front end."""

from __future__ import annotations

import json

from ..shapes import Shape

__all__ = ["query_source"]


def query_source(shape: Shape) -> str:
    """Return functions that keep ``shape``; ``keep_root`` is the last.

    Names are found in the order of the payload and written as literals with the punctuation around them: so
    one writes it who knows the schema.
    """
    functions: list[str] = []
    name = _function(shape, functions)
    root = f"static void keep_root(ondemand::value value, std::string &out) {{ {name}(value, out); }}"
    return "\n".join([*functions, root, ""])


def _function(shape: Shape, functions: list[str]) -> str:
    """Add the function for ``shape`` and those that it calls; return its name."""
    if shape.kind == "scalar" and list not in shape.types and dict not in shape.types:
        return "copy_token"
    lines = []
    if shape.is_nullable:
        lines.append('if (value.is_null()) { out += "null"; return; }')
    if shape.kind == "object":
        lines += _object(shape, functions)
    elif shape.element is not None:
        lines += _array(shape, _function(shape.element, functions))
    else:
        # An array that is always empty.
        lines.append("out.append(std::string_view(value.raw_json()));")
    name = f"keep_{len(functions)}"
    functions.append(
        f"static void {name}(ondemand::value value, std::string &out) {{\n    " + "\n    ".join(lines) + "\n}"
    )
    return name


def _object(shape: Shape, functions: list[str]) -> list[str]:
    lines, before = ["ondemand::object object = value.get_object();"], "{"
    for key, child in shape.names.items():
        literal = json.dumps(before + json.dumps(key) + ":")
        lines.append(f"out += {literal};")
        lines.append(f"{_function(child, functions)}(object.find_field({json.dumps(key)}).value(), out);")
        before = ","
    lines.append(f"out += {json.dumps('}' if shape.names else '{}')};")
    return lines


def _array(shape: Shape, inner: str) -> list[str]:
    lines = ["ondemand::array array = value.get_array();", "out += '[';", "long index = 0, kept = 0;"]
    lines.append("for (auto element : array) {")
    if shape.stop is not None:
        lines.append(f"    if (index >= {shape.stop}) break;")
    lines.append(f"    if (index++ < {shape.start}) continue;")
    lines += ["    if (kept++) out += ',';", f"    {inner}(element.value(), out);", "}", "out += ']';"]
    return lines
