"""Scan a JSON text into tokens, or say where it departs from RFC 8259."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from .errors import JsonLimitError, JsonSyntaxError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["ARRAY", "CLOSE", "KEY", "OBJECT", "SCALAR", "Token", "space_end", "tokens"]

Token = tuple[str, int, int]

OBJECT, ARRAY, CLOSE, KEY, SCALAR = "object", "array", "close", "key", "scalar"
STRING, NUMBER, WORD, COLON, COMMA = "string", "number", "word", "colon", "comma"

WORDS = {ord("t"): b"true", ord("f"): b"false", ord("n"): b"null"}
ESCAPED = 'one of " \\ / b f n r t u'
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

SPACE_BYTES = re.compile(rb"[ \t\n\r]*+")
PLAIN_CHARS = re.compile(rb"[ !#-\[\]-\x7f]*+")
PLAIN_STRING = re.compile(rb'"[ !#-\[\]-\x7f]*+"')
# Bounded, since every repetition of a group holds memory until the match ends.
OTHER_CHARS = re.compile(
    rb"""(?: \\ (?: ["\\/bfnrt] | u[0-9A-Fa-f]{4} )
    | [\xc2-\xdf][\x80-\xbf]
    | (?: \xe0[\xa0-\xbf] | \xed[\x80-\x9f] | [\xe1-\xec\xee\xef][\x80-\xbf] ) [\x80-\xbf]
    | (?: \xf0[\x90-\xbf] | \xf4[\x80-\x8f] | [\xf1-\xf3][\x80-\xbf] ) [\x80-\xbf]{2}
    ){1,256}""",
    re.VERBOSE,
)
# The longest that could still become an escape, a character and a number; each may match nothing.
BEGUN_ESCAPE = re.compile(rb"\\(?:u[0-9A-Fa-f]{0,3})?")
BEGUN_CHAR = re.compile(
    rb"""[\xc2-\xdf]
    | (?: \xe0[\xa0-\xbf] | \xed[\x80-\x9f] | [\xe1-\xec\xee\xef][\x80-\xbf] | [\xe0-\xef] )
    | (?: \xf0[\x90-\xbf] | \xf4[\x80-\x8f] | [\xf1-\xf3][\x80-\xbf] ) [\x80-\xbf]?
    | [\xf0-\xf4]""",
    re.VERBOSE,
)
BEGUN_NUMBER = re.compile(
    rb"-? (?: (?:0|[1-9][0-9]*+) (?: \.(?:[0-9]++(?:[eE][+-]?[0-9]*+)?)? | [eE][+-]?[0-9]*+ )? )?", re.VERBOSE
)


class _Place(NamedTuple):
    """A place in the grammar: what may stand there, by its first byte, and in people's words."""

    kinds: Mapping[int, str]
    expected: str


def _place(expected: str, kinds: Mapping[str, str]) -> _Place:
    return _Place({ord(char): kind for chars, kind in kinds.items() for char in chars}, expected)


VALUES = {'"': STRING, "{": OBJECT, "[": ARRAY, "-0123456789": NUMBER, "tfn": WORD}
VALUE = _place("a value", VALUES)
AFTER_KEY = _place("':'", {":": COLON})


class _Inside(NamedTuple):
    """What may stand inside a container: at first, behind each of its items and behind a comma."""

    first: _Place
    after: _Place
    again: _Place


ROOT = _Inside(VALUE, _place("the end", {}), VALUE)
INSIDE = {
    OBJECT: _Inside(
        _place("a quoted key or '}'", {'"': KEY, "}": CLOSE}),
        _place("',' or '}'", {",": COMMA, "}": CLOSE}),
        _place("a quoted key", {'"': KEY}),
    ),
    ARRAY: _Inside(
        _place("a value or ']'", {**VALUES, "]": CLOSE}),
        _place("',' or ']'", {",": COMMA, "]": CLOSE}),
        VALUE,
    ),
}


def tokens(text: memoryview, levels: int) -> Iterator[Token]:
    """Give the tokens of the one JSON text that ``text`` is: kind, start and end, as byte offsets.

    Kinds are OBJECT and ARRAY (the opening bracket), CLOSE, KEY (with its quotes) and SCALAR; commas
    and colons follow from them. Nesting is at most ``levels``, counting the root as 0.

    Raises JsonSyntaxError at the first byte with which the text can no longer become a JSON text in
    UTF-8, whatever were to follow: so it is the error with the smallest offset, and a text that is
    merely cut short fails at its end. Raises JsonLimitError at the bracket that opens one level too
    many. Both come only when the tokens before that byte have been taken.
    """
    opened = [ROOT]
    place, at = ROOT.first, space_end(text, 0)
    while at < len(text):
        kind = place.kinds.get(text[at])
        if kind is None:
            raise _unexpected(text, at, place.expected)
        if kind in INSIDE:
            # ROOT is one of them: a container at level n finds n + 1.
            if len(opened) - 1 > levels:
                raise JsonLimitError(at, "levels", levels)
            opened.append(INSIDE[kind])
        elif kind == CLOSE:
            opened.pop()
        end = ENDS[kind](text, at) if kind in ENDS else at + 1
        if kind not in (COMMA, COLON):
            yield SCALAR if kind in (STRING, NUMBER, WORD) else kind, at, end
        place = _next_place(kind, opened[-1])
        at = space_end(text, end)
    if place is not ROOT.after:
        raise _unexpected(text, at, place.expected)


def space_end(text: memoryview, at: int) -> int:
    """Return the offset behind the white space at ``at``: spaces, tabs and line ends, nothing else."""
    return _end(SPACE_BYTES, text, at)


def _next_place(kind: str, inside: _Inside) -> _Place:
    if kind in INSIDE:
        return inside.first
    if kind == KEY:
        return AFTER_KEY
    if kind == COLON:
        return VALUE
    return inside.again if kind == COMMA else inside.after


def _end(pattern: re.Pattern[bytes], text: memoryview, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _string_end(text: memoryview, at: int) -> int:
    # Most strings are plain ASCII without escapes, and cost one match.
    end = _end(PLAIN_STRING, text, at)
    if end > at:
        return end
    end = at + 1
    while (further := _end(OTHER_CHARS, text, _end(PLAIN_CHARS, text, end))) > end:
        end = further
    if end == len(text):
        raise _unexpected(text, end, "'\"'")
    if text[end] == ord('"'):
        return end + 1
    if text[end] == ord("\\"):
        bad = _end(BEGUN_ESCAPE, text, end)
        raise _unexpected(text, bad, "a hexadecimal digit" if bad - end > 1 else ESCAPED)
    if text[end] < ord(" "):
        raise _unexpected(text, end, "'\"' or an escape for a control character")
    bad = _end(BEGUN_CHAR, text, end)
    # The byte, since what breaks off a character is not read as one.
    raise JsonSyntaxError(bad, "UTF-8", f"byte 0x{text[bad]:02x}" if bad < len(text) else "the end")


def _number_end(text: memoryview, at: int) -> int:
    end = _end(BEGUN_NUMBER, text, at)
    if text[end - 1] not in b"0123456789":
        raise _unexpected(text, end, "a digit")
    return end


def _word_end(text: memoryview, at: int) -> int:
    word = WORDS[text[at]]
    for index, byte in enumerate(word, at):
        if index == len(text) or text[index] != byte:
            raise _unexpected(text, index, word.decode())
    return at + len(word)


ENDS: Mapping[str, Callable[[memoryview, int], int]] = {
    KEY: _string_end,
    STRING: _string_end,
    NUMBER: _number_end,
    WORD: _word_end,
}


def _unexpected(text: memoryview, at: int, expected: str) -> JsonSyntaxError:
    if at == len(text):
        found = "the end"
    elif text[at : at + len(BYTE_ORDER_MARK)] == BYTE_ORDER_MARK:
        found = "a byte order mark"
    elif 0x20 <= text[at] < 0x7F:
        found = repr(chr(text[at]))
    else:
        found = f"byte 0x{text[at]:02x}"
    return JsonSyntaxError(at, expected, found)
