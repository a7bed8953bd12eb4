"""A court file is put right as a whole: whatever it led to ends together, and only what is wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
from few import LISTED, lived

from counterscore.engine.run import Given
from counterscore.mechanisms import file_corrections, redress
from counterscore.mechanisms.file_corrections import MECHANISM

SURE: dict[str, Any] = {
    "redress.notice_p": 1.0, "redress.discover_at_refusal": 0.0, "redress.objects_p": np.ones(5),
    "redress.legal_share": 1.0, "redress.legal_months": 3.0, "redress.late_median_months": 4.0,
    "redress.late_sigma": 0.5, "redress.success_p": 1.0, "redress.appeal_p": 0.0, "redress.appeal_success_p": 0.9,
    "redress.appeal_months": 2.0, "redress.suspends": 0.0,
}  # fmt: skip
LIMIT, DEFAULTERS = 1, 0


def given(person: int, about: int) -> list[Given]:
    """A limit in month 1 and an entry on the list in month 3 out of one file."""
    return [
        Given("listings", 1, {"person": person, "act": -1, "list": LIMIT, "subject": about}),
        Given("listings", 3, {"person": person, "act": -1, "list": DEFAULTERS, "subject": about, "repeat": 1}),
    ]


def test_the_entry_ends_with_the_limit_of_the_same_file() -> None:
    """Told in month 1 and decided three months later, the limit takes the entry of month 3 along: both end in month 4.

    Without the mechanism the entry is decided on its own, three months after it was made, and is a second correction.
    """
    rows = [*given(0, 5), *given(1, 1)]
    lives = lived((*LISTED, redress.MECHANISM, MECHANISM), {"whole": SURE, "apart": SURE | OFF}, given=rows)
    for arm, ends, corrections in ((0, [4, 4], 1), (1, [4, 6], 2)):
        found = lives.rows("listings", arm)
        wrong = found["person"] == 0
        assert sorted(found["end_month"][wrong].tolist()) == ends
        assert lives.columns["corrections"][arm][5] == corrections
        assert (found["end_month"][~wrong] < 0).all(), "a right entry is never put right"


OFF = {"file_corrections.whole_file": 0.0}


def test_a_wrong_entry_of_somebody_elses_page_stands() -> None:
    """What is put right on one page ends nothing on another, and an entry made later is contested on its own."""
    rows = [*given(0, 5), Given("listings", 3, {"person": 2, "act": -1, "list": DEFAULTERS, "subject": 6})]
    rows += [Given("listings", 8, {"person": 3, "act": -1, "list": DEFAULTERS, "subject": 5})]
    found = lived((*LISTED, redress.MECHANISM, MECHANISM), {"whole": SURE}, months=16, given=rows).rows("listings", 0)
    ends = {int(p): int(e) for p, e in zip(found["person"], found["end_month"], strict=True) if p in (2, 3)}
    assert ends == {2: 6, 3: 11}


def test_a_file_remembers_what_was_put_right_before_it_was_enforced() -> None:
    """By hand: counted when the file reaches her and kept from then on, so that only later corrections touch it."""
    seen = file_corrections.case_seen
    assert (seen(2, 0, 1), seen(3, 0, 1), seen(4, 0, 1), seen(4, 1, 2)) == (0, 1, 0, 1)


def test_a_file_put_right_is_the_debtors_again() -> None:
    """By hand: before the list a wrong file goes back to its debtor, a false claim to nobody; others stay."""
    rule = file_corrections.subject
    assert rule(5, 0, 0, 4, 0, 1) == 0 and rule(5, 5, 1, 4, 0, 1) == -1
    assert rule(5, 0, 0, 4, 1, 1) == 5 and rule(5, 0, 0, 3, 0, 1) == 5 and rule(5, 5, 0, 4, 0, 1) == 5
