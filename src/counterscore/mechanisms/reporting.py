"""Which acts an agency sees and writes down."""

from __future__ import annotations

from ..core.declare import Column, Field, Mechanism, Param, rule


@rule(phase="reporting", over="born:records", writes="reported")
def reported(
    cause: int, detection_p: float, detection_ratio: float, scrutiny: float, minimised: float, necessary: int,
    patrol: int, tainted: int, taint_ratio: float, u_detect: float,
) -> int:  # fmt: skip
    """1 when an act becomes a record; a false report is one from the start; what is not collected is none."""
    if minimised > 0.0 and necessary == 0:
        return 0
    if cause == 0 and patrol >= 0:
        return patrol
    closer = taint_ratio if tainted != 0 else 1.0
    return 1 if cause != 0 or u_detect < detection_p * detection_ratio * scrutiny * closer else 0


@rule(phase="reporting", over="born:records", drops=True)
def unseen(reported: int) -> int:
    """An act that nobody wrote down leaves no row."""
    return 1 if reported == 0 else 0


@rule(phase="linkage", over="born:records", adds="records_held")
def records_held() -> int:
    """Counts the records written on this person, rightly or wrongly."""
    return 1


MECHANISM = Mechanism(
    name="reporting",
    doc="Decides for each act whether an agency writes a record. Detection may differ between urban, rural and migrant "
    "people.",
    source="per act, see the regime",
    limits="Detection depends on earlier records only through inspections, patrols and ties, where a regime has them.",
    part="regime",
    rules=(reported, unseen, records_held),
    columns=(
        Column("records_held", "i2", "count", "records written on this person so far", keep=True),
        Column("scrutiny", "f8", "ratio", "how closely this person is looked at, 1 = as anybody", start=1, shared=True),
    ),
    fields=(
        Field("records", "reported", "u1", "1 when an agency wrote it down"),
        Field("records", "patrol", "i1", "1 found by a patrol, 0 missed, -1 not under patrol", start=-1, shared=True,
              internal=True),
    ),
    params=(
        Param("detection_p", "probability", "probability that the act is seen", ("act",), off=0.0),
        Param("detection_ratio", "ratio", "multiplier by residence", ("residence",)),
        Param(
            "minimised",
            "flag",
            "1: only what is necessary is collected",
            default=0.0,
            source="everything is collected unless the regime says otherwise",
            low=0.0,
            high=1.0,
        ),
        Param("taint_ratio", "ratio", "detection of acts of somebody tainted by her ties against others", default=1.0,
              source="nobody is looked at more for her ties unless the regime says so", low=1.0, high=10.0,
              path="association.attention_ratio"),
        Param("necessary", "flag", "1: the act is needed for the purpose", ("act",), integer=True),
    ),
)  # fmt: skip
