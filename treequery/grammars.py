"""The door to Lark: loads a grammar from ``grammar/`` and reports where a text departs from it."""

from __future__ import annotations

from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["GrammarError", "load", "start_of"]


class GrammarError(Exception):
    """A text departs from its grammar at the 0-based index ``at``, where one of ``expected`` belongs."""

    def __init__(self, at: int, expected: frozenset[str]) -> None:
        super().__init__(at, expected)
        self.at, self.expected = at, expected


# One entry a grammar, and the callers are few and fixed: bounded in case a callback set is made anew.
@lru_cache(maxsize=8)
def load(name: str, callbacks: object, *, strict: bool = False) -> Callable[[str], object]:
    """Return a function that parses text by ``grammar/<name>.lark`` and gives what its start rule gave.

    ``callbacks`` is an immutable, hashable object with a method for each rule and alias, called with
    the list of what the parts gave as soon as a rule is complete, innermost first, so no text can
    make it recurse. Terminals arrive as str; ``start_of`` tells where one stood. ``strict`` also
    proves that no two terminals collide, which needs the package interegular.

    The function raises GrammarError, and whatever a callback raises.
    """
    import lark

    parser = lark.Lark(
        _text_of(f"{name}.lark"),
        parser="lalr",
        lexer="contextual",
        transformer=callbacks,
        maybe_placeholders=False,
        import_paths=[_imported],
        strict=strict,
    )

    def parse(text: str) -> object:
        try:
            return parser.parse(text)
        except lark.UnexpectedCharacters as err:
            at = err.pos_in_stream
        except lark.UnexpectedToken as err:
            # Lark puts a missing token on the last one it read; the reader's eye is at the end.
            at = len(text) if err.token.type == "$END" else err.pos_in_stream
        # Read again up to there: where Lark stopped, it had already reduced most alternatives away.
        before = parser.parse_interactive(text[:at])
        before.exhaust_lexer()
        # Lark leaves this one without types.
        accepted = before.accepts()  # type: ignore[no-untyped-call]
        raise GrammarError(at or 0, frozenset(map(str, accepted)))

    return parse


def _text_of(file: str) -> str:
    from importlib.resources import files

    # Not by paths: the package can lie in a zip file. In a checkout the grammars are beside it.
    package = files(__package__)
    installed = package / "grammar" / file
    return (installed if installed.is_file() else package / ".." / "grammar" / file).read_text("utf-8")


def _imported(_: str | None, file: str) -> tuple[str, str]:
    """Give Lark a grammar that another one imports, and what to call it."""
    return file, _text_of(file)


def start_of(terminal: str) -> int:
    """Return the 0-based index at which a terminal that a callback was given stood in the text."""
    start = getattr(terminal, "start_pos", None)
    assert isinstance(start, int)
    return start
