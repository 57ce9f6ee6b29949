"""Replies: HTTP responses as the vectors tell them, and how one of them is compared with an engine's."""

from __future__ import annotations

from dataclasses import dataclass, field

from .cases import Case
from .engine import Refusal, Reply
from .family import refusal_text
from .rules import Rule

__all__ = ["REFUSED", "TEXT", "XML", "Wanted", "is_wanted", "reply_text", "upstream_reply", "wanted_of"]

XML, TEXT = "application/xml;charset=UTF-8", "text/plain;charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The reply that is right; without a body any content type and any message will do.

    ``kind`` is the word for the error that Jenkins gave, or empty; ``rules`` are those by which the
    reply was spelled.
    """

    status: int
    content_type: str | None = None
    body: str | None = None
    kind: str = field(default="", compare=False)
    rules: frozenset[Rule] = field(default=frozenset(), compare=False)


REFUSED = Wanted(400)


def upstream_reply(case: Case) -> Wanted:
    """Return what Jenkins answered."""
    error = case.get("error")
    if error is not None:
        return Wanted(case["status"], kind=error["kind"])
    return Wanted(case["status"], case.get("content_type"), case["body"])


def wanted_of(reply: Reply) -> Wanted:
    """Return just what an engine answered as the reply that is right."""
    return Wanted(reply.status, reply.content_type, reply.body)


def is_wanted(wanted: Wanted, found: object) -> bool:
    """Return whether an engine's answer is the one that is right."""
    if not isinstance(found, Reply) or wanted.status != found.status:
        return False
    return wanted.body is None or (wanted.content_type, wanted.body) == (found.content_type, found.body)


def reply_text(answer: Wanted | Reply | Refusal) -> str:
    """Return a reply for people."""
    if isinstance(answer, Refusal):
        return refusal_text(answer)
    if answer.body is None:
        kind = getattr(answer, "kind", "")
        return f"{answer.status} {kind}".rstrip()
    content_type = f" {answer.content_type}" if answer.content_type else ""
    return f"{answer.status}{content_type}: {answer.body}"
