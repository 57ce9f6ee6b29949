import pytest

from treequery.conformance.xpath_static import static_error


@pytest.mark.parametrize(
    "expression",
    [
        "//job[name='a']/build[1]/text()",
        "count(//job) > 3 and not(//x)",
        "concat('a', \"b)\", substring('$x', 1, 2))",
        "ancestor-or-self::node()/processing-instruction('p')",
        "(//a | //b)[last()]",
        "string() = normalize-space( )",
        "@xml:lang",
        "count(//job",
        "'nosuch('",
        "concat('a', ('b'), 'c', 'd')",
    ],
)
def test_a_good_expression_is_not_refused(expression: str) -> None:
    assert static_error(expression) is None


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("true() or $x", "there are no variables"),
        ("//nosuch[nosuch()]", "there is no function nosuch"),
        ("count(//a[p:f(1)])", "there is no prefix p"),
        ("//nosuch/p:x", "there is no prefix p"),
        ("//p:*", "there is no prefix p"),
        ("count(//job,)", "an argument is missing"),
        ("concat('a')", "concat does not take 1 arguments"),
        ("lower-case('A', 'B', 'C')", "lower-case does not take 3 arguments"),
        ("position(1)", "position does not take 1 arguments"),
        ("document('x')", "there is no function document"),
    ],
)
def test_what_is_an_error_in_any_document_is_found(expression: str, reason: str) -> None:
    assert static_error(expression) == reason
