"""A patrol that goes where most was found: the exact law, and many urns."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ...published.urn import limit_share, share_law, simulated

Pair = Sequence[float]


def exact(
    counts: Pair, rates: Pair, days: Sequence[int], quantiles: Sequence[float] = (), corrected: bool = False
) -> dict[str, object]:
    """Expected share of the first area after each number of days; spread and quantiles after the last."""
    laws = [share_law((counts[0], counts[1]), (rates[0], rates[1]), n, corrected=corrected) for n in days]
    return {
        "share": [law.mean for law in laws], "spread": laws[-1].spread,
        "quantiles": [laws[-1].quantile(q) for q in quantiles], "true_share": rates[0] / sum(rates),
    }  # fmt: skip


def uniform(counts: Pair, rates: Pair, days: int) -> dict[str, float]:
    """How far the law of the number of visits is from one in which every number is equally likely, to 12 digits."""
    p = share_law((counts[0], counts[1]), (rates[0], rates[1]), days).p
    return {"numbers": len(p), "farthest": round(float(np.abs(p * len(p) - 1.0).max()), 12)}


def many(
    counts: Pair, found: Sequence[Pair], days: int, runs: int, seed: int, corrected: bool = False
) -> dict[str, float]:
    """Mean and spread of the first area's share in simulated urns, with standard errors."""
    (a, b), (c, d) = found
    shares = simulated((counts[0], counts[1]), ((a, b), (c, d)), days, runs, seed, corrected=corrected)
    spread = float(shares.std(ddof=1))
    # error of a standard deviation from the fourth moment, as shares are not normal
    fourth = float(((shares - shares.mean()) ** 4).mean())
    return {
        "share": float(shares.mean()), "share_se": spread / math.sqrt(runs),
        "spread": spread, "spread_se": math.sqrt((fourth - spread**4) / runs) / (2.0 * spread),
    }  # fmt: skip


def settled(found: Sequence[Sequence[Pair]]) -> dict[str, list[float]]:
    """Where urns settle in which a visit to either area adds to both."""
    return {"share": [limit_share(((a, b), (c, d))) for (a, b), (c, d) in found]}
