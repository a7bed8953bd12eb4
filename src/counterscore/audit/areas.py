"""What patrols find where: acts under patrol, found and missed, per area and month, and the gap between areas.

An area is a code: a district of so many neighbouring person numbers, residence * 5 + income quintile, or a tier (0 low,
1 ordinary, 2 high). Every act of a kind under patrol is a row of the table ``incidents`` in every arm, whoever saw it;
found are those that became a record on own grounds.

Source: discovery probabilities and their gap as in Elzayn et al. (FAT* 2019) and D'Amour et al. (FAT* 2020).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.errors import OutcomeError
from ..core.outcome import Outcome
from ..core.parquet import Columns

LEAST_INCIDENTS = 20
NEEDS = ("incidents", "records")


@dataclass(frozen=True)
class Area:
    """One area of one arm over a whole run.

    ``units`` is the mean number of units there in the steps in which anything happened; ``people`` counts those who
    belong to it at the end. ``discovery_p`` is None where nothing happened.
    """

    area: int
    people: int
    incidents: int
    found: int
    units: float

    @property
    def missed(self) -> int:
        """Acts that nobody wrote down."""
        return self.incidents - self.found

    @property
    def discovery_p(self) -> float | None:
        """Share of the acts that was found."""
        return self.found / self.incidents if self.incidents else None


def area_months(outcome: Outcome, arm: str | int) -> Columns:
    """Columns area, month, incidents, found, missed and units, one row per area and step in which anything happened.

    Raises OutcomeError for a run without patrols.
    """
    if missing := [table for table in NEEDS if table not in outcome.tables]:
        raise OutcomeError(
            f"{outcome.folder}: this run has no table {', '.join(missing)}; only regimes with a section 'patrols' and "
            "people_per_unit above 0 count what happens where"
        )
    number = outcome.arm_number(arm)
    # a record of one's own act has the identity of the act
    seen = f"SELECT DISTINCT person, act, born, 1 AS seen FROM records WHERE arm = {number} AND cause = 0"
    return outcome.sql(
        "SELECT area, born AS month, CAST(count(*) AS INTEGER) AS incidents, CAST(count(seen) AS INTEGER) AS found, "
        "CAST(count(*) - count(seen) AS INTEGER) AS missed, max(units) AS units "
        f"FROM incidents LEFT JOIN ({seen}) USING (person, act, born) WHERE arm = {number} AND born >= 0 "
        "GROUP BY area, born ORDER BY area, born"
    )


def areas(outcome: Outcome, arm: str | int) -> list[Area]:
    """Every area in which anything happened, in order. Raises OutcomeError for a run without patrols."""
    rows = area_months(outcome, arm)
    people = np.bincount(outcome.table("people", columns=["patrol_area"], arm=arm)["patrol_area"])
    found = []
    for code in np.flatnonzero(np.bincount(rows["area"])).tolist():
        mine = rows["area"] == code
        living = int(people[code]) if code < len(people) else 0
        incidents, seen = int(rows["incidents"][mine].sum()), int(rows["found"][mine].sum())
        found.append(Area(code, living, incidents, seen, float(rows["units"][mine].mean())))
    return found


def discovery_p(outcome: Outcome, arm: str | int) -> float | None:
    """Share of the acts under patrol that was found anywhere; None where none was done."""
    rows = area_months(outcome, arm)
    incidents = int(rows["incidents"].sum())
    return int(rows["found"].sum()) / incidents if incidents else None


def discovery_gap(outcome: Outcome, arm: str | int, least: int = LEAST_INCIDENTS) -> float | None:
    """Highest share found in any area minus the lowest, over areas with ``least`` acts or more; None below two of them.

    Limits: with few acts per area a gap is there by chance alone; compare arms of one run, not the gap with 0.
    """
    shares = [one.discovery_p for one in areas(outcome, arm) if one.incidents >= max(1, least)]
    known = [share for share in shares if share is not None]
    return max(known) - min(known) if len(known) > 1 else None
