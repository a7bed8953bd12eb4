"""Keeps the whole state of a run in one file, so that it can go on later as if nothing had happened."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from ..core.errors import RunError
from .run import Engine


def save(engine: Engine, path: Path, extra: dict[str, Any]) -> None:
    """Writes columns, rows, flows, certificate and ``extra`` (JSON) to ``path``, replacing it only when complete.

    Raises RunError where the disk is full or refuses.
    """
    state = engine.state
    arrays: dict[str, np.ndarray] = {f"column/{name}": values for name, values in state.columns.items()}
    arrays |= {f"published/{name}": values for name, values in state.published.items()}
    arrays |= {f"flow/{name}": values for name, values in engine.observer.before.items()}
    for name, tables in state.tables.items():
        for a, table in enumerate(tables):
            arrays |= {f"rows/{name}/{a}/{field}": values for field, values in table.pack().items()}
    head = {"run": _run_of(engine), "month": state.month, "certificate": engine.certificate.to_json(), "extra": extra}
    arrays["head"] = np.frombuffer(json.dumps(head).encode(), np.uint8)
    part = path.with_suffix(".tmp")
    try:
        with part.open("wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise RunError(
            f"{path}: the checkpoint cannot be written ({error.strerror}); free some room and --resume"
        ) from None


def _run_of(engine: Engine) -> dict[str, Any]:
    """What a checkpoint must have in common with the run that takes it up."""
    columns = {name: values.dtype.str for name, values in engine.state.columns.items()}
    world = engine.world
    return {
        "arms": list(world.arms), "people": world.count, "seed": world.seed, "replicate": world.replicate,
        "months": world.months, "columns": columns, "tables": {n: dict(f) for n, f in engine.plan.tables.items()},
    }  # fmt: skip


def month_of(path: Path) -> int:
    """The month that a checkpoint has come to. Raises RunError for a file that is damaged."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            return int(json.loads(held["head"].tobytes())["month"])
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: Exception) -> RunError:
    return RunError(f"{path}: the checkpoint cannot be read ({error}); start again with --force")


def load(engine: Engine, path: Path) -> dict[str, Any]:
    """Puts an engine into the saved state and returns ``extra``.

    Raises RunError for a file that is damaged or belongs to another plan.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            head = json.loads(held["head"].tobytes())
            if head["run"] != _run_of(engine):
                raise RunError(
                    f"{path}: belongs to another run (other arms, people or mechanisms); start again with --force"
                )
            state = engine.state
            for name, values in state.columns.items():
                values[:] = held[f"column/{name}"]
            for name, values in state.published.items():
                values[:] = held[f"published/{name}"]
            engine.observer.before = {k.split("/", 1)[1]: held[k] for k in held.files if k.startswith("flow/")}
            for name, tables in state.tables.items():
                for a, table in enumerate(tables):
                    table.unpack({field: held[f"rows/{name}/{a}/{field}"] for field in table.fields})
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise _unreadable(path, error) from None
    state.month = int(head["month"])
    for month, changed in sorted(engine.world.params.items()):
        if month < state.month:
            state.params.update(changed)
    engine.certificate.restore(head["certificate"])
    extra: dict[str, Any] = head["extra"]
    return extra
