"""People or households are ranked against each other; those at the ends are marked."""

from __future__ import annotations

import numpy as np

from ..core.declare import Column, Mechanism, Observe, Param, rule

NOT_RANKED = -1.0


def _share_below(values: np.ndarray, ties: np.ndarray) -> np.ndarray:
    """Share of the ranked who stand below each, half of oneself counted, (N,); equals go by ``ties`` (N,)."""
    shares = np.empty(len(values))
    shares[np.lexsort((ties, values))] = (np.arange(len(values)) + 0.5) / max(1, len(values))
    return shares


def _by_household(values: np.ndarray, ties: np.ndarray, homes: np.ndarray) -> np.ndarray:
    """The same for households by the mean of their ranked members, handed to each member, (N,)."""
    members = np.bincount(homes)
    held = np.flatnonzero(members)
    means, luck = (np.bincount(homes, weights=of)[held] / members[held] for of in (values, ties))
    place = np.cumsum(members > 0) - 1
    shares: np.ndarray = _share_below(means, luck)[place[homes]]
    return shares


def _is_due(month: int, every: float, regime_month: float) -> bool:
    """Whether a ranking is made this month: the first when the regime begins."""
    return (month - int(regime_month)) % max(1, round(float(every))) == 0


@rule(phase="listing", writes="rank_share", form="array")
def rank_share(
    rank_share: np.ndarray, ranked_value: np.ndarray, ranked_among: np.ndarray, household: np.ndarray,
    v_tie: np.ndarray, month: np.ndarray, every: np.ndarray, by_household: np.ndarray, regime_month: np.ndarray,
    bottom_share: np.ndarray, top_share: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """Share of the ranked who stand below the person (or her household), -1 for people who are not ranked.

    Columns (A, P), people and draws (P,), parameters (A, 1); between two rankings the last one stands.
    """
    found = rank_share.copy()
    for a in range(len(found)):
        if not _is_due(int(month), every[a, 0], regime_month[a, 0]):
            continue
        found[a] = NOT_RANKED
        who = np.flatnonzero(ranked_among[a])
        if len(who) and (bottom_share[a, 0] > 0.0 or top_share[a, 0] > 0.0):
            values, ties = ranked_value[a, who], v_tie[who]
            grouped = by_household[a, 0] > 0.0
            found[a, who] = _by_household(values, ties, household[who]) if grouped else _share_below(values, ties)
    return found


@rule(phase="listing", writes="ranked_low")
def ranked_low(rank_share: float, bottom_share: float) -> int:
    """1 for those at the bottom of the last ranking."""
    return 1 if 0.0 <= rank_share < bottom_share else 0


@rule(phase="listing", writes="ranked_high")
def ranked_high(rank_share: float, top_share: float) -> int:
    """1 for those at the top of the last ranking."""
    return 1 if rank_share > 1.0 - top_share else 0


@rule(phase="listing", where="ranked_low", writes="ranked_low_months")
def ranked_low_months(ranked_low_months: int) -> int:
    """Steps at the bottom so far."""
    return ranked_low_months + 1


MECHANISM = Mechanism(
    name="ranking",
    doc="Ranks people, or households by the mean of their ranked members, against all others, and marks the bottom and "
    "the top until the next ranking. Somebody is always at the bottom, however well all do.",
    source="per regime",
    limits="One ranking over all people of the run. Equals are told apart by a lasting draw, so the same person loses "
    "every tie. A household of one weighs as much as one of eight.",
    part="regime",
    rules=(rank_share, ranked_low, ranked_high, ranked_low_months),
    columns=(
        Column("ranked_value", "f8", "value", "what is ranked; more is better", shared=True),
        Column("ranked_among", "u1", "flag", "takes part in the ranking", shared=True),
        Column("rank_share", "f8", "share", "share of the ranked who stand below, -1 = not ranked", start=NOT_RANKED,
               keep=True),
        Column("ranked_low_months", "i2", "months", "steps at the bottom of the ranking so far", keep=True),
    ),
    params=(
        Param("every", "months", "time between two rankings"),
        Param("by_household", "flag", "1: households are ranked, not persons"),
        Param("bottom_share", "share", "share at the bottom that is marked low", off=0.0),
        Param("top_share", "share", "share at the top that is marked high", off=0.0),
        Param("regime_month", "months", "month in which the regime begins", default=0.0, source="set by the study",
              low=0.0, high=4095.0),
    ),
    observes=(
        Observe("ranked", "ranked_among"), Observe("ranked_low", "ranked_low"), Observe("ranked_high", "ranked_high"),
    ),
)  # fmt: skip
