"""The cascade as one answer: who holds a wrong entry how long, by hand and against the law of independent copies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import fake_study

from counterscore.audit.frame import TOO_FEW
from counterscore.audit.spreading import Cascade, spreading
from counterscore.core.draws import uniforms
from counterscore.core.errors import OutcomeError
from counterscore.core.outcome import Outcome
from counterscore.core.outcome_writer import OutcomeWriter

MONTHS = 12
BOOK = {
    "agencies": ["bank", "bureau", "employer"], "agency_titles": ["banks", "credit bureaus", "employers"],
    "agency_upstream": ["", "bank", "bureau"],
}  # fmt: skip
Change = tuple[int, int]
KEY = {"person": "i4", "subject": "i4", "act": "i2", "born": "i2", "repeat": "i1", "list": "i1"}


def entry(person: int, subject: int, born: int, end: int, *changes: Change, **more: int) -> tuple[dict[str, int], Any]:
    """One entry of the arm as written with the changes of its holders: (month, bits)."""
    row = {"person": person, "subject": subject, "act": 0, "born": born, "repeat": 0, "list": 0, "cause": 0}
    last = changes[-1][1] if changes else 0
    return {**row, "end_month": end, "arm": 2, "holders": last, **more}, changes


def run_of(folder: Path, entries: Sequence[tuple[dict[str, int], Any]], months: int = MONTHS, **book: Any) -> Outcome:
    """A run with these entries and copies and nothing else."""
    study = fake_study(len(entries), months)
    writer = OutcomeWriter(folder, {**study, "targets": [], "codebook": {**study["codebook"], **BOOK, **book}})
    types = {**KEY, "cause": "i1", "end_month": "i2", "arm": "i2", "holders": "u4"}
    writer.append("listings", {n: np.array([row[n] for row, _ in entries], t) for n, t in types.items()})
    changed = [(row, month, bits) for row, changes in entries for month, bits in changes]
    copies = {n: np.array([row[n] for row, _, _ in changed], t) for n, t in {**KEY, "arm": "i2"}.items()}
    copies |= {"month": np.array([m for _, m, _ in changed], "i2"), "holders": np.array([b for *_, b in changed], "u4")}
    writer.append("copies", {**copies, "source": np.ones(len(changed), np.uint8)})
    return Outcome(writer.finish())


def told(outcome: Outcome) -> Cascade:
    """The cascade of the arm as written."""
    found = spreading(outcome, "as written")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Two wrong entries that are copied, two more that hardly are, one of another arm and a right one."""
    return run_of(tmp_path_factory.mktemp("cascade") / "run", [
        # at banks from 2, bureaus from 3; ends in 5; banks drop it in 6, bureaus never
        entry(1, 9, 1, 5, (2, 0b1), (3, 0b11), (6, 0b10)),
        # false claim on the person herself, still open, everywhere from 9
        entry(2, 2, 8, -1, (9, 0b111), cause=1),
        entry(3, 9, 0, 4),
        entry(3, 9, 4, 6, (5, 0b1), (7, 0b0)),
        entry(1, 9, 1, 5, (2, 0b111), arm=1), entry(6, 6, 0, 6, (1, 0b1), (8, 0b0)),
    ])  # fmt: skip


def test_copies_by_months_since_birth(outcome: Outcome) -> None:
    """Four wrong entries; agencies that hold them by age, over those seen that long."""
    found = told(outcome)
    assert (found.arm, found.entries, found.copied, found.most) == ("as written", 4, 3, 3)
    # born in 0, 1, 4 and 8 of 12 months: seen for 12, 11, 8 and 4 months
    assert found.seen == (4, 4, 4, 4, 3, 3, 3, 3, 2, 2, 2, 1)
    # ages: entry one 0 1 2 2 2 then 1 to the end; entry two 0 3 3 3; entry four 0 1 1 0
    held = [0, 1 + 3 + 1, 2 + 3 + 1, 2 + 3, 2, 1, 1, 1, 1, 1, 1, 0]
    assert found.copies == pytest.approx([h / s for h, s in zip(held, found.seen, strict=True)])


def test_copies_that_outlive_their_source(outcome: Outcome) -> None:
    """After its end in month 5 the first entry is held by two, then by one; the fourth by one in month 6."""
    found = told(outcome)
    held = [0, 0, 1, 0, 2, 1, 1, 1, 1, 1, 1, 0]
    assert found.left == pytest.approx([h / s for h, s in zip(held, found.seen, strict=True)])
    assert (found.ended, found.residual, found.residual_share) == (3, 1, None)
    assert [(one.agency, one.ever, one.left) for one in found.agencies] == [
        ("banks", 3, 0), ("credit bureaus", 2, 1), ("employers", 1, 0),
    ]  # fmt: skip


def test_the_longest_chain_goes_from_the_source(outcome: Outcome, tmp_path: Path) -> None:
    """Employers have it from bureaus, those from banks; where only banks ever held one the chain is one step."""
    assert told(outcome).chain == ("banks", "credit bureaus", "employers")
    short = run_of(tmp_path / "run", [entry(1, 9, 1, 5, (2, 0b1))])
    assert told(short).chain == ("banks",)
    assert told(run_of(tmp_path / "none", [entry(1, 9, 1, 5)])).chain == ()


def test_time_to_the_last_correction(outcome: Outcome) -> None:
    """Of three ended entries one had no copy (0 months), one lost it after 1, one is still held after 6 months."""
    last = told(outcome).last
    assert last is not None
    assert (last.people, last.reached, last.median) == (3, 2, 1)
    assert last.events[:2] == (1, 1)
    assert last.until == 6
    assert last.note == TOO_FEW


def test_no_copies_no_answer(tmp_path: Path) -> None:
    """A run that kept no copies has no cascade; an arm without wrong entries has an empty one; wrong arms are named."""
    writer = OutcomeWriter(tmp_path / "bare", fake_study(5, 12))
    writer.append("people", {"arm": np.zeros(1, np.int16), "person": np.zeros(1, np.int32)})
    assert spreading(Outcome(writer.finish()), "as written") is None
    empty = spreading(run_of(tmp_path / "run", [entry(1, 9, 1, 5, (2, 0b1))]), "perfect records")
    assert empty is not None
    assert (empty.entries, empty.copied, empty.last, empty.chain) == (0, 0, None, ())
    assert set(empty.copies) == {0.0}
    with pytest.raises(OutcomeError, match="no arm"):
        spreading(run_of(tmp_path / "other", [entry(1, 9, 1, 5)]), "as writen")


def test_independent_copies_follow_their_closed_form(tmp_path: Path) -> None:
    """Eight agencies copy with probability 0.6 and drop a copy with 0.15 a month: 8 * 0.6 * 0.85 ** t are left.

    4.800 at once, 4.080 after a month, 1.810 after six, 0.683 after twelve; the last copy is gone after t months with
    probability (1 - 0.6 * 0.85 ** t) ** 8. False alarm: four standard errors at 22 places; below 1 in 500.
    """
    n, agencies, months = 3000, 8, 19
    dropped = np.full((n, agencies), 0)
    for place in range(agencies):
        held = uniforms(4, f"test.copied{place}", n) < 0.6
        wait = 1 + np.floor(np.log(1 - uniforms(4, f"test.dropped{place}", n)) / np.log(0.85)).astype(int)
        dropped[:, place] = np.where(held, wait, 0)
    bits = 1 << np.arange(agencies)
    holders = [(bits * (dropped > t)).sum(1) for t in range(months)]
    entries = []
    for i in range(n):
        mine = [int(h[i]) for h in holders]
        changes = [(t, h) for t, h in enumerate(mine) if h != (mine[t - 1] if t else 0)]
        entries.append(entry(i, n, 0, 1, *changes))
    names = [f"agency {place}" for place in range(agencies)]
    book = {"agencies": names, "agency_titles": names, "agency_upstream": [""] * agencies}
    found = told(run_of(tmp_path / "run", entries, months, **book))
    for t in range(months):
        p = 0.6 * 0.85**t
        assert found.copies[t] == pytest.approx(agencies * p, abs=4 * (agencies * p * (1 - p) / n) ** 0.5), t
    assert [round(agencies * 0.6 * 0.85**t, 3) for t in (0, 1, 6, 12)] == [4.8, 4.08, 1.81, 0.683]
    assert found.left[0] == 0.0
    assert found.left[1:] == pytest.approx(found.copies[1:])
    assert found.last is not None
    for t in (1, 6, 12):
        gone = (1 - 0.6 * 0.85**t) ** agencies
        assert 1 - found.last.at(t - 1) == pytest.approx(gone, abs=4 * (gone * (1 - gone) / n) ** 0.5)
    assert found.residual_share == pytest.approx(0.85**18, abs=0.01)
