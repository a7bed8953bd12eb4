"""Check values of the indices, and the same numbers from fairness, survival and statistics libraries."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from made_up import made_up

from counterscore.audit.counting.calibration import bin_gap, calibration_errors
from counterscore.audit.counting.exits import aalen_johansen, curves, nelson_aalen, span_rows
from counterscore.audit.counting.inequality import binned, concentration, gini, gini_of_bins, theil_l, theil_t
from counterscore.audit.counting.mobility import second_eigenvalue, shorrocks
from counterscore.audit.counting.social_burden import (
    burden,
    gaming_range,
    mean_burden,
    robust_threshold,
    uniform_burden,
)
from counterscore.audit.index import find_index
from counterscore.audit.survival import kaplan_meier
from counterscore.core.draws import uniforms
from counterscore.core.outcome import Outcome

PARENTS_AND_CHILDREN = np.array([
    [33.7, 28.0, 18.4, 12.3, 7.5], [24.2, 24.2, 21.7, 17.6, 12.3], [17.8, 19.8, 22.1, 22.0, 18.3],
    [13.4, 16.0, 20.9, 24.4, 25.4], [10.9, 11.9, 17.0, 23.6, 36.5],
])  # fmt: skip
EDGE = Fraction(1, 10**12)
ORDINARY = (3, 12)
PEOPLE, GROUPS = 600, 3
quiet = pytest.mark.filterwarnings("ignore")


def spells(count: int = 400, longest: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """Whole months (N,) from 1 on and ways (N,): 0 still there, 1 or 2 gone."""
    months = 1 + (uniforms(11, "fake.months", count) ** 2 * longest).astype(np.int64)
    return months, (uniforms(11, "fake.ways", count) * 3).astype(np.int64)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, np.ndarray, np.ndarray, np.ndarray]:
    """A made-up run with its listed, deserved and group codes, (P,) each."""
    codes = (uniforms(5, "fake.group", PEOPLE) * GROUPS).astype(np.int64)
    deserved = uniforms(5, "fake.deserved", PEOPLE) < np.array([0.2, 0.3, 0.4])[codes]
    listed = np.where(deserved, uniforms(5, "fake.found", PEOPLE) < 0.8, uniforms(5, "fake.wrong", PEOPLE) < 0.15)
    return made_up(tmp_path_factory.mktemp("runs"), listed, deserved), listed, deserved, codes


def index_of(outcome: Outcome, name: str, codes: np.ndarray) -> float:
    """An index across groups, from its totals."""
    parts = find_index(name).count(outcome, "as written", codes, GROUPS)
    return float(parts.of(parts.rows.sum(0, dtype=np.float64)))


def test_mobility_of_the_published_table_in_exact_fractions() -> None:
    """Chetty and others 2014: trace and characteristic polynomial in fractions; rows need not add up to 1."""
    rows = [[Fraction(round(10 * float(one))) for one in row] for row in PARENTS_AND_CHILDREN]
    table = [[one / sum(row) for one in row] for row in rows]
    index = (5 - sum(table[i][i] for i in range(5))) / 4
    assert shorrocks(PARENTS_AND_CHILDREN) == pytest.approx(float(index), abs=1e-14)
    assert shorrocks(PARENTS_AND_CHILDREN * 7.0) == pytest.approx(float(index), abs=1e-14)
    factors = characteristic(table)
    assert sum(factors) == 0  # 1 is an eigenvalue of every table of shares
    second = Fraction(float(second_eigenvalue(PARENTS_AND_CHILDREN)))
    below, above = (sum(c * x ** (5 - k) for k, c in enumerate(factors)) for x in (second - EDGE, second + EDGE))
    assert below * above < 0
    assert all(sum(c * Fraction(x, 200) ** (5 - k) for k, c in enumerate(factors)) < 0 for x in range(65, 200))


def characteristic(table: list[list[Fraction]]) -> list[Fraction]:
    """Coefficients of det(x - table) from the highest power down, by Faddeev and LeVerrier."""
    size = range(len(table))
    found, made = [Fraction(1)], [[Fraction(0)] * len(table) for _ in size]
    for step in range(1, len(table) + 1):
        product = [[sum(table[i][k] * made[k][j] for k in size) for j in size] for i in size]
        made = [[product[i][j] + (found[-1] if i == j else 0) for j in size] for i in size]
        found.append(-sum(table[i][k] * made[k][i] for i in size for k in size) / step)
    return found


def test_mobility_of_two_states_in_closed_form() -> None:
    """Leaving with a and coming with b a year: M = a + b and the second eigenvalue is |1 - a - b|."""
    for a, b in ((0.1, 0.05), (0.5, 0.5), (0.9, 0.8), (0.0, 0.0)):
        table = np.array([[1 - b, b], [a, 1 - a]])
        assert shorrocks(table) == pytest.approx(a + b)
        assert second_eigenvalue(table) == pytest.approx(abs(1 - a - b))


def test_second_eigenvalue_is_the_reference() -> None:
    """The second largest modulus that scipy finds in ten tables, some with complex eigenvalues."""
    linalg = pytest.importorskip("scipy.linalg")
    tables = uniforms(3, "fake.tables", 10 * 16).reshape(10, 4, 4) ** 4
    whole = tables / tables.sum(-1, keepdims=True)
    expected = [sorted(np.abs(linalg.eigvals(one)))[-2] for one in whole]
    assert second_eigenvalue(tables) == pytest.approx(expected, abs=1e-12)


def test_inequality_of_one_two_three_four() -> None:
    """x = (1, 2, 3, 4): Gini 0.25, Theil T 0.106440, Theil L 0.121777; weights stand for so many people."""
    assert gini([1, 2, 3, 4]) == pytest.approx(0.25)
    assert theil_t([4, 2, 1, 3]) == pytest.approx(0.106440, abs=1e-6)
    assert theil_l([1, 2, 3, 4]) == pytest.approx(0.121777, abs=1e-6)
    assert gini([1, 2], [3, 1]) == pytest.approx(gini([1, 1, 1, 2]))
    assert theil_t([1, 2], [3, 1]) == pytest.approx(theil_t([1, 1, 1, 2]))
    assert theil_l([1, 2], [3, 1]) == pytest.approx(theil_l([1, 1, 1, 2]))


def test_theil_is_what_an_entropy_lacks() -> None:
    """Theil's T is ln n minus the entropy of the shares, L the divergence of equal shares from them, as in scipy."""
    stats = pytest.importorskip("scipy.stats")
    x = 1.0 + uniforms(4, "fake.x", 80) * 9.0
    assert theil_t(x.tolist()) == pytest.approx(np.log(80) - stats.entropy(x / x.sum()))
    assert theil_l(x.tolist()) == pytest.approx(stats.entropy(np.full(80, 1 / 80), x / x.sum()))


def test_gini_is_half_the_mean_difference() -> None:
    """Gini = mean |x - x'| / (2 mean) over all pairs; exact in bins of one value, below 0.5 % too low in 32 bins."""
    months = np.floor(uniforms(2, "fake.x", 500) ** 6 * 40)
    money = uniforms(2, "fake.y", 500) ** 8 * 1e5 * (uniforms(2, "fake.z", 500) < 0.4)
    everybody = np.ones(500, bool)
    for values, slack in ((months, 1e-7), (money, 0.005)):
        brute = np.abs(values[:, None] - values[None, :]).mean() / (2 * values.mean())
        assert gini(values.tolist()) == pytest.approx(brute, abs=1e-12)
        found = binned(values, everybody)
        cells = found.rows.sum(0, dtype=np.float64).reshape(2, -1)
        assert brute - slack <= gini_of_bins(*cells) <= brute + 1e-7
        assert found.exact == (slack < 1e-6)


def test_concentration_at_its_ends() -> None:
    """Five equal ranks: all on the lowest gives -0.8, all on the highest 0.8, the same for all gives 0."""
    counts = np.full(5, 20.0)
    for sums, expected in (([7, 0, 0, 0, 0], -0.8), ([0, 0, 0, 0, 7], 0.8), ([1, 1, 1, 1, 1], 0.0)):
        assert concentration(counts, np.array(sums, float)) == pytest.approx(expected)


@pytest.mark.parametrize(("a", "mean", "stopped"), [(0.05, 10.025261, 0.630249), (0.10, 8.513216, 0.387420),
                                                    (0.25, 5.774746, 0.075085)])  # fmt: skip
def test_sojourn_of_an_ordinary_mark(a: float, mean: float, stopped: float) -> None:
    """Repair from month 3 on with probability a, an end at 12: mean and share of the closed form come out."""
    first, last = ORDINARY
    after = np.arange(last - first)
    repaired = np.zeros(last)
    repaired[after + first - 1] = a * (1 - a) ** after
    lapsed = np.zeros(last)
    lapsed[-1] = (1 - a) ** (last - first)
    totals = np.concatenate([np.zeros(last), repaired, lapsed, [0.0]])
    stays, left = curves(totals, last)
    assert stays[:-1].sum() == pytest.approx(mean, abs=1e-6)
    assert left[1, -1] == pytest.approx(stopped, abs=1e-6)
    assert left[:, -1].sum() == pytest.approx(1.0)


def test_curves_from_totals_are_those_of_the_people() -> None:
    """Rows of spells, added up, give the curve of Kaplan and Meier and the shares of Aalen and Johansen."""
    months, ways = spells()
    horizon = 24
    stays, left = curves(span_rows(months, ways, horizon, 2).sum(0, dtype=np.float64), horizon)
    whole = kaplan_meier(months, ways > 0)
    assert stays == pytest.approx(whole.waiting[: horizon + 1], abs=1e-12)
    assert left == pytest.approx(aalen_johansen(months, ways)[:, 1 : horizon + 1], abs=1e-12)
    assert left.sum(0) + stays[1:] == pytest.approx(1.0, abs=1e-12)


@quiet
def test_survival_libraries_agree() -> None:
    """lifelines: the same curve, cumulative hazard, and restricted mean of 24 months."""
    lifelines = pytest.importorskip("lifelines")
    utils = pytest.importorskip("lifelines.utils")
    months, ways = spells()
    fitted = lifelines.KaplanMeierFitter().fit(months, ways > 0)
    stays, _ = curves(span_rows(months, ways, 24, 2).sum(0, dtype=np.float64), 24)
    assert stays == pytest.approx(fitted.predict(np.arange(25)).to_numpy(), abs=1e-9)
    assert stays[:-1].sum() == pytest.approx(utils.restricted_mean_survival_time(fitted, t=24), abs=1e-9)
    hazard = lifelines.NelsonAalenFitter(nelson_aalen_smoothing=False).fit(months, ways > 0)
    ours = nelson_aalen(months, ways > 0)
    at = hazard.cumulative_hazard_.index.to_numpy().astype(int)
    assert ours[at] == pytest.approx(hazard.cumulative_hazard_.iloc[:, 0].to_numpy(), abs=1e-9)


@quiet
def test_shares_by_way_of_leaving_agree() -> None:
    """lifelines, without ties: the same cumulative incidence of each way at the end and on the way."""
    lifelines = pytest.importorskip("lifelines")
    order = np.argsort(uniforms(9, "fake.order", 120))
    months, ways = 1 + order, (uniforms(9, "fake.ways", 120) * 3).astype(np.int64)
    ours = aalen_johansen(months, ways)
    for way in (1, 2):
        fitted = lifelines.AalenJohansenFitter(calculate_variance=False).fit(months, ways, event_of_interest=way)
        theirs = fitted.cumulative_density_.iloc[:, 0]
        assert ours[way - 1, theirs.index.to_numpy().astype(int)] == pytest.approx(theirs.to_numpy(), abs=1e-9)


@quiet
def test_parity_libraries_agree(judged: tuple[Outcome, np.ndarray, np.ndarray, np.ndarray]) -> None:
    """fairlearn: demographic parity (gap and ratio), equalised odds, equal opportunity, predictive parity."""
    metrics = pytest.importorskip("fairlearn.metrics")
    outcome, listed, deserved, codes = judged
    given = {"y_true": deserved.astype(int), "y_pred": listed.astype(int), "sensitive_features": codes}
    expected = {
        "parity_gap": metrics.demographic_parity_difference(**given),
        "parity_ratio": metrics.demographic_parity_ratio(**given),
        "equalised_odds_gap": metrics.equalized_odds_difference(**given),
        "equal_opportunity_gap": metrics.equal_opportunity_difference(**given),
        "false_positive_gap": metrics.MetricFrame(metrics=metrics.false_positive_rate, **given).difference(),
        "predictive_parity_gap": metrics.MetricFrame(
            metrics=lambda y_true, y_pred: y_true[y_pred == 1].mean(), **given
        ).difference(),
        "spared_ratio": metrics.MetricFrame(
            metrics=lambda y_true, y_pred: 1.0 - y_pred.mean(), **given
        ).ratio(),
    }  # fmt: skip
    assert {name: index_of(outcome, name, codes) for name in expected} == pytest.approx(expected, abs=1e-12)


def test_the_gap_in_wrong_listings_is_that_in_right_ones(
    judged: tuple[Outcome, np.ndarray, np.ndarray, np.ndarray],
) -> None:
    """The gap in false discovery rates is the gap in positive predictive values."""
    outcome, listed, deserved, codes = judged
    wrong = [1.0 - deserved[listed & (codes == g)].mean() for g in range(GROUPS)]
    assert index_of(outcome, "predictive_parity_gap", codes) == pytest.approx(max(wrong) - min(wrong))


def test_calibration_with_a_pencil() -> None:
    """Two bins, two groups: stated 1/4 and 3/4; the groups are off by 1/8 on average, and 1/4 apart in each bin."""
    people = np.array([[40.0, 40.0], [40.0, 40.0]])
    true = np.array([[5.0, 25.0], [15.0, 35.0]])
    assert calibration_errors(people, true) == pytest.approx([0.125, 0.125])
    assert bin_gap(people, true) == pytest.approx(0.25)
    assert calibration_errors(people, true, np.array([0.125, 0.625])) == pytest.approx([0.0, 0.25])


def test_calibration_error_of_a_probability_is_the_reference() -> None:
    """Stated probabilities in bins of one value: the mean absolute distance that a plain loop over bins gives."""
    stated = np.array([0.1, 0.4, 0.8])
    place = (uniforms(6, "fake.place", 900) * 3).astype(int)
    group = (uniforms(6, "fake.side", 900) * 2).astype(int)
    true = uniforms(6, "fake.true", 900) < stated[place]
    people = np.zeros((2, 3))
    hits = np.zeros((2, 3))
    np.add.at(people, (group, place), 1.0)
    np.add.at(hits, (group, place), true.astype(float))
    for side in range(2):
        mine = group == side
        far = sum(
            (mine & (place == b)).sum() / mine.sum() * abs(true[mine & (place == b)].mean() - stated[b])
            for b in range(3)
        )
        assert calibration_errors(people, hits, stated)[side] == pytest.approx(far)


def test_social_burden_in_closed_form() -> None:
    """Price c: who is worth gaming, the robust threshold, and the mean burden of uniform scores, against a fine sum."""
    assert gaming_range(0.6, 4.0) == pytest.approx((0.35, 0.6))
    assert robust_threshold(0.6, 4.0) == pytest.approx(0.85)
    assert burden([0.5, 0.7, 0.9], 0.85, 4.0) == pytest.approx([1.4, 0.6, 0.0])
    fine = (np.arange(1_000) + 0.5) / 1_000
    for threshold, qualified, cost in itertools.product((0.3, 0.6, 0.85, 1.2), (0.2, 0.6), (1.0, 4.0)):
        at = fine[fine >= qualified].tolist()
        expected = mean_burden(at, [1.0] * len(at), threshold, cost)
        assert uniform_burden(threshold, qualified, cost) == pytest.approx(expected, abs=1e-5)
    assert uniform_burden(0.85, 0.6, 4.0) == pytest.approx(4.0 * 0.25**2 / (2 * 0.4))
    assert np.isnan(uniform_burden(0.5, 1.0, 1.0)) and np.isnan(mean_burden([0.5], [0.0], 0.6, 1.0))
