"""Acts under patrol and those found, as rows per person: parts of the indices of discovery.

Every act under patrol is a row of the table ``incidents``; found are those that became a record on own grounds, as in
``areas``.
"""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ...core.parquet import Columns
from ..areas import LEAST_INCIDENTS
from ..metric import people
from .spans import per_person


def everybody(outcome: Outcome, arm: str | int) -> np.ndarray:
    """Whom discovery is about, (P,) bool: acts under patrol are of people, whoever they are, and not of firms."""
    known = "firm" in outcome.columns("people")
    column = people(outcome, arm, "firm" if known else "person")
    return column["firm"] == 0 if known else np.ones(len(column["person"]), bool)


def acts_of(outcome: Outcome, arm: str | int) -> tuple[np.ndarray, np.ndarray]:
    """Acts under patrol found and done by each person, (P,) each."""
    rows = _acts(outcome, arm)
    values = np.stack([rows["found"], rows["done"]], axis=1)
    added = per_person(outcome, arm, rows["person"], values, everybody(outcome, arm))
    return added[:, 0], added[:, 1]


def acts_by_area(outcome: Outcome, arm: str | int) -> tuple[np.ndarray, int]:
    """Rows (P, A * 2), found and done by area of the act, and how many areas: those with enough acts to tell."""
    rows = _acts(outcome, arm)
    done = np.bincount(rows["area"], rows["done"])
    areas = np.flatnonzero(done >= LEAST_INCIDENTS)
    place = np.full(len(done), -1)
    place[areas] = np.arange(len(areas))
    where = place[rows["area"]]
    found = np.zeros((len(people(outcome, arm, "person")["person"]), 0))
    for area in range(len(areas)):
        here = where == area
        values = np.stack([rows["found"][here], rows["done"][here]], axis=1)
        added = per_person(outcome, arm, rows["person"][here], values, everybody(outcome, arm))
        found = np.concatenate([found, added], axis=1)
    return found, len(areas)


def _acts(outcome: Outcome, arm: str | int) -> Columns:
    """Acts under patrol since the start by person and area: done, and found."""
    number = outcome.arm_number(arm)
    seen = f"SELECT DISTINCT person, act, born, 1 AS seen FROM records WHERE arm = {number} AND cause = 0"
    return outcome.sql(
        "SELECT person, CAST(area AS INTEGER) AS area, CAST(count(seen) AS DOUBLE) AS found, CAST(count(*) AS DOUBLE) "
        f"AS done FROM incidents LEFT JOIN ({seen}) USING (person, act, born) WHERE arm = {number} AND born >= 0 "
        "GROUP BY person, area ORDER BY person, area"
    )
