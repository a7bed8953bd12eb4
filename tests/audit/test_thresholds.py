"""Rules of fairness on any score table: each is what it says, and none earns more than the maximum."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from counterscore.core.draws import uniforms
from counterscore.core.errors import PromiseError, SpecError
from counterscore.published.delayed_impact import Change, expected_points, impacts, limits, points_at, verdict
from counterscore.published.score_tables import ScoreTable, score_table
from counterscore.published.thresholds import (
    POLICIES,
    Cutoffs,
    Stakes,
    common_point,
    decide,
    decisions,
    evaluate,
    stakes_of,
)

SMALL = 1e-9
RATIOS = st.floats(0.2, 12.0)


@st.composite
def tables(draw: st.DrawFn, *, rising: bool = True) -> ScoreTable:
    """Tables of one to four groups and one to eight bins; ``rising``: higher bins do no worse."""
    groups, bins = draw(st.integers(1, 4)), draw(st.integers(1, 8))
    share, rate, weight = {}, {}, {}
    for g in range(groups):
        name = f"g{g}"
        sizes = draw(st.lists(st.integers(0, 20), min_size=bins, max_size=bins).filter(any))
        rates = draw(st.lists(st.integers(1, 99), min_size=bins, max_size=bins))
        share[name] = [n / sum(sizes) for n in sizes]
        rate[name] = [r / 100 for r in (sorted(rates) if rising else rates)]
        weight[name] = draw(st.integers(1, 9))
    return score_table(share, rate, weight=weight)


@settings(deadline=None)
@given(tables(rising=False), RATIOS)
def test_max_utility_is_the_maximum(table: ScoreTable, ratio: float) -> None:
    """No other rule earns more, nor does any cut-off per group that is tried."""
    stakes = stakes_of(loss_ratio=ratio)
    found = decisions(table, stakes)
    best = found["max_utility"].utility
    assert all(one.utility <= best + SMALL for one in found.values())
    cutoffs = Cutoffs(table)
    for u in uniforms(1, "test.thresholds", 20 * len(table.groups)).reshape(20, -1):
        tried = evaluate(table, "tried", cutoffs.accepted(u * len(table.bins)), stakes, None)
        assert tried.utility <= best + SMALL


@settings(deadline=None)
@given(tables(rising=False), RATIOS)
def test_acceptance_is_a_share_and_rates_follow_from_it(table: ScoreTable, ratio: float) -> None:
    """Every bin is accepted to a share from 0 to 1, and selection = base rate * TPR + (1 - base rate) * FPR."""
    for one in decisions(table, stakes_of(loss_ratio=ratio)).values():
        assert (one.accepted >= -SMALL).all()
        assert (one.accepted <= 1 + SMALL).all()
        assert one.selection == pytest.approx(table.base_rate * one.tpr + (1 - table.base_rate) * one.fpr, abs=1e-9)


@settings(deadline=None)
@given(tables(rising=False), RATIOS)
def test_parity_makes_selection_equal(table: ScoreTable, ratio: float) -> None:
    """Demographic parity accepts the same share of each group, and no common share that is tried earns more."""
    stakes = stakes_of(loss_ratio=ratio)
    found = decide(table, "demographic_parity", stakes)
    assert np.ptp(found.selection) < SMALL
    utility, cutoffs = Cutoffs(table).utility(stakes), Cutoffs(table)
    for share in np.linspace(0, 1, 21):
        tried = [np.interp(share, cutoffs.selection[:, g], utility[:, g]) for g in range(len(table.groups))]
        assert table.weight @ tried <= found.utility + SMALL


@settings(deadline=None)
@given(tables(rising=False), RATIOS)
def test_equal_opportunity_makes_true_positives_equal(table: ScoreTable, ratio: float) -> None:
    """The same share of those for whom it would go well is accepted in every group."""
    assert np.ptp(decide(table, "equal_opportunity", stakes_of(loss_ratio=ratio)).tpr) < SMALL


@settings(deadline=None)
@given(tables(rising=False), RATIOS)
def test_equalised_odds_makes_both_rates_equal(table: ScoreTable, ratio: float) -> None:
    """TPR and FPR are equal in every group, and are those of the common point."""
    stakes = stakes_of(loss_ratio=ratio)
    found, point = decide(table, "equalised_odds", stakes), common_point(Cutoffs(table), stakes)
    assert found.fpr == pytest.approx(np.full(len(table.groups), point[0]), abs=1e-9)
    assert found.tpr == pytest.approx(np.full(len(table.groups), point[1]), abs=1e-9)


@settings(deadline=None)
@given(tables(), RATIOS)
def test_the_common_point_lies_under_every_curve(table: ScoreTable, ratio: float) -> None:
    """No group has to decide better than its score can, and no point that is tried under all curves earns more."""
    stakes, cutoffs = stakes_of(loss_ratio=ratio), Cutoffs(table)
    x, y = common_point(cutoffs, stakes)
    well, badly = table.weight @ table.base_rate, table.weight @ (1 - table.base_rate)
    curves = [(cutoffs.fpr[:, g], cutoffs.tpr[:, g]) for g in range(len(table.groups))]
    assert all(y <= np.interp(x, fpr, tpr) + SMALL for fpr, tpr in curves)
    earned = stakes.gain * well * y - stakes.loss * badly * x
    for at in np.linspace(0, 1, 51):
        under = min(float(np.interp(at, fpr, tpr)) for fpr, tpr in curves)
        assert stakes.gain * well * under - stakes.loss * badly * at <= earned + SMALL


@settings(deadline=None)
@given(tables(rising=False), RATIOS)
def test_the_common_point_is_no_worse_than_a_lottery(table: ScoreTable, ratio: float) -> None:
    """Whatever the scores are worth, nobody has to decide worse than by lot."""
    x, y = common_point(Cutoffs(table), stakes_of(loss_ratio=ratio))
    assert y >= x - SMALL


@settings(deadline=None)
@given(tables(rising=False), RATIOS)
def test_the_single_threshold_is_the_best_common_one(table: ScoreTable, ratio: float) -> None:
    """All groups have the same cut-off, and none of the common cut-offs earns more."""
    stakes, groups = stakes_of(loss_ratio=ratio), len(table.groups)
    found = decide(table, "single_threshold", stakes)
    assert (found.accepted == found.accepted[:, :1]).all()
    for depth in range(len(table.bins) + 1):
        tried = Cutoffs(table).accepted(np.full(groups, float(depth)))
        assert evaluate(table, "tried", tried, stakes, None).utility <= found.utility + SMALL


@settings(deadline=None)
@given(tables(), RATIOS)
def test_one_group_needs_no_fairness(table: ScoreTable, ratio: float) -> None:
    """For a single group every rule is the maximum."""
    alone = table.among({table.groups[0]: 1.0})
    found = decisions(alone, stakes_of(loss_ratio=ratio))
    best = found["max_utility"].utility
    assert all(one.utility == pytest.approx(best, abs=1e-9) for one in found.values())


@settings(deadline=None)
@given(tables(rising=False), RATIOS)
def test_points_follow_from_the_two_rates(table: ScoreTable, ratio: float) -> None:
    """Expected points are rise * base rate * TPR - fall * (1 - base rate) * FPR, whatever the rule."""
    change = Change(75, 150)
    for one in impacts(table, stakes_of(loss_ratio=ratio), change).values():
        good = table.base_rate
        expected = 75 * good * one.decision.tpr - 150 * (1 - good) * one.decision.fpr
        assert one.points == pytest.approx(expected, abs=1e-8)


@settings(deadline=None)
@given(tables(rising=False), st.floats(0, 100), st.floats(0, 300))
def test_best_and_harmless_rates(table: ScoreTable, rise: float, fall: float) -> None:
    """No rate brings more points than the best; up to the harmless rate no rate loses any."""
    change = Change(rise, fall)
    for group in table.groups:
        edge = limits(table, group, change)
        for share in np.linspace(0, 1, 41):
            points = points_at(table, group, float(share), change)
            assert points <= edge.best_points + 1e-6
            if share <= edge.harmless - 1e-9:
                assert points >= -1e-6
        assert 0.0 <= edge.best <= 1.0
        assert 0.0 <= edge.harmless <= 1.0


def best_of_all_lotteries(table: ScoreTable, stakes: Stakes, equal: tuple[str, ...]) -> float:
    """The utility of the best rule whatsoever that keeps these rates equal: a linear programme over bins and groups."""
    groups, good = len(table.groups), table.base_rate
    per_bin = {
        "selection": table.share,
        "tpr": table.share * table.rate / good,
        "fpr": table.share * (1 - table.rate) / (1 - good),
    }
    gains = table.weight * table.share * (stakes.gain * table.rate - stakes.loss * (1 - table.rate))
    rows = []
    for name in equal:
        for g in range(1, groups):
            row = np.zeros_like(gains)
            row[:, 0], row[:, g] = per_bin[name][:, 0], -per_bin[name][:, g]
            rows.append(row.ravel())
    same = {"A_eq": np.array(rows), "b_eq": np.zeros(len(rows))} if rows else {}
    return -float(linprog(-gains.ravel(), bounds=(0, 1), **same).fun)


@settings(max_examples=40, deadline=None)
@given(tables(), RATIOS)
def test_no_lottery_whatsoever_does_better(table: ScoreTable, ratio: float) -> None:
    """Where higher bins do no worse, each rule earns what the best rule with these equal rates earns (by scipy)."""
    stakes = stakes_of(loss_ratio=ratio)
    kept: dict[str, tuple[str, ...]] = {
        "max_utility": (), "demographic_parity": ("selection",), "equal_opportunity": ("tpr",),
        "equalised_odds": ("tpr", "fpr"),
    }  # fmt: skip
    for policy, equal in kept.items():
        best = best_of_all_lotteries(table, stakes, equal)
        assert decide(table, policy, stakes).utility == pytest.approx(best, abs=1e-7), policy


def two_groups() -> ScoreTable:
    """A table in which one group has fewer people for whom it goes well."""
    return score_table(
        {"a": [0.25, 0.25, 0.25, 0.25], "b": [0.5, 0.3, 0.1, 0.1]},
        {"a": [0.2, 0.5, 0.8, 0.95], "b": [0.1, 0.4, 0.7, 0.9]},
        weight={"a": 3, "b": 1},
    )


def test_a_table_by_hand() -> None:
    """Four bins: with one loss for four gains only rates above 0.8 pay, and utility is the sum over those bins."""
    found = decide(two_groups(), "max_utility", stakes_of(loss_ratio=4))
    assert found.accepted[:, 0].tolist() == [0, 0, 0, 1]
    assert found.accepted[:, 1].tolist() == [0, 0, 0, 1]
    assert found.utility == pytest.approx(0.75 * 0.25 * (0.95 - 4 * 0.05) + 0.25 * 0.1 * (0.9 - 4 * 0.1))


def test_a_bin_is_split_by_lot() -> None:
    """To accept the same share of both groups a bin is accepted in part."""
    found = decide(two_groups(), "demographic_parity", stakes_of(loss_ratio=4))
    inside = (found.accepted > SMALL) & (found.accepted < 1 - SMALL)
    assert inside.sum() == 1
    assert np.ptp(found.selection) < SMALL


def test_groups_without_successes_have_no_opportunity() -> None:
    """A group for which it goes well for nobody (or everybody) leaves the rates undefined: an error names the group."""
    nobody = score_table(
        {"a": [0.5, 0.5], "b": [0.5, 0.5]}, {"a": [0.0, 0.0], "b": [0.2, 0.9]}, weight={"a": 1, "b": 1}
    )
    everybody = score_table({"a": [0.5, 0.5]}, {"a": [1.0, 1.0]})
    with pytest.raises(SpecError, match=r"group a: it goes well for nobody"):
        decide(nobody, "equal_opportunity", stakes_of(loss_ratio=4))
    with pytest.raises(SpecError, match=r"group a: it goes well for everybody"):
        decide(everybody, "equalised_odds", stakes_of(loss_ratio=4))
    found = decide(nobody, "max_utility", stakes_of(loss_ratio=4))
    assert np.isnan(found.tpr[0])
    assert decide(everybody, "max_utility", stakes_of(loss_ratio=4)).selection == pytest.approx([1.0])


def test_where_nothing_can_be_gained_the_share_is_undefined() -> None:
    """If nobody is worth accepting the maximum is 0, and a share of it is no number."""
    poor = score_table({"a": [0.5, 0.5]}, {"a": [0.1, 0.2]})
    found = decide(poor, "single_threshold", stakes_of(loss_ratio=9))
    assert found.utility == 0.0
    assert np.isnan(found.of_maximum)
    assert found.selection == pytest.approx([0.0])


@pytest.mark.parametrize(
    ("points", "reference", "word"),
    [(-0.1, 5, "active harm"), (0, 5, "stagnation"), (2, 5, "relative harm"), (5, 5, "no difference"),
     (6, 5, "relative improvement"), (-1, -5, "active harm"), (1, -5, "relative improvement")],
)  # fmt: skip
def test_verdict_words(points: float, reference: float, word: str) -> None:
    """The word follows from the sign of the change and from the change under max utility."""
    assert verdict(points, reference) == word


@settings(deadline=None)
@given(tables(rising=False), RATIOS, st.sampled_from([1e-13, 1e-6, 1e9]))
def test_the_unit_of_the_stakes_changes_nothing(table: ScoreTable, ratio: float, unit: float) -> None:
    """In cents, yuan or shares of a state budget the same people are accepted, and utility scales with the unit."""
    for policy, one in decisions(table, stakes_of(loss_ratio=ratio)).items():
        other = decide(table, policy, Stakes(unit, unit * ratio))
        assert other.utility / unit == pytest.approx(one.utility, abs=1e-8)


def test_what_is_no_number_is_refused() -> None:
    """Words, True, shares above 1 and arrays of another shape end in a SpecError, rows of persons in a PromiseError."""
    table = two_groups()
    for broken in (
        lambda: Stakes("1", 4), lambda: Stakes(True, 4), lambda: stakes_of(break_even=2), lambda: Change("1", 2),  # type: ignore[arg-type]
        lambda: stakes_of(break_even=1), lambda: points_at(table, "a", 1.7, Change(1, 2)),
        lambda: verdict(float("nan"), 1.0), lambda: decisions(table, Stakes(1, 4), "max_utility"),
        lambda: evaluate(table, "x", np.full((4, 2), 2.0), Stakes(1, 4), None),
        lambda: evaluate(table, "x", np.ones(5000), Stakes(1, 4), None), lambda: decide(table, None, Stakes(1, 4)),  # type: ignore[arg-type]
    ):  # fmt: skip
        with pytest.raises(SpecError):
            broken()
    with pytest.raises(PromiseError):
        stakes_of(loss_ratio=[{"name": "P1"}])  # type: ignore[arg-type]


def test_nonsense_is_refused() -> None:
    """Unknown policies, stakes without weight, two stakes at once and negative points end in a SpecError."""
    with pytest.raises(SpecError, match="did you mean 'equal_opportunity'"):
        decide(two_groups(), "equal_oportunity", Stakes(1, 4))
    for gain, loss in ((0, 1), (1, 0), (1, -2), (float("nan"), 1), (1, float("inf"))):
        with pytest.raises(SpecError, match="above 0"):
            Stakes(gain, loss)
    for given_ in ({}, {"loss_ratio": 2, "break_even": 0.5}):
        with pytest.raises(SpecError, match="either"):
            stakes_of(**given_)  # type: ignore[arg-type]
    with pytest.raises(SpecError, match="from 0 on"):
        Change(-1, 2)


def test_a_rule_of_ones_own() -> None:
    """Any shares per bin and group can be judged: accepting everybody has rates of 1 and the whole group's points."""
    table = two_groups()
    everybody = np.ones((4, 2))
    found = evaluate(table, "everybody", everybody, Stakes(1, 4), None)
    assert found.tpr == pytest.approx([1, 1])
    assert expected_points(table, everybody, Change(75, 150)) == pytest.approx(
        [limits(table, g, Change(75, 150)).everybody_points for g in table.groups]
    )
    assert len(POLICIES) == 5
