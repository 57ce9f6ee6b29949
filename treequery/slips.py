"""Hints for the slips that people make in tree expressions."""

from __future__ import annotations

__all__ = ["hint_at"]


def hint_at(text: str, at: int, expected: frozenset[str]) -> str:
    """Return how to mend the slip that made ``text`` fail at the index ``at``, or nothing.

    ``expected`` holds what could have stood there, as the error message names it.
    """
    before, found = text[:at].rstrip(), text[at : at + 1]
    match before[-1:], found:
        case "[", "]":
            return _hint_for_empty_brackets(before[:-1])
        case (("}" | ">"), "["):
            return "the range comes behind the brackets: jobs[name]{5}"
        case (("{" | "<"), _) if found and "a number" in expected:
            return _hint_for_range(found)
        case _, "]" if "]" not in expected and "a name" not in expected:
            return "no [ is open here: take this ] away, or open one before it"
        case ",", ("" | "]" | ","):
            return "take the comma away, or write a name behind it"
        case _, "" if "]" in expected and "a name" not in expected:
            return "close the brackets with ]"
        case "]", _ if found not in ("", ",", "{", "<", "]", ")"):
            return "a comma stands between two names: a[b],c"
        case "*", ("[" | "{" | "<") if before.endswith("**"):
            return "** keeps everything and takes no brackets; *[name] asks for names in every property"
        case last, '"':
            return _hint_for_quote(last)
        case _:
            return _hint_for_round_brackets(text, found)


def _hint_for_range(found: str) -> str:
    if found in "}>":
        return "write which elements to keep, as in {0,5}, or no braces for all of them"
    return "braces hold a range, as in {0,5}; names go into square brackets: jobs[name]"


def _hint_for_quote(last: str) -> str:
    if last in ("", ",", "[", "!"):
        return 'a quoted name ends with a quote, and \\" stands for one in it'
    return 'quotes go around the whole name, and \\" stands for a quote in it'


def _hint_for_empty_brackets(opened: str) -> str:
    name = opened[max(map(opened.rfind, ",[")) + 1 :].strip() or "jobs"
    return f"name what to keep, as in {name}[name], or write {name}[**] to keep all of it"


def _hint_for_round_brackets(text: str, found: str) -> str:
    if "(" in text and found in ("[", "]", "(", ")", ""):
        return "names go into square brackets: jobs[name]"
    return ""
