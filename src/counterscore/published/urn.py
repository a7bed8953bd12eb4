"""What runaway placing does in theory: the exact law of an urn that learns only where it looks.

One unit goes every day to one of two areas, with probability equal to the area's share of all that was found so far,
and what it finds there is added to that area's count. Nothing is found where nobody looks, so the counts feed on
themselves. Everything here is arithmetic on stated numbers, not a count in a run; ``mechanisms.patrols`` places units
by the same rule, and the tests compare the two.

Source: Ensign, Friedler, Neville, Scheidegger and Venkatasubramanian, Runaway feedback loops in predictive policing,
FAT* 2018 (arXiv 1706.09847).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.compiling import compiled
from ..core.draws import MONTHS_LIMIT, checked_seed, stream_number, uniform_at, which_word
from ..core.errors import SpecError
from .plain_numbers import checked_people

DRAWS = "published.urn"
MOST_DAYS = 128 * MONTHS_LIMIT
Found = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True)
class ShareLaw:
    """The law of the first area's share of all findings: shares (N,) in rising order and their probabilities (N,)."""

    shares: np.ndarray
    p: np.ndarray

    @property
    def mean(self) -> float:
        """Expected share."""
        return float(self.shares @ self.p)

    @property
    def spread(self) -> float:
        """Standard deviation of the share."""
        return float(np.sqrt(max(0.0, float(self.p @ (self.shares - self.mean) ** 2))))

    def quantile(self, q: float) -> float:
        """Lowest share that is reached with probability q or more."""
        return float(self.shares[np.searchsorted(np.cumsum(self.p), q * (1.0 - 1e-12))])


def share_law(
    counts: tuple[float, float], rates: tuple[float, float], days: int, *, corrected: bool = False
) -> ShareLaw:
    """The exact law of the first area's share after some days, by dynamic programming over the numbers of visits.

    ``counts`` are the findings with which the areas start, ``rates`` what a visit adds. ``corrected``: an update is
    taken up with probability other share / larger share, which makes both areas learn equally often.

    Limits: a visit adds its rate, no more and no less. Corrected laws take days ** 3 steps: seconds for 1,000 days.
    """
    visits = np.arange(days + 1.0)
    first = counts[0] + rates[0] * visits
    second = counts[1] + rates[1] * visits
    if corrected:
        shares = first[:, None] / (first[:, None] + second[None, :])
        p = _corrected(shares, days)
    else:
        shares = first / (first + second[::-1])
        p = _plain(first, second, days)
    order = np.argsort(shares, axis=None, kind="stable")
    return ShareLaw(shares.ravel()[order], p.ravel()[order])


def _plain(first: np.ndarray, second: np.ndarray, days: int) -> np.ndarray:
    """Probability of each number of visits to the first area, (days + 1,)."""
    p = np.zeros(days + 1)
    p[0] = 1.0
    for day in range(days):
        known = first[: day + 1]
        going = p[: day + 1] * known / (known + second[day::-1])
        p[: day + 1] -= going
        p[1 : day + 2] += going
    return p


def _corrected(shares: np.ndarray, days: int) -> np.ndarray:
    """Probability of each pair of numbers of updates that were taken up, (days + 1, days + 1).

    An area is visited and its update taken up with probability share * (other / larger) = the smaller share: the same
    for both areas.
    """
    smaller = np.minimum(shares, 1.0 - shares)
    p = np.zeros_like(shares)
    p[0, 0] = 1.0
    for day in range(days):
        here = p[: day + 2, : day + 2]
        learnt = here * smaller[: day + 2, : day + 2]
        here -= 2.0 * learnt
        here[1:] += learnt[:-1]
        here[:, 1:] += learnt[:, :-1]
    return p


def limit_share(found: Found) -> float:
    """The share to which an urn settles where a visit to either area also adds to the other.

    ``found`` holds, for a visit to the first and to the second area, what it adds to the first and to the second: the
    root in [0, 1] of (c + d - a - b) x^2 + (a - 2c - d) x + c for ((a, b), (c, d)). Where only the visited area learns
    (b = c = 0) an urn with unequal rates settles at 0 or 1. Raises SpecError where every share is as lasting as any.
    """
    (a, b), (c, d) = found
    square, linear = c + d - a - b, a - 2.0 * c - d
    roots = [float(root.real) for root in np.roots([square, linear, c]) if abs(root.imag) < 1e-12]
    inside = [root for root in roots if -1e-12 <= root <= 1.0 + 1e-12]
    if not inside:
        raise SpecError(f"an urn that learns {found} drifts nowhere: its share stays where chance leaves it")
    return min(inside, key=lambda share: 2.0 * square * share + linear)  # where the share is pulled back


def simulated(
    counts: tuple[float, float], found: Found, days: int, runs: int, seed: int, *, corrected: bool = False
) -> np.ndarray:
    """The first area's share after some days in many urns, (runs,), on the laboratory's own draws.

    ``found`` holds, for a visit to the first and to the second area, what it adds to the first and to the second:
    ((rate, 0), (0, rate)) where only the visited area learns. ``corrected``: as in ``share_law``.
    Draws: for each urn and day, where the unit goes and whether the update is taken up. Raises: SpecError,
    PromiseError.
    """
    if checked_people(days, "days") > MOST_DAYS:
        raise SpecError(f"{days} days; expected {MOST_DAYS:,} at most")
    shares = np.empty(checked_people(runs, "urns"), np.float64)
    start, added = np.array(counts, np.float64), np.array(found, np.float64)
    if start.shape != (2,) or added.shape != (2, 2) or start.min() < 0.0 or added.min() < 0.0 or start.sum() <= 0.0:
        raise SpecError(f"urn: counts {counts} and findings {found}; expected two counts and two pairs, from 0 on")
    place(shares, start, added, days, np.array([checked_seed(seed), stream_number(DRAWS)], np.int64), corrected)
    return shares


def _place(
    shares: np.ndarray, counts: np.ndarray, found: np.ndarray, days: int, key: np.ndarray, corrected: bool
) -> None:
    """Day by day in each urn: the unit goes, finds, and what it found is taken up or not."""
    for urn in range(len(shares)):
        first, second = counts[0], counts[1]
        for day in range(days):
            month, slot = day % MONTHS_LIMIT, 2 * (day // MONTHS_LIMIT)
            share = first / (first + second)
            area = 0 if uniform_at(key[0], key[1], urn, month, which_word(0, 0, slot), 0) < share else 1
            if corrected:
                here = share if area == 0 else 1.0 - share
                taken = (1.0 - here) / max(share, 1.0 - share)
                if uniform_at(key[0], key[1], urn, month, which_word(0, 0, slot + 1), 0) >= taken:
                    continue
            first += found[area, 0]
            second += found[area, 1]
        shares[urn] = first / (first + second)


place = compiled(_place)
