"""Who is inspected how often: people of a low grade more, of a high grade less, of some professions more."""

from __future__ import annotations

from ..core.declare import Column, Mechanism, Observe, Param, rule
from ..core.transforms import poisson


@rule(phase="acts", writes="inspectable")
def inspectable(abilities: int, among: float) -> int:
    """1 for those who can be inspected at all."""
    return (abilities >> int(among)) & 1


@rule(phase="acts", where="inspectable", writes="inspection_ratio")
def inspection_ratio(
    listed: int, low_band: int, high_band: int, favours: int, abilities: int, rate: float, low_ratio: float,
    high_ratio: float, supervised: float, supervised_ratio: float,
) -> float:  # fmt: skip
    """How often this person is inspected, against the ordinary tier; the standing is that of last month."""
    ratio = 1.0
    if rate <= 0.0:
        return ratio
    if listed > 0 or low_band > 0:
        ratio = ratio * low_ratio
    if high_band > 0 or favours > 0:
        ratio = ratio * high_ratio
    if (abilities >> int(supervised)) & 1 != 0:
        ratio = ratio * supervised_ratio
    return ratio


@rule(phase="acts", where="inspectable", writes="inspections")
def inspections(inspections: int, inspection_ratio: float, rate: float, u_inspection: float) -> int:
    """Inspections so far."""
    return inspections + poisson(u_inspection, rate * inspection_ratio)


MECHANISM = Mechanism(
    name="inspection",
    doc="Sends inspectors to people and firms, more often to those of a low grade or on a list, less often to those of "
    "a high grade or on a red list, and more often to professions under supervision; which one it is, nobody asks.",
    source="per regime",
    limits="Inspections do not depend on what the last one found, only on the grade that follows from it.",
    part="regime",
    rules=(inspectable, inspection_ratio, inspections),
    columns=(
        Column("inspectable", "u1", "flag", "can be inspected"),
        Column("inspection_ratio", "f8", "ratio", "inspections against the ordinary tier", start=1.0),
        Column("inspections", "i2", "count", "inspections so far", keep=True),
    ),
    params=(
        Param("among", "code", "who can be inspected"),
        Param("rate", "per step", "inspections in the ordinary tier", off=0.0),
        Param("low_ratio", "ratio", "multiplier in a low band or on a list"),
        Param("high_ratio", "ratio", "multiplier in a high band or on a red list"),
        Param("supervised", "code", "which ability says that a profession is under supervision"),
        Param("supervised_ratio", "ratio", "multiplier of such a profession", path="inspection.professional_ratio"),
    ),
    observes=(Observe("inspections", "inspections", flow=True),),
)  # fmt: skip
