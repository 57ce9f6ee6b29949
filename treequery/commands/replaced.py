"""Files that are replaced: what is written takes the place of what was there, all at once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from secrets import token_hex
from stat import S_IMODE, S_ISREG

from .failures import Naming, shown_name
from .outputs import Output

__all__ = ["opened_file"]


@contextmanager
def opened_file(file: str) -> Iterator[Output]:
    """Give the output for a file, as ``opened_output`` promises it."""
    with Naming(shown_name(file)):
        # A link stays one, and the file that it leads to is replaced.
        path = os.path.realpath(file)
        mode = os.stat(path).st_mode if os.path.exists(path) else None
        if mode is None or S_ISREG(mode):
            yield from _replaced(path, mode)
        else:
            with open(path, "wb") as stream:
                yield Output(stream)


def _replaced(path: str, mode: int | None) -> Iterator[Output]:
    # In the same folder, since only within a file system can a file take another one's place at once.
    temporary = os.path.join(os.path.dirname(path), f".tq-{token_hex(8)}.tmp")
    # A new file gets the mode that the umask asks for, which files of the module tempfile do not.
    with open(temporary, "xb") as stream:
        try:
            yield Output(stream)
            stream.flush()
            if mode is not None:
                os.chmod(temporary, S_IMODE(mode))
            # Else a crash of the machine could leave the new name with none of the bytes.
            os.fsync(stream.fileno())
            stream.close()
            os.replace(temporary, path)
        except BaseException:
            # Interrupts too: nothing may be left behind. It is gone where the replacing was done.
            with suppress(FileNotFoundError):
                os.unlink(temporary)
            raise
