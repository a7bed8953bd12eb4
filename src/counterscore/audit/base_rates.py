"""What a flag of a watchlist means: how many are flagged by chance, and how few of them are right, over whole ranges.

Everything here is arithmetic on stated numbers, not a count in a run: whoever plans what such a rule looks for is so
rare that no run holds one. Probabilities are per adult and window of time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MILLION = 1_000_000
RAREST, MOST_COMMON, PER_DECADE = -9, -3, 4  # powers of ten of the prevalence that a curve goes over


def match_probability(things: Sequence[float], needed: int | None = None) -> float:
    """Share of adults for whom at least `needed` (default: all) of these things come together by chance alone.

    Limits: the things are bought independently; what goes together by habit comes together more often.
    """
    wanted = len(things) if needed is None else needed
    counts = [1.0] + [0.0] * len(things)  # probability of each number of things so far
    for p in things:
        counts = [kept * (1.0 - p) + below * p for kept, below in zip(counts, [0.0, *counts[:-1]], strict=True)]
    return sum(counts[wanted:])


def flags_per_million(things: Sequence[float], needed: int | None = None) -> float:
    """Adults flagged by chance in a million; for three things that all have to come together 1e6 * p1 * p2 * p3."""
    return MILLION * match_probability(things, needed)


def together_in(p: float, persons: int) -> float:
    """Probability that anybody of a household of so many adults buys a thing."""
    return float(1.0 - (1.0 - p) ** persons)


def predictive_value(prevalence: float, sensitivity: float, false_positive_rate: float) -> float | None:
    """Share of flags that are right, or None (undefined) where nobody is flagged at all."""
    right = prevalence * sensitivity
    flagged = right + (1.0 - prevalence) * false_positive_rate
    return right / flagged if flagged > 0.0 else None


def prevalences(per_decade: int = PER_DECADE) -> list[float]:
    """The prevalences of a curve, from one in a billion adults to one in a thousand, evenly on a logarithmic scale."""
    steps = range((MOST_COMMON - RAREST) * per_decade + 1)
    return [float(10.0 ** (RAREST + step / per_decade)) for step in steps]


@dataclass(frozen=True)
class BaseRate:
    """One setting of the things' probabilities: flags by chance, and the share of right flags at each prevalence."""

    name: str
    things: tuple[float, ...]
    flags_per_million: float
    right: tuple[float | None, ...]


def base_rates(watch: Mapping[str, Any], per_decade: int = PER_DECADE) -> list[BaseRate]:
    """The curves of a rule: with all things at their low ends, at the rates of the run, and at their high ends.

    ``watch`` is the part ``watchlist`` of a study: items with id, low, value and high, ``needed`` and ``sensitivity``.
    A setting that repeats an earlier one is left out.
    """
    named = (("low ends of the rates", "low"), ("rates of this run", "value"), ("high ends of the rates", "high"))
    found: list[BaseRate] = []
    for name, key in named:
        things = tuple(float(item[key]) for item in watch["items"])
        if things not in [one.things for one in found]:
            rate = match_probability(things, int(watch["needed"]))
            sensitivity = float(watch["sensitivity"]["value"])
            right = tuple(predictive_value(x, sensitivity, rate) for x in prevalences(per_decade))
            found.append(BaseRate(name, things, MILLION * rate, right))
    return found


def one_at_a_time(watch: Mapping[str, Any], steps: int = 5) -> list[tuple[str, list[tuple[float, float]]]]:
    """For each thing (its probability, flags per million) from its low to its high end, the others as in the run.

    Steps are even on a logarithmic scale; a low end of 0 gives even steps.
    """
    items, needed = list(watch["items"]), int(watch["needed"])
    found = []
    for place, item in enumerate(items):
        row = []
        for p in _between(float(item["low"]), float(item["high"]), steps):
            things = [p if other == place else float(one["value"]) for other, one in enumerate(items)]
            row.append((p, flags_per_million(things, needed)))
        found.append((str(item["title"]), row))
    return found


def _between(low: float, high: float, steps: int) -> list[float]:
    """`steps` numbers from low to high."""
    shares = [step / (steps - 1) for step in range(steps)]
    if low <= 0.0:
        return [low + share * (high - low) for share in shares]
    return [low * (high / low) ** share for share in shares]
