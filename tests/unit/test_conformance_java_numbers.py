import pytest

from treequery.conformance.java_numbers import double_text, nearest_single, single_text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (100.0, "100.0"),
        (1234567.5, "1234567.5"),
        (9999999.0, "9999999.0"),
        (1e7, "1.0E7"),
        (0.001, "0.001"),
        (0.25, "0.25"),
        (1e-4, "1.0E-4"),
        (-1.5e300, "-1.5E300"),
        (5e-324, "4.9E-324"),
        (2e23, "2.0E23"),
        (float("nan"), "NaN"),
        (float("inf"), "Infinity"),
        (float("-inf"), "-Infinity"),
    ],
)
def test_a_double_is_written_as_java_writes_it(number: float, text: str) -> None:
    assert double_text(number) == text


@pytest.mark.parametrize(
    ("decimal", "text"),
    [
        ("0.1", "0.1"),
        ("16777216", "1.6777216E7"),
        ("1.17549435E-38", "1.1754944E-38"),
        ("1E-45", "1.4E-45"),
        ("3.4028235E38", "3.4028235E38"),
        ("1.14946466E-4", "1.14946466E-4"),
        ("1E39", "Infinity"),
        ("-1E39", "-Infinity"),
        ("NaN", "NaN"),
        ("-0.0", "-0.0"),
    ],
)
def test_a_single_is_written_as_java_writes_it(decimal: str, text: str) -> None:
    assert single_text(decimal) == text


def test_a_single_is_the_float_of_its_fewest_digits() -> None:
    assert nearest_single("0.100000001") == 0.1


def test_a_power_of_two_may_have_fewer_digits_that_are_not_the_nearest() -> None:
    assert nearest_single("1.26217745e-29") == 1.2621775e-29
