"""Runaway enforcement (F7): two areas, one patrol that goes where most was found, and what the correction does.

Claim: the engine is correct. Numbers: Ensign et al. 2018 (arXiv 1706.09847), counts and daily rates of the
two districts with the most crimes; exact values by dynamic programming.
"""

from __future__ import annotations

from dataclasses import replace
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
from counterscore.published.urn import ShareLaw, limit_share, share_law
from counterscore.worlds.bind import PEOPLE, table_numbers

STRONG, WEAK = (609.0, 379.0), (6.09, 3.79)
RATES = (3.68511, 2.816466)
TRUE_SHARE = 0.566803


@cache
def corrected_law(days: int) -> ShareLaw:
    """The weak prior with the correction."""
    return share_law(WEAK, RATES, days, corrected=True)


def test_the_exact_share_runs_away() -> None:
    """Expected share of the first area after 0, 100, 365 and 1,000 days, its spread and percentiles, within 1e-6."""
    assert RATES[0] / sum(RATES) == pytest.approx(TRUE_SHARE, abs=1e-6)
    means = [share_law(STRONG, RATES, days).mean for days in (0, 100, 365, 1000)]
    assert means == pytest.approx([0.616397, 0.634050, 0.664173, 0.701591], abs=1e-6)
    law = share_law(STRONG, RATES, 1000)
    assert law.spread == pytest.approx(0.020579, abs=1e-6)
    assert [law.quantile(q) for q in (0.05, 0.5, 0.95)] == pytest.approx([0.66702, 0.70171, 0.73436], abs=1e-5)
    assert law.p.sum() == pytest.approx(1.0, abs=1e-12)


def test_a_weak_prior_runs_away_faster() -> None:
    """The same with a hundredth of the history, within 1e-6."""
    laws = [share_law(WEAK, RATES, days) for days in (100, 365, 1000)]
    assert [law.mean for law in laws] == pytest.approx([0.761321, 0.805664, 0.836314], abs=1e-6)
    assert laws[-1].spread == pytest.approx(0.154089, abs=1e-6)


def test_equal_areas_keep_their_expected_share() -> None:
    """With equal rates the share is a martingale: its mean never moves, within 1e-12, while it spreads."""
    laws = [share_law(STRONG, (RATES[0], RATES[0]), days) for days in (0, 50, 1000)]
    assert [law.mean for law in laws] == pytest.approx([609 / 988] * 3, abs=1e-12)
    assert laws[0].spread < laws[1].spread < laws[2].spread


def test_the_classic_urn_is_uniform() -> None:
    """From one and one, adding one: after n draws every number of draws of the first is equally likely."""
    law = share_law((1.0, 1.0), (1.0, 1.0), 40)
    assert law.p == pytest.approx(np.full(41, 1 / 41), abs=1e-12)


def test_the_correction_stops_it() -> None:
    """With the correction the mean share of the weak prior comes to .5680 +- .0015 after 1,000 days, near the truth."""
    law = corrected_law(1000)
    assert law.mean == pytest.approx(0.5680, abs=0.0015)
    assert abs(law.mean - TRUE_SHARE) < 0.001 < 0.2 < share_law(WEAK, RATES, 1000).mean - TRUE_SHARE
    assert law.spread < 0.02


def test_mixed_urns_settle_at_their_root() -> None:
    """Where visits teach about both areas the share settles inside; where they do not, at the richer one."""
    assert limit_share(((7.37022, 2.816466), (3.68511, 5.632932))) == pytest.approx(0.598897, abs=1e-6)
    assert limit_share(((3.68511, 0.2816466), (0.368511, 2.816466))) == pytest.approx(0.775890, abs=1e-6)
    assert limit_share(((3.0, 0.0), (0.0, 2.0))) == pytest.approx(1.0)
    assert limit_share(((2.0, 0.0), (0.0, 3.0))) == pytest.approx(0.0)
    with pytest.raises(SpecError, match="drifts nowhere"):
        limit_share(((2.0, 0.0), (0.0, 2.0)))


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
