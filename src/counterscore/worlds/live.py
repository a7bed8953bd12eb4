"""Runs a study into a folder: live every month of every arm, stream what is finished, keep a way back."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..core.draws import SCHEME
from ..core.errors import RunError
from ..core.manifest import stamp_of
from ..core.outcome import Outcome
from ..core.outcome_removal import remove_outcome
from ..core.outcome_writer import OutcomeWriter
from ..engine.fork import Forked
from ..engine.plan import Plan
from .attribute import attributed
from .bind import GROUPS, plan_of, world_of
from .held import keep_rules
from .sink import RowSink, Told, schema_of
from .study import Study

CHECKPOINT_SECONDS = 30.0


class Stopped(RunError):
    """The run was asked to stop; its folder can be resumed."""


def live(
    study: Study, folder: Path | str, *, resume: bool = False, force: bool = False, threads: int = 0,
    tell: Callable[[Told], None] = lambda told: None, stop: Callable[[], bool] = lambda: False,
) -> Outcome:  # fmt: skip
    """Lives a study and returns its outcome.

    ``stop`` is asked between months; when it says yes the folder is left resumable and Stopped is raised. ``resume``
    goes on in such a folder and gives the same bytes as an undisturbed run. ``force`` replaces an older run there.
    Raises SpecError, PlanError, ColumnError (before anything is written), OutcomeError and RunError.
    """
    tell(Told("people", 0, 1))
    plan = plan_of(study)
    if force and not resume:
        remove_outcome(folder)
    writer = OutcomeWriter(folder, study.resolved(), resume=resume, schema=schema_of(plan))
    try:
        world, people = world_of(study, plan)
        run = Forked(plan, world, threads=threads)
        fixed = {name: people.columns[name] for name in GROUPS} | {"cell": world.cell}
        _through(run, RowSink(plan, writer, fixed), writer, resume, tell, stop)
        found = attributed(study, people, threads, _until(stop, tell, folder)) if study.attribute else None
        for table, columns in found.tables.items() if found else ():
            writer.append(table, columns)
        tell(Told("writing", 0, 1))
        twins = {arm.name for arm in study.lived if arm.twin}
        facts = _facts(run, plan, twins)
        facts["environment"]["beside"] = keep_rules(study, folder)
        writer.finish(facts | ({"attribution": found.facts} if found else {}))
    finally:
        writer.abort()
    return Outcome(folder)


def _until(stop: Callable[[], bool], tell: Callable[[Told], None], folder: Path | str) -> Callable[[Told], None]:
    """Tells on, and stops between arms of an attribution; months since the last checkpoint are then lived again."""

    def heard(told: Told) -> None:
        if stop():
            raise Stopped(f"stopped during the attribution; go on with: counterscore run --resume {folder}")
        tell(told)

    return heard


def _facts(run: Forked, plan: Plan, twins: set[str]) -> dict[str, Any]:
    engine = run.engine
    total = sum(engine.seconds.values())
    parted = [row for row in engine.certificate.to_json() if not twins & set(row["arms"])]
    spent = sorted(engine.seconds.items(), key=lambda item: -item[1])
    return {
        "draw_scheme": SCHEME, "streams": plan.streams(), "divergence": parted,
        "forks": [fork.to_json(tuple(twins)) for fork in run.forks],
        "environment": {
            "engine_seconds": round(total, 3), "seconds_by_step": {name: round(s, 4) for name, s in spent},
            "threads": engine.threads, "engine_bytes": engine.state.memory_bytes(),
        },
    }  # fmt: skip


def _through(
    run: Forked, sink: RowSink, writer: OutcomeWriter, resume: bool, tell: Callable[[Told], None],
    stop: Callable[[], bool],
) -> None:  # fmt: skip
    """Every month that is left, with a checkpoint now and then."""
    place, months = writer.parts / "checkpoint.npz", run.world.months
    try:
        run.prepare(lambda done, total: tell(Told("compiling", done, total)))
        if resume:
            _step_back(run, writer, place)
        kept = time.monotonic()
        while (done := run.engine.state.month) < months:
            tell(Told("living", done, months))
            stopping = stop()
            if stopping or time.monotonic() - kept > CHECKPOINT_SECONDS:
                run.save(place, {"writer": writer.flush()})
                kept = time.monotonic()
            if stopping:
                again = f"counterscore run --resume {writer.folder}"
                raise Stopped(f"stopped after {done} of {months} months; go on with: {again}")
            run.month(sink)
        tell(Told("living", months, months))
        run.finish(sink)
    finally:
        run.close()


def _step_back(run: Forked, writer: OutcomeWriter, place: Path) -> None:
    """Puts run and writer to the last checkpoint, or to the beginning where there is none."""
    if place.is_file():
        writer.restore(run.load(place)["writer"])
        return
    stamp = stamp_of(writer.study)
    blank = {"study_sha256": stamp["counterscore_study"], "version": stamp["counterscore_version"]}
    writer.restore(blank | {"parts": {}, "rows": {}, "types": {}})
