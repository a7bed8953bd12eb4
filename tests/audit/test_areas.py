"""Found and missed per area, and the gap between areas, counted with a pencil."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fakes import fake_study

from counterscore.audit.areas import Area, area_months, areas, discovery_gap, discovery_p
from counterscore.audit.quantity import find_quantity
from counterscore.core.errors import OutcomeError
from counterscore.core.outcome import Outcome
from counterscore.core.outcome_writer import OutcomeWriter

WRITTEN = 2


def rows(person: list[int], born: list[int], **more: list[int]) -> dict[str, np.ndarray]:
    """Rows of the arm as written."""
    columns = {"person": person, "born": born, "act": [0] * len(person), "arm": [WRITTEN] * len(person), **more}
    return {name: np.array(values, np.int32) for name, values in columns.items()}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Area 0 holds persons 0-5, area 1 6-9. Area 0: four acts, three found; area 1: five acts in two months, one found.

    A false report on person 0 and a record of another act of person 7 find nothing.
    """
    writer = OutcomeWriter(tmp_path_factory.mktemp("runs") / "run", fake_study(10, 24))
    number = np.arange(10)
    writer.append(
        "people", {"arm": np.full(10, WRITTEN), "person": number, "patrol_area": (number >= 6).astype(np.int32)}
    )
    incidents = rows([0, 1, 2, 3, 6, 7, 8, 6, 7], [4, 4, 4, 4, 4, 4, 4, 9, 9], area=[0] * 4 + [1] * 5,
                     units=[2] * 4 + [0] * 3 + [1] * 2)  # fmt: skip
    writer.append("incidents", incidents)
    found = rows([0, 1, 2, 6, 0, 7], [4, 4, 4, 9, 5, 4], cause=[0, 0, 0, 0, 1, 0])
    found["act"] = np.array([0, 0, 0, 0, 0, 1])
    found["subject"] = found["person"]
    writer.append("records", found)
    return Outcome(writer.finish())


def test_found_and_missed_by_area(outcome: Outcome) -> None:
    """Every act is found or missed, once; people and units belong to their area."""
    assert areas(outcome, "as written") == [Area(0, 6, 4, 3, 2.0), Area(1, 4, 5, 1, 0.5)]
    assert [(one.missed, one.discovery_p) for one in areas(outcome, WRITTEN)] == [(1, 0.75), (4, 0.2)]
    months = area_months(outcome, WRITTEN)
    assert {name: values.tolist() for name, values in months.items()} == {
        "area": [0, 1, 1], "month": [4, 4, 9], "incidents": [4, 3, 2], "found": [3, 0, 1], "missed": [1, 3, 1],
        "units": [2, 0, 1],
    }  # fmt: skip


def test_the_gap_between_areas(outcome: Outcome) -> None:
    """Highest share minus lowest, over areas with enough acts; with one area left, or none, nothing."""
    assert discovery_p(outcome, WRITTEN) == pytest.approx(4 / 9)
    assert discovery_gap(outcome, WRITTEN, least=4) == pytest.approx(0.55)
    assert discovery_gap(outcome, WRITTEN, least=5) is None and discovery_gap(outcome, WRITTEN) is None
    assert areas(outcome, "none") == [] and discovery_p(outcome, "none") is None
    for name, wanted in (("discovery_p", 4 / 9), ("discovery_gap", None)):
        quantity = find_quantity(name)
        assert quantity is not None and not quantity.missing(outcome)
        assert quantity(outcome, WRITTEN) == (pytest.approx(wanted) if wanted else None)


def test_a_run_without_patrols_says_so(tmp_path: Path) -> None:
    """No table of incidents: an error that names what is missing and what makes it."""
    writer = OutcomeWriter(tmp_path / "run", fake_study(10, 24))
    writer.append("people", {"arm": np.zeros(10, int), "person": np.arange(10)})
    with pytest.raises(OutcomeError, match=r"no table incidents, records.*section 'patrols'"):
        areas(Outcome(writer.finish()), 0)
