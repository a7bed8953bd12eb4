"""How the report writes numbers: one way everywhere, so that table, figure and sentence agree."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .language import say, spoken_language
from .shown import Shown

MINUS = "-"


def plain(value: float | None, digits: int = 3) -> str:
    """Write a number with `digits` significant digits and thousands commas; nothing known gives "n/a".

    Whole numbers of a thousand and more keep all their digits: 1234.6 is written 1,235.
    """
    if value is None or not math.isfinite(value):
        return say("n/a")
    if value == 0:
        return Shown("0", value)
    size = abs(value)
    if size >= 10 ** (digits - 1):
        return Shown(f"{value:,.0f}", value)
    places = max(0, digits - 1 - math.floor(math.log10(size)))
    text = f"{value:,.{min(places, 8)}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return Shown("0" if text == "-0" else text, value)


def signed(value: float | None, digits: int = 3) -> str:
    """Write a difference with its sign, so that more and less cannot be confused."""
    text = plain(value, digits)
    if value is None or text.startswith(MINUS) or text in {"0", say("n/a")}:
        return text
    return Shown("+" + text, value)


def percent(share: float | None, digits: int = 2) -> str:
    """Write a share between 0 and 1 as a percentage: "3.1 %", in Chinese "3.1%"."""
    if share is None or not math.isfinite(share):
        return say("n/a")
    return Shown(f"{plain(100.0 * share, digits)}{_blank()}%", 100.0 * share)


def interval(low: float | None, high: float | None, digits: int = 3) -> str:
    """Write an interval as "low to high"; a dash would be read as a minus sign."""
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return say("no interval")
    return Shown(say("{low} to {high}", low=plain(low, digits), high=plain(high, digits)), low, high)


def whole(value: float) -> str:
    """Write a count with thousands commas."""
    return f"{round(value):,}"


def count_of(number: int, one: str, many: str = "") -> str:
    """Write "1 month" or "3 months"; each of the two is a text of its own, because languages count differently."""
    counted = "{n} " + (one if number == 1 else many or one + "s")
    return say(counted, n=f"{number:,}")


def listing_of(words: Sequence[str], last: str = "and") -> str:
    """Join words as in running text: "a, b and c"; `last` is "and" or "or"."""
    if len(words) < 2:
        return "".join(words)
    before = say(", ").join(words[:-1])
    if last == "or":
        return say("{before} or {last}", before=before, last=words[-1])
    return say("{before} and {last}", before=before, last=words[-1])


def capital(text: str) -> str:
    """The text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


def listed_as(words: Sequence[str]) -> str:
    """What being listed means, from the words of a run: "on a list or in a file"."""
    return listing_of([say(word) for word in words], "or") or say("on a list")


def in_row(parts: Sequence[str]) -> str:
    """Join parts of a sentence that stand beside each other: "a; b; c"."""
    return say("; ").join(parts)


def sentences(parts: Sequence[str]) -> str:
    """Join whole sentences, empty ones left out; Chinese leaves no blank between them."""
    return _blank().join(part for part in parts if part)


def _blank() -> str:
    """What stands between words: nothing in Chinese."""
    return "" if spoken_language() == "zh" else " "


def crowd(numbers: int, firms: int) -> str:
    """Write how many people are in a run, firms counted apart."""
    if not firms:
        return say("{n} synthetic people", n=f"{numbers:,}")
    if firms == numbers:
        return say("{n} synthetic firms", n=f"{firms:,}")
    return say("{n} synthetic people and {firms} firms", n=f"{numbers - firms:,}", firms=f"{firms:,}")
