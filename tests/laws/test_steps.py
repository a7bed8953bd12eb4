"""Weeks and months: rates carry their unit, so a regime lived by weeks does to people what it does by months."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from counterscore.core.outcome import Outcome
from counterscore.regimes import load_regime
from counterscore.regimes.catalogue import library_files
from counterscore.regimes.units import in_steps
from counterscore.worlds.live import live
from counterscore.worlds.study import Study

PEOPLE, MONTHS = 40_000, 24
# two-sided, per comparison; about a dozen comparisons, so one false alarm in a million runs of the suite
FALSE_ALARM_Z = 5.4


def weekly(folder: Path, name: str) -> str:
    """The file of a shipped regime with steps of a week."""
    text = library_files()[name].read_text(encoding="utf-8")
    file = folder / f"{name}.yaml"
    file.write_text(text.replace("\nwarmup_months:", "\nstep: week\nwarmup_months:", 1), encoding="utf-8")
    return str(file)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Outcome, Outcome]]:
    """Two regimes, each lived in months and in weeks."""
    folder = tmp_path_factory.mktemp("steps")
    found = {}
    for name in ("rongcheng", "judgment-defaulters"):
        studies = (Study(name, PEOPLE, MONTHS, 3), Study(weekly(folder, name), PEOPLE, MONTHS, 3))
        runs = [live(study, folder / f"{name}-{i}") for i, study in enumerate(studies)]
        found[name] = (runs[0], runs[1])
    return found


def count(outcome: Outcome, query: str) -> float:
    """One number of a run."""
    return float(outcome.sql(f"SELECT CAST(({query}) AS DOUBLE) AS n")["n"][0])


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("rongcheng", "SELECT count(*) FROM records WHERE arm = 2 AND born >= 0"),
        ("rongcheng", "SELECT count(*) FROM records WHERE arm = 2 AND end_month >= 0"),
        ("rongcheng", "SELECT count(*) FROM records WHERE arm = 2 AND subject <> person"),
        ("rongcheng", "SELECT count(*) FROM people WHERE arm = 2 AND band < 3"),
        ("judgment-defaulters", "SELECT count(*) FROM cases WHERE arm = 2 AND born >= 0"),
        ("judgment-defaulters", "SELECT count(*) FROM listings WHERE arm = 2 AND list = 0"),
        ("judgment-defaulters", "SELECT count(*) FROM listings WHERE arm = 2 AND list = 1 AND end_month >= 0"),
        ("judgment-defaulters", "SELECT sum(count) FROM refusals WHERE arm = 2 AND sector = 2"),
    ],
)
def test_weeks_and_months_agree(both: dict[str, tuple[Outcome, Outcome]], name: str, query: str) -> None:
    """Counts over two years differ by no more than chance and the width of a step."""
    month, week = (count(outcome, query) for outcome in both[name])
    assert month > 0 and week > 0
    width = 0.06 * month  # waiting times are whole steps: a month rounds them up by half a month, a week by half a week
    spread = 3.0 if "refusals" in query else 1.0  # several refusals fall on one person
    assert abs(month - week) < width + FALSE_ALARM_Z * spread * np.sqrt(month + week)


def test_months_listed_are_told_in_steps(both: dict[str, tuple[Outcome, Outcome]]) -> None:
    """A weekly run has 104 steps in two years, and a term of two years is as many weeks."""
    month, week = both["judgment-defaulters"]
    assert (month.steps, month.step, week.steps, week.step) == (24, "month", 104, "week")
    terms = [one.sql("SELECT DISTINCT term_months AS t FROM listings WHERE list = 0")["t"] for one in (month, week)]
    assert [sorted(found.tolist()) for found in terms] == [[0, 24, 48], [0, 104, 208]]


def test_units_of_time_are_one_scale() -> None:
    """A rate per day, week, month or year, and a duration in days, weeks, months or years, mean the same."""
    assert [
        in_steps(x, f"per_person_{u}", 12) for x, u in ((365, "day"), (52, "week"), (12, "month"), (1, "year"))
    ] == [pytest.approx(n / 12) for n in (365 * 365, 52 * 52, 144, 1)]
    assert in_steps(1, "years", 52) == in_steps(12, "months", 52) == in_steps(52, "weeks", 52) == 52
    assert in_steps(5, "working_days", 52) == pytest.approx(1.04) and in_steps(365, "days", 12) == 12
    assert in_steps(0.5, "probability", 52) == 0.5
    assert (1 - in_steps(0.1, "probability_per_month", 52)) ** 52 == pytest.approx(0.9**12)


def test_a_month_is_the_month_it_was() -> None:
    """With steps of a month no table changes its numbers: twelve steps a year, months as they are written."""
    tables = load_regime("judgment-defaulters").tables()
    assert tables["listing.term"] == 24 and tables["courts.default_rate"] == 0.045 / 12
