"""Doing it where nobody looks: acts go on, records become fewer."""

from __future__ import annotations

from ..core.declare import Column, Mechanism, Observe, Param, rule


@rule(phase="reporting", over="born:records", adds="acts_hidden")
def acts_hidden(cause: int, sign: int, hidden_share: float, u_hide: float) -> int:
    """Counts bad acts that would have become records and were done out of sight."""
    return 1 if cause == 0 and sign < 0 and u_hide < hidden_share else 0


@rule(phase="reporting", over="born:records", drops=True)
def gone(cause: int, sign: int, hidden_share: float, u_hide: float) -> int:
    """An act out of sight leaves no record."""
    return 1 if cause == 0 and sign < 0 and u_hide < hidden_share else 0


MECHANISM = Mechanism(
    name="displacement",
    doc="Lets people move a share of the acts that count as bad to where nobody sees them: as many acts, fewer "
    "records. To an agency that only counts its records it looks like deterrence.",
    source="own; the distinction is that of compliance, avoidance and exit",
    limits="The same share of every bad act, for everybody. What hiding costs people is not counted. False reports are "
    "written as before.",
    part="regime",
    sections=("displacement", "acts", "reporting"),
    rules=(acts_hidden, gone),
    columns=(
        Column("acts_hidden", "i4", "count", "bad acts that would have been seen, done out of sight", keep=True),
    ),
    params=(
        Param("sign", "code", "-1: the act counts as bad", ("act",), integer=True, path="acts.sign"),
        Param("hidden_share", "share", "share of bad acts that move out of sight", off=0.0, default=0.0,
              source="nothing moves unless the regime says otherwise", low=0.0, high=0.3,
              path="behaviour.hidden_share"),
    ),
    observes=(Observe("acts_hidden", "acts_hidden", flow=True),),
)  # fmt: skip
