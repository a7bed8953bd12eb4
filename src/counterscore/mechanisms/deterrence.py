"""Doing less of what is punished: for fear of the regime, and more so after having been punished."""

from __future__ import annotations

from ..core.declare import Mechanism, Observe, Param, rule

UNMEASURED = "no response unless the regime says otherwise: only self-reports exist"


@rule(phase="acts", writes="act_ratio")
def act_ratio(ever_listed: int, refused_month: int, general: float, specific: float) -> float:
    """How often this person does a bad act against a world that does not deter her."""
    left = 1.0 - general
    if ever_listed != 0 or refused_month >= 0:
        left = left * (1.0 - specific)
    return left


MECHANISM = Mechanism(
    name="deterrence",
    doc="Lets everybody do acts that count as bad less often under the regime (general deterrence), and people who "
    "were listed, in a low band or refused something less often still (specific deterrence). An act that happens with "
    "deterrence happens without it too.",
    source="self-reports only; 0 to 10 % is the band to sweep, and 0 is what ships",
    limits="The same share of every bad act and for everybody, at once and for good: nobody knows more or less of the "
    "regime, gravity and the chance to be seen do not matter, and fear does not wear off. Debts that courts enforce "
    "and false reports are not deterred.",
    part="regime",
    sections=("deterrence", "acts"),
    rules=(act_ratio,),
    params=(
        Param("general", "share", "share of bad acts given up by everybody", off=0.0, default=0.0, source=UNMEASURED,
              low=0.0, high=0.1, path="behaviour.general_deterrence"),
        Param("specific", "share", "share of bad acts given up after having been listed or refused", off=0.0,
              default=0.0, source=UNMEASURED, low=0.0, high=0.1, path="behaviour.specific_deterrence"),
    ),
    observes=(Observe("act_ratio", "act_ratio"),),
)  # fmt: skip
