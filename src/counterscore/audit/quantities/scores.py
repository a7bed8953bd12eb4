"""What is counted about scores and grades when a run ends."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..quantity import family, number, quantity, share
from ..subjects import subject_column


def _scored(outcome: Outcome, arm: int) -> str:
    """The FROM and WHERE of the scored subjects of an arm."""
    bands = len(outcome.codebook.get("bands", []))
    return f"FROM people WHERE arm = {arm} AND {subject_column(outcome)} <> 0 AND band >= 0 AND band < {bands}"


@family("share_band_", "people.band")
def share_in_band(outcome: Outcome, arm: int, band: str) -> float | None:
    """Share of scored subjects who are in these bands; their names in the codebook, joined by ``_``."""
    names = [str(name).lower() for name in outcome.codebook.get("bands", [])]
    wanted = [band.lower()] if band.lower() in names else band.lower().split("_")
    if not set(wanted) <= set(names):
        return None
    codes = ", ".join(str(names.index(name)) for name in wanted)
    scored = _scored(outcome, arm)
    inside = number(outcome, f"SELECT count(*) {scored} AND band IN ({codes})")
    return share(inside, number(outcome, f"SELECT count(*) {scored}"))


@family("share_score_", "people.score", "people.band")
def share_of_scores(outcome: Outcome, arm: int, limits: str) -> float | None:
    """Share of scored subjects whose score lies between two limits, both included, as ``share_score_600_750``."""
    low, _, high = limits.partition("_")
    if not (low.isdigit() and high.isdigit()):
        return None
    scored = _scored(outcome, arm)
    inside = number(outcome, f"SELECT count(*) {scored} AND score BETWEEN {low} AND {high}")
    return share(inside, number(outcome, f"SELECT count(*) {scored}"))


@quantity("people.score", "people.band")
def score_skewness(outcome: Outcome, arm: int) -> float | None:
    """Skewness of the scores; 0 where they are symmetric, as a normal distribution is."""
    scored = _scored(outcome, arm)
    if number(outcome, f"SELECT count(*) {scored}") < 3:
        return None
    return number(outcome, f"SELECT skewness(score) {scored}")


@quantity("people.band")
def share_scored(outcome: Outcome, arm: int) -> float | None:
    """Share of all persons, children included, who have a score."""
    everybody = number(outcome, f"SELECT count(*) FROM people WHERE arm = {arm} AND firm = 0")
    return share(number(outcome, f"SELECT count(*) {_scored(outcome, arm)}"), everybody)
