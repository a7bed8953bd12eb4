"""The proof of a shared past: it holds for every arm, and would fail if a single bit of the past were another."""

from __future__ import annotations

from typing import Any

import pytest

from counterscore.core.errors import SpecError
from counterscore.engine import fork
from counterscore.engine.run import Engine
from counterscore.people.population import BYTES_PER_PERSON, WORKING_BYTES
from counterscore.worlds.arms import Arm, default_arms
from counterscore.worlds.bind import memory_needed, plan_of
from counterscore.worlds.futures import prove
from counterscore.worlds.study import Study
from counterscore.worlds.witnessed import witness

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


@pytest.mark.parametrize("arms", [(), ARMS], ids=["life before", "dates"])
def test_memory_is_asked_for_past_and_future_together(arms: tuple[Arm, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked for is what columns take at the widest fork, where those of the past are still there."""
    handed, held = fork.go_on, []

    def weighed(engine: Engine, past: Engine, came_from: Any) -> None:
        states = (engine.state, past.state)
        held.append(sum(c.nbytes for s in states for c in (*s.columns.values(), *s.published.values())))
        handed(engine, past, came_from)

    monkeypatch.setattr(fork, "go_on", weighed)
    study = Study("judgment-defaulters", 1000, 12, 3, arms=arms)
    witness(study, ())
    asked = memory_needed(study, plan_of(study)) - 1000 * BYTES_PER_PERSON - WORKING_BYTES
    assert asked == max(held)
    assert len(held) == (3 if arms else 1)


def test_an_unknown_arm_is_refused() -> None:
    """The error names the nearest."""
    with pytest.raises(SpecError, match="told"):
        prove(STUDY, "tolt")
