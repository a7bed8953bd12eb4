"""Indices as functions of totals: laws that hold for all of them, and each of them with a pencil."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fakes import fake_study
from made_up import MONTHS, made_up

import counterscore as cs
from counterscore.audit.chilling import chilling_index
from counterscore.audit.counting.bands import band_at, low_bands, low_spans
from counterscore.audit.counting.exits import aalen_johansen, curves, nelson_aalen, span_rows
from counterscore.audit.counting.mobility import shorrocks
from counterscore.audit.counting.spans import list_spans, listed_at, listed_spans
from counterscore.audit.counting.step_parity import step_parity
from counterscore.audit.counting.stock_flow import stock_flow
from counterscore.audit.counting.truth import judged, perfect_arm, with_perfect_records, without_regime
from counterscore.audit.frame import GROUPINGS, codes_of
from counterscore.audit.index import Index, Parts, find_index, indices
from counterscore.audit.metric import people
from counterscore.core.errors import OutcomeError
from counterscore.core.outcome import Outcome
from counterscore.core.outcome_writer import OutcomeWriter
from counterscore.core.parquet import rows_in

WRITTEN = "as written"


@pytest.fixture(scope="module")
def feared(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """3,000 people, 26 months under one number for everybody: bands, lists, copies, and an arm with a hidden twin."""
    arms = {"none": cs.no_regime, "perfect records": cs.perfect, WRITTEN: cs.asis, "with notice": cs.with_("notice")}
    folder = tmp_path_factory.mktemp("runs") / "feared"
    cs.run("as-feared-2020", people=3000, months=26, seed=3, arms=arms, folder=folder)
    return Outcome(folder)


@pytest.fixture(scope="module")
def answering(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """3,000 people, 6 months of points to which people respond."""
    folder = tmp_path_factory.mktemp("runs") / "answering"
    cs.run("rongcheng-responding", people=3000, months=6, seed=3, folder=folder)
    return Outcome(folder)


def parts_in(outcome: Outcome, index: Index, arm: str | int, by: str = "residence") -> Parts:
    """What people contribute, by residence where the index compares groups."""
    if not index.across:
        return index.count(outcome, arm)
    codes = codes_of(people(outcome, arm, "cell")["cell"], by)
    return index.count(outcome, arm, codes, len(GROUPINGS[by][1]))


def value(parts: Parts, rows: np.ndarray | None = None) -> float:
    """The index from the rows of some people, everybody by default."""
    return float(parts.of((parts.rows if rows is None else rows).sum(0, dtype=np.float64)))


def ready(outcome: Outcome) -> Iterator[tuple[Index, str, Parts]]:
    """Every index that a run can tell, in every arm."""
    for index in indices().values():
        if index.available(outcome):
            for arm in outcome.arms:
                yield index, arm, parts_in(outcome, index, arm)


def test_every_index_says_what_it_is() -> None:
    """Unit, definition, source, among whom, what it needs and the ends of its scale; its id is its file's name."""
    for name, index in indices().items():
        assert name == index.id and index.title and index.unit and index.among and index.needs
        assert len(index.definition) > 40 and index.definition.endswith(".") and len(index.source) > 5
        assert index.low < index.high and (index.null is None or index.low <= index.null <= index.high)
        assert Path(__import__(f"counterscore.audit.indices.{name}", fromlist=[name]).__file__ or "").stem == name


def test_rows_are_of_those_it_is_about(feared: Outcome, answering: Outcome) -> None:
    """One row per person in every arm, finite, zero for those the index is not about."""
    for outcome in (feared, answering):
        for index, arm, parts in ready(outcome):
            assert parts.rows.ndim == 2 and parts.among.shape == (len(parts.rows),) == (3000,), (index.id, arm)
            assert np.isfinite(parts.rows).all() and not parts.rows[~parts.among.astype(bool)].any(), (index.id, arm)


def test_an_index_follows_from_totals_of_any_people(feared: Outcome, answering: Outcome) -> None:
    """Totals of many samples at once give what each sample gives alone, and lie on the scale or are undefined."""
    for outcome in (feared, answering):
        for index, arm, parts in ready(outcome):
            halves = np.stack([parts.rows[i::3].sum(0, dtype=np.float64) for i in range(3)])
            together = np.asarray(parts.of(halves[None]))
            assert together.shape == (1, 3), index.id
            alone = [float(parts.of(half)) for half in halves]
            assert together[0] == pytest.approx(alone, nan_ok=True), (index.id, arm)
            known = together[~np.isnan(together)]
            assert (known >= index.low - 1e-9).all() and (known <= index.high + 1e-9).all(), (index.id, arm)


def test_nobody_is_undefined(feared: Outcome, answering: Outcome) -> None:
    """No people give NaN and not 0; net inflow, gaps and shares alike."""
    for outcome in (feared, answering):
        for index, arm, parts in ready(outcome):
            assert np.isnan(parts.of(np.zeros(parts.rows.shape[1]))), (index.id, arm)


def test_the_truth_of_an_arm_with_a_safeguard_is_its_own(tmp_path: Path) -> None:
    """As written is judged by perfect records, notice by its hidden twin, no regime by nobody."""
    listed = np.array([True, True, False, False, True])
    deserved = np.array([True, False, True, False, True])
    outcome = made_up(tmp_path, listed, deserved, spared=np.array([True, False, False, False, False]))
    assert [perfect_arm(outcome, arm) for arm in outcome.arms] == [None, 1, 1, 4] and without_regime(outcome) == 0
    assert judged(outcome, WRITTEN).deserved.tolist() == deserved.tolist()
    notice = judged(outcome, "with notice")
    assert notice.deserved.tolist() == [False, False, True, False, True]
    assert notice.listed.tolist() == [False, True, False, False, True] and notice.among.all()
    assert not judged(outcome, "none").among.any()
    assert with_perfect_records(outcome, "none", "ever_listed") is None


def test_wrongful_sanctions_with_a_pencil(tmp_path: Path) -> None:
    """Three listed, one of them wrongly; of three who deserve it one is missed; 10 months in 5 lives of 24."""
    listed, deserved = np.array([1, 1, 0, 0, 1], bool), np.array([1, 0, 1, 0, 1], bool)
    outcome = made_up(tmp_path, listed, deserved)
    expected = {
        "wrongful_sanctions": 1 / 3, "missed_matches": 1 / 3, "wrongful_months_share": 10 / 30,
        "wrongful_months": 1000 * 10 / (5 * MONTHS),
    }  # fmt: skip
    for name, told in expected.items():
        assert value(find_index(name).count(outcome, WRITTEN)) == pytest.approx(told), name
        assert value(find_index(name).count(outcome, "perfect records")) == 0.0
        assert np.isnan(value(find_index(name).count(outcome, "none")))


def test_too_small_a_group_is_not_compared(tmp_path: Path) -> None:
    """A group whose rate rests on 19 people is left out, one with 20 is not; one group alone has no gap."""
    codes = np.repeat([0, 1, 2], [40, 40, 19])
    listed = np.concatenate([np.arange(40) < 10, np.arange(40) < 20, np.ones(19, bool)])
    outcome = made_up(tmp_path, listed, listed)
    gap = find_index("parity_gap").count
    assert value(gap(outcome, WRITTEN, codes, 3)) == pytest.approx(0.25)
    assert np.isnan(value(gap(outcome, WRITTEN, np.where(codes == 0, 0, -1), 3)))
    right = find_index("predictive_parity_gap").count
    assert np.isnan(value(right(outcome, WRITTEN, codes, 3)))


def test_what_the_log_of_bands_says_is_what_the_run_counted(feared: Outcome) -> None:
    """Band at the end, months in low bands, and the listed of every month are those of the people and months tables."""
    assert low_bands(feared) == 2
    for arm in feared.arms:
        here = people(feared, arm, "band", "low_band_months", "listed")
        assert np.array_equal(band_at(feared, arm, feared.steps - 1), here["band"])
        spans = low_spans(feared, arm)
        low = np.bincount(spans["person"], spans["stop"] - spans["start"], len(here["band"]))
        assert np.array_equal(low, here["low_band_months"])
        assert np.array_equal(listed_at(feared, arm, feared.steps - 1), here["listed"] != 0)
        months = feared.sql(
            f"SELECT month, sum(listed) AS listed, sum(band_0) AS worst FROM months WHERE arm = "
            f"{feared.arm_number(arm)} AND month >= 0 GROUP BY month ORDER BY month"
        )
        assert [int(listed_at(feared, arm, month).sum()) for month in range(feared.steps)] == months["listed"].tolist()
        assert [int((band_at(feared, arm, m) == 0).sum()) for m in range(feared.steps)] == months["worst"].tolist()


def test_months_of_the_truth_add_up(feared: Outcome) -> None:
    """Nobody is rightly listed for longer than the twin lists her, twins hidden from the reader included."""
    for arm in feared.arms[1:]:
        here = people(feared, arm, "months_listed", "wrongly_listed_months")
        twin = with_perfect_records(feared, arm, "months_listed")
        assert twin is not None and (here["months_listed"] - here["wrongly_listed_months"] <= twin).all()
    twins = f"SELECT max(arm) AS last FROM {rows_in(feared.path('people'))}"
    assert perfect_arm(feared, "with notice") == int(feared.sql(twins)["last"][0]) == len(feared.arms)


def test_mobility_with_a_pencil(feared: Outcome) -> None:
    """Two starts in 26 months; the table of listed and not listed is what listed_at says, Shorrocks' index follows."""
    parts = find_index("list_mobility").count(feared, WRITTEN)
    adult = people(feared, WRITTEN, "adult")["adult"] != 0
    table = np.zeros((2, 2))
    for month in (13, 1):
        first, last = listed_at(feared, WRITTEN, month)[adult], listed_at(feared, WRITTEN, month + 12)[adult]
        np.add.at(table, (first.astype(int), last.astype(int)), 1.0)
    assert parts.rows.sum(0).tolist() == table.ravel().tolist()
    assert value(parts) == pytest.approx(float(shorrocks(table)))
    bands = parts_in(feared, find_index("band_mobility"), WRITTEN)
    assert bands.rows.sum() == 2 * adult.sum() and 0.0 < value(bands) < 1.0


def test_stays_with_a_pencil() -> None:
    """Stays of 2 months, 3 and cut off, and 5: two thirds stay after 2, nobody after 5."""
    months, ways = np.array([2, 3, 5]), np.array([1, 0, 2])
    stays, left = curves(span_rows(months, ways, 6, 2).sum(0), 6)
    assert stays == pytest.approx([1, 1, 2 / 3, 2 / 3, 2 / 3, 0, 0])
    assert left[:, -1] == pytest.approx([1 / 3, 2 / 3])
    assert aalen_johansen(months, ways)[:, -1] == pytest.approx([1 / 3, 2 / 3])
    assert nelson_aalen(months, ways > 0) == pytest.approx([0, 0, 1 / 3, 1 / 3, 1 / 3, 4 / 3])
    unseen, gone = curves(span_rows(months[:2], ways[:2], 6, 2).sum(0), 6)
    assert np.isnan(unseen[4:]).all() and np.isnan(gone[0, -1]) and unseen[3] == pytest.approx(0.5)
    with pytest.raises(OutcomeError, match="months from 0 on"):
        nelson_aalen(np.array([-1]), np.array([1]))


def test_stays_of_a_run(feared: Outcome) -> None:
    """Exits and months at risk are those of the spans; ways of leaving a list never add up to more than all."""
    spans = listed_spans(feared, WRITTEN)
    hazard = value(find_index("exit_hazard").count(feared, WRITTEN))
    assert hazard == pytest.approx((spans["still"] == 0).sum() / (spans["stop"] - spans["start"]).sum())
    assert 0.0 < value(find_index("first_year_listed").count(feared, WRITTEN)) <= 12.0
    ways = [value(find_index(f"left_by_{way}").count(feared, WRITTEN)) for way in ("lapse", "settling", "redress")]
    assert 0.0 <= sum(ways) <= 1.0
    lists = list_spans(feared, WRITTEN)
    assert set(lists["kind"].tolist()) == {0} and len(lists["kind"])
    flow = stock_flow(feared, WRITTEN)
    year = [int((spans["start"] <= m).sum() - (spans["stop"] <= m).sum()) for m in range(14, 26)]
    assert flow.stock == pytest.approx(np.mean(year)) and flow.stay is not None and flow.steady is not None
    assert flow.steady == pytest.approx(flow.inflow * flow.stay)
    assert stock_flow(feared, "none").stay is None


def test_whole_and_step_by_step(feared: Outcome) -> None:
    """Parity over all months and month by month from the months table: the whole is that of the people's own months."""
    found = {one.rate: one for one in step_parity(feared, WRITTEN, "residence")}
    here = people(feared, WRITTEN, "adult", "cell", "months_listed", "wrongly_listed_months")
    twin = with_perfect_records(feared, WRITTEN, "months_listed")
    codes = np.where(here["adult"] != 0, codes_of(here["cell"], "residence"), -1)
    assert twin is not None and set(found) == {"listed", "found", "wrongly", "right"}
    for code, group in enumerate(GROUPINGS["residence"][1]):
        mine = codes == code
        listed = here["months_listed"][mine].sum()
        assert found["listed"].groups[group] == pytest.approx(listed / (mine.sum() * feared.steps))
        right = listed - here["wrongly_listed_months"][mine].sum()
        if found["found"].groups[group] is not None:
            assert found["found"].groups[group] == pytest.approx(right / twin[mine].sum())
    listed_gap = found["listed"]
    assert listed_gap.months == 26 and listed_gap.most is not None and listed_gap.mean is not None
    assert listed_gap.whole is not None and listed_gap.mean <= listed_gap.most
    assert [one.rate for one in step_parity(feared, "none", "sex")] == ["listed"]
    with pytest.raises(OutcomeError, match="residence"):
        step_parity(feared, WRITTEN, "residense")


def test_steps_and_the_whole_can_disagree(tmp_path: Path) -> None:
    """Simpson: both groups alike in each of two months, unlike over the run: one lives mostly in the bad month."""
    writer = OutcomeWriter(tmp_path / "run", fake_study(400, 2))
    for month, (counts, rate) in enumerate((((300, 100), 0.1), ((100, 300), 0.5))):
        listed = np.array([count * rate for count in counts])
        writer.append("months", {
            "arm": np.zeros(2, np.int16), "month": np.full(2, month, np.int16), "cell": np.array([15, 75], np.uint8),
            "people": np.array(counts, np.int32), "listed": listed, "wrongly_listed": np.zeros(2),
        })  # fmt: skip
    one = step_parity(Outcome(writer.finish()), 0, "sex")[0]
    assert one.mean == pytest.approx(0.0) and one.whole == pytest.approx(0.4 - 0.2)


def test_responses_are_shares_of_one_fall(answering: Outcome) -> None:
    """Compliance, avoidance and exit add up to 1; chilling is what the index of paired arms says."""
    shares = [
        value(find_index(f"{name}_share").count(answering, WRITTEN)) for name in ("compliance", "avoidance", "exit")
    ]
    assert sum(shares) == pytest.approx(1.0) and shares[0] > 0 and shares[1] > 0
    assert value(find_index("chilling").count(answering, WRITTEN)) == pytest.approx(chilling_index(answering).index)


def test_social_burden_counts_the_qualified(tmp_path: Path) -> None:
    """What those pay who would never be listed, per head: 3 and 0; what the deserving pay does not count."""
    listed = np.array([False, True, True])
    outcome = made_up(tmp_path, listed, np.array([False, False, True]), gaming_burden=np.array([3.0, 0.0, 9.0]))
    assert value(find_index("social_burden").count(outcome, WRITTEN)) == pytest.approx(1.5)
