"""What a flag of a watchlist means: how many are flagged by chance, and how few of them are right, over whole ranges.

Everything here is arithmetic on stated numbers, not a count in a run: whoever plans what such a rule looks for is so
rare that no run holds one. Probabilities are per adult and window of time.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..core.errors import PromiseError, SpecError
from ..core.wrapping import WHY, refuse_wrapping
from .plain_numbers import checked_amount, checked_people, checked_share

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
    return min(1.0, sum(counts[wanted:]))


def flags_per_million(things: Sequence[float], needed: int | None = None) -> float:
    """Adults flagged by chance in a million; for three things that all have to come together 1e6 * p1 * p2 * p3."""
    return MILLION * match_probability(things, needed)


def together_in(p: float, persons: int) -> float:
    """Probability that anybody of a household of so many adults buys a thing."""
    return float(1.0 - (1.0 - p) ** persons)


def predictive_value(prevalence: float, sensitivity: float, false_positive_rate: float) -> float | None:
    """Share of flags that are right, or None (undefined) where nobody is flagged at all. Raises: SpecError."""
    right = _share_found(prevalence, sensitivity, false_positive_rate)
    flagged = right + (1.0 - prevalence) * false_positive_rate
    return right / flagged if flagged > 0.0 else None


def false_alarms_per_true(prevalence: float, sensitivity: float, false_positive_rate: float) -> float | None:
    """How many people are wrongly flagged for each one who is rightly flagged; None where nobody rightly is."""
    right = _share_found(prevalence, sensitivity, false_positive_rate)
    return (1.0 - prevalence) * false_positive_rate / right if right > 0.0 else None


def _share_found(prevalence: float, sensitivity: float, false_positive_rate: float) -> float:
    """Share of all people who are rightly flagged. Raises: SpecError for what is no share, PromiseError for rows."""
    checked_share("false-positive rate", false_positive_rate)
    return checked_share("prevalence", prevalence) * checked_share("sensitivity", sensitivity)


def list_false_positive_rate(per_comparison: float, entries: int) -> float:
    """Probability that somebody on no list is taken for one of its entries: 1 - (1 - p) ** entries, about p * entries.

    ``per_comparison`` is the false-match rate of one comparison. Limits: comparisons err independently; a face or name
    that is like many others is taken for somebody far more often than this. Raises: SpecError, PromiseError.
    """
    checked_share("false-match rate", per_comparison)
    checked_people(entries, "list")
    return -math.expm1(entries * math.log1p(-per_comparison)) if per_comparison < 1.0 else float(entries > 0)


def per_comparison_rate(false_positive_rate: float, entries: int) -> float:
    """The false-match rate of one comparison that gives this rate against so many entries: the law above, backwards.

    Raises: SpecError, also for an empty list, which says nothing about a comparison; PromiseError for rows of persons.
    """
    checked_share("false-positive rate", false_positive_rate)
    if checked_people(entries, "list") == 0:
        raise SpecError("list: 0 entries; expected one or more to tell the rate of a comparison")
    return -math.expm1(math.log1p(-false_positive_rate) / entries) if false_positive_rate < 1.0 else 1.0


def alert_value(true: float, false: float) -> float | None:
    """Share of alerts that were true, or None (undefined) where there was none: no alert is no evidence.

    Raises: SpecError for what is no count, PromiseError for rows of persons.
    """
    found = checked_amount("true alerts", true)
    alerts = found + checked_amount("false alerts", false)
    return found / alerts if alerts > 0 else None


def pooled_value(alerts: Iterable[tuple[float, float]]) -> float | None:
    """Share of true alerts over several events (true, false): of all alerts together, never a mean of shares.

    Raises: SpecError for what is no pair of counts, PromiseError for rows of persons.
    """
    refuse_wrapping(alerts, "alerts")
    counts = list(alerts)
    for event in counts:
        if isinstance(event, Mapping):
            raise PromiseError(f"alerts: got a record where two counts are expected; {WHY}")
        if not isinstance(event, tuple | list) or len(event) != 2:
            raise SpecError(f"alerts: {event!r} of an event; expected two counts, (true, false)")
        alert_value(*event)
    return alert_value(sum(true for true, _ in counts), sum(false for _, false in counts))


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
