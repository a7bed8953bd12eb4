"""Runaway enforcement: two areas, one patrol that goes where most was found, and what the correction does.

Claim: the engine is correct. The published figures are target F7 (`counterscore validate F7`); here stand the laws
behind them, had by other routes: every sequence of visits in fractions, decimals of 40 digits, eigenvectors, and the
engine's own rules run by run. Counts and rates: Ensign et al. 2018 (arXiv 1706.09847).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from few import BASE, RECORDS, _values, plan_of
from toy_worlds import live

from counterscore.core.declare import Column
from counterscore.core.draws import uniforms
from counterscore.core.errors import SpecError
from counterscore.engine.run import Given
from counterscore.engine.state import World
from counterscore.mechanisms import patrols, reporting, retention, standing
from counterscore.published.urn import ShareLaw, limit_share, share_law, simulated
from counterscore.worlds.bind import PEOPLE, table_numbers

STRONG, WEAK = (609.0, 379.0), (6.09, 3.79)
RATES = (3.68511, 2.816466)
ONLY_VISITED = ((RATES[0], 0.0), (0.0, RATES[1]))
State = tuple[Fraction, Fraction]


@cache
def corrected_law(days: int) -> ShareLaw:
    """The weak prior with the correction."""
    return share_law(WEAK, RATES, days, corrected=True)


def every_way(counts: tuple[int, int], rates: tuple[int, int], days: int, corrected: bool) -> dict[Fraction, Fraction]:
    """Probability of each share of the first area, by going through every sequence of days in exact fractions."""
    here: dict[State, Fraction] = {(Fraction(counts[0]), Fraction(counts[1])): Fraction(1)}
    for _ in range(days):
        after: dict[State, Fraction] = defaultdict(Fraction)
        for (first, second), p in here.items():
            share = first / (first + second)
            larger = max(share, 1 - share)
            for grown, go in (((first + rates[0], second), share), ((first, second + rates[1]), 1 - share)):
                taken = (1 - go) / larger if corrected else Fraction(1)
                after[grown] += p * go * taken
                after[first, second] += p * go * (1 - taken)
        here = after
    shares: dict[Fraction, Fraction] = defaultdict(Fraction)
    for (first, second), p in here.items():
        shares[first / (first + second)] += p
    return {share: p for share, p in shares.items() if p}


@pytest.mark.parametrize("corrected", [False, True])
@pytest.mark.parametrize(("counts", "rates", "days"), [((3, 2), (2, 1), 6), ((1, 1), (1, 1), 7), ((1, 4), (5, 2), 6)])
def test_the_law_is_that_of_every_sequence(
    counts: tuple[int, int], rates: tuple[int, int], days: int, corrected: bool
) -> None:
    """Mean, spread and the probability of each share are those of all sequences of visits, within 1e-13."""
    law, exact = share_law(counts, rates, days, corrected=corrected), every_way(counts, rates, days, corrected)
    mean = sum(share * p for share, p in exact.items())
    assert sum(exact.values()) == 1 and law.p.sum() == pytest.approx(1.0, abs=1e-13)
    assert law.mean == pytest.approx(float(mean), abs=1e-13)
    assert law.spread == pytest.approx(
        float(sum((share - mean) ** 2 * p for share, p in exact.items())) ** 0.5, abs=1e-13
    )
    for share, p in exact.items():
        assert law.p[np.abs(law.shares - float(share)) < 1e-12].sum() == pytest.approx(float(p), abs=1e-13)


@pytest.mark.parametrize(("counts", "days"), [(("609", "379"), 1000), (("6.09", "3.79"), 365)])
def test_the_law_is_right_for_many_days(counts: tuple[str, str], days: int) -> None:
    """Mean and spread after a year or a thousand days are those of the same days in decimals of 40 digits, to 1e-12."""
    with localcontext() as exact:
        exact.prec = 40
        a, b, up, other = Decimal(counts[0]), Decimal(counts[1]), Decimal("3.68511"), Decimal("2.816466")
        p = [Decimal(1)]
        for day in range(days):
            shares = [(a + k * up) / (a + k * up + b + (day - k) * other) for k in range(day + 1)]
            went = [one * share for one, share in zip(p, shares, strict=True)]
            p = [x - y for x, y in zip([*p, Decimal(0)], [*went, Decimal(0)], strict=True)]
            p = [x + y for x, y in zip(p, [Decimal(0), *went], strict=True)]
        ends = [(a + k * up) / (a + k * up + b + (days - k) * other) for k in range(days + 1)]
        mean = sum(x * y for x, y in zip(ends, p, strict=True))
        spread = sum((x - mean) ** 2 * y for x, y in zip(ends, p, strict=True)).sqrt()
    law = share_law((float(counts[0]), float(counts[1])), RATES, days)
    assert law.mean == pytest.approx(float(mean), abs=1e-12)
    assert law.spread == pytest.approx(float(spread), abs=1e-12)


def test_equal_areas_keep_their_expected_share_and_spread() -> None:
    """With equal rates the share is a martingale: its mean never moves, within 1e-12, while it spreads."""
    laws = [share_law(STRONG, (RATES[0], RATES[0]), days) for days in (0, 50, 1000)]
    assert [law.mean for law in laws] == pytest.approx([609 / 988] * 3, abs=1e-12)
    assert laws[0].spread < laws[1].spread < laws[2].spread


def test_the_correction_keeps_the_share_near_the_truth() -> None:
    """The weak prior ends within .001 of the true share with the correction, and more than .2 off without."""
    truth = RATES[0] / sum(RATES)
    assert abs(corrected_law(1000).mean - truth) < 0.001 < 0.2 < share_law(WEAK, RATES, 1000).mean - truth


@pytest.mark.parametrize(
    "found", [((7.37022, 2.816466), (3.68511, 5.632932)), ((3.68511, 0.2816466), (0.368511, 2.816466)),
              ((1.0, 2.0), (3.0, 1.0)), ((2.0, 0.5), (0.1, 9.0))],
)  # fmt: skip
def test_a_mixed_urn_settles_where_its_matrix_says(found: tuple[tuple[float, float], tuple[float, float]]) -> None:
    """The limit is the left eigenvector of the largest eigenvalue, scaled to 1, within 1e-12."""
    values, vectors = np.linalg.eig(np.array(found).T)
    first, second = vectors[:, values.argmax()]
    assert limit_share(found) == pytest.approx(first / (first + second), abs=1e-12)


def test_an_urn_that_learns_only_where_it_looks_settles_at_the_richer_area() -> None:
    """Where only the visited area learns the limit is 0 or 1, and with equal rates there is none."""
    assert limit_share(((3.0, 0.0), (0.0, 2.0))) == pytest.approx(1.0)
    assert limit_share(((2.0, 0.0), (0.0, 3.0))) == pytest.approx(0.0)
    with pytest.raises(SpecError, match="drifts nowhere"):
        limit_share(((2.0, 0.0), (0.0, 2.0)))


def test_simulated_urns_take_every_share_as_often_as_the_law_says() -> None:
    """20,000 urns over 12 days against the exact law by chi-square; false alarm 1e-6."""
    from scipy.stats import chi2

    law = share_law((3.0, 2.0), (2.0, 1.0), 12)
    shares = simulated((3.0, 2.0), ((2.0, 0.0), (0.0, 1.0)), 12, 20_000, 5)
    seen = np.array([(np.abs(shares - share) < 1e-9).sum() for share in law.shares])
    assert seen.sum() == 20_000
    expected = law.p * 20_000
    assert expected.min() > 5
    assert ((seen - expected) ** 2 / expected).sum() < chi2.isf(1e-6, len(seen) - 1)


def test_simulated_urns_with_the_correction_follow_the_law() -> None:
    """20,000 urns over 100 days: mean and spread within 5 standard errors; false alarm 2e-6."""
    law, shares = corrected_law(100), simulated(WEAK, ONLY_VISITED, 100, 20_000, 5, corrected=True)
    assert abs(shares.mean() - law.mean) < 5 * law.spread / 20_000**0.5
    fourth = float(law.p @ (law.shares - law.mean) ** 4)
    assert abs(shares.var() - law.spread**2) < 5 * ((fourth - law.spread**4) / 20_000) ** 0.5


def test_an_urn_is_the_same_in_any_company_and_differs_by_seed() -> None:
    """The first urns of many are those of few; another seed deals others; days beyond 4,096 are drawn anew."""
    few, many = simulated(WEAK, ONLY_VISITED, 30, 5, 1), simulated(WEAK, ONLY_VISITED, 30, 50, 1)
    assert (few == many[:5]).all()
    assert (simulated(WEAK, ONLY_VISITED, 30, 50, 2) != many).any()
    even = ((1.0, 0.0), (0.0, 1.0))
    visits = [simulated((1e9, 1e9), even, days, 40, 3) * (2e9 + days) - 1e9 for days in (4096, 8192)]
    assert np.abs(visits[1] - 2 * visits[0]).max() > 1.0


@pytest.mark.parametrize(
    ("counts", "found", "days", "says"),
    [((0.0, 0.0), ONLY_VISITED, 3, "two counts"), ((1.0, 1.0), ((1.0, -1.0), (0.0, 1.0)), 3, "from 0 on"),
     ((1.0, 1.0), ONLY_VISITED, 10**6, "at most"), ((1.0, 1.0), ONLY_VISITED, 1.5, "whole number")],
)  # fmt: skip
def test_an_urn_that_cannot_be_is_refused(
    counts: tuple[float, float], found: tuple[tuple[float, float], tuple[float, float]], days: int, says: str
) -> None:
    """Counts and findings below 0, no counts, and days that draws cannot tell apart are refused."""
    with pytest.raises(SpecError, match=says):
        simulated(counts, found, days, 3, 1)


def lived_by_hand(prior: tuple[float, float], days: int, runs: int, corrected: bool) -> np.ndarray:
    """Shares (runs,) after some days in which the mechanism's own functions place the patrol and accept updates."""
    counts = np.tile(np.array(prior), (runs, 1))
    people = np.ones(2)
    for day in range(days):
        go = uniforms(17, "patrols.u_unit", runs, month=day)
        accept = uniforms(17, "patrols.u_accept", runs, month=day)
        for run in range(runs):
            shares = patrols.shares_of(people, counts[run], 0.0, 1.0)
            visits = patrols.drawn_units(shares, go[run : run + 1])
            heard = accept[run] < patrols.kept_p(shares) if corrected else True
            counts[run] += np.where(heard, visits * RATES, 0.0)
    shares_end: np.ndarray = counts[:, 0] / counts.sum(axis=1)
    return shares_end


@pytest.mark.parametrize(("prior", "corrected"), [(STRONG, False), (WEAK, False), (WEAK, True)])
def test_the_placing_rule_follows_the_law(prior: tuple[float, float], corrected: bool) -> None:
    """300 runs over 100 days of the rule by which units are drawn: mean within 4 standard errors (1 in 16,000)."""
    runs, days = 300, 100
    law = corrected_law(days) if corrected else share_law(prior, RATES, days)
    shares = lived_by_hand(prior, days, runs, corrected)
    assert abs(shares.mean() - law.mean) < 4 * law.spread / np.sqrt(runs)
    assert shares.std() == pytest.approx(law.spread, rel=0.2)


@pytest.mark.parametrize("corrected", [False, True])
def test_the_engine_follows_the_law(corrected: bool) -> None:
    """Three acts a month in one district and two in the other, one unit drawn by findings: 150 runs over 24 months.

    The mean share of the first is that of the urn (1, 1) with rates 3 and 2, within 4 standard errors (1 in 16,000).
    """
    runs, months, area = 150, 24, 4
    written = replace(RECORDS, columns=(Column("acts_done", "i2", "count", "a test", shared=True),))
    plan = plan_of((written, retention.MECHANISM, patrols.MECHANISM, reporting.MECHANISM, standing.MECHANISM))
    arm = {
        "patrols.people_per_unit": 8.0, "patrols.finds_at_most": 10.0, "patrols.patrolled": np.ones(4),
        "patrols.areas": 0.0, "patrols.district_people": float(area), "patrols.follow": 1.0, "patrols.drawn": 1.0,
        "patrols.corrected": float(corrected), "reporting.detection_p": np.zeros(4), "reporting.minimised": 0.0,
        "reporting.detection_ratio": np.ones(3), "reporting.necessary": np.ones(4),
    }  # fmt: skip
    people = {name: np.zeros(8, dtype) for name, dtype in PEOPLE.items()}
    given = [Given("records", m, {"person": p, "act": 0}) for m in range(months) for p in (0, 1, 2, area, area + 1)]
    world = World(
        people=people, cell=np.zeros(8, np.uint8), arms=("a",), act_codes=1 + np.arange(5), months=months, seed=11,
        params={0: {name: _values(plan, name, {"a": BASE | arm}) for name in plan.params}},
        table_numbers=table_numbers(plan),
    )  # fmt: skip
    shares = []
    for run in range(runs):
        lives = live(plan, replace(world, replicate=run), script=given, interpreted=True)
        findings = lives.columns["area_findings"][0, [0, area]]
        shares.append(findings[0] / findings.sum())
        if not corrected:
            records = len(lives.rows("records")["person"])
            assert findings.sum() == 2.0 + records
    law = share_law((1.0, 1.0), (3.0, 2.0), months, corrected=corrected)
    assert abs(np.mean(shares) - law.mean) < 4 * law.spread / np.sqrt(runs)
