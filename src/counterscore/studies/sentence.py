"""The answer to one question as one sentence, and how many replicates would tell what cannot be told yet."""

from __future__ import annotations

import math

from ..audit.studied.answers import Answer, Question
from ..audit.studied.needed import to_reach, to_tell
from ..audit.studied.verdicts import direction


def sentence(answer: Answer) -> str:
    """What came out, in one English sentence."""
    asked = answer.question
    if answer.method == "too few" or answer.replicates < 2:
        came = "no replicate" if answer.replicates == 0 else "only one replicate"
        if answer.untold:
            return (
                f"Cannot tell {_whether(answer)}: {came} of {answer.untold + answer.replicates:,} had two such people."
            )
        return f"Cannot tell {_whether(answer)}: {came} came out ({answer.failed} failed)."
    if answer.verdict == "cannot tell":
        told = f"Cannot tell with these people and replicates {_whether(answer)}: {_difference(answer)}"
        return f"{told}{_more(answer)}{_left_out(answer)}."
    way = direction(answer.low, answer.high, asked.margin)
    if way == "no difference that matters":
        size = f"differ by less than {number(asked.margin)} {asked.unit}"
        told = f"{asked.arm!r} and {asked.against!r} {size} ({_interval(answer)})"
    else:
        size = f"{number(abs(answer.estimate))} {asked.unit}"
        told = f"{way} in {asked.arm!r} than in {asked.against!r}, by {size} ({_interval(answer)})"
    return f"{asked.title}{_group(asked)}: {told}{_as(answer)}{_missed(answer)}{_left_out(answer)}."


def _left_out(answer: Answer) -> str:
    """In how many replicates there was nobody to compare."""
    if not answer.untold:
        return ""
    came = answer.untold + answer.replicates
    return f"; in {answer.untold:,} of {came:,} replicates there were fewer than two such people"


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


def _whether(answer: Answer) -> str:
    """What is open: the direction or, where that is told and a margin was named, whether the difference matters."""
    asked, way = answer.question, direction(answer.low, answer.high)
    title = f"{asked.title!r}{_group(asked)}"
    if way == "cannot tell" or answer.method == "too few":
        return f"whether {title} is higher or lower in {asked.arm!r} than in {asked.against!r}"
    least = f"by {number(asked.margin)} {asked.unit} or more"
    return f"whether {title} is {way} {least} in {asked.arm!r} than in {asked.against!r}"


def _interval(answer: Answer) -> str:
    return f"95 % interval {number(answer.low)} to {number(answer.high)}"


def _difference(answer: Answer) -> str:
    """What was seen so far."""
    if answer.method == "nobody":
        told = f"nobody in {answer.replicates:,} replicates came out otherwise"
        return f"{told} ({_interval(answer)} {answer.question.unit})"
    return f"{number(answer.estimate)} {answer.question.unit} ({_interval(answer)})"


def _as(answer: Answer) -> str:
    """Whether that was expected, where something was."""
    known = {"as expected": ", as was expected", "against expectation": ", against what was expected"}
    return known.get(answer.verdict, "")


def _more(answer: Answer) -> str:
    """How many replicates would tell, roughly."""
    if not answer.estimate and not answer.question.margin:
        return f"; name a margin, for no number of replicates tells that there is no difference{_missed(answer)}"
    wanted = to_tell(answer)
    told = f"about {wanted:,} replicates would tell" if wanted else "more replicates than a study can have would tell"
    return f"; {told}, if the difference is what it seems{_missed(answer)}"


def _missed(answer: Answer) -> str:
    """What is missing to the half-width asked for."""
    asked = answer.asked_half_width
    if asked is None or answer.half_width <= asked:
        return ""
    wanted = to_reach(answer)
    told = f"about {wanted:,} replicates" if wanted else "more replicates than a study can have"
    return f"; the half-width asked for, {number(asked)}, would take {told}"
