"""What a calibration came to: what was tuned, how narrow it became, what was met, and a patch to paste.

The regime is never changed. Whoever wants to live with the tuned numbers pastes the patch into an arm of a study, where
it is an assumption like any other, and says that it was tuned.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

import numpy as np

from ..audit.studied.calibrated import Calibrated, Met, Together, Tuned
from ..core.documents import Value
from ..regimes.units import Target
from ..worlds.swaps import Open, is_open
from .calibration import AFTER, BEFORE, DRAWS, NAME, POINTS, Lived, Rounds, Told, lived_for, rounds
from .calibration_asked import Wanted, wanted
from .calibration_points import Fitted
from .file import StudyFile
from .store import Folder
from .tasks import Json

CENTRE = (0.05, 0.5, 0.95)
BOUND = 0.5  # a correlation of accepted values from which two numbers are told to go together
DIGITS = 4


def calibrated(study: StudyFile, folder: Folder) -> Calibrated | None:
    """What the folder holds of a calibration; None where none was asked for. Raises: SpecError as for its tasks."""
    if study.calibration is None:
        return None
    asked = wanted(study)
    found = rounds(asked, study, folder)
    done = {number: told for number, _, told in folder.found(NAME)}
    points = lived_for(POINTS, found.tasks, done).told
    tuning, fitted = asked.tuning, found.found
    return Calibrated(
        points=tuning.points, kept=fitted.kept if fitted else 0,
        refused=len(points) - found.usable, tolerance=fitted.tolerance if fitted else 0.0,
        people=tuning.people, months=tuning.months, checks=tuning.checks,
        tuned=_tuned(asked, fitted), met=_met(asked, found, done),
        narrowing=1.0 if found.region is None else float(np.prod(found.region[:, 1] - found.region[:, 0])),
        together=_together(asked, fitted), failed=sum(1 for _ in folder.failures(NAME)),
        patch=patch(asked, fitted) if fitted else "", problem=_problem(asked, found, folder),
    )  # fmt: skip


def _problem(asked: Wanted, found: Rounds, folder: Folder) -> str:
    """Why nothing was tuned."""
    if found.found is not None:
        return ""
    if not all(map(folder.settled, found.tasks)):
        return "the calibration is not finished"
    if not found.chosen:
        return "no point told any of the totals"
    return f"only {found.usable} of the first {-(-asked.tuning.points // 2)} points told every total"


def _entry(one: Open) -> Value:
    """The entry of a number that is tuned; of a number that changes with time the first that is open."""
    return next(entry for entry in one.written.root if is_open(entry))


def _value(one: Open, place: float) -> float:
    """The number at a place of its range; of a number that changes with time its first open entry."""
    moved = next(new for new, old in zip(one.at(place).root, one.written.root, strict=True) if is_open(old))
    return moved.number


def _tuned(asked: Wanted, found: Fitted | None) -> tuple[Tuned, ...]:
    return tuple(_tuned_one(d, one, found) for d, one in enumerate(asked.numbers)) if found else ()


def _tuned_one(d: int, one: Open, found: Fitted) -> Tuned:
    """One number before and after."""
    entry = _entry(one)
    low, middle, high = found.quantiles(d, 0.025, 0.5, 0.975)
    return Tuned(
        path=one.path, label=one.label, unit=entry.unit, written=entry.number,
        low=_value(one, 0.0), high=_value(one, 1.0), median=_value(one, middle), p025=_value(one, low),
        p975=_value(one, high), narrowed=max(0.0, 1.0 - (high - low) / 0.95), tuned_before=entry.tuned,
    )  # fmt: skip


def _together(asked: Wanted, found: Fitted | None) -> tuple[Together, ...]:
    """Pairs of numbers of which the totals tell little more than one combination."""
    if found is None or len(asked.numbers) < 2:
        return ()
    apart = found.places - found.weights @ found.places
    cov = (apart * found.weights[:, None]).T @ apart
    deviation = np.sqrt(np.diag(cov))
    return tuple(
        Together(
            one=one.path, other=asked.numbers[e].path, correlation=float(cov[d, e] / (deviation[d] * deviation[e]))
        )
        for d, one in enumerate(asked.numbers)
        for e in range(d + 1, len(asked.numbers))
        if deviation[d] * deviation[e] > 0.0 and abs(cov[d, e]) >= BOUND * deviation[d] * deviation[e]
    )


def _met(asked: Wanted, found: Rounds, done: Mapping[int, Json]) -> tuple[Met, ...]:
    """Every total of the regime: those to meet first, then the holdout."""
    before, after = (lived_for(what, found.tasks, done) for what in (BEFORE, AFTER))
    return tuple(_met_one(one, one in asked.meet, before, after) for one in asked.predicted)


def _met_one(one: Target, named: bool, before: Lived, after: Lived) -> Met:
    """One total beside fresh worlds as written, under the ranges and after tuning."""
    ranged = _numbers(before.told, one.id)
    # each fresh replicate holds the world at the medians first
    tuned = after.told[:: DRAWS + 1]
    fresh = _numbers([world for k, world in enumerate(after.told) if k % (DRAWS + 1)], one.id)
    low, middle, high = _centre(fresh)
    off = 0.0 if low is None or high is None else min(0.0, high - one.low) + max(0.0, low - one.high)
    problem = before.why.get(one.id, "") or after.why.get(one.id, "")
    return Met(
        id=one.id, title=one.title, unit="", source=one.source, published_low=one.low, published_high=one.high,
        as_written=_middle(_numbers(before.written, one.id)),
        before_low=_centre(ranged)[0], before_high=_centre(ranged)[2],
        after_low=low, after_median=middle, after_high=high,
        verdict="not told" if not fresh else "met" if off == 0.0 else "not met",
        problem=problem or ("" if fresh else "no world after tuning told it"),
        role="tuned to" if named else "holdout", grade=one.grade,
        inside=float(np.mean([one.low <= x <= one.high for x in fresh])) if fresh else None,
        as_tuned=_middle(_numbers(tuned, one.id)), off=off,
        used_before=one.use == "calibration", reserved=named and one.use == "holdout",
    )  # fmt: skip


def _numbers(worlds: Sequence[Told | None], name: str) -> list[float]:
    return [value for world in worlds if world and (value := world[name]) is not None]


def _centre(values: Sequence[float]) -> tuple[float | None, float | None, float | None]:
    """5 %, median and 95 % of some worlds."""
    if not values:
        return None, None, None
    low, middle, high = np.quantile(np.array(values), CENTRE)
    return float(low), float(middle), float(high)


def _middle(values: Sequence[float]) -> float | None:
    return float(np.median(values)) if values else None


def patch(asked: Wanted, found: Fitted) -> str:
    """The tuned numbers as text for ``values`` of an arm of a study: medians, with what is believed for a range."""
    met = ", ".join(one.id for one in asked.meet)
    note = f"tuned by acceptance to {met} of {asked.regime.id}; the range is the central 95 % of what was accepted"
    lines = ["values:"]
    for d, one in enumerate(asked.numbers):
        low, middle, high = (one.at(place) for place in found.quantiles(d, 0.025, 0.5, 0.975))
        entries = [
            _retold(*four, note) for four in zip(one.written.root, low.root, middle.root, high.root, strict=True)
        ]
        text = ", ".join(entries)
        lines.append(f"  {one.path}: {text if len(entries) == 1 else f'[{text}]'}")
    return "\n".join(lines) + "\n"


def _retold(written: Value, low: Value, middle: Value, high: Value, note: str) -> str:
    """One entry of a number as a flow mapping of YAML; an entry that is not open stays as it is."""
    moved = written
    if is_open(written):
        ends = sorted(_short(value.number, written) for value in (low, middle, high))
        moved = Value.model_validate(
            written.model_dump() | {"value": ends[1], "range": (ends[0], ends[2]), "note": note, "tuned": True}
        )
    plain = moved.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return "{" + ", ".join(f"{name}: {_word(value)}" for name, value in plain.items()) + "}"


def _short(value: float, written: Value) -> float:
    """A number with few digits that does not leave the range of the file."""
    assert written.range is not None
    short = float(f"{value:.{DIGITS}g}")
    kept = min(max(short, written.range[0]), written.range[1])
    return int(kept) if kept == int(kept) else kept


def _word(value: object) -> str:
    """A value in YAML, quoted unless it is one plain word; numbers without powers, which YAML would read as words."""
    if isinstance(value, list):
        return f"[{', '.join(map(_word, value))}]"
    if isinstance(value, float):
        return np.format_float_positional(value, trim="-")
    plain = isinstance(value, str) and re.fullmatch(r"[a-zA-Z]\w*", value) and value not in ("true", "false", "null")
    return str(value) if plain else json.dumps(value, ensure_ascii=False)
