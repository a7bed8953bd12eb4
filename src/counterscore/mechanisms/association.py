"""Guilt by association: whoever is tied to a listed person is looked at more and kept out, with no act of her own."""

from __future__ import annotations

from ..core.declare import Column, Mechanism, Observe, Param, rule

FREE, TIED, REACHED = range(3)


@rule(phase="listing", writes="tainted")
def tainted(
    tainted: int, reached_friends: int, reached_household: int, reached_workplace: int, on: float,
    lasts_months: float, u_clear: float,
) -> int:  # fmt: skip
    """1 from the month in which suspicion reaches her until it lapses or, without a time, no tie is listed any more."""
    if on <= 0.0:
        return 0
    most = max(reached_friends, reached_household, reached_workplace)
    if tainted == 0:
        return 1 if most == REACHED else 0
    if lasts_months > 0.0:
        return 0 if u_clear * lasts_months < 1.0 else 1
    return 1 if most != FREE else 0


@rule(phase="listing", where="tainted", writes="tainted_months")
def tainted_months(tainted_months: int) -> int:
    """Months under suspicion so far."""
    return tainted_months + 1


@rule(phase="listing", where="tainted", writes="ever_tainted")
def ever_tainted() -> int:
    """1 from the first such month."""
    return 1


@rule(phase="contagion", writes="tainting")
def tainting(listed: int, tainted: int, passes_on: float) -> int:
    """1 for people whose ties are suspect: the listed and, where suspicion passes on, the suspect themselves."""
    return 1 if listed > 0 or (passes_on > 0.0 and tainted > 0) else 0


MECHANISM = Mechanism(
    name="association",
    doc="Makes people suspect because of somebody they know, live or work with: the suspect are looked at more closely "
    "and kept out where the regime says so. They stand on no list and are counted on their own. Where suspicion passes "
    "on, it spreads over ties like an infection that people get over.",
    source="per regime; contagion of punishment over ties: Lum et al. 2014 (arXiv 1312.1670)",
    limits="It takes a month to reach anybody. Nobody is suspect twice at once, and nobody remembers. Firms and the "
    "people who answer for them are a matter of piercing; scores that drift towards those of friends of the network "
    "term.",
    part="regime",
    sections=("association_on",),
    rules=(tainted, tainted_months, ever_tainted, tainting),
    columns=(
        Column("reached_friends", "u1", "code", "0 no friend listed, 1 some are, 2 reached through one", shared=True),
        Column("reached_household", "u1", "code", "the same in the household", shared=True),
        Column("reached_workplace", "u1", "code", "the same at work or in class", shared=True),
        Column("tainting", "u1", "flag", "makes her ties suspect"),
        Column("tainted_months", "i2", "months", "months suspect because of her ties so far", keep=True),
        Column("ever_tainted", "u1", "flag", "was suspect because of her ties", keep=True),
    ),
    params=(
        Param("on", "flag", "0: nobody is suspect for anybody else", off=0.0, default=1.0,
              source="on wherever the regime has it", low=0.0, high=1.0),
        Param("lasts_months", "months", "mean time under suspicion; 0 = while a tie is listed",
              path="association.lasts"),
        Param("passes_on", "flag", "1: who is suspect makes others suspect", default=0.0,
              source="only the listed make others suspect unless the regime says otherwise", low=0.0, high=1.0),
    ),
    observes=(Observe("tainted", "tainted"), Observe("ever_tainted", "ever_tainted")),
)  # fmt: skip
