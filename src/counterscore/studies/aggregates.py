"""Published quantities of many worlds at once: what each arm of a run tells of what was published.

Worlds lived beside each other have the same people and the same draws, so that what differs among them is their
numbers. A world that the engine will not live is left out and does not stop the others.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ..audit.targets import AS_WRITTEN, check_targets
from ..core.errors import PlanError, RunError, SpecError
from ..core.outcome import Outcome
from ..regimes import Regime
from ..regimes.units import Target
from ..running import run_study
from ..worlds.arms import Arm
from ..worlds.study import Study
from ..worlds.swaps import Numbers, accepted, latin, open_numbers

Told = Mapping[str, tuple[float | None, str]]  # quantity -> number, or None and why


def lived(study: Study, arms: Sequence[Arm], asked: Sequence[Target], threads: int = 0) -> dict[str, Told]:
    """What arms tell of the published quantities; those that the engine will not live are left out.

    Raises: RunError, PlanError or SpecError where the regime as written cannot be lived.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="counterscore-") as folder:
            outcome = run_study(replace(study, arms=tuple(arms)), Path(folder) / "run", threads=threads)
            found = {arm.name: told(outcome, arm.name, asked) for arm in arms}
            outcome.close()
            return found
    except (SpecError, PlanError, RunError):
        if len(arms) == 1:
            if arms[0].name == AS_WRITTEN:
                raise
            return {}
        half = len(arms) // 2
        return lived(study, arms[:half], asked, threads) | lived(study, arms[half:], asked, threads)


def told(outcome: Outcome, arm: str, asked: Sequence[Target]) -> Told:
    """One arm: what it says of each quantity, or None and why."""
    rows = check_targets(outcome, [one.model_dump() for one in asked], arm)
    return {row.id: (row.obtained, row.note) for row in rows}


def draws_of(regime: Regime, draws: int, seed: int) -> list[Numbers]:
    """Joint draws of all open numbers of a regime, as far as it takes them together."""
    found = open_numbers(regime)
    places = latin([one.path for one in found], draws, seed)
    wanted = [tuple((one.path, one.at(float(places[j, k]))) for j, one in enumerate(found)) for k in range(draws)]
    return [accepted(regime, numbers, lambda path, why: None) for numbers in wanted]
