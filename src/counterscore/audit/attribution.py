"""What a run says about causes: how much of each harm is due to which, for everybody and for one person.

The numbers are those of the tables that ``run --attribute`` leaves; nothing is computed anew here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core.errors import OutcomeError
from ..core.outcome import Outcome

TITLES: Mapping[str, str] = {
    "refusals": "things refused",
    "wrong_refusals": "things refused that perfect records would not refuse",
    "months_listed": "months on a list",
    "wrongly_listed_months": "months wrongly on a list",
    "stale_months": "months in which a copy outlived its source",
    "money_lost_yuan": "yuan lost",
}
COUPLINGS = ("independent", "antithetic")


@dataclass(frozen=True)
class Share:
    """What one cause adds to a harm, averaged over all orders in which the causes can come (Shapley value).

    ``total`` counts all people of the run, with the 95 % interval of the same people paired; ``people`` have a part of
    it. ``moved`` is the share of it that falls on other people, and ``totals`` what it comes to, when the worlds are
    coupled otherwise: independent or antithetic.
    """

    cause: str
    title: str
    total: float
    low: float
    high: float
    people: int
    totals: Mapping[str, float]
    moved: Mapping[str, float]


@dataclass(frozen=True)
class Harm:
    """One harm: its total as written, without any of the causes, the shares, and what pairs of causes do together."""

    id: str
    title: str
    as_written: float
    without_all: float
    shares: tuple[Share, ...]
    together: Mapping[tuple[str, str], float]

    @property
    def residual(self) -> float:
        """By how much the shares miss the difference between the two worlds."""
        return abs(sum(share.total for share in self.shares) - (self.as_written - self.without_all))


@dataclass(frozen=True)
class Attribution:
    """The attribution of a run; ``residual`` is the worst relative gap of any person's parts."""

    outcome: Outcome
    harms: tuple[Harm, ...]
    residual: float

    def harm(self, name: str) -> Harm:
        """One harm by its id. Raises: OutcomeError."""
        for harm in self.harms:
            if harm.id == name:
                return harm
        raise OutcomeError(f"this attribution has no harm {name!r}; it has {', '.join(h.id for h in self.harms)}")

    def person(self, number: int) -> dict[str, dict[str, float]]:
        """Harm -> cause -> value of one person; what is zero is left out."""
        facts = self.outcome.facts["attribution"]
        rows = self.outcome.sql(
            f"SELECT harm, cause, value FROM attribution_people WHERE person = {int(number)} ORDER BY harm, cause"
        )
        found: dict[str, dict[str, float]] = {}
        for harm, cause, value in zip(rows["harm"], rows["cause"], rows["value"], strict=True):
            found.setdefault(facts["harms"][int(harm)], {})[facts["causes"][int(cause)]["id"]] = float(value)
        return found

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        harms = {
            harm.id: {
                "title": harm.title, "as_written": harm.as_written, "without_all": harm.without_all,
                "residual": harm.residual, "causes": [vars(share) | {"totals": dict(share.totals),
                                                                     "moved": dict(share.moved)}
                                                      for share in harm.shares],
                "together": [{"causes": list(pair), "total": value} for pair, value in harm.together.items()],
            }
            for harm in self.harms
        }  # fmt: skip
        return {"harms": harms, "residual": self.residual}


def attribution(outcome: Outcome) -> Attribution | None:
    """The attribution of a run, None where it asked for none."""
    facts = outcome.facts.get("attribution")
    if not facts or "attribution_causes" not in outcome.tables:
        return None
    sets, causes, pairs = (outcome.table(f"attribution{end}") for end in ("", "_causes", "_pairs"))
    harms = tuple(_harm(int(h), facts, sets, causes, pairs) for h in np.flatnonzero(np.bincount(causes["harm"])))
    return Attribution(outcome, harms, float(facts["residual"]))


def _harm(number: int, facts: Mapping[str, Any], sets: Any, causes: Any, pairs: Any) -> Harm:
    """One harm out of the tables."""
    ids = [cause["id"] for cause in facts["causes"]]
    totals = sets["total"][sets["harm"] == number]
    shares = tuple(_share(facts["causes"], causes, int(row)) for row in np.flatnonzero(causes["harm"] == number))
    mine = np.flatnonzero(pairs["harm"] == number)
    together = {
        (ids[int(pairs["other"][row])], ids[int(pairs["cause"][row])]): float(pairs["total"][row]) for row in mine
    }
    name = facts["harms"][number]
    return Harm(name, TITLES.get(name, name), float(totals[-1]), float(totals[0]), shares, together)


def _share(known: Any, rows: Any, row: int) -> Share:
    """One row of the causes as a share."""
    cause = known[int(rows["cause"][row])]
    total, low, high = (float(rows[name][row]) for name in ("total", "low", "high"))
    totals, moved = ({name: float(rows[f"{what}_{name}"][row]) for name in COUPLINGS} for what in ("total", "moved"))
    return Share(cause["id"], cause["title"], total, low, high, int(rows["people"][row]), totals, moved)
