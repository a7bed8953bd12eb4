"""Toy mechanisms that use every kind of rule. Models of nothing."""

from __future__ import annotations

from typing import Any

import numpy as np

from counterscore.core.declare import Column, Field, Mechanism, Observe, Param, rule
from counterscore.core.transforms import geometric, poisson

NEVER_DUE = 30000


def deed_ceiling(rate: Any, group_ratio: Any) -> Any:
    """The most likely person there can be: the worst group, a risk of 1.5, not listed; arrays (A, K) and (A, K, G)."""
    return 1.5 * rate * group_ratio.max(axis=2)


@rule(phase="acts", over="acts:deed", emits="records", bound="pmax", ceiling=deed_ceiling)
def deed(
    risk: float, exempt: int, listed: int, u_mood: float, rate: float, group_ratio: float, caution: float
) -> float:
    """Rare, personal, and rarer while listed; some months nobody is in the mood."""
    if exempt != 0 or u_mood < 0.1:
        return 0.0
    return rate * risk * group_ratio * (caution if listed != 0 else 1.0)


@rule(phase="acts", over="acts:rumour", emits="records", bound="rumour_max", sets={"cause": 1, "repeat": 1})
def rumour(exempt: int, rumour_p: float) -> float:
    """A record of something that was not done, as the same act and with a repeat number of its own."""
    return 0.0 if exempt != 0 else rumour_p


DEEDS = Mechanism(
    "deeds", "what people do", "toy", "a toy", "life", (deed, rumour),
    fields=(Field("records", "cause", "i1", "0 own act, 1 rumour"),),
    params=(
        Param("rate", "probability", "per act", ("act",), off=0.0),
        Param("group_ratio", "ratio", "per act and group", ("act", "group")),
        Param("caution", "ratio", "rate while listed"),
        Param("pmax", "probability", "bound", ("act",)),
        Param("rumour_p", "probability", "per act", ("act",), off=0.0),
        Param("rumour_max", "probability", "bound", ("act",)),
    ),
)  # fmt: skip


@rule(phase="linkage", over="born:records", writes="subject")
def link(person: int, lookalike: int, u_wrong: float, u_lost: float, wrong_p: float, lost_p: float) -> int:
    """On whose page a record lands: nobody's, a look-alike's or the right one's."""
    if u_lost < lost_p:
        return -1
    return lookalike if u_wrong < wrong_p else person


@rule(phase="reporting", over="born:records", drops=True)
def unseen(risk: float, u_seen: float, unseen_p: float) -> int:
    """1 for records that nobody ever writes down."""
    return 1 if u_seen * risk < unseen_p else 0


LINKS = Mechanism(
    "links", "who is meant", "toy", "a toy", "error", (unseen, link),
    params=(
        Param("wrong_p", "probability", "wrong page", off=0.0),
        Param("lost_p", "probability", "no page", off=0.0),
        Param("unseen_p", "probability", "not written down", off=0.0),
    ),
)  # fmt: skip


@rule(phase="scoring", over="born:records", writes="worth")
def worth(act_points: float, cause: int, u_haggle: float) -> float:
    """Points of a record, with some luck; whole quarters, so that sums are exact in any order."""
    return (act_points + int(8.0 * u_haggle)) * (1.0 if cause == 0 else 0.25)


@rule(phase="scoring", over="born:records", writes="lapse_month")
def lapse_month(month: int, life_months: int) -> int:
    """When it stops counting."""
    return month + life_months


@rule(phase="scoring", over="rows:records", adds="points")
def count(born: int, month: int, worth: float) -> float:
    """A record counts from its birth and is taken back when it lapses."""
    return worth if born == month else -worth


@rule(phase="expiry", over="rows:records", writes="due")
def again(born: int, month: int, lapse_month: int) -> int:
    """A record is looked at once more."""
    return lapse_month if born == month else -1


COUNTING = Mechanism(
    "counting", "points", "toy", "a toy", "regime", (worth, lapse_month, count, again),
    columns=(Column("points", "f8", "points", "sum of what counts", keep=True),),
    fields=(
        Field("records", "worth", "f8", "points of the record"),
        Field("records", "lapse_month", "i2", "when it stops counting", start=-1),
    ),
    params=(
        Param("act_points", "points", "per act", ("act",), off=0.0),
        Param("life_months", "months", "until a record lapses", integer=True),
    ),
    observes=(Observe("points", "points"),),
)  # fmt: skip


@rule(phase="listing", over="born:records", emits="cases", sets={"grave": 1})
def open_case(worth: float, subject_points: float, case_below: float, u_open: float) -> int:
    """A bad record of a person who stands low already opens a case."""
    return 1 if worth < -20.0 and subject_points < case_below and u_open < 0.9 else 0


@rule(phase="listing", over="born:cases", writes="close_month")
def close_month(month: int, u_wait: float, close_p: float) -> int:
    """When the case is closed: geometric waiting time."""
    return min(month + 1 + geometric(u_wait, close_p), NEVER_DUE)


@rule(phase="listing", over="due:cases", adds="closed")
def closed() -> int:
    """Counts closed cases on the person they are about."""
    return 1


@rule(phase="listing", over="rows:cases", writes="visits", log="hearings")
def visits(visits: int) -> int:
    """How often the case was on the table; every time is logged."""
    return visits + 1


@rule(phase="listing", writes="listed")
def listed(points: float, closed: int, v_luck: float, list_below: float) -> int:
    """1 below the line; lasting luck moves everybody's own line a little."""
    return 1 if points + 4.0 * v_luck < list_below or closed >= 3 else 0


@rule(phase="expiry", over="born:cases", writes="due")
def case_due(close_month: int) -> int:
    """A case comes back when it is closed, and never after."""
    return close_month


@rule(phase="expiry", over="due:cases", writes="due")
def case_done() -> int:
    """A closed case is finished."""
    return -1


LISTS = Mechanism(
    "lists", "cases and the list", "toy", "a toy", "regime",
    (open_case, close_month, closed, visits, listed, case_due, case_done),
    columns=(
        Column("listed", "u1", "flag", "on the list", keep=True),
        Column("closed", "i2", "cases", "closed cases", keep=True),
    ),
    fields=(
        Field("cases", "grave", "i1", "always 1"),
        Field("cases", "visits", "i1", "times looked at"),
        Field("cases", "close_month", "i2", "when it is closed", start=-1),
    ),
    params=(
        Param("case_below", "points", "cases are opened below", off=-1e9),
        Param("close_p", "probability", "a case is closed"),
        Param("list_below", "points", "listed below", off=-1e9),
    ),
    observes=(Observe("listed", "listed", levels=2), Observe("closed_cases", "closed", flow=True)),
)  # fmt: skip


@rule(phase="consequence", where="listed", writes="refused", log="refusals", code=2)
def refused(refused: int, u_trips: float, trips_month: float, month: int) -> int:
    """Refusals so far: listed people are refused as often as they try; nobody travels in month 3."""
    return refused + (0 if month == 3 else poisson(u_trips, trips_month))


@rule(phase="consequence", where="listed", writes="shunned", log="refusals", code=5)
def shunned(shunned: int, refused: int, v_shy: float) -> int:
    """A second column behind the same gate, in the same log; it reads what the first has just written."""
    return shunned + 1 if v_shy < 0.3 and refused % 2 == 1 else shunned


@rule(phase="consequence", where="listed", writes="months_listed")
def months_listed(months_listed: int) -> int:
    """A third one, in no log."""
    return months_listed + 1


@rule(phase="consequence", writes="refused_month")
def refused_month(refused: int, refused_before: int, refused_month: int, month: int) -> int:
    """Month of the last refusal, -1 for never."""
    return month if refused > refused_before else refused_month


@rule(phase="consequence", writes="refused_before")
def refused_before(refused: int) -> int:
    """Remembers the count."""
    return refused


DENIALS = Mechanism(
    "denials", "what the list costs", "toy", "a toy", "regime",
    (refused, shunned, months_listed, refused_month, refused_before),
    columns=(
        Column("refused", "i2", "trips", "refusals so far", keep=True),
        Column("shunned", "i1", "times", "shunned so far", keep=True),
        Column("months_listed", "i2", "months", "listed so far", keep=True),
        Column("refused_month", "i2", "month", "last refusal", start=-1, keep=True),
        Column("refused_before", "i2", "trips", "refusals until last month"),
    ),
    params=(Param("trips_month", "per month", "how often people try", off=0.0),),
    observes=(Observe("refusals", "refused", flow=True),),
)  # fmt: skip


@rule(phase="adaptation", writes="rung")
def rung(
    points: float, risk: float, floors: np.ndarray, lift: float, u_slip: float, v_start: float, month: int
) -> float:
    """How many floors lie below; a rule that knows vectors, people, draws of both kinds and the month."""
    found = 0.0
    for floor in floors:
        if points * risk + lift >= floor:
            found = found + 1.0
    return found - u_slip + v_start + 0.5 * month


def rung_array(points: Any, risk: Any, floors: Any, lift: Any, u_slip: Any, v_start: Any, month: Any) -> Any:
    """The same on whole arrays: points (A, P), risk (P,), floors (A, K), lift (A, 1), draws (P,)."""
    below = (points * risk + lift)[:, :, None] >= floors[:, None, :]
    return below.sum(axis=2).astype(np.float64) - u_slip + v_start + 0.5 * month


@rule(phase="adaptation", writes="halved")
def halved(rung: float, halved: int) -> int:
    """Reads what the ladder wrote this month, and itself."""
    return (halved + int(4.0 * rung)) // 2


def ladder(form: str = "scalar") -> Mechanism:
    """The ladder with its first rule in one of the two forms."""
    arrays = rule(phase="adaptation", writes="rung", form="array")(_named(rung_array, "rung"))
    function = rung if form == "scalar" else arrays
    return Mechanism(
        "ladder", "floors", "toy", "a toy", "regime", (function, halved),
        columns=(
            Column("rung", "f8", "floors", "floors reached", keep=True),
            Column("halved", "i4", "floors", "smoothed", keep=True),
        ),
        params=(Param("floors", "points", "floors", ("floor",)), Param("lift", "points", "added first")),
        observes=(Observe("rung", "rung"),),
    )  # fmt: skip


def _named(function: Any, name: str) -> Any:
    function.__name__ = name
    return function


@rule(phase="contagion", over="ties:friends", writes="stress")
def stress(
    stress: float, ties_sum_listed: int, ties_sum_risk: float, ties_count: int, u_calm: float, pull: float
) -> float:
    """Moves towards what friends lived through last month; quarters only where somebody has friends."""
    if ties_count == 0:
        return stress
    return 0.5 * stress + pull * ties_sum_listed / ties_count + 0.001 * ties_sum_risk * u_calm


RIPPLE = Mechanism(
    "ripple", "friends", "toy", "a toy", "life", (stress,),
    columns=(Column("stress", "f8", "share", "stress", start=0.25, keep=True),),
    params=(Param("pull", "share", "weight of friends"),),
    observes=(Observe("stress", "stress"),),
)  # fmt: skip

ALONE = (DEEDS, LINKS, COUNTING, LISTS, DENIALS, ladder())
TOGETHER = (*ALONE, RIPPLE)
