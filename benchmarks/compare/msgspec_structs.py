"""msgspec: Structs made from the query; its decoder skips what they do not name.

Not the same task: the schema has to be known, arrays from objects at least; number text may be written
otherwise (1e2, long fractions); a missing name is an error; graphs hold Structs, not dicts; the end of a
sliced array is decoded and then dropped.
"""

from __future__ import annotations

from typing import Any, Optional

import msgspec

from ..contest import Entry
from ..shapes import Shape
from .task import Task

SCALARS = {str, int, float, bool}


def hint_of(shape: Shape) -> Any:
    """Return the type to decode ``shape`` into."""
    hint: Any = Any
    if shape.kind == "object":
        hint = struct_of(shape)
    elif shape.element is not None:
        hint = list[hint_of(shape.element)]  # type: ignore[misc]  # no annotation, but a value
    elif len(shape.types) == 1 and shape.types <= SCALARS:
        (hint,) = shape.types
    return Optional[hint] if shape.is_nullable else hint  # noqa: UP045 - the class is only known here


def struct_of(shape: Shape) -> type:
    slices = [
        (name, slice(child.start, child.stop)) for name, child in shape.names.items() if child.is_sliced
    ]

    def cut(instance: Any) -> None:
        for name, kept in slices:
            setattr(instance, name, getattr(instance, name)[kept])

    # Field names are numbered, since a Struct cannot have every name that JSON can.
    numbered = [(f"field_{index}", *pair) for index, pair in enumerate(shape.names.items())]
    names = {field: name for field, name, _ in numbered}
    attribute = {name: field for field, name, _ in numbered}
    slices = [(attribute[name], kept) for name, kept in slices]
    return msgspec.defstruct(
        "Kept",
        [(field, hint_of(child)) for field, _, child in numbered],
        rename=names,
        namespace={"__post_init__": cut} if slices else None,
        gc=False,
    )


def of_bytes(task: Task) -> Entry:
    decode = msgspec.json.Decoder(struct_of(task.shape)).decode
    encode, data = msgspec.json.Encoder().encode, task.data
    return Entry("msgspec Structs", lambda: encode(decode(data)))


def of_lines(task: Task) -> Entry:
    decode = msgspec.json.Decoder(struct_of(task.shape)).decode_lines
    encode, data = msgspec.json.Encoder().encode_lines, task.data
    return Entry("msgspec Structs", lambda: encode(decode(data)))


def loaded(task: Task) -> Entry:
    decode, data = msgspec.json.Decoder(struct_of(task.shape)).decode, task.data
    return Entry("msgspec Structs", lambda: decode(data), plain=msgspec.to_builtins, note="gives Structs")


def of_graph(task: Task) -> Entry:
    cls, root, convert = struct_of(task.shape), task.root, msgspec.convert
    return Entry(
        "msgspec.convert", lambda: convert(root, cls), plain=msgspec.to_builtins, note="gives Structs"
    )


VERBS = {"bytes": of_bytes, "lines": of_lines, "load": loaded, "graph": of_graph}
