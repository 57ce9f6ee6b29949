"""What an API server answers: for each error the status, content type and body that Jenkins gives."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import (
    CombinationError,
    ExpressionError,
    JsonError,
    ManyMatchesError,
    NoMatchError,
    ParamsError,
    PrimitiveResultError,
    SelectError,
    TreeQueryError,
    WrapperError,
    XmlError,
)

__all__ = ["Answer", "answer_for"]

TEXT = "text/plain;charset=UTF-8"

# The first class that fits decides. Upstream a malformed tree, depth or XPath is a 500, as if the
# server were at fault; for us it is the caller's.
STATUSES: tuple[tuple[type[TreeQueryError], int], ...] = (
    (NoMatchError, 404),
    (ManyMatchesError, 500),
    (WrapperError, 400),
    (PrimitiveResultError, 403),
    (XmlError, 500),
    (SelectError, 400),
    (ExpressionError, 400),
    (CombinationError, 400),
    (ParamsError, 400),
    (JsonError, 400),
    (TreeQueryError, 500),
)

# Jenkins sets no content type for these.
UNTYPED = (NoMatchError, ManyMatchesError, WrapperError)


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response to be framed by any server: a status, headers in order, and a body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def content_type(self) -> str | None:
        """The value of the header ``Content-Type``, or None."""
        return dict(self.headers).get("Content-Type")


def answer_for(error: TreeQueryError) -> Answer:
    """Return what Jenkins answers where ``error`` happens; the body is the error's message in UTF-8.

    A malformed expression, parameter or XPath gives 400. Lone surrogates in a message become ``?``.

    Source: Jenkins ``hudson.model.Api``. Vectors: ``xpath.jsonl``.
    """
    status = next(status for kind, status in STATUSES if isinstance(error, kind))
    headers = () if isinstance(error, UNTYPED) else (("Content-Type", TEXT),)
    return Answer(status, headers, str(error).encode(errors="replace"))
