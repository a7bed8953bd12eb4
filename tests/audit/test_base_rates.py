"""What a flag of a watchlist means: closed forms, the published sweep, and what is undefined."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterscore.published.base_rates import (
    base_rates,
    flags_per_million,
    match_probability,
    one_at_a_time,
    predictive_value,
    prevalences,
    together_in,
)
from counterscore.regimes import load_regime
from counterscore.regimes.watching import watched_things

SHARES = st.floats(0.0, 1.0)
POSITIVE = st.floats(1e-9, 1.0)


def watch(regime: str) -> dict[str, Any]:
    """The things that a shipped regime looks for."""
    spec = load_regime(regime).spec
    found = watched_things(spec, spec.start)
    assert found is not None
    return found


@given(SHARES, SHARES, SHARES)
def test_three_things_multiply(a: float, b: float, c: float) -> None:
    """Flags per million are 1e6 p1 p2 p3 when all three things have to come together independently."""
    assert flags_per_million([a, b, c]) == pytest.approx(1e6 * a * b * c, abs=1e-9)


@given(st.lists(SHARES, min_size=1, max_size=5), st.integers(0, 6))
def test_any_number_of_things(things: list[float], needed: int) -> None:
    """At least so many of the things come together with the sum over all subsets of that size or more."""
    total = 0.0
    for bought in itertools.product((0, 1), repeat=len(things)):
        if sum(bought) >= needed:
            total += math.prod(p if b else 1 - p for p, b in zip(things, bought, strict=True))
    assert match_probability(things, needed) == pytest.approx(total, abs=1e-12)


def test_the_shipped_rule_spans_the_published_sweep() -> None:
    """0.05 to 10 flags per million adults and 90 days, from the low to the high ends of the three rates."""
    low, middle, high = base_rates(watch("purchase-pattern"))
    assert low.flags_per_million == pytest.approx(0.05, rel=0.02)
    assert high.flags_per_million == pytest.approx(10, rel=0.02)
    assert middle.flags_per_million == pytest.approx(math.sqrt(0.05 * 10), rel=0.02)
    assert low.things == pytest.approx((0.005, 0.01, 0.001), rel=0.01)
    assert high.things == pytest.approx((0.02, 0.05, 0.01), rel=0.01)


def test_a_version_at_one_end_has_no_third_curve() -> None:
    """Rates that are an end of the sweep already are not shown twice; two of three things match far more people."""
    assert [len(base_rates(watch(f"purchase-pattern-{end}"))) for end in ("low", "high")] == [2, 2]
    three, two = (base_rates(watch(name))[0] for name in ("purchase-pattern", "purchase-pattern-two-things"))
    a, b, c = two.things
    assert two.flags_per_million == pytest.approx(1e6 * (a * b + a * c + b * c - 2 * a * b * c))
    assert two.flags_per_million > 100 * three.flags_per_million


@given(POSITIVE, POSITIVE, POSITIVE)
def test_the_share_of_right_flags_is_bayes(prevalence: float, sensitivity: float, rate: float) -> None:
    """Right flags over all flags, between nothing and one; more false alarms never raise it."""
    found = predictive_value(prevalence, sensitivity, rate)
    assert found is not None and 0.0 < found <= 1.0
    right, wrong = prevalence * sensitivity, (1 - prevalence) * rate
    assert found == pytest.approx(right / (right + wrong))
    more = predictive_value(prevalence, sensitivity, min(1.0, 2 * rate))
    assert more is not None and more <= found


def test_without_flags_nothing_is_right_or_wrong() -> None:
    """Where nobody is flagged the share of right flags is undefined, not zero and not one."""
    assert predictive_value(0.0, 1.0, 0.0) is None
    assert predictive_value(1e-8, 0.0, 0.0) is None
    assert predictive_value(0.0, 1.0, 0.1) == 0.0
    assert predictive_value(0.5, 1.0, 0.0) == 1.0


def test_at_the_assumed_prevalence_nearly_every_flag_is_wrong() -> None:
    """With one planner in a hundred million adults, fewer than one flag in ten is right at every stated rate."""
    found = watch("purchase-pattern")
    assert found["prevalence"]["value"] <= 1e-8
    for one in base_rates(found):
        right = predictive_value(1e-8, found["sensitivity"]["value"], one.flags_per_million / 1e6)
        assert right is not None and right < 0.1


def test_the_curve_covers_six_powers_of_ten() -> None:
    """From one in a billion to one in a thousand, rising, and with one value of each curve for each prevalence."""
    xs = prevalences()
    assert xs[0] == pytest.approx(1e-9) and xs[-1] == pytest.approx(1e-3) and xs == sorted(xs) and len(xs) == 25
    for one in base_rates(watch("purchase-pattern")):
        values = [v for v in one.right if v is not None]
        assert len(values) == len(xs) and values == sorted(values)


def test_one_rate_at_a_time_covers_its_whole_range() -> None:
    """Each thing goes from its low to its high end, and the flags with it in proportion."""
    found = watch("purchase-pattern")
    for item, (_, row) in zip(found["items"], one_at_a_time(found), strict=True):
        assert (row[0][0], row[-1][0]) == pytest.approx((item["low"], item["high"]))
        assert row[-1][1] / row[0][1] == pytest.approx(item["high"] / item["low"])


@given(SHARES, st.integers(1, 8))
def test_a_household_buys_more(p: float, persons: int) -> None:
    """What anybody of several buys is bought at least as often as by one, and by nobody at (1 - p) to their number."""
    assert together_in(p, persons) == pytest.approx(1 - (1 - p) ** persons)
    assert together_in(p, persons) >= p - 1e-12
