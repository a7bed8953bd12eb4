"""One rule says what an interval means; every way an interval can lie is tried with everything that can be expected."""

from __future__ import annotations

import math
from itertools import product

import pytest

from counterscore.audit.studied.verdicts import direction, verdict

PLACES = (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)
INTERVALS = [(low, high) for low, high in product(PLACES, PLACES) if low <= high]
EXPECTED = ("higher", "lower", "no difference", "not stated")


@pytest.mark.parametrize("margin", [0.0, 2.0])
def test_directions_follow_from_where_the_interval_lies(margin: float) -> None:
    """Above the margin is higher, below its negative lower, strictly between is no difference, all else cannot tell."""
    for low, high in INTERVALS:
        above, below = low > margin, high < -margin
        within = -margin < low and high < margin
        assert above + below + within <= 1
        wanted = "higher" if above else "lower" if below else "no difference that matters" if within else "cannot tell"
        assert direction(low, high, margin) == wanted, (low, high)


def test_an_end_on_the_margin_cannot_tell() -> None:
    """Ends that touch 0 or the margin are on neither side of it."""
    assert direction(0.0, 1.0) == direction(-1.0, 0.0) == direction(0.0, 0.0) == "cannot tell"
    assert direction(2.0, 3.0, 2.0) == direction(-1.0, 2.0, 2.0) == direction(-2.0, 1.0, 2.0) == "cannot tell"


def test_without_a_margin_nothing_is_called_no_difference() -> None:
    """Absence of a difference is only claimed against a smallest one that matters."""
    assert all(direction(low, high) != "no difference that matters" for low, high in INTERVALS)


@pytest.mark.parametrize("expect", EXPECTED)
@pytest.mark.parametrize("margin", [0.0, 2.0])
def test_verdicts_are_what_was_expected_or_against_it(expect: str, margin: float) -> None:
    """What can be told is as expected or against it; where nothing was expected it is the direction itself."""
    met = {"higher": "higher", "lower": "lower", "no difference": "no difference that matters"}
    for low, high in INTERVALS:
        way = direction(low, high, margin)
        found = verdict(low, high, expect, margin)  # type: ignore[arg-type]
        if way == "cannot tell" or expect == "not stated":
            assert found == way
        else:
            assert found == ("as expected" if way == met[expect] else "against expectation")


@pytest.mark.parametrize("expect", EXPECTED)
def test_mirrored_intervals_give_mirrored_verdicts(expect: str) -> None:
    """Which arm is named first decides no verdict."""
    other = {"higher": "lower", "lower": "higher"}
    for (low, high), margin in product(INTERVALS, (0.0, 2.0)):
        found = verdict(low, high, expect, margin)  # type: ignore[arg-type]
        turned = verdict(-high, -low, other.get(expect, expect), margin)  # type: ignore[arg-type]
        assert turned == other.get(found, found)


def test_a_wider_interval_never_tells_more() -> None:
    """An interval that holds another one gives the same direction or cannot tell."""
    for (low, high), (lower, higher), margin in product(INTERVALS, INTERVALS, (0.0, 2.0)):
        if lower <= low and high <= higher:
            assert direction(lower, higher, margin) in (direction(low, high, margin), "cannot tell")


@pytest.mark.parametrize("bad", [(math.nan, 1.0), (0.5, math.nan), (1.0, math.inf), (-math.inf, -1.0)])
def test_intervals_without_ends_and_too_few_replicates_cannot_tell(bad: tuple[float, float]) -> None:
    """No verdict comes from an interval without ends, nor from fewer than two replicates."""
    assert verdict(*bad, "higher", 0.5) == "cannot tell"
    assert verdict(1.0, 2.0, "higher", 0.0, enough=False) == "cannot tell"
