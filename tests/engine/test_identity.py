"""Rows made from rows: an identity of their own, which depends on their source and on nothing else."""

from __future__ import annotations

from collections import Counter

import numpy as np
from toy_worlds import ACTS, BASE, live, toy_plan, toy_world
from toys import DEEDS

from counterscore.core.declare import Column, Field, Mechanism, Param, rule


@rule(phase="scoring", over="born:records", writes="told")
def told(month: int) -> int:
    """Remembers the birth of the record; a case made from it inherits it."""
    return month


@rule(phase="listing", over="due:records", emits="cases")
def reopened(month: int, told: int, since: int) -> int:
    """What was done since a month comes back in month 4 and opens a case."""
    return 1 if month == 4 and told >= since else 0


@rule(phase="listing", over="born:cases", writes="luck")
def luck(u_luck: float) -> float:
    """A draw of the case's own."""
    return u_luck


@rule(phase="expiry", over="rows:records", writes="due")
def in_month_four(month: int) -> int:
    """Waits for month 4."""
    return 4 if month < 4 else -1


REOPENED = Mechanism(
    "reopened", "d", "s", "l", "life", (told, reopened, luck, in_month_four),
    fields=(Field("records", "told", "i2", ""), Field("cases", "told", "i2", ""), Field("cases", "luck", "f8", "")),
    params=(Param("since", "month", "", integer=True),),
    columns=(Column("listed", "u1", "flag", "nobody"),),
)  # fmt: skip
QUIET = {"deeds.rumour_p": np.zeros(ACTS)}
ARMS = {"all": {"reopened.since": 0}, "late": {"reopened.since": 2}}


def test_rows_made_from_rows_have_an_identity_of_their_own() -> None:
    """Two records of one person and act open two cases in one month: two identities, two draws."""
    plan = toy_plan((DEEDS, REOPENED))
    rows = live(plan, toy_world(plan, ARMS, months=6)).rows("cases", 0)
    twins = Counter(zip(rows["person"].tolist(), rows["act"].tolist(), strict=True))
    assert max(twins.values()) >= 2 and (rows["born"] == 4).all()
    ids = Counter(zip(*[rows[f].tolist() for f in ("person", "act", "born", "repeat")], strict=True))
    assert max(ids.values()) == 1
    assert len(set(rows["luck"].tolist())) == len(rows["luck"])


def test_the_identity_of_a_row_does_not_depend_on_its_twins() -> None:
    """A case has the same identity and draws in an arm where another record of the same person opened none."""
    plan = toy_plan((DEEDS, REOPENED))
    run, found = live(plan, toy_world(plan, ARMS, base=BASE | QUIET, months=6)), []
    for a in (0, 1):
        rows = run.rows("cases", a)
        sources = zip(rows["person"].tolist(), rows["act"].tolist(), rows["told"].tolist(), strict=True)
        found.append(dict(zip(sources, zip(rows["repeat"].tolist(), rows["luck"].tolist(), strict=True), strict=True)))
    assert set(found[1]) < set(found[0]) and len(found[1]) > 300
    assert {source: found[0][source] for source in found[1]} == found[1]
