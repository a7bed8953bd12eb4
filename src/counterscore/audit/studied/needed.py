"""How many replicates would tell what cannot be told yet: one rule for verdict files, sentences and reports."""

from __future__ import annotations

import math

from .answers import Answer

MOST = 65_536  # replicates that a study can have


def to_tell(answer: Answer) -> int | None:
    """Replicates after which a verdict that cannot be told yet could be, were the estimate to stay where it is.

    The ends of the interval then have to clear the margin; without one, 0. None for every other verdict, for fewer than
    two replicates, and where no number that a study can have would do. Limits: see ``needed``.
    """
    if answer.verdict != "cannot tell" or answer.method == "too few":
        return None
    margin, middle = answer.question.margin, answer.estimate
    below, above = middle - answer.low, answer.high - middle
    if middle > margin:
        times = below / (middle - margin)
    elif middle < -margin:
        times = above / (-margin - middle)
    elif abs(middle) < margin:
        times = max(above / (margin - middle), below / (margin + middle))
    else:
        return None
    return needed(answer, times, answer.replicates + answer.untold + 1)


def to_reach(answer: Answer) -> int | None:
    """Replicates for an interval of the half-width asked for; None where none was, or no number would do.

    Limits: see ``needed``.
    """
    wanted = answer.asked_half_width
    if not wanted or answer.method == "too few" or not answer.half_width > 0.0:
        return None
    return needed(answer, answer.half_width / wanted)


def needed(answer: Answer, times: float, least: int = 2) -> int | None:
    """Replicates for an interval that is ``times`` narrower, from what the replicates so far show; None above ``MOST``.

    Source: the standard error of a mean falls with the square root of their number; the rule of three, where nobody
    differs, with the number itself. Limits: the spread is an estimate itself; with 20 replicates the number is right to
    about a third. As large a share of replicates is taken to have nobody to compare as had so far.
    """
    if not times <= MOST:
        return None
    lived = answer.replicates + answer.untold
    wanted = math.ceil(lived * (times if answer.method == "nobody" else times * times))
    return max(least, wanted) if wanted <= MOST else None
