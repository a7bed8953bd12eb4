"""How many adults were ever turned away in daily life because of the regime."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..metric import Values, metric, people
from ..subjects import subject_column
from .refusals import SECTORS


@metric(
    title="Refused at least once",
    unit="per 1,000 adults",
    worse="higher",
    definition="Adults refused anything, from a flight to a post, at least once in the run, over all adults.",
    source="our own definition",
    needs=("refused_*", "adult"),
    per=1000.0,
)
def refused_at_least_once(outcome: Outcome, arm: str | int) -> Values:
    """1 for adults who were refused anything in this arm, else 0."""
    columns = [f"refused_{sector}" for sector in SECTORS if f"refused_{sector}" in outcome.columns("people")]
    subject = subject_column(outcome)
    found = people(outcome, arm, subject, *columns)
    refused = np.zeros(len(found[subject]), bool)
    for column in columns:
        refused |= found[column] > 0
    return Values(refused.astype(np.float64), found[subject] != 0)
