"""Rates of published confusion tables."""

from __future__ import annotations

from collections.abc import Mapping

from ...published import confusion

COUNTS = ("true_positive", "false_positive", "false_negative", "true_negative")
RATES = (
    "false_positive_rate", "false_negative_rate", "positive_predictive_value", "prevalence", "selection_rate",
    "accuracy",
)  # fmt: skip


def rates(groups: Mapping[str, Mapping[str, int]]) -> dict[str, list[float]]:
    """Each rate by its name, for the groups in their order, from the four counts of each."""
    counts = [[float(table[name]) for name in COUNTS] for table in groups.values()]
    return {name: [float(getattr(confusion, name)(*four)) for four in counts] for name in RATES}
