"""How unequally the money lost is spread among those who lost any."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..counting.burdens import burden_of
from ..counting.inequality import theil_l_of
from ..index import Parts, index


@index(
    title="Theil L of the money lost, among those who lost any",
    unit="mean log deviation",
    worse="neither",
    definition="Mean of ln(mean / x) over the adults who lost money because of the regime, x being what each lost.",
    source="Theil 1967",
    needs=("money_lost_yuan",),
    among="adults who lost money",
    high=float("inf"),
)
def theil_l_money_lost(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: people who lost any, what they lost, its logarithm."""
    values, subject = burden_of(outcome, arm, "money_lost_yuan")
    hit = subject & (values > 0)
    rows = np.stack([hit, values, np.log(np.where(hit, values, 1.0))], axis=1).astype(np.float64) * hit[:, None]
    return Parts(rows, lambda totals: theil_l_of(totals[..., 0], totals[..., 1], totals[..., 2]), subject, hit)
