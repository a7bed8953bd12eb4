"""Lawful things that people give up because somebody may be keeping count."""

from __future__ import annotations

from ..core.declare import Column, Mechanism, Observe, Param, rule
from ..core.transforms import poisson

NOBODY = "nothing is given up unless the regime says otherwise"
UNCOUNTED = "none unless the regime says otherwise"


@rule(phase="acts", writes="chilled_share")
def chilled_share(
    adult: int, firm: int, aware: float, given_up: float, by_friends: float, by_publicity: float, shown: float
) -> float:
    """Share of her lawful acts that this person gives up this month, at most all of them."""
    if adult == 0 or firm != 0:
        return 0.0
    return min(1.0, given_up + by_friends * aware + by_publicity * shown)


@rule(phase="acts", writes="lawful_acts")
def lawful_acts(
    lawful_acts: int, adult: int, firm: int, chilled_share: float, month: int, regime_month: float, speech: float,
    association: float, reading: float, requests: float, u_lawful: float,
) -> int:  # fmt: skip
    """Lawful acts since the regime began: those of an ordinary month, less what is given up."""
    if adult == 0 or firm != 0 or month < regime_month:
        return lawful_acts
    return lawful_acts + poisson(u_lawful, (speech + association + reading + requests) * (1.0 - chilled_share))


@rule(phase="acts", writes="lawful_given_up")
def lawful_given_up(
    lawful_given_up: int, chilled_share: float, month: int, regime_month: float, speech: float, association: float,
    reading: float, requests: float, u_lawful: float,
) -> int:  # fmt: skip
    """Lawful acts given up so far: those that the same draw would have brought in an ordinary month, and did not."""
    if chilled_share <= 0.0 or month < regime_month:
        return lawful_given_up
    ordinary = speech + association + reading + requests
    return lawful_given_up + poisson(u_lawful, ordinary) - poisson(u_lawful, ordinary * (1.0 - chilled_share))


def _rate(name: str, doc: str) -> Param:
    return Param(name, "per step", doc, default=0.0, source=UNCOUNTED, low=0.0, high=60.0,
                 path=f"behaviour.lawful_{name}")  # fmt: skip


MECHANISM = Mechanism(
    name="chilling",
    doc="Lets adults live their lawful acts, in every world: saying something in public, meeting others, reading on "
    "delicate matters, turning to an authority. Under the regime they give up a share of them; more where friends are "
    "listed or names are shown, if the regime says so. Nobody scores or records these acts.",
    source="Penney 2016 and Marthews and Tucker on reading and searching under surveillance: falls of 5 to 30 % by "
    "secondary accounts, a band and not a figure",
    limits="One count for the four kinds: the same share of each is given up. Everybody does them equally often and "
    "reacts equally. People react at once and do not get used to it. How often such acts happen is an assumption.",
    part="regime",
    sections=("chilling",),
    rules=(chilled_share, lawful_acts, lawful_given_up),
    columns=(
        Column("chilled_share", "f8", "share", "lawful acts given up, this step"),
        Column("lawful_acts", "i4", "count", "lawful acts since the regime began", keep=True),
        Column("lawful_given_up", "i4", "count", "lawful acts given up since the regime began", keep=True),
    ),
    params=(
        Param("given_up", "share", "lawful acts given up by everybody", off=0.0, default=0.0, source=NOBODY, low=0.0,
              high=0.3, path="behaviour.chilling"),
        Param("by_friends", "share", "more given up for each share of one's friends who are listed", off=0.0,
              default=0.0, source=NOBODY, low=0.0, high=1.0, path="behaviour.chilling_friends"),
        Param("by_publicity", "share", "more given up where names are shown in public", off=0.0, default=0.0,
              source=NOBODY, low=0.0, high=0.3, path="behaviour.chilling_publicity"),
        Param("shown", "flag", "1: the regime shows names in public"),
        _rate("speech", "things said in public"), _rate("association", "meetings of a group or club"),
        _rate("reading", "looking up or reading something delicate"), _rate("requests", "turning to an authority"),
        Param("regime_month", "months", "month in which the regime begins", default=0.0, source="set by the study",
              low=0.0, high=4095.0),
    ),
    observes=(Observe("lawful_acts", "lawful_acts", flow=True), Observe("chilled_share", "chilled_share")),
)  # fmt: skip
