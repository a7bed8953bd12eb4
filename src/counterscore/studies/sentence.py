"""The answer to one question as one sentence, and how many replicates would tell what cannot be told yet."""

from __future__ import annotations

import math

from ..audit.studied.answers import Answer, Question
from ..audit.studied.verdicts import direction

MOST = 1_000_000  # replicates; beyond this it is only said that no number of them would do


def needed_for(answer: Answer, half_width: float) -> int | None:
    """Replicates for an interval of about this half-width, from the spread so far; None where nothing is known.

    Source: the standard error of a mean falls with the square root of their number. Limits: the spread is an estimate
    itself; with 20 replicates the number is right to about a third.
    """
    if not half_width > 0.0 or answer.replicates < 2 or not answer.se > 0.0:
        return None
    return max(2, math.ceil(answer.replicates * (answer.half_width / half_width) ** 2))


def needed(answer: Answer) -> dict[str, int | None]:
    """Replicates that would tell a sign that cannot be told yet, if the difference is what it seems.

    And those that would reach the half-width asked for.
    """
    asked = answer.asked_half_width
    return {
        "sign": needed_for(answer, abs(answer.estimate)) if answer.verdict == "cannot tell" else None,
        "half_width": needed_for(answer, asked) if asked else None,
    }


def sentence(answer: Answer) -> str:
    """What came out, in one English sentence."""
    asked = answer.question
    if answer.method == "too few" or answer.replicates < 2:
        came = "no replicate" if answer.replicates == 0 else "only one replicate"
        return f"Cannot tell {_whether(asked)}: {came} came out ({answer.failed} failed)."
    if answer.verdict == "cannot tell":
        return f"Cannot tell with these people and replicates {_whether(asked)}: {_difference(answer)}{_more(answer)}."
    way = direction(answer.low, answer.high, asked.margin)
    if way == "no difference that matters":
        size = f"differ by less than {number(asked.margin)} {asked.unit}"
        told = f"{asked.arm!r} and {asked.against!r} {size} ({_interval(answer)})"
    else:
        size = f"{number(abs(answer.estimate))} {asked.unit}"
        told = f"{way} in {asked.arm!r} than in {asked.against!r}, by {size} ({_interval(answer)})"
    return f"{asked.title}{_group(asked)}: {told}{_as(answer)}{_missed(answer)}."


def number(value: float) -> str:
    """A number with three figures that count."""
    if value == 0.0 or not math.isfinite(value):
        return f"{value:g}"
    decimals = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _group(asked: Question) -> str:
    named = [f"{by.replace('_', ' ')} {name}" for by, name in asked.group.items()]
    return f" ({', '.join(named)})" if named else ""


def _whether(asked: Question) -> str:
    return f"whether {asked.title.lower()}{_group(asked)} is higher or lower in {asked.arm!r} than in {asked.against!r}"


def _interval(answer: Answer) -> str:
    return f"95 % interval {number(answer.low)} to {number(answer.high)}"


def _difference(answer: Answer) -> str:
    """What was seen so far."""
    if answer.method == "nobody":
        return f"nobody of {answer.people:,} came out otherwise ({_interval(answer)} {answer.question.unit})"
    return f"{number(answer.estimate)} {answer.question.unit} ({_interval(answer)})"


def _as(answer: Answer) -> str:
    """Whether that was expected, where something was."""
    known = {"as expected": ", as was expected", "against expectation": ", against what was expected"}
    return known.get(answer.verdict, "")


def _more(answer: Answer) -> str:
    """How many replicates would tell, roughly."""
    sign = needed(answer)["sign"]
    if sign is None:
        return _missed(answer)
    would = f"about {sign:,} replicates would tell the sign, if the difference is what it seems"
    return f"; {would if sign <= MOST else 'no number of replicates in reach would tell the sign'}{_missed(answer)}"


def _missed(answer: Answer) -> str:
    """What is missing to the half-width asked for."""
    asked = answer.asked_half_width
    if asked is None or answer.half_width <= asked:
        return ""
    wanted = needed_for(answer, asked)
    return f"; the half-width asked for, {number(asked)}, would take about {wanted:,} replicates" if wanted else ""
