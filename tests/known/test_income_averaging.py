"""Debts out of an averaged income (F2) by a second route: the rule written out by hand in exact fractions."""

from __future__ import annotations

from fractions import Fraction

import pytest

from counterscore.published.averaging import MeansTest, Stretch, averaged

TAPERS = ((104.0, 0.5), (254.0, 0.6))
TEST = MeansTest(545.80, TAPERS, 26)


def paid_by_hand(income: Fraction, most: Fraction = Fraction("545.80")) -> Fraction:
    """The benefit of a fortnight: nothing off up to 104, half up to 254, then 75 and three fifths."""
    if income <= 104:
        off = Fraction(0)
    elif income <= 254:
        off = (income - 104) / 2
    else:
        off = 75 + Fraction(3, 5) * (income - 254)
    return max(Fraction(0), most - off)


@pytest.mark.parametrize("cents", range(0, 160_000, 997))
def test_the_rule_by_hand(cents: int) -> None:
    """Benefit at incomes from 0 to 1,600 in steps of 9.97 is that of the rule in fractions, within 1e-9."""
    assert TEST.benefit(cents / 100) == pytest.approx(float(paid_by_hand(Fraction(cents, 100))), abs=1e-9)


@pytest.mark.parametrize(("most", "published"), [("538.80", 1041.67), ("545.80", 1053.34), ("555.70", 1069.84)])
def test_published_cut_offs(most: str, published: float) -> None:
    """(maximum + supplement - 75) / 0.6 + 254, rounded up to a cent, is the published cut-off exactly."""
    exact = (Fraction(most) + Fraction("8.80") - 75) / Fraction(3, 5) + 254
    assert float(-(-exact * 100 // 1) / 100) == published
    assert MeansTest(float(most) + 8.80, TAPERS, 26).cut_off == pytest.approx(float(exact), abs=1e-9)


YEARS = {
    ((13, 2000, False), (13, 0, True)): ("6793.80", "7473.18"),
    ((20, 0, True), (6, 3000, False)): ("6759.69", "7435.66"),
    ((10, 100, True), (16, 1800, False)): ("5458.00", "6003.80"),
    ((13, 0, True), (13, 1200, True)): ("252.20", "277.42"),
    ((26, 250, True),): ("0.00", "0.00"),
    ((13, 0, True), (13, 500, True)): ("-995.80", "0.00"),
}


@pytest.mark.parametrize("year", YEARS)
def test_six_years_by_hand(year: tuple[tuple[int, int, bool], ...]) -> None:
    """Paid, recomputed and their difference in exact fractions, rounded to a cent; the fee is a tenth on top."""
    difference, charged = YEARS[year]
    mean = sum((Fraction(n) * income for n, income, _ in year), Fraction(0)) / 26
    paid = sum((n * paid_by_hand(Fraction(income)) for n, income, on in year if on), Fraction(0))
    recomputed = sum(n for n, _, on in year if on) * paid_by_hand(mean)
    assert round(paid - recomputed, 2) == Fraction(difference)
    assert round(max(Fraction(0), round(paid - recomputed, 2)) * Fraction(11, 10), 2) == Fraction(charged)
    found = averaged(TEST, [Stretch(n, float(income), on) for n, income, on in year], fee=0.1)
    assert (found.mean, found.paid, found.recomputed) == pytest.approx(tuple(map(float, (mean, paid, recomputed))))
    assert (found.difference, found.charged) == (float(difference), float(charged))
