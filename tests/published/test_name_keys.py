"""Keys beside a name: the closed forms by other routes, laws, deals on the laboratory's draws, and what is refused."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from counterscore.core.errors import PromiseError, SpecError
from counterscore.published.name_keys import NameKey

few_values = st.integers(1, 4)
shares = st.lists(st.integers(1, 5), min_size=1, max_size=4).map(lambda w: tuple(x / sum(w) for x in w))
fields = st.lists(st.one_of(few_values, shares), max_size=2).map(tuple)


def keys_of(some: tuple[int | tuple[float, ...], ...]) -> list[float]:
    """The share of every key, written out."""
    each = [[1.0 / f] * f if isinstance(f, int) else list(f) for f in some]
    return [math.prod(one) for one in product(*each)]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.integers(0, 40), st.integers(0, 40), fields)
def test_expectations_are_sums_over_all_keys(
    bearers: int, listed: int, some: tuple[int | tuple[float, ...], ...]
) -> None:
    """Innocents, pairs and people who share a key, summed over every key with binomial chances of nobody else there."""
    listed, p = min(listed, bearers), np.array(keys_of(some))
    found = NameKey(bearers, listed, some)
    assert found.innocents == pytest.approx((bearers - listed) * float(p @ (1 - binom.pmf(0, listed, p))), abs=1e-9)
    assert found.pairs == pytest.approx(math.comb(bearers, 2) * float(p @ p), abs=1e-9)
    others = max(bearers - 1, 0)
    assert found.sharing == pytest.approx(bearers * float(p @ (1 - binom.pmf(0, others, p))), abs=1e-9)


@pytest.mark.parametrize(("bearers", "values"), [(180, 23_376), (23, 365), (460, 23_376), (1, 5), (0, 5), (6, 5)])
def test_a_coincidence_is_the_complement_of_a_product(bearers: int, values: int) -> None:
    """One less the product of 1 - i / V in exact fractions; certain where there are more bearers than keys."""
    apart = math.prod((Fraction(max(values - i, 0), values) for i in range(bearers)), start=Fraction(1))
    assert NameKey(bearers, fields=(values,)).coincidence_p == pytest.approx(float(1 - apart), abs=1e-12)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.integers(2, 500), st.integers(1, 100), st.integers(1, 1000), st.integers(2, 50))
def test_a_further_field_never_hits_more(bearers: int, listed: int, values: int, more: int) -> None:
    """A longer key hits fewer innocents and is right more often; one of one value changes nothing."""
    listed = min(listed, bearers)
    short, long = (NameKey(bearers, listed, some) for some in ((values,), (values, more)))
    assert long.innocents <= short.innocents and (long.value or 0.0) >= (short.value or 0.0)
    assert NameKey(bearers, listed, (values, 1)).innocents == pytest.approx(short.innocents)


def test_uneven_shares_make_coincidences_more_frequent() -> None:
    """Two halves of 70 and 30 % are worse than two even ones; equal shares are the same as a number of values."""
    even, uneven = NameKey(1000, 10, (500, (0.5, 0.5))), NameKey(1000, 10, (500, (0.7, 0.3)))
    assert uneven.innocents > even.innocents and uneven.pairs > even.pairs
    assert even.innocents == pytest.approx(NameKey(1000, 10, (1000,)).innocents)


def test_deals_meet_their_expectation() -> None:
    """Means of 400 deals with an uneven field lie within 4 standard errors, false alarm below 2e-4; fixed seed."""
    key = NameKey(500, 50, (40, (0.6, 0.3, 0.1)))
    dealt = np.array([key.dealt(3, deal) for deal in range(400)], np.float64)
    off = np.abs(dealt.mean(axis=0) - [key.innocents, key.pairs, key.sharing])
    assert (off < 4 * dealt.std(axis=0, ddof=1) / 20).all()


def test_coincidences_in_groups_meet_the_formula() -> None:
    """Among 20,000 groups of 23 the share with a common birthday is within 4 standard errors, false alarm 6e-5."""
    key = NameKey(23, fields=(365,))
    assert key.coincidences(20_000, 4) == pytest.approx(key.coincidence_p, abs=4 * 0.5 / math.sqrt(20_000))


def test_a_deal_is_the_same_again_and_grows() -> None:
    """The same seed deals the same; another replicate does not; the name alone hits everybody."""
    key = NameKey(2000, 40, (3000,))
    assert key.dealt(1) == key.dealt(1) and key.dealt(1) != key.dealt(1, replicate=1)
    assert NameKey(100, 1).dealt(1) == (99, 4950, 100)
    assert NameKey(100, 0, (7,)).dealt(1).innocents == 0 and NameKey(0).value is None


def test_what_is_no_key_is_refused() -> None:
    """Longer lists than bearers, shares that do not add up, fields of nothing, too many keys, and rows of persons."""
    with pytest.raises(SpecError, match="at most as many"):
        NameKey(10, 11)
    with pytest.raises(SpecError, match=r"add up to 0\.9"):
        NameKey(10, 1, ((0.5, 0.4),))
    with pytest.raises(SpecError, match="number above 0"):
        NameKey(10, 1, (0,))
    with pytest.raises(SpecError, match="too many keys"):
        NameKey(10, 1, (10**10, 10**10))
    with pytest.raises(SpecError, match="unequal shares"):
        _ = NameKey(10, 1, ((0.5, 0.5),)).coincidence_p
    with pytest.raises(PromiseError):
        NameKey([{"name": 1}], 1)  # type: ignore[arg-type]


def test_no_groups_are_no_share() -> None:
    """A share of no groups at all is refused."""
    with pytest.raises(SpecError, match="expected 1 or more"):
        NameKey(10, fields=(5,)).coincidences(0, seed=1)
