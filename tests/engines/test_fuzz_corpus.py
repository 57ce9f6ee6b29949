"""The core agrees with the specification on every seed that it is fuzzed with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from treequery.errors import ExpressionError
from treequery.limits import DEFAULT_LIMITS, Limits
from treequery.parse import parse_by_grammar
from treequery.plan import Plan, compile

from .test_agreement import engines, outcome, parsed

CORPUS = Path(__file__).parents[2] / "core" / "fuzz" / "corpus"
SEEDS = {folder: sorted((CORPUS / folder).iterdir()) for folder in ("trim", "lines", "load", "parse")}
LEVELS = [500, 70, 4, 0]


def name(seed: Path) -> str:
    return seed.name


def read(seed: Path) -> tuple[Plan, bytes]:
    """What the fuzz targets read: a letter of settings, an expression, a line end, and the data."""
    content = seed.read_bytes()
    settings = content[0] if content else 0
    expression, line_end, data = content[1:].partition(b"\n")
    if not line_end:
        expression, data = b"**", content[1:]
    text = expression.decode("utf-8", "surrogatepass")
    try:
        parse_by_grammar(text)
    except ExpressionError:
        text = "**"
    line_bytes = 16 if settings & 64 else DEFAULT_LIMITS.line_bytes
    limits = Limits(levels=LEVELS[settings >> 1 & 3], line_bytes=line_bytes)
    always = ("_class",) if settings & 1 else ()
    return compile(text, always=always, leaves="whole" if settings & 8 else "empty", limits=limits), data


@pytest.mark.parametrize("seed", [*SEEDS["trim"], *SEEDS["load"]], ids=name)
def test_seeds_are_trimmed_alike(seed: Path) -> None:
    plan, data = read(seed)
    core, specification = engines(plan)
    assert outcome(lambda: core.trim(data, "full")) == outcome(lambda: specification.trim(data, "full"))


@pytest.mark.parametrize("seed", [*SEEDS["trim"], *SEEDS["load"]], ids=name)
def test_seeds_are_loaded_alike(seed: Path) -> None:
    plan, data = read(seed)
    core, specification = engines(plan)
    assert outcome(lambda: core.load(data, "full")) == outcome(lambda: specification.load(data, "full"))


@pytest.mark.parametrize("seed", SEEDS["lines"], ids=name)
def test_lines_of_seeds_are_trimmed_alike(seed: Path) -> None:
    plan, data = read(seed)
    core, specification = engines(plan)
    found = outcome(lambda: list(core.trim_lines(data, "full", 1)))
    assert found == outcome(lambda: list(specification.trim_lines(data, "full", 1)))


@pytest.mark.parametrize("dialect", ["extended", "jenkins"])
@pytest.mark.parametrize("seed", SEEDS["parse"], ids=name)
def test_expressions_of_seeds_are_parsed_alike(seed: Path, dialect: Any) -> None:
    text = seed.read_bytes().decode("utf-8", "replace")
    tree = parsed(text, dialect, DEFAULT_LIMITS)
    try:
        expected = parse_by_grammar(text, dialect=dialect)
    except ExpressionError:
        expected = None
    assert tree == expected
