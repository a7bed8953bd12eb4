"""The proof of a shared past: it holds for every arm, and would fail if a single bit of the past were another."""

from __future__ import annotations

from typing import Any

import pytest

from counterscore.core.errors import SpecError
from counterscore.engine import fork
from counterscore.engine.run import Engine
from counterscore.worlds.arms import Arm, default_arms
from counterscore.worlds.futures import prove
from counterscore.worlds.study import Study

ARMS = (*default_arms(), Arm("told", (), ("notice",), since=6), Arm("gone", ("regime",), since=9))
STUDY = Study("judgment-defaulters", 2000, 12, 3, arms=ARMS)


@pytest.mark.parametrize("arm", [arm.name for arm in STUDY.lived])
def test_every_arm_lived_whole_is_the_arm_with_a_shared_past(arm: str) -> None:
    """Digests are equal at every fork and at the end, twins included."""
    proof = prove(STUDY, arm)
    assert proof.equal and [moment.month for moment in proof.moments] == [0, 6, 9, None]
    assert len({moment.shared for moment in proof.moments}) == 4


def test_a_past_that_differs_in_one_value_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """One person's one column changed when the past is handed on: no fork before differs, the end does."""
    handed = fork.go_on

    def wrong(engine: Engine, past: Engine, came_from: Any) -> None:
        handed(engine, past, came_from)
        engine.state.columns["months_listed"][:, 7] += 1

    monkeypatch.setattr(fork, "go_on", wrong)
    proof = prove(STUDY, "told")
    assert not proof.equal
    assert [moment.shared == moment.whole for moment in proof.moments] == [True, False, False, False], (
        "before the first hand-over nothing is wrong"
    )


def test_an_unknown_arm_is_refused() -> None:
    """The error names the nearest."""
    with pytest.raises(SpecError, match="told"):
        prove(STUDY, "tolt")
