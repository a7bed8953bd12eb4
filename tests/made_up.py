"""A made-up run of three arms and a hidden twin, from who is listed and who deserves it; a few columns and no more."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from fakes import fake_study

from counterscore.core.outcome import Outcome
from counterscore.core.outcome_writer import OutcomeWriter

NONE, PERFECT, WRITTEN, NOTICED, TWIN = range(5)
MONTHS = 24


def made_up(
    folder: Path, listed: np.ndarray, deserved: np.ndarray, spared: np.ndarray | None = None, **more: np.ndarray
) -> Outcome:
    """Listed (P,) in the arm as written, deserved (P,) with perfect records; under notice ``spared`` are not listed.

    ``spared`` are spared there whether or not they deserve it, so that the arm with notice has a truth of its own.
    ``more`` are people columns, the same in every arm.
    """
    study = fake_study(len(listed), MONTHS)
    study["arms"] = [
        {"name": "none", "without": ["regime"], "with": []},
        {"name": "perfect records", "without": ["errors"], "with": []},
        {"name": "as written", "without": [], "with": []},
        {"name": "with notice", "without": [], "with": ["notice"]},
        {"name": "with notice, perfect records", "without": ["errors"], "with": ["notice"], "twin": True},
    ]
    writer = OutcomeWriter(folder / "run", study)
    away = np.zeros(len(listed), bool) if spared is None else spared
    ever = {
        NONE: np.zeros(len(listed), bool), PERFECT: deserved, WRITTEN: listed, NOTICED: listed & ~away,
        TWIN: deserved & ~away,
    }  # fmt: skip
    for arm, on in ever.items():
        truth = ever[{WRITTEN: PERFECT, NOTICED: TWIN}.get(arm, arm)]
        writer.append("people", {
            "arm": np.full(len(on), arm, np.int16), "person": np.arange(len(on), dtype=np.int32),
            "adult": np.ones(len(on), np.uint8), "ever_listed": on.astype(np.uint8),
            "months_listed": (10 * on).astype(np.int16),
            "wrongly_listed_months": (10 * (on & ~truth)).astype(np.int16), **more,
        })  # fmt: skip
    return Outcome(writer.finish())
