"""Laws of score tables and rules of fairness on the shipped table of twenty bins; its published results are targets."""

from __future__ import annotations

import pytest

from counterscore.published.delayed_impact import Change, impacts, limits, points_at
from counterscore.published.score_tables import ScoreTable
from counterscore.published.table_files import read_score_table
from counterscore.published.thresholds import Cutoffs, common_point, decide, stakes_of

FED = "credit-scores-2003"
BREAK_EVEN = stakes_of(break_even=0.82)
LOSS_OF_FOUR = stakes_of(loss_ratio=4)
POINTS = Change(rise=75, fall=150)


@pytest.fixture(scope="module")
def table() -> ScoreTable:
    """The four groups of the shipped table."""
    return read_score_table(FED).table


@pytest.fixture(scope="module")
def two(table: ScoreTable) -> ScoreTable:
    """The two groups of the paper on delayed impact, with its weights."""
    return table.among({"black": 0.12067, "white": 0.87933})


def test_the_shipped_table_is_whole(table: ScoreTable) -> None:
    """Twenty bins of four groups, the shares of each group adding up to 1."""
    assert table.share.shape == table.rate.shape == (20, 4)
    assert table.groups == ("white", "black", "hispanic", "asian")
    assert table.share.sum(axis=0) == pytest.approx([1, 1, 1, 1], abs=1e-12)


def test_equalised_odds_puts_every_group_at_one_point(table: ScoreTable) -> None:
    """Both rates of every group are those of the common point, and the maximum is a share of 1 of itself."""
    odds = decide(table, "equalised_odds", BREAK_EVEN)
    point = common_point(Cutoffs(table), BREAK_EVEN)
    assert odds.fpr == pytest.approx([point[0]] * 4, abs=1e-9)
    assert odds.tpr == pytest.approx([point[1]] * 4, abs=1e-9)
    assert decide(table, "max_utility", BREAK_EVEN).of_maximum == 1.0


def test_one_cut_off_for_all_raises_the_scores_of_the_poorer_group_most(two: ScoreTable) -> None:
    """Against max utility a single threshold is relative improvement for the poorer group, and best for its scores."""
    moved = impacts(two, LOSS_OF_FOUR, POINTS)
    assert moved["single_threshold"].verdicts[0] == "relative improvement"
    assert moved["single_threshold"].points[0] == max(one.points[0] for one in moved.values())


def test_the_harmless_share_is_where_points_are_used_up(two: ScoreTable) -> None:
    """At the harmless share a group's points are 0; beyond it they are negative; without such a share it is 1."""
    edge = limits(two, "black", POINTS)
    assert points_at(two, "black", edge.harmless, POINTS) == pytest.approx(0, abs=1e-9)
    assert points_at(two, "black", edge.harmless + 0.01, POINTS) < 0
    assert limits(two, "white", POINTS).harmless == 1.0


def test_stakes_that_mean_the_same_give_the_same_rule(table: ScoreTable) -> None:
    """A break-even rate of 82 % and a loss of 82/18 gains accept the same people, at another scale of utility."""
    ratio = decide(table, "equal_opportunity", stakes_of(loss_ratio=0.82 / 0.18))
    even = decide(table, "equal_opportunity", BREAK_EVEN)
    assert ratio.accepted == pytest.approx(even.accepted, abs=1e-9)
    assert ratio.utility * 0.18 == pytest.approx(even.utility)
