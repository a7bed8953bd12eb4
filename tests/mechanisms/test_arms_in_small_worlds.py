"""Arms never read each other, in small worlds made for what towns see too seldom: each arm lives as it does alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pytest
from copying import LIST, agency, entries_of, numbers_of
from few import LISTED, WRITTEN, lived, ties
from losses import COURT, LAW
from scored import SCORE, WITH_SCORE
from toy_worlds import Lived, assert_same

from counterscore.core.declare import Column, Field, Mechanism, Param, rule
from counterscore.engine.run import Given
from counterscore.mechanisms import (
    agency_copies,
    composite,
    courts,
    escalation,
    household_term,
    human_review,
    ledger_score,
    linkage_error,
    listing,
    review_staff,
    wrong_loss,
)

PEOPLE = 64
Arms = Mapping[str, dict[str, Any]]


def apart(mechanisms: Iterable[Mechanism], arms: Arms, **options: Any) -> Lived:
    """All arms lived together, after a look that each of them is the same bit for bit when it is lived alone."""
    options = {"people": PEOPLE, "interpreted": True} | options
    together = lived(mechanisms, arms, **options)
    for place, (name, numbers) in enumerate(arms.items()):
        assert_same(lived(mechanisms, {name: numbers}, **options), together, {0: place})
    return together


def by_arm(found: Lived, table: str, field: str) -> list[int]:
    """The sum of one field over the rows of each arm."""
    return [int(found.rows(table, arm)[field].sum()) for arm in range(len(found.engine.world.arms))]


def test_staff_count_the_files_of_their_own_arm() -> None:
    """Three arms with 1, 2 and 4 files for each of 64 people, and time for 32 files: shares of 1/2, 1/4 and 1/8."""
    numbers = {"human_review.catch_p": 0.5, "review_staff.staff": 10_000 / PEOPLE, "review_staff.hours": 32 / 6}
    mechanisms = (*WRITTEN, human_review.MECHANISM, review_staff.MECHANISM)
    each = (1, 2, 4)
    given = [Given("records", 0, {"person": p, "act": act}, tuple(arm for arm in range(3) if act < each[arm]))
             for p in range(PEOPLE) for act in range(4)]  # fmt: skip
    found = lived(mechanisms, dict.fromkeys("abc", numbers), people=PEOPLE, months=1, given=given, interpreted=True)
    assert found.columns["review_share"][:, 0] == pytest.approx([1 / 2, 1 / 4, 1 / 8])


def test_a_term_is_extended_by_the_odds_of_its_own_arm() -> None:
    """64 entries on a fault, for 3 months or 7: none, some and all are extended."""
    given = [
        Given("listings", 0, {"person": p, "list": listing.DEFAULTERS, "ground": listing.FAULT}) for p in range(PEOPLE)
    ]
    law = LAW | {"listing.term_months_fault": 3.0, "listing.extension_months": 4.0}
    arms = {f"{p}": law | {"listing.extension_p": p} for p in (0.0, 0.5, 1.0)}
    terms = by_arm(apart(COURT, arms, months=2, given=given), "listings", "term_months")
    assert terms[0] == 3 * PEOPLE < terms[1] < terms[2] == 7 * PEOPLE


def test_whoever_cannot_pay_is_spared_by_the_odds_of_the_own_arm() -> None:
    """64 people who cannot pay, without income: with ratios of 0, 0.5 and 1 none, some and all would have been free."""
    given = [
        Given("listings", 0, {"person": p, "list": listing.DEFAULTERS, "ground": listing.FAULT}) for p in range(PEOPLE)
    ]
    law = LAW | {"listing.fulfil_hazard": 1.0, "consequence.income_loss_share": 1.0}
    arms = {f"{ratio}": law | {"listing.unable_fulfil_ratio": ratio} for ratio in (0.0, 0.5, 1.0)}
    columns = {"owner": 1, "income_yuan": 1000.0}
    rows = apart(COURT, arms, months=3, given=given, columns=columns)
    spared = [int((rows.rows("listings", arm)["spared_month"] >= 0).sum()) for arm in range(3)]
    assert spared[0] == 0 < spared[1] < spared[2] == PEOPLE


def test_a_court_file_goes_astray_by_the_odds_of_its_own_arm() -> None:
    """64 people with long names: of their files none, some and all reach nobody, and by photo none again."""
    given = [Given("cases", 0, {"person": p, "act": -1, "stage": courts.JUDGED}) for p in range(PEOPLE)]
    law = LAW | {"linkage_error.act_key": np.zeros(4), "linkage_error.act_false_p": np.zeros(4),
                 "linkage_error.act_missed_p": np.zeros(4), "linkage_error.case_key": linkage_error.ID_NUMBER,
                 "linkage_error.key_absent_p": 0.0, "linkage_error.id_false_p": 0.0, "linkage_error.missed_p": 0.25,
                 "linkage_error.residence_ratio": np.ones(3), "linkage_error.elderly_ratio": 1.0}  # fmt: skip
    arms = {f"{ratio}": law | {"linkage_error.long_name_ratio": ratio} for ratio in (0.0, 2.0, 4.0)}
    arms["photo"] = arms["4.0"] | {"linkage_error.case_key": linkage_error.PHOTO}
    found = apart((*COURT, linkage_error.MECHANISM), arms, months=5, given=given, columns={"long_name": 1})
    lost = [int((found.rows("cases", arm)["subject"] < 0).sum()) for arm in range(4)]
    assert lost[0] == lost[3] == 0 < lost[1] < lost[2] == PEOPLE


def test_an_entry_moves_to_the_list_of_its_own_arm() -> None:
    """After two months list 3 leads to list 4 in one arm, to list 5 in another and nowhere in the third."""
    field = Field("listings", "list_term_months", "i2", "term", start=-1)
    terms = Mechanism("terms", "terms of acts", "a test", "none", "life", (), fields=(field,))
    arms = {}
    for to in (4, 5, -1):
        moves = np.where(np.arange(6) == LIST, to, -1)
        arms[f"{to}"] = {"escalation.to": moves, "escalation.after_months": np.full(6, 2.0)}
    found = apart((*LISTED, terms, escalation.MECHANISM), arms, months=5, given=entries_of(PEOPLE, 0))
    lists = [sorted(set(found.rows("listings", arm)["list"].tolist())) for arm in range(3)]
    assert lists == [[3, 4], [3, 5], [3]]


def test_a_copy_is_waited_for_by_the_lists_of_its_own_arm() -> None:
    """An agency that hears of the end two months late, beside one that copies another list, or both: all copies go."""
    arms = {}
    for lists in (1 << LIST, 1 << LIST + 1, 3 << LIST):
        numbers = numbers_of([agency(revoke_lag=2)])
        arms[f"{lists}"] = numbers | {"agency_copies.takes": np.pad([lists], (0, 7))}
    other = {"person": 0, "act": -1, "list": LIST + 1, "term_months": 2}
    given = [*entries_of(PEOPLE, 2), Given("listings", 0, {**other, "repeat": 1})]
    found = apart((*LISTED, agency_copies.MECHANISM), arms, months=6, given=given)
    assert not found.columns["held_copies"].any() and found.columns["stale_months"].sum(axis=1).tolist() == [
        128,
        2,
        128,
    ]


def test_a_score_is_worked_out_when_the_household_of_the_own_arm_changes() -> None:
    """A record that lapses a month later in each arm: whoever shares it leaves the low band a month later too."""
    pairs = [(p, p ^ 1) for p in range(PEOPLE)]
    given = [Given("records", 1, {"person": p, "act": 0}) for p in range(0, PEOPLE, 2)]
    arms = {
        f"{stands}": SCORE | {"household_term.share": 0.5, "scoring.base": 600.0, "scoring.low_bands": 1.0,
                              "scoring.act_points": np.full(4, -40.0),
                              "retention.lifetime_months": np.full(4, stands)}
        for stands in (3.0, 4.0, 5.0)
    }  # fmt: skip
    found = apart((*WITH_SCORE, household_term.MECHANISM), arms, months=9, given=given, tied=ties(PEOPLE, pairs))
    assert found.columns["low_band_months"][:, 1].tolist() == [3, 4, 5] and not found.columns["low_band"].any()


@pytest.mark.parametrize("first", [0, 1])
def test_every_dimension_counts_the_records_of_its_own_arm(first: int) -> None:
    """A record in one of four dimensions each, worth 10, 20 or 40 points less: five starts of 100 lose just that."""
    numbers = SCORE | {"composite.act_dimension": first + np.arange(4), "composite.most": np.full(5, 200.0),
                       "composite.start": np.full(5, 100.0), "composite.traits": np.zeros(65)}  # fmt: skip
    arms = {f"{lost}": numbers | {"composite.act_points": np.full(4, -lost)} for lost in (10.0, 20.0, 40.0)}
    given = [Given("records", 1, {"person": p, "act": p % 4}) for p in range(PEOPLE)]
    found = apart((*WITH_SCORE, composite.MECHANISM), arms, months=3, given=given)
    assert found.columns["dimension_points"].tolist() == [[500.0 - lost] * PEOPLE for lost in (10.0, 20.0, 40.0)]


@rule(phase="acts", writes="credits_year")
def credited(month: int, from_month: float) -> float:
    """A hundred credits from some month on."""
    return 100.0 if month >= from_month else 0.0


@rule(phase="acts", writes="enrolled")
def everybody() -> int:
    """All have an account."""
    return 1


CREDITS = Mechanism(
    "credits", "credits", "a test", "none", "life", (everybody, credited),
    columns=(Column("enrolled", "u1", "flag", "has an account"), Column("credits_year", "f8", "credits", "of a year")),
    params=(Param("from_month", "months", "first month with credits"),),
)  # fmt: skip


def test_a_score_is_worked_out_when_the_ledger_of_the_own_arm_changes() -> None:
    """Credits that come a month later in each arm lift everybody out of the low band a month later."""
    numbers = SCORE | {"ledger_score.score_points": 2.0, "ledger_score.price": 1.0, "scoring.low_bands": 1.0,
                       "scoring.base": 500.0}  # fmt: skip
    arms = {f"{month}": numbers | {"credits.from_month": month} for month in (2.0, 3.0, 4.0)}
    found = apart((*WITH_SCORE, CREDITS, ledger_score.MECHANISM), arms, months=7)
    assert found.columns["low_band_months"][:, 0].tolist() == [2, 3, 4] and not found.columns["low_band"].any()


@rule(phase="acts", writes="money_lost_yuan")
def loss(yuan: float) -> float:
    """All lose the same."""
    return yuan


def test_a_loss_is_told_by_the_own_arm_against_its_reference() -> None:
    """5 yuan are lost in two of three arms; the one that is told by the arm without a loss says so, and no other."""
    columns = (Column("money_lost_yuan", "f8", "yuan", "lost"),)
    toy = Mechanism("loss", "loss", "a test", "none", "life", (loss,), columns, (), (Param("yuan", "yuan", "lost"),))
    given = {"perfect": (0.0, -1), "beside": (5.0, -1), "as written": (5.0, 0)}
    arms = {name: {"loss.yuan": yuan, "wrong_loss.reference": other} for name, (yuan, other) in given.items()}
    found = lived((toy, wrong_loss.MECHANISM), arms, people=2, months=2, interpreted=True)
    assert found.columns["first_wrong_loss_month"].tolist() == [[-1, -1], [-1, -1], [0, 0]]
