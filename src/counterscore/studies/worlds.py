"""From a study file to what is lived: the arms, and one paired run for each replicate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from ..core.documents import OWN, Dated
from ..core.errors import SpecError
from ..regimes import Regime, load_regime
from ..regimes.patches import as_dated, unknown_path, value_paths
from ..worlds.arms import Arm, default_arms
from ..worlds.bind import month_name, months_between
from ..worlds.moved_people import Moved
from ..worlds.study import Study
from ..worlds.swaps import Numbers
from .file import ArmAsked, StudyFile
from .own import stamp_of
from .tasks import seed_of

ASKED = "asked by the study"


@lru_cache(maxsize=8)
def _regime(name: str, stamp: tuple[int, int] | None) -> Regime:
    return load_regime(name)


def arms_of(study: StudyFile, numbers: Numbers = ()) -> tuple[Arm, ...]:
    """The arms of a study; ``numbers`` are drawn values, which stand back where an arm has a value of its own.

    Values of an arm with a policy date stand back until it. Raises: SpecError for a path that the regime does not
    have, or a date outside the months that are lived.
    """
    if not study.arms:
        return tuple(replace(arm, numbers=numbers) for arm in default_arms())
    regime = _regime(study.regime, stamp_of(study.regime))
    return tuple(_arm(study, name, asked, regime, numbers) for name, asked in study.arms.items())


def _arm(study: StudyFile, name: str, asked: ArmAsked, regime: Regime, numbers: Numbers) -> Arm:
    own = tuple((path, patch_of(regime, path, raw)) for path, raw in asked.values.items())
    if asked.since is not None:
        since = _since(study, name, asked.since, regime.start)
        return Arm(name, asked.without, asked.with_, numbers=numbers, since=since, later=own)
    drawn = tuple((path, value) for path, value in numbers if path not in asked.values)
    return Arm(name, asked.without, asked.with_, numbers=(*drawn, *own))


def _since(study: StudyFile, name: str, date: str, start: str) -> int:
    """Months from the start of the regime to a policy date. Raises: SpecError for a date outside the study."""
    since = months_between(start, date)
    if 0 < since < study.months:
        return since
    last = month_name(start, study.months - 1)
    wrong = (
        "before the regime begins" if since < 0 else "when the regime begins" if not since else "after the last month"
    )
    hint = "; without from, an arm is so from the start" if not since else ""
    raise SpecError(
        f"{study.study}: arms.{name}.from: {date} is {wrong}; expected a month after {start} and no later than "
        f"{last}{hint}"
    )


def patch_of(regime: Regime, path: str, raw: Any) -> Dated:
    """A value of an arm; a bare number keeps the unit of the file and is an assumption of the study.

    Raises: SpecError for an unknown path or a value that its unit does not take.
    """
    if isinstance(raw, dict) or (isinstance(raw, list) and raw and isinstance(raw[0], dict)):
        return as_dated(path, raw)
    known = dict(value_paths(regime.spec))
    written = known.get(path)
    if written is None:
        raise SpecError(unknown_path(regime.spec, path, list(known)))
    entry = written.root[0]
    values = [*entry.numbers, *_numbers(path, raw)]
    span = [min(values), max(values)]
    made = {"value": raw, "unit": entry.unit, "source": OWN, "grade": "assumption", "range": span, "note": ASKED}
    return as_dated(path, made)


def _numbers(path: str, raw: Any) -> list[float]:
    """A bare value as numbers. Raises: SpecError."""
    found = list(raw) if isinstance(raw, list | tuple) else [raw]
    if not found or any(isinstance(one, bool) or not isinstance(one, int | float) for one in found):
        told = "expected a number, a list of numbers, or a mapping with value, source, grade and range"
        raise SpecError(f"patch {path}: {raw!r} is not a number; {told}")
    return [float(one) for one in found]


def run_of(
    study: StudyFile, replicate: int = 0, arms: Iterable[Arm] | None = None, moved: Moved = (), **more: Any
) -> Study:
    """The paired run of one replicate: people and draws of its own, all arms alike.

    ``moved`` are other numbers of the recipe, ``more`` may say people and months. Raises: SpecError, PlanError for what
    the regime does not take.
    """
    lived = arms_of(study) if arms is None else tuple(arms)
    sizes: Mapping[str, Any] = {"people": study.people, "months": study.months} | more
    return Study(
        study.regime, sizes["people"], sizes["months"], seed_of(study.seed, replicate), study.recipe, arms=lived,
        files=study.files, moved=moved,
    )  # fmt: skip
