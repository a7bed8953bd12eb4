"""The four months of the wrong person: what a biography written by hand says, and nothing for anybody else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from few import LISTED, lived, plan_of
from toy_worlds import Lived

from counterscore.core.declare import Column, Mechanism, rule
from counterscore.engine.run import Fixed, Given
from counterscore.mechanisms import wrong_loss, wrong_person
from counterscore.worlds import pairing

FIRST, REFUSED = "first_wrong_month", "first_wrong_refusal_month"
POORER, CORRECTED = "first_wrong_loss_month", "corrected_everywhere_month"
FOUR = (FIRST, REFUSED, POORER, CORRECTED)


@rule(phase="measures", writes="closed")
def closed() -> int:
    """Nothing is closed unless the script says so; the same for the others below."""
    return 0


@rule(phase="measures", writes="wrong_copies")
def wrong_copies() -> int:
    """No copy."""
    return 0


@rule(phase="measures", writes="stale_copies")
def stale_copies() -> int:
    """No copy."""
    return 0


@rule(phase="measures", writes="refused_month")
def refused_month(refused_month: int) -> int:
    """The last refusal stays the last."""
    return refused_month


@rule(phase="consequence", writes="money_lost_yuan")
def money_lost(money_lost_yuan: float) -> float:
    """What is lost stays lost."""
    return money_lost_yuan


STAGE = Mechanism(
    "stage", "what a script sets", "a test", "none", "life",
    (closed, wrong_copies, stale_copies, refused_month, money_lost),
    columns=(Column("money_lost_yuan", "f8", "yuan", "set by a script"),),
)  # fmt: skip
ALL = (*LISTED, STAGE, pairing.MECHANISM, wrong_person.MECHANISM, wrong_loss.MECHANISM)
MONTHS, PERFECT, WRITTEN = 12, 0, 1


def compared(other: int) -> dict[str, Any]:
    """Parameters of an arm with this reference arm."""
    return {f"{name}.reference": other for name in pairing.PAIRED}


ARMS = {"perfect records": compared(-1), "as written": compared(PERFECT), "another": compared(-1)}


def listing(person: int, month: int, term: int, *arms: int) -> Given:
    """An entry on a list; by default in the arm as written only."""
    values = {"person": person, "list": 3, "term_months": term, "repeat": month}
    return Given("listings", month, values, arms or (WRITTEN,))


def between(column: str, person: int, first: int, last: int, value: float = 1, *arms: int) -> list[Fixed]:
    """A value in the months from the first to the last."""
    return [Fixed(column, month, person, value, arms or (WRITTEN,)) for month in range(first, last + 1)]


def live(*script: Given | Fixed, **options: Any) -> Lived:
    """Twelve months of the arms."""
    return lived(options.pop("mechanisms", ALL), options.pop("arms", ARMS), months=MONTHS, given=script, **options)


def months_of(found: Lived, person: int, arm: int = WRITTEN) -> list[int]:
    """First wrongly listed, refused, poorer; corrected everywhere since."""
    return [int(found.columns[name][arm, person]) for name in FOUR]


@pytest.mark.parametrize("interpreted", [True, False])
def test_a_whole_biography(interpreted: bool) -> None:
    """Listed in months 2-4, refused in 4, poorer in 5, copied wrongly until 6, out of a door until 7: free from 8."""
    found = live(
        listing(0, 2, 3), *between("refused_month", 0, 4, 4, 4), *between("money_lost_yuan", 0, 5, 5, 20.0),
        *between("wrong_copies", 0, 2, 6, 3), *between("closed", 0, 3, 7, 5), interpreted=interpreted,
    )  # fmt: skip
    assert months_of(found, 0) == [2, 4, 5, 8]
    assert found.columns["wrongly_listed_months"][:, 0].tolist() == [0, 3, 0]


def test_what_happens_in_both_arms_is_nobodys_mistake() -> None:
    """The same listing, refusal, loss and closed door with perfect records leave no month; nor does any other arm."""
    both = PERFECT, WRITTEN
    found = live(
        listing(0, 2, 3, *both), *between("refused_month", 0, 4, 4, 4, *both), *between("closed", 0, 3, 7, 5, *both),
        *between("money_lost_yuan", 0, 5, 5, 20.0, *both), listing(1, 2, 3, 2),
        *between("refused_month", 1, 4, 4, 4, 2),
    )  # fmt: skip
    for arm in range(3):
        for person in range(8):
            assert months_of(found, person, arm) == [-1, -1, -1, -1]


def test_a_correction_is_taken_back_when_it_starts_again() -> None:
    """Free from month 4, listed again in 7-8, free from 9; a first month stays the first."""
    found = live(listing(0, 2, 2), listing(0, 7, 2))
    assert months_of(found, 0) == [2, -1, -1, 9]
    still = live(listing(0, 2, 2), listing(0, 7, 0))
    assert months_of(still, 0) == [2, -1, -1, -1]


@pytest.mark.parametrize("column", ["wrong_copies", "stale_copies", "closed"])
def test_anything_that_is_left_is_no_correction(column: str) -> None:
    """A copy or a closed door that is there when the run ends: never corrected; gone a month before: since then."""
    assert months_of(live(listing(0, 2, 2), *between(column, 0, 3, MONTHS - 1)), 0) == [2, -1, -1, -1]
    assert months_of(live(listing(0, 2, 2), *between(column, 0, 3, MONTHS - 2)), 0) == [2, -1, -1, MONTHS - 1]


def test_a_door_that_perfect_records_close_too_is_not_counted() -> None:
    """Two doors here and one of them there: one is left; the same doors: nothing is."""
    listed = listing(0, 2, 2)
    there = between("closed", 0, 0, MONTHS - 1, 1, PERFECT)
    assert months_of(live(listed, *there, *between("closed", 0, 2, MONTHS - 1, 3)), 0)[3] == -1
    assert months_of(live(listed, *there, *between("closed", 0, 2, MONTHS - 1, 1)), 0)[3] == 4


def test_refusals_count_in_months_in_which_perfect_records_spare_them() -> None:
    """Refused in both arms in month 3 and here alone in 6: month 6; there alone: never. Nobody is wrongly listed."""
    found = live(
        *between("refused_month", 0, 3, 3, 3, PERFECT, WRITTEN), *between("refused_month", 0, 6, 6, 6),
        *between("refused_month", 1, 5, 5, 5, PERFECT),
        *between("refused_month", 2, 2, 2, 2, PERFECT), *between("refused_month", 2, 9, 9, 9),
    )  # fmt: skip
    assert [months_of(found, person) for person in range(3)] == [[-1, 6, -1, -1], [-1] * 4, [-1, 9, -1, -1]]


def test_a_loss_is_more_lost_so_far_by_more_than_half_a_fen() -> None:
    """Twenty yuan there from month 2, thirty here from 6: month 6. A difference below half a fen is none."""
    found = live(
        *between("money_lost_yuan", 0, 2, 2, 20.0, PERFECT), *between("money_lost_yuan", 0, 6, 6, 30.0),
        *between("money_lost_yuan", 1, 2, 2, 20.0, PERFECT), *between("money_lost_yuan", 1, 3, 3, 20.004),
        *between("money_lost_yuan", 2, 3, 3, 0.01),
    )  # fmt: skip
    assert [months_of(found, person)[2] for person in range(3)] == [6, -1, 3]


def test_the_order_of_the_arms_is_free() -> None:
    """The reference arm may stand last, as a twin does; only arms that have one are told."""
    arms = {"as written": compared(1), "twin": compared(-1)}
    found = live(listing(0, 2, 3, 0), *between("closed", 0, 2, 6, 1, 0), arms=arms)
    assert [months_of(found, 0, arm) for arm in (0, 1)] == [[2, -1, -1, 7], [-1] * 4]


def test_rules_leave_what_they_read_as_it_was() -> None:
    """Called by hand, a rule returns new numbers and changes none of its inputs."""
    zeros = np.zeros((2, 4), np.int16)
    first, since = np.array([[-1] * 4, [2, 0, -1, 0]], np.int16), np.array([[-1] * 4, [-1, 4, -1, -1]], np.int16)
    reference, kept = np.array([[-1.0], [0.0]]), since.copy()
    found = wrong_person.corrected_everywhere_month(since, first, zeros, zeros, zeros, zeros, reference, 9)
    assert found.tolist() == [[-1] * 4, [9, 4, -1, 9]]
    assert (since == kept).all()
    assert found.dtype == np.int16


def test_columns_that_nobody_writes_take_no_memory() -> None:
    """Without closed doors and copies in a plan, the rules are given the same number for everybody and still work."""
    mechanisms = (*LISTED, pairing.MECHANISM, wrong_person.MECHANISM)
    assert not {"closed", "wrong_copies", "stale_copies", "refused_month"} & set(plan_of(mechanisms).columns)
    found = live(listing(0, 2, 3), mechanisms=mechanisms)
    assert [int(found.columns[name][WRITTEN, 0]) for name in (FIRST, REFUSED, CORRECTED)] == [2, -1, 5]
