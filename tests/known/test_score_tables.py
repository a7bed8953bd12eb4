"""Score tables: published results of fairness rules and of their delayed impact, from one table of twenty bins."""

from __future__ import annotations

import pytest

from counterscore.published.delayed_impact import Change, GroupLimits, Impact, impacts, limits, points_at
from counterscore.published.score_tables import ScoreTable
from counterscore.published.table_files import read_score_table
from counterscore.published.thresholds import Cutoffs, Decision, common_point, decide, decisions, stakes_of

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


@pytest.fixture(scope="module")
def found(table: ScoreTable) -> dict[str, Decision]:
    """All policies at the break-even rate of 82 %."""
    return decisions(table, BREAK_EVEN)


@pytest.fixture(scope="module")
def moved(two: ScoreTable) -> dict[str, Impact]:
    """What all policies do to scores where one default costs four repaid loans."""
    return impacts(two, LOSS_OF_FOUR, POINTS)


def test_the_shipped_table_has_the_published_base_rates(table: ScoreTable) -> None:
    """Twenty bins of four groups; 75.867, 33.654, 56.811 and 80.685 % of a group repay, within 1e-4."""
    assert table.share.shape == table.rate.shape == (20, 4)
    assert table.groups == ("white", "black", "hispanic", "asian")
    assert table.base_rate == pytest.approx([0.75867, 0.33654, 0.56811, 0.80685], abs=1e-4)
    assert table.share.sum(axis=0) == pytest.approx([1, 1, 1, 1], abs=1e-12)


def test_the_maximum(found: dict[str, Decision]) -> None:
    """The unconstrained lender earns 0.076366 per head of all people, in parts of one repaid and one lost loan."""
    assert found["max_utility"].utility == pytest.approx(0.076366, abs=1e-6)
    assert found["max_utility"].of_maximum == 1.0


@pytest.mark.parametrize(
    ("policy", "share", "published"),
    [("single_threshold", 0.99431, 0.993), ("equal_opportunity", 0.92624, 0.928), ("equalised_odds", 0.80245, 0.802),
     ("demographic_parity", 0.70341, 0.698)],
)  # fmt: skip
def test_share_of_the_maximum(found: dict[str, Decision], policy: str, share: float, published: float) -> None:
    """Each rule keeps the share of the maximum that follows from the table (0.001), and that was published (0.01)."""
    assert found[policy].of_maximum == pytest.approx(share, abs=1e-3)
    assert found[policy].of_maximum == pytest.approx(published, abs=0.01)


def test_where_the_rules_stand(table: ScoreTable, found: dict[str, Decision]) -> None:
    """The single cut-off lies under bin 9; the common TPR is 0.7627 and the common selection rate 0.5467."""
    assert (found["single_threshold"].accepted[8:] == 1).all()
    assert (found["single_threshold"].accepted[:8] == 0).all()
    assert found["equal_opportunity"].tpr == pytest.approx([0.7627] * 4, abs=1e-3)
    assert found["demographic_parity"].selection == pytest.approx([0.5467] * 4, abs=1e-3)
    odds = found["equalised_odds"]
    point = common_point(Cutoffs(table), BREAK_EVEN)
    assert odds.fpr == pytest.approx([point[0]] * 4, abs=1e-9)
    assert odds.tpr == pytest.approx([point[1]] * 4, abs=1e-9)


def test_the_unconstrained_lender_treats_groups_unequally(found: dict[str, Decision]) -> None:
    """Of those who would repay it accepts 82 % of two groups, 58 % of a third and 39 % of the last."""
    assert found["max_utility"].tpr == pytest.approx([0.8182, 0.3923, 0.5806, 0.8216], abs=1e-4)


@pytest.mark.parametrize(
    ("policy", "black", "white", "utility"),
    [("max_utility", (0.1752, 9.105), (0.6491, 42.297), 0.45633),
     ("demographic_parity", (0.5997, -19.462), (0.5997, 40.240), 0.33432),
     ("equal_opportunity", (0.3815, 4.734), (0.6491, 42.297), 0.42801)],
)  # fmt: skip
def test_delayed_impact(
    moved: dict[str, Impact], policy: str, black: tuple[float, float], white: tuple[float, float], utility: float
) -> None:
    """Selection rates within 0.002, points within 0.05 and utility of each rule in the setting of the paper."""
    one = moved[policy]
    assert one.decision.selection == pytest.approx([black[0], white[0]], abs=0.002)
    assert one.points == pytest.approx([black[1], white[1]], abs=0.05)
    assert one.decision.utility == pytest.approx(utility, abs=1e-4)


def test_verdicts(moved: dict[str, Impact]) -> None:
    """For the poorer group parity is active harm and equal opportunity relative harm: it raises scores, but less."""
    assert moved["demographic_parity"].verdicts[0] == "active harm"
    assert moved["equal_opportunity"].verdicts[0] == "relative harm"
    assert moved["max_utility"].verdicts == ("no difference", "no difference")
    assert moved["single_threshold"].verdicts[0] == "relative improvement"


def test_harmless_and_best_rates(two: ScoreTable) -> None:
    """Scores of the poorer group rise most at 21.68 % accepted (9.884 points) and no longer from 43.18 % on."""
    edge = limits(two, "black", POINTS)
    assert edge.harmless == pytest.approx(0.4318, abs=0.002)
    assert edge.best == pytest.approx(0.2168, abs=0.002)
    assert edge.best_points == pytest.approx(9.884, abs=0.05)
    assert points_at(two, "black", edge.harmless, POINTS) == pytest.approx(0, abs=1e-9)
    assert isinstance(edge, GroupLimits)


def test_accepting_everybody(two: ScoreTable) -> None:
    """Lending to all lowers the poorer group by 74.28 points per head and raises the other by 20.70."""
    assert limits(two, "black", POINTS).everybody_points == pytest.approx(-74.28, abs=0.05)
    assert limits(two, "white", POINTS).everybody_points == pytest.approx(20.70, abs=0.05)
    assert limits(two, "white", POINTS).harmless == 1.0


def test_stakes_that_mean_the_same_give_the_same_rule(table: ScoreTable) -> None:
    """A break-even rate of 82 % and a loss of 82/18 gains accept the same people, at another scale of utility."""
    ratio = decide(table, "equal_opportunity", stakes_of(loss_ratio=0.82 / 0.18))
    even = decide(table, "equal_opportunity", BREAK_EVEN)
    assert ratio.accepted == pytest.approx(even.accepted, abs=1e-9)
    assert ratio.utility * 0.18 == pytest.approx(even.utility)
