"""Metrics of money and time lost, counted by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from fakes import fake_study

from counterscore.audit.metric import find_metric
from counterscore.core.outcome import Outcome
from counterscore.core.outcome_writer import OutcomeWriter


def test_losses_are_counted_among_adults(tmp_path: Path) -> None:
    """Whoever lost a yuan or more has lost money; less than that is rounding, and children are not counted."""
    writer = OutcomeWriter(tmp_path / "run", fake_study(4, 12))
    for arm in range(3):
        writer.append("people", {
            "arm": np.full(4, arm), "person": np.arange(4), "cell": np.arange(4), "adult": np.array([1, 1, 1, 0]),
            "money_lost_yuan": np.array([0.2, 1.0, 500.0, 900.0]) * (arm > 0),
            "trapped_months": np.array([0, 3, 9, 1]) * (arm > 1), "hours_lost": np.array([0.0, 27.0, 0.0, 5.0]),
        })  # fmt: skip
    run = Outcome(writer.finish())
    expected = {
        "lost_money": [0, 1, 1],
        "money_lost": [0.2, 1, 500],
        "months_added": [0, 3, 9],
        "hours_lost": [0, 27, 0],
    }
    for name, values in expected.items():
        found = find_metric(name)(run, "as written")
        assert found.among.tolist() == [True, True, True, False]
        assert found.values[:3].tolist() == values, name
    assert not find_metric("lost_money")(run, "none").values.any()
