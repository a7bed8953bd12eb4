"""Nominal 95 % intervals hold the truth about that often, with dependence inside households."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

PLACE = Path(__file__).parents[2] / "benchmarks" / "interval_coverage.py"


def benchmark() -> ModuleType:
    """The benchmark's own simulations."""
    pytest.importorskip("scipy")
    if "coverage_benchmark" not in sys.modules:
        spec = importlib.util.spec_from_file_location("coverage_benchmark", PLACE)
        assert spec is not None and spec.loader is not None
        sys.modules["coverage_benchmark"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["coverage_benchmark"])
    return sys.modules["coverage_benchmark"]


@pytest.mark.parametrize("number", range(12))
def test_intervals_hold_the_truth(number: int) -> None:
    """Means, ratios, gaps, Gini and mobility, in one arm and between two: 150 runs of 2,000 people each.

    False alarm: a true coverage of 95 % falls below 89.3 % of 150 with probability 0.3 %, the lowest that the
    benchmark shows (93.2 %, whole households hit together) with 3 %; the seed is fixed. Without blocks of neighbours
    that one is 77 %.
    """
    made = benchmark()
    case = list(made.cases())[number]
    for title, told, inside, _, _ in made.measured(case, 2000, 150):
        assert inside >= 0.893, title
        assert told > 0.5, title


@pytest.mark.parametrize("rate", [0.2, 0.01])
def test_the_scan_raises_few_false_alarms(rate: float) -> None:
    """Where harm strikes all groups alike, a worst-hit subgroup is named in at most 5 % of runs.

    False alarm: 150 runs; a true rate of 5 % gives 14 or more with probability 1.7 %; the seed is fixed.
    """
    assert benchmark().false_alarms(2000, 150, rate) <= 13 / 150
