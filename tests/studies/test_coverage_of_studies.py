"""Nominal 95 % intervals hold the truth in 93 to 97 % of made-up studies, and where they do not it is known."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

PLACE = Path(__file__).parents[2] / "benchmarks" / "study_coverage.py"
STUDIES = 1000


def benchmark() -> ModuleType:
    """The benchmark's own simulations."""
    pytest.importorskip("scipy")
    if "coverage_of_studies" not in sys.modules:
        spec = importlib.util.spec_from_file_location("coverage_of_studies", PLACE)
        assert spec is not None and spec.loader is not None
        sys.modules["coverage_of_studies"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["coverage_of_studies"])
    return sys.modules["coverage_of_studies"]


def held(found: object, truth: float) -> float:
    """The share that holds the truth."""
    return float(benchmark().coverage(found, truth)[0])


@pytest.mark.parametrize(
    "name",
    ["normal_case()", "skewed_case(20)", "event_case(60, 20)", "event_case(90, 20)", "event_case(300, 20)",
     "event_case(90, 20, back=0.3)", "event_case(300, 20, household=3)", "amount_case(90, 20)"],
)  # fmt: skip
def test_intervals_of_twenty_replicates_hold_the_truth(name: str) -> None:
    """Normal and skewed effects, rare events to one side and to both, households at once, amounts: 93 to 97 %.

    False alarm: 1,000 studies of a true 95 % leave 93 to 97 % with probability 0.4 %, of a true 96 % with 5 %; the
    seed is fixed.
    """
    case = eval(name, vars(benchmark()))
    assert 0.93 <= held(benchmark().fixed(case, 20, STUDIES), case.truth) <= 0.97


@pytest.mark.parametrize("wanted", [15, 40])
def test_stopping_when_narrow_keeps_the_coverage(wanted: int) -> None:
    """Studies that stop at the first narrow look hold a normal effect's truth in 93 to 97 %, as docs/intervals.md says.

    False alarm: 4,000 studies of a true 94.2 % (the lowest measured) leave 93 to 97 % with probability 0.1 %.
    """
    case = benchmark().normal_case()
    found = benchmark().stopped(case, wanted, 4 * STUDIES)
    assert 0.93 <= held(found, case.truth) <= 0.97
    assert all(one.half_width <= 1.96 / wanted**0.5 for one in found)
    assert 20 <= sum(one.replicates for one in found) / len(found) <= 1.5 * wanted + 10


def test_looking_from_two_replicates_on_would_not() -> None:
    """Without the twenty replicates before the first look, stopping loses coverage: the reason why there are twenty.

    False alarm: a true 91 % shows as 93 % or more of 1,000 with probability 1.5 %; the seed is fixed.
    """
    made, case = benchmark(), benchmark().normal_case()
    found = []
    for study in range(STUDIES):
        known = case.made(study, 60)
        every = [made.inferred(known[:count]) for count in range(2, 61)]
        found.append(next((one for one in every if one.half_width <= 1.96 / 15**0.5), every[-1]))
    assert held(found, case.truth) < 0.93


@pytest.mark.parametrize("total", [3, 10])
def test_very_few_events_are_told_cautiously(total: int) -> None:
    """Where 3 or 10 people of a study differ, limits hold the truth in 93 % or more: there are no exact 95 % ones.

    False alarm: none below a true coverage of 95 %, which would show as less than 93 % with probability 0.2 %.
    """
    case = benchmark().event_case(total, 20)
    assert held(benchmark().fixed(case, 20, STUDIES), case.truth) >= 0.93


@pytest.mark.parametrize(("name", "least", "most"), [
    ("amount_case(10, 20)", 0.88, 0.95), ("uneven_case(300, 5)", 0.75, 0.91), ("skewed_case(1)", 0.88, 0.94),
])  # fmt: skip
def test_where_intervals_are_too_short_is_known(name: str, least: float, most: float) -> None:
    """Very few amounts, and few replicates that differ wildly, hold less than 95 %: as docs/intervals.md says plainly.

    Should they do better one day, that page has to change. False alarm: below 0.1 % at the coverage measured there.
    """
    case = eval(name, vars(benchmark()))
    size = 5 if ", 5)" in name else 20
    assert least <= held(benchmark().fixed(case, size, STUDIES), case.truth) <= most
