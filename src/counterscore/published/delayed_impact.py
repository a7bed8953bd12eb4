"""What a rule does to the people it decides about: how their scores are expected to change, group by group.

An accepted person's score rises by some points where it goes well and falls where it does not; who is not accepted
keeps the score. So accepting more people than can succeed lowers the scores of a group, however kindly it is meant, and
fewer than could succeed withholds a rise from it.

Source: Liu, Dean, Rolf, Simchowitz and Hardt, Delayed impact of fair machine learning, ICML 2018 (arXiv 1803.04383).
Limits: one step only; points are added without the ends of the scale; rates do not answer to the rule. A score is what
others hold of a person, not her good: a fall of it is a harm only as far as others use it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.errors import SpecError
from .plain_numbers import checked_amount, checked_share
from .score_tables import ScoreTable
from .thresholds import POLICIES, Cutoffs, Decision, Stakes, decisions

REFERENCE = "max_utility"
CLOSE = 1e-9
ACTIVE, RELATIVE, BETTER = "active harm", "relative harm", "relative improvement"
SAME, STILL = "no difference", "stagnation"
VERDICTS = {
    ACTIVE: "the group's scores fall",
    STILL: "the group's scores neither rise nor fall",
    RELATIVE: "they rise, but less than where everybody is judged for profit alone",
    SAME: "they rise as much as where everybody is judged for profit alone",
    BETTER: "they rise more than where everybody is judged for profit alone",
}


@dataclass(frozen=True)
class Change:
    """Points that the score of an accepted person rises where it goes well, and falls where it does not."""

    rise: float
    fall: float

    def __post_init__(self) -> None:
        """Raises SpecError for points below 0, PromiseError for rows of persons."""
        checked_amount("points: rise", self.rise)
        checked_amount("points: fall", self.fall)


@dataclass(frozen=True)
class GroupLimits:
    """Selection rates of a group: the best one for its scores, what it brings, and up to which none is harmed.

    ``harmless`` is the highest rate up to which accepting from the top never lowers the expected score of the group.
    """

    best: float
    best_points: float
    harmless: float
    everybody_points: float


@dataclass(frozen=True)
class Impact:
    """A policy with what it does to scores: expected points per head of each group (G,), and a word for each group.

    ``verdicts`` are ``active harm``, ``stagnation``, ``relative harm``, ``no difference`` or ``relative improvement``,
    against max utility on the same table.
    """

    decision: Decision
    points: np.ndarray
    verdicts: tuple[str, ...]


def expected_points(table: ScoreTable, accepted: np.ndarray, change: Change) -> np.ndarray:
    """Expected change of the score per head of each group (G,), for shares accepted per bin and group (B, G)."""
    per_person = change.rise * table.rate - change.fall * (1.0 - table.rate)
    found: np.ndarray = (table.share * accepted * per_person).sum(axis=0)
    return found


def points_at(table: ScoreTable, group: str, selection: float, change: Change) -> float:
    """Expected points per head of a group of which this share is accepted from the top. Raises: SpecError."""
    selected, points = _curve(table, group, change)
    return float(np.interp(checked_share("share accepted", selection), selected, points))


def _curve(table: ScoreTable, group: str, change: Change) -> tuple[np.ndarray, np.ndarray]:
    """Selection rates and expected points of a group at each cut-off, both (B + 1,)."""
    cutoffs, g = Cutoffs(table), table.group(group)
    return cutoffs.selection[:, g], change.rise * cutoffs.well[:, g] - change.fall * cutoffs.badly[:, g]


def limits(table: ScoreTable, group: str, change: Change) -> GroupLimits:
    """The best and the harmless selection rate of a group. Raises: SpecError for an unknown group."""
    selected, points = _curve(table, group, change)
    best = int((points >= points.max() - CLOSE).argmax())
    below = np.flatnonzero(points < -CLOSE)
    if not len(below):
        harmless = 1.0
    else:
        first = int(below[0])
        share = points[first - 1] / (points[first - 1] - points[first])
        harmless = float(selected[first - 1] + max(0.0, share) * (selected[first] - selected[first - 1]))
    return GroupLimits(float(selected[best]), float(points[best]), harmless, float(points[-1]))


def verdict(points: float, reference: float) -> str:
    """The word for an expected change against the change under max utility. Raises: SpecError for what is no number."""
    if not (np.isfinite(points) and np.isfinite(reference)):
        raise SpecError(f"verdict of {points!r} against {reference!r} points; expected two finite numbers")
    if abs(points) <= CLOSE:
        return STILL
    if points < 0.0:
        return ACTIVE
    if abs(points - reference) <= CLOSE:
        return SAME
    return RELATIVE if points < reference else BETTER


def impacts(
    table: ScoreTable, stakes: Stakes, change: Change, policies: tuple[str, ...] = tuple(POLICIES)
) -> dict[str, Impact]:  # fmt: skip
    """What policies do to the scores of each group, by name. Raises: SpecError as ``thresholds.decide``."""
    reference = decisions(table, stakes, (REFERENCE,))[REFERENCE]
    at_most = expected_points(table, reference.accepted, change)
    found = {}
    for policy, decision in decisions(table, stakes, policies).items():
        points = expected_points(table, decision.accepted, change)
        words = tuple(verdict(float(p), float(r)) for p, r in zip(points, at_most, strict=True))
        found[policy] = Impact(decision, points, words)
    return found
