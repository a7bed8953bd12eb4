"""What an interval means for what was expected: one rule for every question, written down before anything runs."""

from __future__ import annotations

import math
from typing import Literal

from .answers import Verdict

Direction = Literal["higher", "lower", "no difference that matters", "cannot tell"]
Expected = Literal["higher", "lower", "no difference", "not stated"]


def direction(low: float, high: float, margin: float = 0.0) -> Direction:
    """On which side of the smallest difference that matters a whole interval lies.

    Higher: all of it above ``margin``. Lower: all of it below minus ``margin``. No difference that matters: all of it
    between the two. Anything else, an end that touches a margin, or an interval without ends, cannot tell: a
    difference that may or may not matter is not called one that does.
    Source: two one-sided tests for equivalence, Schuirmann (J Pharmacokinet Biopharm 15, 1987), here with the 95 %
    interval instead of the usual 90 %, so that all four answers come from one interval.
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return "cannot tell"
    if low > margin:
        return "higher"
    if high < -margin:
        return "lower"
    return "no difference that matters" if -margin < low and high < margin else "cannot tell"


def verdict(
    low: float, high: float, expect: Expected = "not stated", margin: float = 0.0, enough: bool = True
) -> Verdict:  # fmt: skip
    """The verdict on a question: what was expected is met, is contradicted, or cannot be told.

    Where nothing was expected the direction itself is the verdict. Expecting a difference and finding none that matters
    is against expectation, as is expecting none and finding one. ``enough`` is False for fewer than two replicates.
    """
    found = direction(low, high, margin) if enough else "cannot tell"
    if found == "cannot tell" or expect == "not stated":
        return found
    wanted = "no difference that matters" if expect == "no difference" else expect
    return "as expected" if found == wanted else "against expectation"
