"""What alerts were worth, what a list makes of chance, and crowds that are screened."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ...published.base_rates import alert_value, list_false_positive_rate, pooled_value
from ...published.screening import Screening

UNDEFINED = "undefined"
Value = float | str


def _told(value: float | None) -> Value:
    """A share, or the word for one that cannot be told."""
    return UNDEFINED if value is None else value


def alerts(events: Mapping[str, Sequence[int]], without: str) -> dict[str, Value | list[Value]]:
    """The value of each event's alerts (true, false), of all together, and of all but one event."""
    pairs = {name: (true, false) for name, (true, false) in events.items()}
    others = [pair for name, pair in pairs.items() if name != without]
    return {
        "each": [_told(alert_value(*pair)) for pair in pairs.values()],
        "pooled": _told(pooled_value(pairs.values())),
        "pooled_without": _told(pooled_value(others)),
        "true": sum(true for true, _ in pairs.values()),
        "false": sum(false for _, false in pairs.values()),
        "never": _told(pooled_value([])),
    }


def year(alerts: int, false: int, faces: int) -> dict[str, Value]:
    """The value of counted alerts, and false ones per face that was seen."""
    return {"value": _told(alert_value(alerts - false, false)), "per_face": false / faces}


def listed(one_in: float, entries: Sequence[int], faces: int) -> dict[str, list[float]]:
    """For lists of such lengths: the rate per face where one comparison in ``one_in`` errs, and expected false alerts.

    ``wrong_se`` is the standard error of a crowd of that size.
    """
    rates = [list_false_positive_rate(1.0 / one_in, length) for length in entries]
    wrong = [Screening(faces, 0.0, 1.0, rate).wrong for rate in rates]
    return {"rates": rates, "wrong": wrong, "wrong_se": _errors(faces, rates)}


def screened(one_in: float, entries: Sequence[int], faces: int, seed: int) -> dict[str, list[float]]:
    """False alerts of a simulated crowd of that size for each length of the list, face by face."""
    rates = [list_false_positive_rate(1.0 / one_in, length) for length in entries]
    wrong = [float(Screening(faces, 0.0, 1.0, rate).simulated(seed).wrong) for rate in rates]
    return {"wrong": wrong, "wrong_se": _errors(faces, rates)}


def _errors(faces: int, rates: Sequence[float]) -> list[float]:
    """Standard errors of counts: a draw for each face."""
    return [math.sqrt(faces * rate * (1.0 - rate)) for rate in rates]
