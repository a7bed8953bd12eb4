"""Keeps the rules that a run was lived by beside it, and lives people under rules that no file holds any more.

A run knows its regime by name and by hash. A file that was edited since has the name and another hash, so that nobody
could say what the run was about. ``regime.json`` in the folder of a run holds the rules themselves.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ..core.errors import OutcomeError
from ..core.manifest import canonical, file_digest, read_json, write_text
from ..regimes import Regime
from ..regimes.schema import RegimeSpec
from .study import Study, _Spec

FILE = "regime.json"
SCHEMA = "counterscore-regime/1"


@dataclass(frozen=True)
class Held(Study):
    """A study under a regime that is at hand as an object; ``regime`` is only what it is called."""

    held: Regime | None = field(default=None, compare=False)

    @cached_property
    def spec(self) -> _Spec:
        """The regime that is held, with what follows from it."""
        if self.held is None:
            raise OutcomeError("a study of a regime that is held needs one")
        return _Spec(self.held)


def regime_json(regime: Regime) -> dict[str, Any]:
    """A regime with everything it says, as plain data."""
    spec = regime.spec.model_dump(mode="json", by_alias=True)
    return {"schema": SCHEMA, "sha256": regime.digest(), "applied": list(regime.applied), "spec": spec}


def keep_rules(study: Study, folder: Path | str) -> dict[str, str]:
    """Writes the rules of a run beside its tables; file -> digest, for the manifest, so that changes are seen."""
    path = Path(folder) / FILE
    write_text(path, canonical(regime_json(study.spec.regime)) + "\n")
    return {FILE: file_digest(path)}


def regime_of(known: Mapping[str, Any], where: Path | str) -> Regime:
    """The inverse of ``regime_json``. Raises: OutcomeError for anything else, or where its hash does not fit."""
    try:
        found = Regime(RegimeSpec.model_validate_json(json.dumps(known["spec"])), tuple(known["applied"]))
        fits = found.digest() == known["sha256"]
    except (KeyError, TypeError, ValidationError) as fault:
        raise OutcomeError(f"{where}: holds no regime that this version can read: {fault}") from None
    if not fits:
        raise OutcomeError(f"{where}: does not hold the regime that it was written for; its hash does not fit")
    return found


def kept_regime(folder: Path | str) -> Regime | None:
    """The rules that a run was lived by; None for a run that kept none. Raises: OutcomeError for a damaged file."""
    path = Path(folder) / FILE
    return regime_of(read_json(path, "the regime of a run"), path) if path.is_file() else None
