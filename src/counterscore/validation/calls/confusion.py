"""Rates of published confusion tables, and the identity that no table escapes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...core.draws import uniforms
from ...published import confusion

COUNTS = ("true_positive", "false_positive", "false_negative", "true_negative")
RATES = (
    "false_positive_rate", "false_negative_rate", "positive_predictive_value", "prevalence", "selection_rate",
    "accuracy",
)  # fmt: skip
Groups = Mapping[str, Mapping[str, int]]


def _counts(groups: Groups) -> list[tuple[float, float, float, float]]:
    """The four counts of each group in the order of the functions."""
    return [(float(t[COUNTS[0]]), float(t[COUNTS[1]]), float(t[COUNTS[2]]), float(t[COUNTS[3]]))
            for t in groups.values()]  # fmt: skip


def rates(groups: Groups) -> dict[str, list[float]]:
    """Each rate by its name, for the groups in their order, from the four counts of each."""
    return {name: [float(getattr(confusion, name)(*four)) for four in _counts(groups)] for name in RATES}


def identity(groups: Groups, tables: int, highest: int, seed: int) -> dict[str, float | list[float]]:
    """What is left of the identity for each group, and at most for that many tables of random counts from 1 on."""
    counts = [1.0 + np.floor(highest * uniforms(seed, "audit.random_tables", tables, slot=cell)) for cell in range(4)]
    left = np.abs(confusion.identity_residual(*counts))
    return {
        "residual": [float(confusion.identity_residual(*four)) for four in _counts(groups)],
        "tables": float(np.isfinite(left).sum()), "largest": float(left.max()),
    }  # fmt: skip


def factors(groups: Groups) -> dict[str, float]:
    """By what factor each rate differs between the groups: highest / lowest."""
    return confusion.factors(dict(zip(groups, _counts(groups), strict=True)))
