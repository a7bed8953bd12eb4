"""How many bad acts people really do, seen or not: the book that tells deterrence from hiding."""

from __future__ import annotations

from ..core.declare import Column, Mechanism, Observe, Param, rule


@rule(phase="acts", over="born:records", adds="bad_acts")
def bad_acts(cause: int, sign: int, month: int, regime_month: float) -> int:
    """Counts what this person did since the regime began, whether or not anybody saw it; false reports do not count."""
    return 1 if cause == 0 and sign < 0 and month >= regime_month else 0


MECHANISM = Mechanism(
    name="bad_acts",
    doc="Counts in every world how many acts that count as bad people really do. Against the world without a regime "
    "the difference is what deterrence did; what is done and not recorded was hidden or never noticed.",
    source="definition",
    limits="Counts all acts of the catalogue with sign -1, whatever they cost under the regime.",
    part="life",
    sections=("bad_acts", "acts"),
    rules=(bad_acts,),
    columns=(Column("bad_acts", "i4", "count", "bad acts done since the regime began, seen or not", keep=True),),
    params=(
        Param("sign", "code", "-1: the act counts as bad", ("act",), integer=True, path="acts.sign"),
        Param("regime_month", "months", "month in which the regime begins", default=0.0, source="set by the study",
              low=0.0, high=4095.0),
    ),
    observes=(Observe("bad_acts", "bad_acts", flow=True),),
)  # fmt: skip
