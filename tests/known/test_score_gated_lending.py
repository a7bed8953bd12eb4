"""Score-gated lending (F3) by second routes: exact fractions, balance, binomial sums, linear programmes."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.stats import binom

from counterscore.published.equal_opportunity import equal_opportunity
from counterscore.published.lending import lending

REPAY = (
    Fraction(1, 10),
    Fraction(1, 5),
    Fraction(9, 20),
    Fraction(3, 5),
    Fraction(13, 20),
    Fraction(7, 10),
    Fraction(7, 10),
)
STARTS = ((0, 1, 1, 2, 3, 3, 0), (1, 1, 2, 3, 3, 0, 0))
FROM = 3
FLOATS = [float(p) for p in REPAY]
SHARES = [[n / 10 for n in start] for start in STARTS]


def test_the_steady_state_balances() -> None:
    """Lending to all: what goes up from a cell comes down from the next, in exact fractions; within 1e-9."""
    weights = [Fraction(1)]
    for low, high in pairwise(REPAY):
        weights.append(weights[-1] * low / (1 - high))
    steady = [weight / sum(weights) for weight in weights]
    shares = [0.514835, 0.064354, 0.023402, 0.026327, 0.045132, 0.097785, 0.228165]
    assert [round(float(one), 6) for one in steady] == shares
    assert round(float(sum(a * b for a, b in zip(steady, REPAY, strict=True))), 6) == 0.348182
    rule = lending(FLOATS, accepted_from=0)
    for start in (*SHARES, [1.0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 1.0]):
        assert rule.settled(start) == pytest.approx([float(one) for one in steady], abs=1e-9)


def test_loans_before_exclusion_solve_the_first_step_equations() -> None:
    """Loans from each cell obey m = 1 + p m(up) + (1 - p) m(down), solved from the top cell down; within 1e-9.

    Written as m(cell) = a + b m(cell below), which the top cell starts: m = 1 + p m + (1 - p) m(below).
    """
    a, b = 1 / (1 - REPAY[-1]), Fraction(1)
    lines = [(a, b)]
    for p in reversed(REPAY[FROM:-1]):
        above_a, above_b = lines[-1]
        lines.append(((1 + p * above_a) / (1 - p * above_b), (1 - p) / (1 - p * above_b)))
    loans, below = [], Fraction(0)
    for above_a, above_b in reversed(lines):
        below = above_a + above_b * below
        loans.append(below)
    assert [round(float(m), 6) for m in loans] == [37.738095, 61.230159, 72.34127, 75.674603]
    found = lending(FLOATS, accepted_from=FROM).expected_loans
    assert found[:FROM].tolist() == [0.0, 0.0, 0.0]
    assert found[FROM:] == pytest.approx([float(m) for m in loans], abs=1e-9)
    each = [sum(Fraction(n, 10) * m for n, m in zip(start[FROM:], loans, strict=True)) for start in STARTS]
    assert each == [Fraction(1000, 21), Fraction(1247, 42)]


def walked(start: tuple[int, ...], periods: int) -> list[Fraction]:
    """Shares after some periods in which all apply, in exact fractions, cell by cell."""
    cells = [Fraction(n, 10) for n in start]
    for _ in range(periods):
        after = [Fraction(0)] * len(cells)
        for cell, share in enumerate(cells):
            if cell < FROM:
                after[cell] += share
                continue
            after[min(cell + 1, len(cells) - 1)] += share * REPAY[cell]
            after[cell - 1] += share * (1 - REPAY[cell])
        cells = after
    return cells


@pytest.mark.parametrize("group", [0, 1])
def test_who_is_still_eligible_step_by_step(group: int) -> None:
    """Shares after 12, 24, 60 and 120 periods are those of a walk in exact fractions, within 1e-12."""
    rule = lending(FLOATS, accepted_from=FROM)
    for periods in (12, 24, 60, 120):
        cells = walked(STARTS[group], periods)
        assert rule.after(SHARES[group], periods) == pytest.approx([float(one) for one in cells], abs=1e-12)
        assert rule.eligible(SHARES[group], periods) == pytest.approx(float(sum(cells[FROM:])), abs=1e-12)


@pytest.mark.parametrize(("group", "loans"), [(0, 3579.5), (1, 2236.2)])
def test_a_pool_is_a_binomial_mixture(group: int, loans: float) -> None:
    """Loans to a pool are the sum over n of P(a person applies n times or more) x P(eligible before the n-th).

    100 people, one of 200 applies a step, 20,000 steps: applications are binomial; within 1e-6.
    """
    rule, steps, asks = lending(FLOATS, accepted_from=FROM), 20_000, 1 / 200
    moves, cells, expected = rule.moves(), np.array(SHARES[group]), 0.0
    for applications in range(400):
        expected += binom.sf(applications, steps, asks) * cells[FROM:].sum()
        cells = cells @ moves
    assert 100 * expected == pytest.approx(loans, abs=0.1)
    assert 100 * rule.loans_within(SHARES[group], steps, asks) == pytest.approx(100 * expected, abs=1e-6)


@pytest.mark.parametrize("people", [
    ((0, 10, 10, 20, 30, 30, 0), (10, 10, 20, 30, 30, 0, 0)), ((0, 37, 40, 1, 3, 5, 14), (10, 55, 17, 1, 2, 4, 11)),
    ((90, 0, 0, 10, 0, 0, 0), (0, 50, 50, 0, 0, 0, 0)), ((20, 20, 20, 0, 0, 0, 0), (0, 60, 0, 0, 0, 0, 0)),
])  # fmt: skip
def test_equal_opportunity_is_the_best_of_all_equal_rates(people: tuple[tuple[int, ...], ...]) -> None:
    """A linear programme over all shares accepted, equal rates demanded, earns as much and no more, within 1e-9."""
    chances, counts = np.array(FLOATS), np.array(people, float)
    found = equal_opportunity({f"g{g}": list(row) for g, row in enumerate(people)}, FLOATS, 0.5)
    would = counts * chances
    rates = (found * would).sum(axis=1) / would.sum(axis=1)
    assert rates[0] == pytest.approx(rates[1], abs=1e-9)
    equal = np.concatenate([would[0] / would[0].sum(), -would[1] / would[1].sum()])
    gain = (counts * (chances - 0.5)).ravel()
    best = linprog(-gain, A_eq=equal[None], b_eq=[0.0], bounds=(0, 1))
    assert float((found.ravel() * gain).sum()) == pytest.approx(-best.fun, abs=1e-9)
