"""Debts that come from spreading a yearly income over the year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...published.averaging import MeansTest, Stretch, averaged
from ...published.averaging_work import CasualWork, always_on, wronged

COLUMNS = ("mean", "paid", "recomputed", "difference", "debt", "charged")
Tapers = Sequence[Sequence[float]]


def cut_offs(maxima: Sequence[float], supplement: float, tapers: Tapers, periods: int) -> dict[str, list[float]]:
    """Income at which nothing is paid, for each maximum rate and a supplement on top of it."""
    return {"cut_offs": [_test(most + supplement, tapers, periods).cut_off for most in maxima]}


def years(
    maximum: float, tapers: Tapers, periods: int, fee: float, years: Mapping[str, Sequence[tuple[int, float, bool]]]
) -> dict[str, list[float]]:
    """Every column for each year, given as stretches of (periods, income, on benefit)."""
    test = _test(maximum, tapers, periods)
    found = [averaged(test, [Stretch(*stretch) for stretch in year], fee=fee) for year in years.values()]
    return {column: [getattr(one, column) for one in found] for column in COLUMNS}


def always_claiming(
    maximum: float, tapers: Tapers, periods: int, people: int, seed: int, times_cut_off: float
) -> dict[str, float]:
    """Lowest and highest difference among random years on benefit, incomes up to so many times the cut-off."""
    test = _test(maximum, tapers, periods)
    lowest, highest = always_on(test, times_cut_off * test.cut_off, people, seed)
    return {"lowest": lowest, "highest": highest}


def casual_work(
    maximum: float, tapers: Tapers, periods: int, people: int, seed: int, work: Mapping[str, Sequence[float]]
) -> dict[str, float]:
    """False debts of a population; ``work`` gives (assumed, low, high) by number, moved one at a time."""
    test = _test(maximum, tapers, periods)
    assumed = {name: values[0] for name, values in work.items()}
    found = wronged(test, CasualWork(**assumed), people, seed)
    moved = [{**assumed, name: end} for name, values in work.items() for end in values[1:]]
    means = [wronged(test, CasualWork(**one), people, seed).mean_debt for one in moved]
    return {
        "charged": found.charged, "underpaid": found.underpaid, "mean_debt": found.mean_debt,
        "mean_debt_se": found.mean_debt_se, "claimants": found.claimants,
        "lowest_mean": min([found.mean_debt, *means]), "highest_mean": max([found.mean_debt, *means]),
    }  # fmt: skip


def _test(maximum: float, tapers: Tapers, periods: int) -> MeansTest:
    """The means test of a check."""
    return MeansTest(maximum, tuple((start, rate) for start, rate in tapers), periods)
