"""Every metric: declared in full, and equal to a count by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fakes import ARMS, SECTORS, fake_outcome, fake_study

from counterscore.audit.frame import GROUPINGS, MINIMUM_PEOPLE, OF_FIRMS, by_group, codes_of, mean, means_by_group
from counterscore.audit.metric import Values, find_metric, metrics, people
from counterscore.core.errors import OutcomeError
from counterscore.core.outcome import Outcome
from counterscore.core.outcome_writer import OutcomeWriter
from counterscore.core.parquet import Columns

NAMES = sorted(metrics())


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A small finished run."""
    return Outcome(fake_outcome(tmp_path_factory.mktemp("runs") / "run", people=3000, months=24))


@pytest.fixture
def bare(tmp_path: Path) -> Outcome:
    """A run of a regime that records next to nothing about people."""
    writer = OutcomeWriter(tmp_path / "bare", fake_study(30, 12))
    for arm in range(3):
        columns = {
            "arm": np.full(30, arm),
            "person": np.arange(30),
            "cell": np.arange(30),
            "adult": np.ones(30, np.uint8),
        }
        writer.append("people", columns)
    return Outcome(writer.finish())


def test_the_catalogue_holds_what_the_plan_lists() -> None:
    """The metrics of the plan are all found by walking the folder."""
    wanted = {"ever_listed", "wrongly_listed", "months_listed", "refused_at_least_once", "low_band_months"}
    wanted |= {"ever_pierced", "ever_tainted", "ever_flagged", "ever_named", "ranked_low_months", "inspections"}
    wanted |= {"ever_limited", "proofs_refused", "copied_without_consent", "residual_months", "high_band", "favoured"}
    wanted |= {"ever_wrongly_refused", "ever_wrongly_poorer", "corrected_everywhere"}
    wanted |= {"acts_watched", "lost_money", "money_lost", "months_added", "hours_lost"}
    wanted |= {"lawful_given_up", "silent_friends", "gaming_burden"}
    assert wanted | {"income_lost", "score"} | {f"refused_{sector}" for sector in SECTORS} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_metric_is_declared_in_full(name: str) -> None:
    """A metric says what it counts, among whom, in which unit, which direction is worse and where it comes from."""
    found = metrics()[name]
    assert found.id == name and found.worse in ("higher", "lower") and found.among.startswith("adults")
    for text in (found.title, found.unit, found.source):
        assert text and text == text.strip()
    assert found.definition.endswith(".") and found.needs and found.per > 0


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("arm", ARMS)
def test_every_metric_gives_one_number_per_person(outcome: Outcome, name: str, arm: str) -> None:
    """Values are finite wherever they mean something, children never count, and people keep their order."""
    values, among = metrics()[name](outcome, arm)
    base = people(outcome, arm, "adult", "person")
    assert values.shape == among.shape == (3000,) and values.dtype == np.float64 and among.dtype == np.bool_
    assert np.isfinite(values[among]).all() and (among.any() or name == "corrected_everywhere")
    assert not among[base["adult"] == 0].any()
    assert np.array_equal(base["person"], np.arange(3000))


@pytest.mark.parametrize("name", [n for n in NAMES if n not in ("score",)])
def test_without_a_regime_nobody_is_harmed(outcome: Outcome, name: str) -> None:
    """In the arm without a regime every metric of harm is zero for everybody."""
    assert not metrics()[name](outcome, "none").values.any()


def test_listing_metrics_equal_the_listings(outcome: Outcome) -> None:
    """Ever listed, months listed and wrongly listed agree with listings replayed month by month."""
    on = {}
    for arm in ARMS:
        rows = outcome.table("listings", arm=arm)
        on[arm] = np.zeros((24, 3000), bool)
        stop = np.where(rows["end_month"] < 0, 24, rows["end_month"])
        for subject, first, last in zip(rows["subject"], rows["born"], stop, strict=True):
            on[arm][first:last, subject] = True
    now, clean = on["as written"], on["perfect records"]
    arm = "as written"
    assert np.array_equal(find_metric("ever_listed")(outcome, arm).values, now.any(0))
    assert np.array_equal(find_metric("months_listed")(outcome, arm).values, now.sum(0))
    assert np.array_equal(find_metric("wrongly_listed")(outcome, arm).values, (now & ~clean).any(0))


def test_refusal_metrics_equal_the_refusals(outcome: Outcome) -> None:
    """Refusals by sector agree with the refusals table, and being refused at least once with their sum."""
    rows = outcome.table("refusals", arm="as written")
    total = np.zeros(3000)
    for code, sector in enumerate(SECTORS):
        mine = rows["sector"] == code
        counted = np.bincount(rows["person"][mine], rows["count"][mine], 3000)
        assert np.array_equal(find_metric(f"refused_{sector}")(outcome, "as written").values, counted)
        total += counted
    assert np.array_equal(find_metric("refused_at_least_once")(outcome, "as written").values, total > 0)


def test_missing_columns_are_told_not_guessed(bare: Outcome) -> None:
    """A run without a list has no metric of lists: it says so, instead of reporting zero people harmed."""
    found = find_metric("ever_listed")
    assert not found.available(bare)
    with pytest.raises(OutcomeError, match="ever_listed"):
        found(bare, "none")
    with pytest.raises(OutcomeError, match="did you mean 'ever_listed'"):
        find_metric("ever_listd")


def test_one_wrongly_listed_month_is_enough(tmp_path: Path) -> None:
    """A single month on a list for somebody else's act makes a person wrongly listed; none does not."""
    writer = OutcomeWriter(tmp_path / "run", fake_study(3, 12))
    months = {"wrongly_listed_months": np.array([0, 1, 7]), "adult": np.ones(3, np.uint8)}
    writer.append("people", {"arm": np.zeros(3, np.int16), "person": np.arange(3), **months})
    assert find_metric("wrongly_listed")(Outcome(writer.finish()), 0).values.tolist() == [0.0, 1.0, 1.0]


def test_numbers_that_are_none_count_nobody(tmp_path: Path) -> None:
    """A score of NaN (no score) takes the person out of the mean instead of spoiling it."""
    writer = OutcomeWriter(tmp_path / "run", fake_study(40, 12))
    score = np.full(40, 600.0)
    score[:10] = np.nan
    base: Columns = {
        "person": np.arange(40),
        "cell": np.zeros(40, np.uint8),
        "adult": np.ones(40, np.uint8),
        "score": score,
    }
    writer.append("people", {"arm": np.zeros(40, np.int16), **base})
    found = find_metric("score")(Outcome(writer.finish()), 0)
    assert found.among.sum() == 30 and mean(found) == 600.0


def test_whoever_refused_to_be_scored_has_no_score(tmp_path: Path) -> None:
    """Where people are asked, the score at the end is a mean of those who agreed."""
    writer = OutcomeWriter(tmp_path / "run", fake_study(60, 12))
    agreed = np.repeat([1, 0], 30).astype(np.uint8)
    base: Columns = {"person": np.arange(60), "adult": np.ones(60, np.uint8), "consents": agreed}
    writer.append("people", {"arm": np.zeros(60, np.int16), **base, "score": 1000.0 - 50.0 * agreed})
    assert mean(find_metric("score")(Outcome(writer.finish()), 0)) == 950.0


@pytest.mark.parametrize("by", [by for by in GROUPINGS if by not in OF_FIRMS])
def test_groups_partition_everybody(outcome: Outcome, by: str) -> None:
    """Group means weighted by their people give the mean of all, whatever the grouping."""
    metric = find_metric("months_listed")
    rows = by_group(outcome, metric, "as written", by)
    total = sum(row.people * row.value for row in rows if row.value is not None)
    everybody = mean(metric(outcome, "as written"), metric.per)
    assert everybody is not None
    assert total / sum(row.people for row in rows) == pytest.approx(everybody)


def test_cells_decode_to_the_columns_they_were_made_of(outcome: Outcome) -> None:
    """Sex, age band, residence and income quintile can be read off the cell number."""
    found = people(outcome, "none", "cell", "sex", "age_years", "residence", "income_quintile")
    for column in ("sex", "residence", "income_quintile"):
        assert np.array_equal(codes_of(found["cell"], column), found[column])
    bands = np.searchsorted(np.array([18, 40, 60]), found["age_years"], side="right")
    assert np.array_equal(codes_of(found["cell"], "age_band"), bands)


def test_small_groups_are_not_told() -> None:
    """Nineteen people are too few to tell, twenty are enough, and nobody is said to be nobody."""
    codes = np.repeat([0, 1], [MINIMUM_PEOPLE - 1, MINIMUM_PEOPLE])
    found = Values(np.ones(len(codes)), np.ones(len(codes), bool))
    rows = means_by_group(found, codes, "residence")
    assert [(row.people, row.value, row.note) for row in rows] == [
        (19, None, "too few people to tell"),
        (20, 1.0, ""),
        (0, None, "nobody here is counted"),
    ]
    assert mean(Values(np.ones(19), np.ones(19, bool))) is None


def test_unknown_groupings_are_refused(outcome: Outcome) -> None:
    """Groups exist to measure disparity along four axes; others are refused with the nearest name."""
    with pytest.raises(OutcomeError, match="did you mean 'residence'"):
        by_group(outcome, find_metric("score"), "none", "residense")
