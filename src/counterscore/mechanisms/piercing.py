"""A firm's listing reaches the people responsible for it, and a person's listing reaches her firms."""

from __future__ import annotations

from ..core.declare import Column, Mechanism, Observe, Param, rule


@rule(phase="listing", writes="reaching")
def reaching(listed: int, limits: int, holds: int, lists: int) -> int:
    """1 while this person or firm stands on something that reaches through to the others."""
    if lists < 0:
        return 1 if listed > 0 or limits > 0 else 0
    return 1 if holds & lists != 0 else 0


@rule(phase="listing", over="ties:officers", writes="pierced")
def pierced(firm: int, ties_sum_reaching: int, v_reach: float, to_officers_p: float, to_firms_p: float) -> int:
    """1 while a firm of this person, or a person of this firm, stood on something that reaches through last month."""
    if ties_sum_reaching <= 0:
        return 0
    return 1 if v_reach < (to_firms_p if firm != 0 else to_officers_p) else 0


@rule(phase="listing", where="pierced", writes="pierced_months")
def pierced_months(pierced_months: int) -> int:
    """Months reached through somebody else so far."""
    return pierced_months + 1


@rule(phase="listing", where="pierced", writes="ever_pierced")
def ever_pierced() -> int:
    """1 from the first such month."""
    return 1


MECHANISM = Mechanism(
    name="piercing",
    doc="Reaches people through the firms they are responsible for, and firms through their responsible persons. "
    "Whether somebody is reached is settled once: the same person is reached each time or never.",
    source="per regime",
    limits="One hop: whoever is reached passes nothing on. It takes a month, also to end. Responsible persons do not "
    "change during a run.",
    part="regime",
    rules=(reaching, pierced, pierced_months, ever_pierced),
    columns=(
        Column("reaching", "u1", "flag", "stands on something that reaches through to others"),
        Column("pierced_months", "i2", "months", "months reached through a firm or an officer so far", keep=True),
        Column("ever_pierced", "u1", "flag", "was reached through a firm or an officer", keep=True),
    ),
    params=(
        Param("lists", "code", "lists that reach through, nine bits each; -1: anything that lists", integer=True),
        Param("to_officers_p", "probability", "a responsible person of a listed firm is reached", off=0.0),
        Param("to_firms_p", "probability", "a firm is reached through a listed responsible person", off=0.0),
    ),
    observes=(Observe("pierced", "pierced"), Observe("ever_pierced", "ever_pierced")),
)
