"""Recycled telephone numbers: who is reached, when, and by which records."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from few import WRITTEN, lived
from toy_worlds import assert_same

from counterscore.core.neighbours import neighbour
from counterscore.engine.run import Given
from counterscore.mechanisms import linkage_error, recycled_numbers

ACCOUNT = recycled_numbers.ACCOUNT
OTHERS = 0x05020106
SPAN: dict[str, Any] = {"quarantine": 3.0, "memory": 12.0, "stale_p": 0.5}


def reached(key: int = ACCOUNT, subject: int = 300, left: int = 10, month: int = 13, u: float = 0.49) -> int:
    """Whom a record of person 300 reaches."""
    return recycled_numbers.record_to_holder(subject, 300, key, OTHERS, left, month, **SPAN, u_stale=u)


def test_the_account_is_the_key_that_keys_agree_on() -> None:
    """The code of the key account is the one that linkage_error uses."""
    assert linkage_error.ACCOUNT == ACCOUNT and linkage_error.ENFORCED == recycled_numbers.ENFORCED


@pytest.mark.parametrize(("month", "there"), [(10, 0), (12, 0), (13, 1), (24, 1), (25, 0)])
def test_a_number_is_free_first_and_forgotten_later(month: int, there: int) -> None:
    """Given up in month 10: nobody has it for three months, then twelve months of old ties, then none."""
    assert reached(month=month) == (neighbour(300, OTHERS, 3) if there else 300)


def test_only_records_by_account_of_the_right_person_move() -> None:
    """Other keys, people who never changed, records that went wrong before, and draws above the share stay."""
    assert [reached(key=key) for key in (0, 1, 2, 4, 5, 6)] == [300] * 6
    assert reached(left=-1) == 300
    assert [reached(subject=-1), reached(subject=7)] == [-1, 7]
    assert reached(u=0.5) == 300


def test_claims_move_when_enforcement_opens() -> None:
    """A court file by account goes to the new holder at that stage and at no other."""
    rest: dict[str, Any] = {"others": OTHERS, "number_left_month": 10, "month": 13, **SPAN, "u_stale": 0.0}
    assert recycled_numbers.case_to_holder(300, 300, 3, ACCOUNT, **rest) == neighbour(300, OTHERS, 3)
    assert recycled_numbers.case_to_holder(300, 300, 2, ACCOUNT, **rest) == 300
    assert recycled_numbers.case_to_holder(300, 300, 3, 0, **rest) == 300


ARM: dict[str, Any] = {
    "recycled_numbers.act_key": np.full(4, ACCOUNT), "recycled_numbers.case_key": 0.0,
    "recycled_numbers.change_rate": 0.02, "recycled_numbers.quarantine": 3.0, "recycled_numbers.memory": 12.0,
    "recycled_numbers.stale_p": 0.5,
}  # fmt: skip
OFF = ARM | {"recycled_numbers.stale_p": 0.0}
PEOPLE, MONTHS = 2560, 40


def given() -> list[Given]:
    """One record of everybody in month 36, long after the beginning."""
    return [Given("records", 36, {"person": person, "act": 0}) for person in range(PEOPLE)]


def columns() -> dict[str, Any]:
    """Strangers are the next number of the run of 256."""
    number = np.arange(PEOPLE)
    return {"phone_pay": 1, "others": (((number + 1) % 256) << 24).astype(np.uint32).view(np.int32)}


def test_as_many_records_move_as_the_law_of_waiting_says() -> None:
    """The last change lies 3 to 14 months back with probability (1 - r)**3 - (1 - r)**15; half of these move.

    Fixed seed; 2,560 records, standard error 0.0062, tested at four.
    """
    found = lived((*WRITTEN, recycled_numbers.MECHANISM), {"one": ARM}, people=PEOPLE, months=MONTHS, given=given(),
                  columns=columns())  # fmt: skip
    rows = found.rows("records")
    moved = rows["subject"] != rows["person"]
    assert moved.mean() == pytest.approx(0.5 * (0.98**3 - 0.98**15), abs=4 * 0.0062)
    assert np.array_equal(rows["subject"][moved] % 256, (rows["person"][moved] + 1) % 256)


def test_off_changes_nothing() -> None:
    """With no ties left behind, the world is bit for bit the one without recycled numbers."""
    off = lived((*WRITTEN, recycled_numbers.MECHANISM), {"one": OFF}, people=PEOPLE, months=MONTHS, given=given(),
                columns=columns())  # fmt: skip
    gone = lived(WRITTEN, {"one": {}}, people=PEOPLE, months=MONTHS, given=given(), columns=columns())
    left = {name: values for name, values in off.columns.items() if name != "number_left_month"}
    off.engine.state.columns = left
    assert_same(off, gone, tables=("records", "months"))
