"""Spells and redress, derived in SQL, beside the same thing counted month by month."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from counterscore.core.draws import uniforms
from counterscore.core.outcome import read_back
from counterscore.core.outcome_writer import OutcomeWriter
from counterscore.core.parquet import Columns

MONTHS = 30


def listing(**given: int) -> dict[str, int]:
    """One listing with defaults."""
    base = {"arm": 0, "person": 1, "subject": 1, "list": 0, "born": 3, "cause": 0, "end_month": 9, "end_reason": 1}
    late = {"aware_month": -1, "filed_month": -1, "decision_month": -1, "outcome": 0}
    return {**base, **late, **given}


def derive(folder: Path, rows: list[dict[str, int]], table: str = "listings") -> tuple[list[Any], list[Any]]:
    """Spells and redress of some rows, as lists of mappings."""
    writer = OutcomeWriter(folder, {"seed": 1, "months": MONTHS})
    writer.append(table, {name: np.array([row[name] for row in rows], np.int32) for name in rows[0]})
    done = writer.finish()
    return as_rows(read_back(done / "spells.parquet")), as_rows(read_back(done / "redress.parquet"))


def as_rows(columns: Columns) -> list[dict[str, int]]:
    """Columns as a list of rows."""
    return [dict(zip(columns, map(int, row), strict=True)) for row in zip(*columns.values(), strict=True)]


@pytest.mark.parametrize(
    ("rows", "spells"),
    [
        ([listing()], [(3, 9, 6, 1, 1)]),
        ([listing(end_month=-1, end_reason=0)], [(3, -1, 27, 0, 1)]),
        ([listing(), listing(born=5, end_month=7, end_reason=2)], [(3, 9, 6, 1, 2)]),
        ([listing(), listing(born=9, end_month=12, end_reason=2)], [(3, 12, 9, 2, 2)]),
        ([listing(), listing(born=10, end_month=12, end_reason=2)], [(3, 9, 6, 1, 1), (10, 12, 2, 2, 1)]),
        ([listing(born=20, end_month=-1, end_reason=0), listing(born=4, end_month=25)], [(4, -1, 26, 0, 2)]),
        ([listing(subject=-1)], []),
        ([listing(born=9, end_month=9)], []),
        ([listing(born=-4, end_month=5)], [(0, 5, 5, 1, 1)]),
        ([listing(born=-8, end_month=-2)], []),
    ],
)
def test_spells_join_what_overlaps_or_touches(
    tmp_path: Path, rows: list[dict[str, int]], spells: list[tuple[int, ...]]
) -> None:
    """A spell runs from the first month to the last of everything that overlaps or touches, open while one is open."""
    found, _ = derive(tmp_path / "run", rows)
    keys = ("born", "end_month", "months", "end_reason", "causes")
    assert [tuple(spell[key] for key in keys) for spell in found] == spells


def test_entries_count_from_the_month_they_take_effect(tmp_path: Path) -> None:
    """Notice delays an entry; what ended before it took effect is no spell, and was borne for no month."""
    rows = [
        listing(start_month=5),
        listing(person=2, subject=2, cause=1, start_month=9),
        listing(person=3, subject=3, start_month=-2, born=-6),
    ]
    spells, redress = derive(tmp_path / "run", rows)
    assert [(s["person"], s["born"], s["months"]) for s in spells] == [(1, 5, 4), (3, 0, 9)]
    assert [(r["person"], r["months_borne"]) for r in redress] == [(2, 0)]


def test_being_aware_is_no_redress(tmp_path: Path) -> None:
    """Whoever learns of a right entry and lets it stand takes no part in the funnel."""
    _, found = derive(tmp_path / "run", [listing(aware_month=4)])
    assert found == []


def test_spells_keep_arms_lists_and_bearers_apart(tmp_path: Path) -> None:
    """Only what hits the same person, on the same list, in the same arm is one spell; the bearer is the subject."""
    rows = [listing(), listing(arm=1), listing(list=1), listing(person=1, subject=2), listing(person=3, subject=2)]
    found, _ = derive(tmp_path / "run", rows)
    keys = [(spell["person"], spell["arm"], spell["kind"], spell["causes"], spell["wrong"]) for spell in found]
    assert keys == [(1, 0, 0, 1, 0), (1, 0, 1, 1, 0), (1, 1, 0, 1, 0), (2, 0, 0, 2, 1)]


def test_partly_wrong_spells_are_told_from_wrong_ones(tmp_path: Path) -> None:
    """A spell with one own cause is not wrong, but partly wrong; a false report alone makes it wrong."""
    own_and_other = [listing(), listing(person=5, born=4)]
    found, _ = derive(tmp_path / "one", own_and_other)
    assert (found[0]["wrong"], found[0]["partly_wrong"]) == (0, 1)
    found, _ = derive(tmp_path / "two", [listing(cause=1)])
    assert (found[0]["wrong"], found[0]["partly_wrong"]) == (1, 1)


def test_adverse_records_make_spells_of_kind_two(tmp_path: Path) -> None:
    """Records with negative points that were reported count; rewards and unreported acts do not."""
    base = {name: value for name, value in listing().items() if name != "list"}
    rows = [
        {**base, "points": -5, "reported": 1},
        {**base, "points": 5, "reported": 1, "born": 1},
        {**base, "points": -5, "reported": 0, "born": 2},
    ]
    found, _ = derive(tmp_path / "run", rows, "records")
    assert [(spell["kind"], spell["born"], spell["end_month"]) for spell in found] == [(2, 3, 9)]


def test_redress_holds_what_was_wrong_or_contested(tmp_path: Path) -> None:
    """Own, uncontested listings are no matter of redress; wrong ones are, known or not; so are contested right ones."""
    rows = [
        listing(),
        listing(person=2, subject=7),
        listing(person=3, subject=3, cause=1, aware_month=4, filed_month=5, decision_month=8, outcome=1, end_reason=5),
        listing(person=4, subject=4, filed_month=6, outcome=3, end_month=-1, end_reason=0),
        listing(person=5, subject=-1),
    ]
    _, found = derive(tmp_path / "run", rows)
    keys = ("person", "origin", "wrong", "aware_month", "filed_month", "decision_month", "outcome", "months_borne")
    assert [tuple(row[key] for key in keys) for row in found] == [
        (3, 3, 1, 4, 5, 8, 1, 6),
        (4, 4, 0, -1, 6, -1, 3, 27),
        (7, 2, 1, -1, -1, -1, 0, 6),
    ]


def test_runs_without_lists_have_empty_spells(tmp_path: Path) -> None:
    """Derived tables exist in every run, with all their columns."""
    done = OutcomeWriter(tmp_path / "run", {"seed": 1}).finish()
    assert len(read_back(done / "spells.parquet")) == 10 and len(read_back(done / "redress.parquet")) == 14


def test_missing_columns_have_defaults(tmp_path: Path) -> None:
    """A regime without redress records no months of it; the derived tables then hold -1 there."""
    rows = [
        {
            key: value
            for key, value in listing(cause=1).items()
            if key in ("arm", "person", "subject", "born", "end_month", "cause")
        }
    ]
    spells, redress = derive(tmp_path / "run", rows)
    assert spells[0]["kind"] == 0 and redress[0]["filed_month"] == -1 and redress[0]["outcome"] == 0


def test_spells_equal_a_count_by_months(tmp_path: Path) -> None:
    """On 3,000 keyed random listings, spells hold exactly the months in which anybody is listed, run by run."""
    n = 3000

    def draw(name: str, top: int) -> np.ndarray:
        return (uniforms(3, f"test.{name}", n) * top).astype(np.int32)

    born = draw("born", MONTHS)
    stop = born + 1 + draw("length", 9)
    columns = {
        "arm": draw("arm", 2), "person": draw("person", 80), "subject": draw("subject", 80), "list": draw("list", 2),
        "born": born, "cause": np.zeros(n, np.int32), "end_month": np.where(stop < MONTHS, stop, -1),
        "end_reason": draw("reason", 7),
    }  # fmt: skip
    writer = OutcomeWriter(tmp_path / "run", {"seed": 1, "months": MONTHS})
    writer.append("listings", columns)
    spells = read_back(writer.finish() / "spells.parquet")
    on = np.zeros((2, 80, 2, MONTHS), bool)
    for arm, subject, kind, first, last in zip(
        columns["arm"], columns["subject"], columns["list"], born, np.minimum(stop, MONTHS), strict=True
    ):
        on[arm, subject, kind, first:last] = True
    again = np.zeros_like(on)
    for arm, person, kind, first, months in zip(
        *(spells[key] for key in ("arm", "person", "kind", "born", "months")), strict=True
    ):
        assert not again[arm, person, kind, max(first - 1, 0) : first + months].any()
        again[arm, person, kind, first : first + months] = True
    assert np.array_equal(on, again) and spells["causes"].sum() == n
    order = list(zip(*(spells[key] for key in ("person", "born", "arm", "kind")), strict=True))
    assert order == sorted(order)
