"""What rules of fairness cost a lender, and what they do to the scores of a group, on a published score table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...published.delayed_impact import Change, impacts, limits
from ...published.table_files import read_score_table
from ...published.thresholds import POLICIES, decisions, stakes_of


def rules(table: str, break_even: float) -> dict[str, Any]:
    """Each rule's share of the maximum and its rates by group; ``table`` is the id of a shipped table."""
    read = read_score_table(table).table
    found = decisions(read, stakes_of(break_even=break_even))
    told: dict[str, Any] = {"groups": list(read.groups), "base_rate": read.base_rate}
    told["most_per_head"] = found["max_utility"].utility
    told["lowest_bin"] = read.bins[int(found["single_threshold"].accepted[:, 0].argmax())]
    for name, one in found.items():
        told |= {name: one.of_maximum, f"{name}_tpr": one.tpr, f"{name}_fpr": one.fpr, f"{name}_share": one.selection}
    return told


def impact(
    table: str, groups: Mapping[str, float], loss_ratio: float, rise: float, fall: float
) -> dict[str, Any]:  # fmt: skip
    """Selection rates, expected points and verdicts by rule, and the best and harmless rates of each group."""
    read = read_score_table(table).table.among(groups)
    change = Change(rise, fall)
    told: dict[str, Any] = {}
    for name, one in impacts(read, stakes_of(loss_ratio=loss_ratio), change, tuple(POLICIES)).items():
        told |= {f"{name}_selection": one.decision.selection, f"{name}_points": one.points}
        told |= {f"{name}_utility": one.decision.utility, f"{name}_harm": list(one.verdicts)}
    edges = [limits(read, group, change) for group in groups]
    told |= {"harmless": [edge.harmless for edge in edges], "best": [edge.best for edge in edges]}
    told |= {"best_points": [edge.best_points for edge in edges]}
    return told | {"everybody_points": [edge.everybody_points for edge in edges]}
