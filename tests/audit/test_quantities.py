"""Quantities of scores, own lists, inspections and ledgers, on forty people who can be counted by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fakes import fake_study

from counterscore.audit.quantity import find_quantity, quantity_names
from counterscore.core.outcome import Outcome
from counterscore.core.outcome_writer import OutcomeWriter

BOOK = {
    "acts": ["small_loan_repaid", "small_loan_lost"], "bands": ["low", "high"],
    "lists": ["defaulters", "limit", "adverse_records", "rail", "tax"],
}  # fmt: skip


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Two years; persons 0-29 are adults with a score of 10 times their number, 30-34 children, 35-39 firms."""
    study = fake_study(40, 24)
    study["codebook"] = {**study["codebook"], **BOOK}
    writer = OutcomeWriter(tmp_path_factory.mktemp("runs") / "run", study)
    number = np.arange(40)
    adult = number < 30
    people = {
        "adult": adult.astype(np.uint8), "firm": (number >= 35).astype(np.uint8),
        "band": np.where(adult, number >= 20, 99).astype(np.int8), "score": 10.0 * number,
        "records_held": (number < 12).astype(np.int16), "acts_done": (number < 24).astype(np.int16),
        "enrolled": (number < 10).astype(np.uint8), "credits_earned": 100.0 * (number < 10),
        "redeemed": (number < 5).astype(np.int16), "inspections": np.where(number >= 35, 2, 0).astype(np.int16),
    }  # fmt: skip
    writer.append("people", {"arm": np.full(40, 2), "person": number, **people})
    rail = {"person": [0, 1, 36], "list": [3, 3, 4], "born": [0, 12, 6], "end_month": [12, -1, -1]}
    rows = {name: np.array(values, np.int16) for name, values in rail.items()}
    one = np.ones(3, np.int16)
    writer.append(
        "listings",
        {**rows, "arm": one * 2, "subject": rows["person"], "start_month": rows["born"], "cause": one * 0,
         "end_reason": np.array([2, 0, 0])},
    )  # fmt: skip
    loans = {"person": [20, 21, 22, 23], "act": [0, 0, 0, 1], "subject": [20, 21, 22, 23]}
    writer.append("records", {"arm": np.full(4, 2), "cause": np.zeros(4), "born": np.zeros(4), **loans})
    writer.append(
        "months", {"arm": one[:2] * 2, "month": np.array([2, 3]), "cell": one[:2] * 40, "ever_named": np.array([3, 9])}
    )
    return Outcome(writer.finish())


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("share_band_high", 10 / 30), ("share_band_low_high", 1.0), ("share_score_100_190", 10 / 30),
        ("score_skewness", 0.0), ("share_scored", 30 / 35), ("own_list_entry_hazard", 3 / 60),
        ("entry_hazard_rail", 2 / 60), ("firm_entry_hazard_tax", 1 / 10), ("exit_hazard_rail", 1 / 2),
        ("exits_per_entry", 1 / 1), ("records_per_100k_month", 12 / (60 * 12 / 100_000)), ("records_per_act", 0.5),
        ("entries_per_record", 3 / 12), ("entries_per_act", 3 / 24), ("share_named_first_quarter", 3 / 30),
        ("inspections_per_firm_year", 1.0), ("credits_per_account_year", 50.0), ("redemptions_per_account_year", 0.25),
        ("loans_per_scored_year", 4 / 60), ("loans_lost_share", 0.25),
    ],
)  # fmt: skip
def test_a_quantity_counted_in_the_head(outcome: Outcome, name: str, wanted: float) -> None:
    """Each quantity is what a person with a pencil would write."""
    found = find_quantity(name)
    assert found is not None and not found.missing(outcome)
    assert found(outcome, 2) == pytest.approx(wanted, abs=1e-12)


def test_names_that_do_not_exist(outcome: Outcome, tmp_path: Path) -> None:
    """A family without its end, an unknown band or list, and a run without the column say that they cannot tell."""
    assert find_quantity("nonsense") is None and find_quantity("share_band_") is None
    for name in (
        "share_band_middle", "entry_hazard_sea", "share_score_low_high", "listed_by_month_soon", "listed_by_month_25",
        "listed_by_month_0",
    ):  # fmt: skip
        found = find_quantity(name)
        assert found is not None and found(outcome, 2) is None
    writer = OutcomeWriter(tmp_path / "run", fake_study(1, 1))
    writer.append("people", {"arm": np.full(1, 2), "person": np.zeros(1, np.int32), "adult": np.ones(1, np.uint8)})
    bare = Outcome(writer.finish())
    missing = [name for name in quantity_names() if not name.endswith("...")]
    assert all(find_quantity(name).missing(bare) for name in missing)  # type: ignore[union-attr]
