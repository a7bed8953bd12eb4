"""A mechanism of one's own that reaches into records, entries and people, draws for each of them, and never fires.

Try it:  counterscore run points-and-list.yaml --people 5k --months 24 --with-file never.py
"""

from counterscore.core.declare import Column, Mechanism, Param, rule

UNDONE = 9


@rule(phase="reporting", over="born:records", drops=True)
def lost(chance_p: float, u_lost: float) -> int:
    """New records are lost with a probability of 0."""
    return 1 if u_lost < chance_p else 0


@rule(phase="redress", over="rows:records", writes="end_reason")
def undone(end_reason: int, chance_p: float, u_undone: float) -> int:
    """Standing records end with a probability of 0."""
    return UNDONE if end_reason == 0 and u_undone < chance_p else end_reason


@rule(phase="acts", writes="fired_months")
def fired_months(fired_months: int, chance_p: float, u_fire: float) -> int:
    """Months in which it fired for a person: none."""
    return fired_months + 1 if u_fire < chance_p else fired_months


MECHANISM = Mechanism(
    name="never",
    doc="Would lose and end records and count months, with a probability of 0.",
    source="a test of exactness",
    limits="It does nothing, and has to leave everything else as it was to the last bit.",
    part="regime",
    rules=(lost, undone, fired_months),
    columns=(Column("fired_months", "i2", "months", "months in which it fired", keep=True),),
    params=(
        Param("chance_p", "probability", "probability of everything it does", off=0.0, default=0.0,
              source="assumption: never", low=0.0, high=1.0),
    ),
)  # fmt: skip
