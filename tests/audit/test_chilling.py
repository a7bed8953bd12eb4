"""Chilling: the index is a ratio of paired means, and a break in a series is found with its size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fakes import fake_study

from counterscore.audit.chilling import chilling_index, interrupted_series
from counterscore.audit.never_sanctioned import never_sanctioned
from counterscore.audit.responses import responses
from counterscore.core import transforms
from counterscore.core.draws import uniforms
from counterscore.core.errors import OutcomeError
from counterscore.core.outcome import Outcome
from counterscore.core.outcome_writer import OutcomeWriter
from counterscore.core.parquet import Columns

PEOPLE = 400
BOOKS = {
    "lawful_acts": np.array([4, 8]), "bad_acts": np.array([1, 3]), "acts_hidden": np.array([0, 1]),
    "bad_records_missed": np.array([0, 2]),
}  # fmt: skip


def outcome_of(folder: Path, more: dict[str, Columns], bare: bool = False) -> Outcome:
    """Two arms of 400 adults who do 4 or 8 lawful acts each; ``more`` changes columns of an arm."""
    study = fake_study(PEOPLE, 12)
    study["arms"] = study["arms"][:2]
    writer = OutcomeWriter(folder, study)
    for arm, name in enumerate(("none", "as written")):
        columns: Columns = {
            "arm": np.full(PEOPLE, arm), "person": np.arange(PEOPLE), "cell": np.zeros(PEOPLE, np.uint8),
            "adult": np.ones(PEOPLE, np.uint8), "ever_listed": np.zeros(PEOPLE, np.uint8),
        }  # fmt: skip
        if not bare:
            columns |= {book: np.resize(values, PEOPLE) for book, values in BOOKS.items()}
        writer.append("people", columns | more.get(name, {}))
    return Outcome(writer.finish())


def test_the_index_counts_only_people_never_sanctioned(tmp_path: Path) -> None:
    """A quarter less among them is 0.25, exactly and without error, whatever the listed do."""
    listed = (np.arange(PEOPLE) < 100).astype(np.uint8)
    left = np.where(listed > 0, 0, np.resize([3, 6], PEOPLE))
    outcome = outcome_of(tmp_path / "run", {"as written": {"lawful_acts": left, "ever_listed": listed}})
    found = chilling_index(outcome, 1, 0)
    assert (found.index, found.n) == (0.25, 300) and found.se == pytest.approx(0, abs=1e-12)
    assert never_sanctioned(outcome, 1).sum() == 300 and never_sanctioned(outcome, 0).all()


def test_the_interval_of_the_index_is_that_of_a_paired_ratio(tmp_path: Path) -> None:
    """Every second person gives up everything: 1/2 -+ 1.96 sd(x - y / 2) / (sqrt(n) mean(y)), by hand."""
    left = np.where(np.arange(PEOPLE) % 4 < 2, 0, np.resize([4, 8], PEOPLE))
    found = chilling_index(outcome_of(tmp_path / "run", {"as written": {"lawful_acts": left}}), 1, 0)
    y = np.resize([4.0, 8.0], PEOPLE)
    se = (left - 0.5 * y).std(ddof=1) / 20 / 6
    assert found.index == 0.5 and found.se == pytest.approx(se) and found.low == pytest.approx(0.5 - 1.959964 * se)


def test_neighbours_who_give_up_together_widen_the_interval(tmp_path: Path) -> None:
    """Half give up everything, 25 neighbours at a time: the same index, and a standard error twice as large."""
    apart = np.where(np.arange(PEOPLE) % 4 < 2, 0, np.resize([4, 8], PEOPLE))
    together = np.where(np.arange(PEOPLE) % 50 < 25, 0, np.resize([4, 8], PEOPLE))
    alone, joined = (
        chilling_index(outcome_of(tmp_path / name, {"as written": {"lawful_acts": left}}), 1, 0)
        for name, left in (("apart", apart), ("together", together))
    )
    assert joined.index == pytest.approx(alone.index, abs=0.01) and joined.se > 2 * alone.se


def test_a_run_without_lawful_acts_says_what_to_do(tmp_path: Path) -> None:
    """Both questions name a regime that counts what they need."""
    outcome = outcome_of(tmp_path / "run", {}, bare=True)
    for ask in (chilling_index, responses):
        with pytest.raises(OutcomeError, match="rongcheng-responding"):
            ask(outcome, 1, 0)


def test_deterrence_hiding_and_leaving_are_told_apart(tmp_path: Path) -> None:
    """From 2 bad acts a person to 1.5, of which a quarter is hidden and a tenth missed."""
    mine = {
        "bad_acts": np.resize([1, 2], PEOPLE), "acts_hidden": np.resize([0, 0, 1, 0], PEOPLE),
        "bad_records_missed": np.resize([1, *[0] * 9], PEOPLE),
    }  # fmt: skip
    none = {"acts_hidden": np.zeros(PEOPLE, int), "bad_records_missed": np.zeros(PEOPLE, int)}
    found = responses(outcome_of(tmp_path / "run", {"as written": mine, "none": none}), 1, 0)
    assert (found.compliance.estimate, found.avoidance.estimate, found.exit.estimate) == (0.5, 0.25, 0.1)


@pytest.mark.parametrize("lags", [0, 3])
def test_a_break_without_noise_is_found_exactly(lags: int) -> None:
    """Level -5 and slope +0.5 at month 17 of 32, on 20 + 0.25 t, with no error at all."""
    t = np.arange(32)
    found = interrupted_series(20 + 0.25 * t + (t >= 17) * (-5 + 0.5 * (t - 17)), 17, lags)
    assert [found.level, found.slope, found.before, found.trend] == pytest.approx([-5, 0.5, 20, 0.25], abs=1e-9)
    assert max(found.level_se, found.slope_se) < 1e-6


def test_a_break_in_noise_is_found_as_often_as_its_interval_says() -> None:
    """95 % intervals of level and slope hold the truth in 400 series; bounds at 5 standard errors (1 in 10^6)."""
    t, held = np.arange(32), np.zeros(2)
    for seed in range(400):
        noise = 2 * transforms.array_of(transforms.normal, uniforms(seed, "toy.digest", 32))
        found = interrupted_series(30 - 0.1 * t + (t >= 17) * (-6 + 0.3 * (t - 17)) + noise, 17)
        held += [abs(found.level + 6) < 2.048 * found.level_se, abs(found.slope - 0.3) < 2.048 * found.slope_se]
    assert (abs(held / 400 - 0.95) < 5 * np.sqrt(0.05 * 0.95 / 400)).all()


@pytest.mark.parametrize(("length", "at"), [(10, 2), (10, 8), (4, 2)])
def test_a_series_that_is_too_short_is_refused(length: int, at: int) -> None:
    """Fewer than three steps on one side say nothing about a slope."""
    with pytest.raises(OutcomeError, match="at least 3 steps"):
        interrupted_series(np.arange(length), at)
