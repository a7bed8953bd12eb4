"""Checkpoints: stop at any month, go on elsewhere, and get the same bytes; damaged or foreign files are refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from toy_worlds import ARMS, BASE, Lived, assert_same, live, stacked, toy_plan, toy_world
from toys import ALONE, DEEDS, RIPPLE

from counterscore.core.errors import RunError
from counterscore.engine import checkpoint
from counterscore.engine.plan import Plan
from counterscore.engine.run import Engine
from counterscore.engine.state import World

MONTHS = 7


def dated(plan: Plan) -> dict[str, Any]:
    """Parameters that change in month 3, certificate entries before and after it."""
    first = stacked(plan, list(ARMS.values()), BASE)
    return {"params": {0: first, 3: {"ladder.lift": np.array([1.0, 2.0, 1.0])}}, "months": MONTHS, "people": 4500}


def resumed(plan: Plan, world: World, path: Path, stop: int, **options: Any) -> tuple[Lived, dict[str, Any]]:
    """A run that is stopped after some months, saved, and taken up by a fresh engine."""
    first = live(plan, world, months=stop)
    checkpoint.save(first.engine, path, {"finished": stop, "note": ["any", 1.5]})
    second = Lived(Engine(plan, world, **({"threads": 1} | options)), parts=first.parts)
    extra = checkpoint.load(second.engine, path)
    second.engine.prepare()
    for _ in range(stop, MONTHS):
        second.engine.month(second)
    second.engine.finish(second)
    second.engine.close()
    return second, extra


@pytest.mark.parametrize("stop", range(MONTHS + 1))
def test_a_resumed_run_is_an_undisturbed_run(tmp_path: Path, stop: int) -> None:
    """Stopped after any month and resumed: columns, rows, monthly sums, flows, logs and certificate are the same."""
    plan = toy_plan()
    world = toy_world(plan, **dated(plan))
    whole = live(plan, world)
    again, extra = resumed(plan, world, tmp_path / "c.npz", stop)
    assert_same(whole, again)
    assert whole.engine.certificate.to_json() == again.engine.certificate.to_json()
    assert extra == {"finished": stop, "note": ["any", 1.5]} and again.engine.state.month == MONTHS


def test_other_threads_and_chunks_may_go_on(tmp_path: Path) -> None:
    """A checkpoint does not remember how the work was cut."""
    plan = toy_plan()
    world = toy_world(plan, **dated(plan))
    again, _ = resumed(plan, world, tmp_path / "c.npz", 3, threads=2, chunk=4096)
    assert_same(live(plan, world), again)


def test_saving_changes_nothing(tmp_path: Path) -> None:
    """A run that saves every month is the run that never saves, and leaves no temporary file."""
    plan = toy_plan()
    world = toy_world(plan, **dated(plan))
    saving = Lived(Engine(plan, world, threads=1))
    saving.engine.prepare()
    for _ in range(MONTHS):
        saving.engine.month(saving)
        checkpoint.save(saving.engine, tmp_path / "c.npz", {})
    saving.engine.finish(saving)
    assert_same(live(plan, world), saving)
    assert [p.name for p in tmp_path.iterdir()] == ["c.npz"]


def saved(path: Path) -> tuple[Plan, World]:
    """A checkpoint of two months."""
    plan = toy_plan()
    world = toy_world(plan, **dated(plan))
    checkpoint.save(live(plan, world, months=2).engine, path, {})
    return plan, world


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda b: b"",
    "text": lambda b: b"not a checkpoint",
    "cut": lambda b: b[: len(b) // 2],
    "a flipped byte": lambda b: b[:5000] + bytes([b[5000] ^ 255]) + b[5001:],
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_files_are_refused(tmp_path: Path, damage: str) -> None:
    """An empty, cut or altered file is a RunError that names it, never a half-loaded state or a traceback."""
    path = tmp_path / "c.npz"
    plan, world = saved(path)
    path.write_bytes(DAMAGE[damage](path.read_bytes()))
    with pytest.raises(RunError, match=r"c\.npz"):
        checkpoint.load(Engine(plan, world, threads=1), path)


def test_missing_files_are_refused(tmp_path: Path) -> None:
    """So is a file that is not there."""
    plan = toy_plan()
    with pytest.raises(RunError, match=r"gone\.npz"):
        checkpoint.load(Engine(plan, toy_world(plan), threads=1), tmp_path / "gone.npz")


@pytest.mark.parametrize("other", ["fewer columns", "more columns", "other people", "one arm less", "other arms"])
def test_checkpoints_of_other_runs_are_refused(tmp_path: Path, other: str) -> None:
    """A checkpoint of another plan, another number of people or other arms is a RunError, not a mixture of runs."""
    path = tmp_path / "c.npz"
    plan, world = saved(path)
    two = {name: ARMS[name] for name in ("none", "clean")}
    if other == "fewer columns":
        plan = toy_plan(ALONE)
        world = toy_world(plan, **dated(plan))
    elif other == "more columns":
        checkpoint.save(live(toy_plan(ALONE), toy_world(toy_plan(ALONE), people=4500), months=1).engine, path, {})
    elif other == "other people":
        world = toy_world(plan, people=4600)
    else:
        world = toy_world(plan, two if other == "one arm less" else {"x": {}, **two}, people=4500)
    with pytest.raises(RunError, match=r"c\.npz"):
        checkpoint.load(Engine(plan, world, threads=1), path)


def test_a_checkpoint_of_one_arm_is_not_spread_over_two(tmp_path: Path) -> None:
    """One arm saved and two arms asked for is refused even where no table tells them apart."""
    plan, path = toy_plan((DEEDS, *ALONE[1:], RIPPLE)), tmp_path / "c.npz"
    checkpoint.save(live(plan, toy_world(plan, {"a": {}}, people=100), months=1).engine, path, {})
    with pytest.raises(RunError, match=r"c\.npz"):
        checkpoint.load(Engine(plan, toy_world(plan, {"a": {}, "b": {}}, people=100), threads=1), path)


def test_a_full_disk_keeps_the_last_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When writing fails, the error says so, the temporary file is gone and the older checkpoint still loads."""
    path = tmp_path / "c.npz"
    plan, world = saved(path)
    before = path.read_bytes()

    def full(*args: Any, **kwargs: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(RunError, match="No space left"):
        checkpoint.save(live(plan, world, months=3).engine, path, {})
    assert path.read_bytes() == before and [p.name for p in tmp_path.iterdir()] == ["c.npz"]
    engine = Engine(plan, world, threads=1)
    checkpoint.load(engine, path)
    assert engine.state.month == 2
