"""What a rule that flags people looks for, as plain numbers for the study file: probabilities per adult and window."""

from __future__ import annotations

from typing import Any

from counterscore.core.documents import Dated
from counterscore.regimes.schema import RegimeSpec
from counterscore.regimes.units import DAYS_YEAR, in_steps, per_year


def watched_things(spec: RegimeSpec, month: str) -> dict[str, Any] | None:
    """Return the things of a regime's watchlist with low end, value and high end, as in force in a month, or None.

    The probability of a thing is the yearly rate of the acts that are it, times the window, times the share that is
    seen; low and high are the ends of the rates' stated ranges.
    """
    watch = spec.watchlist
    if watch is None:
        return None
    window = watch.window.at(month)
    years = in_steps(window.number, window.unit, 1)
    items = []
    for name in watch.items:
        uses = [use for use in spec.acts if use.item == name]
        ends = [0.0, 0.0, 0.0]
        for use in uses:
            seen, rates = use.detection_p.at(month).number * years, _ends(spec.catalogue[use.use].rate, month)
            ends = [end + rate * seen for end, rate in zip(ends, rates, strict=True)]
        low, value, high = (min(1.0, end) for end in ends)
        title = " or ".join(spec.catalogue[use.use].title for use in uses)
        items.append({"id": name, "title": title, "low": low, "value": value, "high": high})
    return {
        "items": items, "needed": int(watch.needed.at(month).number), "pooled": watch.pooled.at(month).number > 0,
        "window_days": years * DAYS_YEAR, "prevalence": _stated(watch.prevalence, month),
        "sensitivity": _stated(watch.sensitivity, month),
    }  # fmt: skip


def _ends(rate: Dated, month: str) -> tuple[float, float, float]:
    """Low end, value and high end of a rate, per year."""
    found = rate.at(month)
    low, high = found.range or (found.number, found.number)
    return per_year(low, found.unit), per_year(found.number, found.unit), per_year(high, found.unit)


def _stated(dated: Dated, month: str) -> dict[str, float]:
    """A number with the ends of its range."""
    found = dated.at(month)
    low, high = found.range or (found.number, found.number)
    return {"value": found.number, "low": low, "high": high}
