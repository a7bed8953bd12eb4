"""Lending by a score that moves with every loan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ...published.equal_opportunity import EqualOpportunity
from ...published.lending import lending
from ...published.lending_pools import Lives, live_in_pools, people_in_cells

Shares = Sequence[float]
Starts = Mapping[str, Shares]


def settled(repay: Shares, accepted_from: int, starts: Starts) -> dict[str, Any]:
    """Cells in the long run from each start, and the mean chance of repaying there."""
    rule = lending(repay, accepted_from=accepted_from)
    cells = [rule.settled(start) for start in starts.values()]
    return {"cells": [one.tolist() for one in cells], "repay_p": [rule.repaid(one) for one in cells]}


def excluded(repay: Shares, accepted_from: int, starts: Starts, times: Sequence[int]) -> dict[str, Any]:
    """Expected loans before nobody lends any more, by cell and by start, and who is eligible after so many periods."""
    rule = lending(repay, accepted_from=accepted_from)
    return {
        "loans_by_cell": rule.expected_loans.tolist(),
        "loans": [rule.loans(start) for start in starts.values()],
        "eligible": [[rule.eligible(start, time) for time in times] for start in starts.values()],
    }


def lived(repay: Shares, accepted_from: int, starts: Starts, people: int, steps: int, seed: int) -> dict[str, Any]:
    """Simulated people from each start after so many periods: cells, loans and who is eligible."""
    rule = lending(repay, accepted_from=accepted_from)
    found = [rule.simulated(start, people, steps, seed) for start in starts.values()]
    return {
        "cells": [one.cells.tolist() for one in found], "repay_p": [rule.repaid(one.cells) for one in found],
        "loans": [one.loans for one in found], "loans_se": [one.loans_se for one in found],
        "eligible": [one.eligible for one in found],
    }  # fmt: skip


def eligible_lived(
    repay: Shares, accepted_from: int, starts: Starts, people: int, times: Sequence[int], seed: int
) -> dict[str, Any]:
    """Simulated people who are eligible after so many periods, from each start."""
    rule = lending(repay, accepted_from=accepted_from)
    runs = [[rule.simulated(start, people, time, seed).eligible for time in times] for start in starts.values()]
    return {"eligible": runs}


def pools_expected(
    repay: Shares, accepted_from: int, starts: Starts, people: int, steps: int
) -> dict[str, list[float]]:
    """Loans to a pool of people, and their mean chance of repaying, expected where one of all pools applies a step."""
    rule, asks = lending(repay, accepted_from=accepted_from), 1.0 / (people * len(starts))
    return {
        "loans": [people * rule.loans_within(start, steps, asks) for start in starts.values()],
        "repay_p": [rule.repaid(rule.after(start, steps, asks)) for start in starts.values()],
    }


def pools(
    repay: Shares, starts: Starts, people: int, rules: Mapping[str, Mapping[str, Any]], steps: int, runs: int, seed: int
) -> dict[str, Any]:
    """Means over runs for each rule and group; _run is one run beside their spread; more and less against rule one."""
    begun = {group: people_in_cells(start, people) for group, start in starts.items()}
    out: dict[str, Any] = {}
    first: Lives | None = None
    for name, told in rules.items():
        rule = EqualOpportunity(**told) if "break_even" in told else lending(repay, **told)
        found = live_in_pools(begun, rule, repay, steps=steps, runs=runs, seed=seed)
        out |= _means(f"{name}_loans", found.loans[:, -1]) | _means(f"{name}_repay_p", found.repay[:, -1])
        first = first or found
        for at, group in enumerate(found.groups):
            out[f"{name}_more_loans_{group}"] = _in_se((found.loans - first.loans)[:, -1, at])
            out[f"{name}_less_repay_p_{group}"] = _in_se((first.repay - found.repay)[:, -1, at])
    return out


def _means(name: str, runs: np.ndarray) -> dict[str, list[float]]:
    """Means over runs (R, G) with their standard error, and the same as one run with the spread of runs."""
    mean, spread = runs.mean(axis=0), runs.std(axis=0, ddof=1)
    error = (spread / np.sqrt(len(runs))).tolist()
    return {name: mean.tolist(), f"{name}_se": error, f"{name}_run": mean.tolist(), f"{name}_run_se": spread.tolist()}


def _in_se(differences: np.ndarray) -> float:
    """Mean of paired differences (R,) in standard errors; 0 where all are 0."""
    spread = float(differences.std(ddof=1)) / np.sqrt(len(differences))
    return float(differences.mean() / spread) if spread else 0.0
