"""How the report writes numbers: one way everywhere, so that table, figure and sentence agree."""

from __future__ import annotations

import math

MINUS = "-"


def plain(value: float | None, digits: int = 3) -> str:
    """Write a number with `digits` significant digits and thousands commas; nothing known gives "n/a".

    Whole numbers of a thousand and more keep all their digits: 1234.6 is written 1,235.
    """
    if value is None or not math.isfinite(value):
        return "n/a"
    if value == 0:
        return "0"
    size = abs(value)
    if size >= 10 ** (digits - 1):
        return f"{value:,.0f}"
    places = max(0, digits - 1 - math.floor(math.log10(size)))
    text = f"{value:,.{min(places, 8)}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def signed(value: float | None, digits: int = 3) -> str:
    """Write a difference with its sign, so that more and less cannot be confused."""
    text = plain(value, digits)
    return text if text.startswith(MINUS) or text in {"0", "n/a"} else "+" + text


def percent(share: float | None, digits: int = 2) -> str:
    """Write a share between 0 and 1 as a percentage."""
    return "n/a" if share is None or not math.isfinite(share) else plain(100.0 * share, digits) + " %"


def interval(low: float | None, high: float | None, digits: int = 3) -> str:
    """Write an interval as "low to high"; a dash would be read as a minus sign."""
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return "no interval"
    return f"{plain(low, digits)} to {plain(high, digits)}"


def whole(value: float) -> str:
    """Write a count with thousands commas."""
    return f"{round(value):,}"


def count_of(number: int, one: str, many: str = "") -> str:
    """Write "1 month" or "3 months"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listing_of(words: list[str], last: str = "and") -> str:
    """Join words as in running text: "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def crowd(numbers: int, firms: int) -> str:
    """Write how many people are in a run, firms counted apart."""
    if not firms:
        return f"{numbers:,} synthetic people"
    if firms == numbers:
        return f"{firms:,} synthetic firms"
    return f"{numbers - firms:,} synthetic people and {firms:,} firms"
