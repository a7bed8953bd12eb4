"""The cascade of copies, on six entries that can be followed by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fakes import fake_study

from counterscore.audit import cascade
from counterscore.core.outcome import Outcome
from counterscore.core.outcome_writer import OutcomeWriter

STEPS, ARM = 12, 2
BOOK = {"agencies": ["bank", "bureau", "lender", "media"], "agency_upstream": ["", "", "bureau", "lender"],
        "lists": ["defaulters", "limit", "adverse_records"]}  # fmt: skip
# person, subject, cause, list, born, end_month, holders at the end, and (month, holders) after each change
ENTRIES = [
    (0, 1, 0, 0, 0, 4, 0b0000, [(1, 0b0011), (2, 0b0111), (5, 0b0100), (9, 0b0000)]),
    (2, 2, 1, 0, 6, 8, 0b0010, [(6, 0b0011), (8, 0b0010)]),
    (3, 4, 0, 0, 10, -1, 0b0001, [(11, 0b0001)]),
    (5, 6, 0, 0, 2, 3, 0b0000, []),
    (7, 7, 0, 0, 0, 5, 0b1111, [(0, 0b1111)]),
    (8, 9, 0, 1, 0, 5, 0b0000, []),
]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A year with four wrong entries, a right one that is everywhere, and a wrong order that is not copied."""
    study = fake_study(20, STEPS)
    study["codebook"] = {**study["codebook"], **BOOK}
    writer = OutcomeWriter(tmp_path_factory.mktemp("cascade") / "run", study)
    names = ("person", "subject", "cause", "list", "born", "end_month", "holders")
    rows = {name: np.array([entry[place] for entry in ENTRIES]) for place, name in enumerate(names)}
    same = {"arm": ARM, "act": -1, "repeat": 0}
    whole = {name: np.full(len(ENTRIES), value) for name, value in same.items()}
    writer.append("listings", {**whole, **rows, "holders": rows["holders"].astype(np.uint32)})
    changes = [(e[0], e[1], e[4], month, held) for e in ENTRIES for month, held in e[7]]
    logged = {name: np.array([c[place] for c in changes]) for place, name in
              enumerate(("person", "subject", "born", "month", "holders"))}  # fmt: skip
    whole = {name: np.full(len(changes), value) for name, value in same.items()}
    writer.append("copies", {**whole, **logged, "holders": logged["holders"].astype(np.uint32)})
    return Outcome(writer.finish())


def test_how_many_agencies_hold_a_wrong_entry_by_its_age(outcome: Outcome) -> None:
    """Means over the wrong entries that the run still sees at that age; right ones and orders do not count."""
    found = cascade.spread(outcome, ARM, months=10)
    assert found.entries.tolist() == [4, 4, 3, 3, 3, 3, 2, 2, 2, 2, 1]
    totals = [2 + 0, 2 + 2 + 1, 3 + 1, 3 + 1, 3 + 1, 1 + 1, 1, 1, 1, 0, 0]
    assert np.allclose(found.agencies * found.entries, totals)
    assert np.allclose(found.share, found.agencies / 4)


def test_the_longest_way_from_the_source(outcome: Outcome) -> None:
    """A lender that asks a bureau is two steps away; media behind it would be three, and held only a right entry."""
    assert cascade.longest_chain(outcome, ARM) == 2
    assert cascade.longest_chain(outcome, 0) == 0


def test_time_until_the_last_copy_is_gone(outcome: Outcome) -> None:
    """Five months for the first, none for the one that nobody copied, at least four for the one that is still held."""
    months, over = cascade.months_to_last_correction(outcome, ARM)
    assert months.tolist() == [5, 0, 4] and over.tolist() == [1, 1, 0]


def test_the_share_that_outlives_the_source(outcome: Outcome) -> None:
    """Of three and two copies that stood when the source was corrected, one is left at the end."""
    assert cascade.residual_share(outcome, ARM) == pytest.approx(1 / 5)
    assert cascade.residual_share(outcome, 0) is None


def test_a_run_without_agencies_has_no_cascade(outcome: Outcome, tmp_path: Path) -> None:
    """Whoever asks is told first."""
    assert cascade.has_copies(outcome)
    writer = OutcomeWriter(tmp_path / "run", fake_study(20, STEPS))
    writer.append("people", {"arm": np.zeros(1, np.int16), "person": np.zeros(1, np.int32)})
    assert not cascade.has_copies(Outcome(writer.finish()))
