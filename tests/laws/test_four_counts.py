"""The four months of a real run are what its tables say, whoever adds them up."""

from __future__ import annotations

import numpy as np
import pytest

from counterscore.audit.four_counts import four_counts, waits
from counterscore.core.outcome import Outcome
from counterscore.worlds.arms import Arm
from counterscore.worlds.live import live
from counterscore.worlds.study import Study

WRITTEN, PERFECT, FENCED = "as written", "perfect records", "with sector-firewall"
ARMS = (Arm("none", ("regime",)), Arm(PERFECT, ("errors",)), Arm(WRITTEN), Arm(FENCED, (), ("sector-firewall",)))


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A regime that lists many people wrongly: 6,000 people, 24 months, one arm whose reference is a twin."""
    study = Study("as-feared-2020", people=6000, months=24, seed=4, arms=ARMS)
    return live(study, tmp_path_factory.mktemp("four") / "run")


def months(lived: Outcome, arm: str, column: str) -> np.ndarray:
    """One of the four months of everybody."""
    return lived.table("people", columns=[column], arm=arm)[column]


def test_first_wrong_listings_are_those_of_the_monthly_count(lived: Outcome) -> None:
    """Whoever has wrong months has a first one, and in every month as many are new as the first months say."""
    for arm in (WRITTEN, FENCED):
        first = months(lived, arm, "first_wrong_month")
        assert ((first >= 0) == (months(lived, arm, "wrongly_listed_months") > 0)).all()
        assert (first >= 0).sum() > 50
        counted = lived.sql(
            f"SELECT sum(wrongly_listed)::INTEGER AS n FROM months WHERE arm = {lived.arm_number(arm)} GROUP BY month "
            "ORDER BY month"
        )["n"]
        assert (np.bincount(first[first >= 0], minlength=24).cumsum() >= counted).all()
        assert np.bincount(first[first >= 0], minlength=24)[0] == counted[0]


def test_first_wrong_refusals_are_those_of_the_refusals_table(lived: Outcome) -> None:
    """The first month in which the table has a refusal of the person as written and none with perfect records.

    About fifty of the 6,000 have one; at least twenty, so that the law is about somebody.
    """
    here, there = (lived.arm_number(arm) for arm in (WRITTEN, PERFECT))
    rows = lived.sql(
        f"SELECT person, min(month)::INTEGER AS month FROM refusals r WHERE arm = {here} AND NOT EXISTS (SELECT 1 FROM "
        f"refusals o WHERE o.arm = {there} AND o.person = r.person AND o.month = r.month) GROUP BY person"
    )
    known = np.full(6000, -1)
    known[rows["person"]] = rows["month"]
    assert (months(lived, WRITTEN, "first_wrong_refusal_month") == known).all()
    assert (known >= 0).sum() >= 20


def test_corrections_come_after_what_they_correct(lived: Outcome) -> None:
    """Only the wrongly listed are put right, after the first wrong month, and stand on no list wrongly since."""
    first = months(lived, WRITTEN, "first_wrong_month")
    since = months(lived, WRITTEN, "corrected_everywhere_month")
    done = since >= 0
    assert done.any()
    assert (since[done] > first[done]).all()
    assert (first[done] >= 0).all()
    wrong = months(lived, WRITTEN, "wrongly_listed_months")
    assert (wrong[done] <= (since - first)[done]).all()


def test_arms_without_errors_are_never_wrong(lived: Outcome) -> None:
    """Without a regime and with perfect records none of the months is ever set."""
    for arm in ("none", PERFECT):
        for column in ("first_wrong_month", "first_wrong_refusal_month", "corrected_everywhere_month"):
            assert (months(lived, arm, column) == -1).all()


def test_the_counts_are_those_of_the_people_table(lived: Outcome) -> None:
    """Counts are sums over adults, and each curve has as many events as its count among the wrongly listed."""
    adult = months(lived, WRITTEN, "adult") != 0
    found, curves = four_counts(lived, WRITTEN).named(), waits(lived, WRITTEN)
    assert found["refused"].people == (months(lived, WRITTEN, "first_wrong_refusal_month")[adult] >= 0).sum()
    assert found["wrongly_listed"].people == curves["wrongly_listed"].reached == curves["corrected"].people
    for name, curve in curves.items():
        assert curve.reached == found[name].of_wronged


def test_losses_that_are_switched_off_are_not_a_count_of_nobody(lived: Outcome) -> None:
    """This regime takes no money from anybody unless a study asks: the run does not tell that errors cost nothing."""
    assert not lived.table("people", columns=["money_lost_yuan"])["money_lost_yuan"].any()
    found = four_counts(lived, WRITTEN)
    assert found.lost_money is None
    assert "lost_money" not in found.named()
    assert "lost_money" not in waits(lived, WRITTEN)
