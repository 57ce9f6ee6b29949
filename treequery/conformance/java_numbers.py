"""The text that Java gives numbers, and the numbers that it reads."""

from __future__ import annotations

import math
import struct
from decimal import Context, Decimal

__all__ = ["double_text", "nearest_single", "single_text"]

# Digits enough for any float to be a Decimal exactly; the caller's own context is left alone.
EXACT = Context(prec=800)
MAX_SINGLE_DIGITS = 9


def double_text(number: float) -> str:
    """Return a float as Java's ``Double.toString`` writes it: ``1.0E7``, ``1.0E-4``, ``NaN``.

    Source: OpenJDK 19 and later. Vectors: ``units.jsonl``.
    """
    shortest = Decimal(repr(number))
    return _java_text(shortest, Decimal(f"{number:.1e}") if math.isfinite(number) else shortest)


def single_text(text: str) -> str:
    """Return the 32-bit number nearest to a decimal text as Java's ``Float.toString`` writes it."""
    single = _single(float(text))
    shortest = _shortest_single(single)
    return _java_text(shortest, Decimal(f"{single:.1e}") if math.isfinite(single) else shortest)


def nearest_single(text: str) -> float:
    """Return the float of the fewest digits that has the same nearest 32-bit number as a decimal text."""
    return float(_shortest_single(_single(float(text))))


def _java_text(shortest: Decimal, of_two_digits: Decimal) -> str:
    if not shortest.is_finite():
        return "NaN" if shortest.is_nan() else "Infinity" if shortest > 0 else "-Infinity"
    sign = "-" if shortest.is_signed() else ""
    if shortest == 0:
        return f"{sign}0.0"
    digits = _digits(shortest)
    if len(digits) == 1:
        # Java always writes two digits, and takes the two that are nearest: 4.9E-324, not 5.0E-324.
        digits, shortest = _digits(of_two_digits), of_two_digits
    exponent = shortest.adjusted()
    if not -3 <= exponent < 7:
        return f"{sign}{digits[0]}.{digits[1:] or '0'}E{exponent}"
    if exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{digits}"
    whole = digits[: exponent + 1].ljust(exponent + 1, "0")
    return f"{sign}{whole}.{digits[exponent + 1 :] or '0'}"


def _digits(number: Decimal) -> str:
    return "".join(map(str, number.as_tuple().digits)).rstrip("0")


def _single(number: float) -> float:
    try:
        packed = struct.pack("<f", number)
    except OverflowError:
        return math.copysign(math.inf, number)
    return float(struct.unpack("<f", packed)[0])


def _shortest_single(single: float) -> Decimal:
    """The decimal of the fewest digits whose nearest 32-bit number is ``single``; the nearest of those."""
    exact = Decimal(single)
    if single == 0 or not math.isfinite(single):
        return exact
    for digits in range(1, MAX_SINGLE_DIGITS):
        unit = Decimal(1).scaleb(exact.adjusted() - digits + 1)
        rounded = exact.quantize(unit, context=EXACT)
        # At a power of two the numbers below are closer together, so the nearest may be out of reach.
        near = sorted((rounded, rounded - unit, rounded + unit), key=lambda found: abs(found - exact))
        for candidate in near:
            if _single(float(candidate)) == single:
                return candidate
    return exact.quantize(Decimal(1).scaleb(exact.adjusted() - MAX_SINGLE_DIGITS + 1), context=EXACT)
