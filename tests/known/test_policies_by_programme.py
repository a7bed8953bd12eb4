"""Rules of fairness had by another route: each as a linear programme, and the curve of points in exact fractions.

A rule chooses the share accepted of each bin and group, never less of a higher bin than of a lower one. Utility, shares
and rates are linear in these numbers, so a rule of equality is a linear programme. It may also mix cut-offs by lot; on
the shipped table it gains nothing by that, because the curves bend the right way where the rules stand.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from counterscore.published.delayed_impact import Change, expected_points, limits
from counterscore.published.score_tables import ScoreTable
from counterscore.published.table_files import read_score_table
from counterscore.published.thresholds import Stakes, decide, stakes_of

optimize = pytest.importorskip("scipy.optimize")
TABLE = read_score_table("credit-scores-2003").table
TWO = TABLE.among({"black": 0.12067, "white": 0.87933})
SETTINGS = {"four groups": (TABLE, stakes_of(break_even=0.82)), "two groups": (TWO, stakes_of(loss_ratio=4))}
POINTS = Change(rise=75, fall=150)


def equal_parts(table: ScoreTable, policy: str) -> list[np.ndarray]:
    """What a rule makes equal between groups: each (B, G), to be summed over the shares accepted."""
    good = (table.share * table.rate).sum(axis=0)
    well, badly = table.share * table.rate / good, table.share * (1 - table.rate) / (1 - good)
    return {"max_utility": [], "demographic_parity": [table.share], "equal_opportunity": [well],
            "equalised_odds": [well, badly]}[policy]  # fmt: skip


def programme(table: ScoreTable, policy: str, stakes: Stakes) -> tuple[float, np.ndarray]:
    """Utility and shares accepted (B, G) of the best rule of that kind, by scipy."""
    bins, groups = table.share.shape
    worth = table.weight * table.share * (stakes.gain * table.rate - stakes.loss * (1 - table.rate))
    order, equal = [], []
    for g in range(groups):
        for b in range(bins - 1):
            row = np.zeros((bins, groups))
            row[b, g], row[b + 1, g] = 1.0, -1.0
            order.append(row.ravel())
    for part in equal_parts(table, policy):
        for g in range(1, groups):
            row = np.zeros((bins, groups))
            row[:, g], row[:, 0] = part[:, g], -part[:, 0]
            equal.append(row.ravel())
    found = optimize.linprog(
        -worth.ravel(), A_ub=np.array(order), b_ub=np.zeros(len(order)), A_eq=np.array(equal) if equal else None,
        b_eq=np.zeros(len(equal)) if equal else None, bounds=(0, 1),
    )  # fmt: skip
    return -float(found.fun), found.x.reshape(bins, groups)


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("policy", ["max_utility", "demographic_parity", "equal_opportunity", "equalised_odds"])
def test_a_rule_is_the_best_of_its_kind(setting: str, policy: str) -> None:
    """Utility, shares accepted and points of each rule are those of the linear programme, within 1e-9."""
    table, stakes = SETTINGS[setting]
    utility, accepted = programme(table, policy, stakes)
    found = decide(table, policy, stakes)
    assert found.utility == pytest.approx(utility, abs=1e-9)
    assert found.selection == pytest.approx((table.share * accepted).sum(axis=0), abs=1e-9)
    if policy != "equalised_odds":  # there many mixtures of score and lot reach the same two rates
        points = (table.share * accepted * (225 * table.rate - 150)).sum(axis=0)
        assert expected_points(table, found.accepted, POINTS) == pytest.approx(points, abs=1e-7)


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_single_cut_off_is_the_best_of_all_that_can_be_tried(setting: str) -> None:
    """No one of the 21 cut-offs for everybody does better than the one that is chosen; it starts at a score of 618."""
    table, stakes = SETTINGS[setting]
    worth = table.weight * table.share * (stakes.gain * table.rate - stakes.loss * (1 - table.rate))
    tried = [float(worth[low:].sum()) for low in range(len(table.bins) + 1)]
    assert decide(table, "single_threshold", stakes).utility == pytest.approx(max(tried), abs=1e-12)
    assert table.bins[int(np.argmax(tried))] == "618-639"


@pytest.mark.parametrize("group", ["black", "white"])
def test_the_edges_of_a_group_in_exact_fractions(group: str) -> None:
    """Best share, its points, the harmless share and everybody accepted, from the decimals of the file as fractions."""
    g = TABLE.group(group)
    shares = [Fraction(round(10_000 * float(one)), 10_000) for one in TABLE.share[::-1, g]]
    rates = [Fraction(round(10_000 * float(one)), 10_000) for one in TABLE.rate[::-1, g]]
    assert sum(shares) == 1
    reached, points = [Fraction(0)], [Fraction(0)]
    for share, rate in zip(shares, rates, strict=True):
        reached.append(reached[-1] + share)
        points.append(points[-1] + share * (225 * rate - 150))
    best = max(range(len(points)), key=points.__getitem__)
    below = next((i for i, one in enumerate(points) if one < 0), None)
    harmless = Fraction(1)
    if below is not None:
        fall = (points[below - 1] - points[below]) / (reached[below] - reached[below - 1])
        harmless = reached[below - 1] + points[below - 1] / fall
    found = limits(TWO, group, POINTS)
    assert found.best == pytest.approx(float(reached[best]), abs=1e-12)
    assert found.best_points == pytest.approx(float(points[best]), abs=1e-9)
    assert found.harmless == pytest.approx(float(harmless), abs=1e-12)
    assert found.everybody_points == pytest.approx(float(points[-1]), abs=1e-9)
