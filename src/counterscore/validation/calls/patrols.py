"""The engine's patrols in two districts, held against the exact law of the urn they are."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from ...audit.areas import area_months
from ...published.urn import share_law
from ...regimes import load_regime
from ...regimes.patches import value_paths
from ...results import Result
from ..lived import asked, lived, with_number

PRIOR, CORRECTED = "patrols.prior", "patrols.corrected"
ARMS = {"followed": 0.0, "corrected": 1.0}
Months = dict[str, np.ndarray]


def two_districts(regime: str, people: int, months: int, seed: int, runs: int) -> dict[str, object]:
    """How far the patrols of many runs are off the law, with the standard error of that; ``rates`` are acts a visit.

    ``followed``: the first district's share of all findings at
    the end against the law. ``placing``: how often the patrol went there against that month's share. ``leaning``: slope
    of where it went on the share, against 1. ``corrected``: share of the visits that went to the first district, with
    the correction, against the mean of its expected shares.
    """
    arms = [with_number(name, regime, CORRECTED, value) for name, value in ARMS.items()]
    study = asked(regime, people, months, seed, arms)
    start = next(
        one.root[-1].number for path, one in value_paths(load_regime(study.regime).spec) if path == PRIOR and one
    )
    seen = []
    for run in range(runs):
        with lived(replace(study, replicate=run), threads=1) as out:
            seen.append([_by_month(out, arm, months) for arm in ARMS])
    rates = [float(one) for one in seen[0][0]["incidents"][0]]
    followed = [_followed(run[0], start) for run in seen]
    ends, steps = np.array([one[0] for one in followed]), np.concatenate([one[1] for one in followed])
    shares = np.concatenate([one[2] for one in followed])
    law = share_law((start, start), (rates[0], rates[1]), months)
    visits = np.array([run[1]["units"][:, 0].mean() for run in seen])
    hoped = [share_law((start, start), (rates[0], rates[1]), n, corrected=True).mean for n in range(months)]
    lives = [one for run in seen for one in run]
    return {
        "rates": rates, "visits": runs * months,
        "not_as_looked": sum(int((one["found"] != one["incidents"] * one["units"]).sum()) for one in lives),
        "other_rates": sum(int((one["incidents"] != rates).sum()) for one in lives),
        "followed_off": float(ends.mean()) - law.mean, "followed_off_se": law.spread / math.sqrt(runs),
        **_placing(steps, shares),
        "corrected_off": float(visits.mean() - np.mean(hoped)),
        "corrected_off_se": float(visits.std(ddof=1)) / math.sqrt(runs),
    }  # fmt: skip


def _placing(went: np.ndarray, share: np.ndarray) -> dict[str, float]:
    """Level and slope of where the patrol went on the share before, off 0 and 1: sums of independent surprises."""
    surprise, variance, lever = went - share, share * (1.0 - share), share - 0.5
    weight = float((lever**2).sum())
    return {
        "placing_off": float(surprise.mean()), "placing_off_se": math.sqrt(float(variance.sum())) / len(share),
        "leaning_off": float((surprise * lever).sum()) / weight,
        "leaning_off_se": math.sqrt(float((variance * lever**2).sum())) / weight,
    }  # fmt: skip


def _by_month(out: Result, arm: str, months: int) -> Months:
    """Acts, finds and units of each month in the two districts, (months, 2) each."""
    rows = area_months(out, arm)
    found = {name: np.zeros((months, 2)) for name in ("incidents", "found", "units")}
    for name, table in found.items():
        table[rows["month"], rows["area"]] = rows[name]
    return found


def _followed(one: Months, start: float) -> tuple[float, np.ndarray, np.ndarray]:
    """The first district's share of all findings at the end, where the patrol went and the share before (months,)."""
    known = start + np.cumsum(one["found"], axis=0)
    before = np.vstack([np.full((1, 2), start), known[:-1]])
    return float(known[-1, 0] / known[-1].sum()), one["units"][:, 0], before[:, 0] / before.sum(axis=1)
