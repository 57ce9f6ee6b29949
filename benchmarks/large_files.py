"""Large files: payloads of up to a gigabyte, made for one run in a temporary folder and gone after it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import specification
from .payloads import MB, payload

__all__ = ["answer_of_large", "large_file", "missing_room", "repeated", "times_of"]

# What is repeated: large enough for no cache of a processor to hold it.
PART = 10 * MB
# A file stays in memory while it is read, a rival holds a copy of it, and there is the answer, checked.
MEMORY_FOR_BYTE = 3.5
DISC_FOR_BYTE = 1.5

# Between these stand the jobs, in the payload and in what is kept of it.
JOBS = b'"jobs":['
BEHIND_JOBS = (b'],"useSecurity"', b'],"views"')


def missing_room(byte_count: int) -> str:
    """Return what this machine has too little of for a file of so many bytes, or nothing."""
    memory, disc = _free_memory(), shutil.disk_usage(tempfile.gettempdir()).free
    if memory is None:
        return "left out: this system does not tell how much memory is free"
    for name, free, wanted in (
        ("memory", memory, MEMORY_FOR_BYTE * byte_count),
        ("disc", disc, DISC_FOR_BYTE * byte_count),
    ):
        if free < wanted:
            return f"left out: {free / 1e9:.2g} GB of {name} free, {wanted / 1e9:.2g} GB wanted"
    return ""


@contextmanager
def large_file(kind: str, byte_count: int) -> Iterator[Path]:
    """Give the file of a ``jenkins`` or ``lines`` payload of about so many bytes: a smaller one, repeated."""
    text = payload(kind, PART).read_bytes()
    with tempfile.TemporaryDirectory(prefix="treequery-benchmark-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / f"{kind}.json"
        with path.open("wb") as file:
            file.writelines(repeated(kind, text, times_of(byte_count)))
        yield path


def times_of(byte_count: int) -> int:
    return max(1, byte_count // PART)


def answer_of_large(kind: str, expression: str, byte_count: int) -> bytes:
    """Return what the specification keeps of that file: what it keeps of the smaller one, repeated."""
    text = payload(kind, PART).read_bytes()
    kept = specification.kept_text(kind, expression, text)
    return b"".join(repeated(kind, kept, times_of(byte_count)))


def repeated(kind: str, text: bytes, times: int) -> Iterator[bytes]:
    """Give a payload, or what is kept of it, with its jobs or lines so many times."""
    if kind == "lines":
        for _ in range(times):
            yield text
        return
    start = text.index(JOBS) + len(JOBS)
    end = max(text.rfind(mark) for mark in BEHIND_JOBS)
    assert end > start, "what stands behind the jobs is not kept"
    yield text[:start]
    for index in range(times):
        if index:
            yield b","
        yield text[start:end]
    yield text[end:]


def _free_memory() -> int | None:
    """How many bytes a new program could take without pushing another one out."""
    try:
        text = Path("/proc/meminfo").read_text()
        return int(text.partition("MemAvailable:")[2].split()[0]) * 1024
    except (OSError, IndexError, ValueError):
        pass
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None
