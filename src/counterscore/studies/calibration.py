"""Calibration: assumed numbers tuned to published totals, on common draws, and looked at again among fresh people.

Three rounds. First half of the points, drawn evenly from the ranges, all with the same people and draws, and beside
them fresh replicates as written and under the ranges. Then the other half, drawn evenly from the region in which the
nearest points of the first round lie, and fresh replicates of the middle of it, which show what chance does there. At
last fresh replicates with numbers drawn from what is believed: do they meet what was published?

Axis letters: K points, R replicates, D numbers that are tuned, J totals that are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..regimes.units import Target
from ..worlds.arms import AS_WRITTEN, Arm
from .aggregates import Told as Said
from .aggregates import lived
from .calibration_asked import Wanted, kept_of, wanted
from .calibration_points import Fitted, design, enough, fit, inside, region_of, spread_of
from .file import StudyFile
from .part import Part
from .store import Folder
from .tasks import Json, Task
from .worlds import run_of

NAME = "calibration"
BATCH, DRAWS = 8, 4  # points lived side by side; worlds with drawn numbers in each fresh replicate
POINTS, BEFORE, CHANCE, AFTER = "points", "before", "chance", "after"
Told = dict[str, float | None]  # total -> what a world tells of it


@dataclass(frozen=True)
class Lived:
    """Worlds that were lived for one purpose: ``places`` (K, D), what each ``told`` (None where not lived)."""

    places: list[list[float]]
    told: list[Told | None]
    written: list[Told]
    why: dict[str, str]


def next_tasks(study: StudyFile, folder: Folder) -> list[Task]:
    """The rounds whose rounds before are settled. Raises: SpecError for a calibration that cannot be done."""
    return [] if study.calibration is None else rounds(wanted(study), study, folder).tasks


@dataclass(frozen=True)
class Rounds:
    """How far a calibration is: its tasks so far, the region of the second round, and what is believed in the end."""

    tasks: list[Task]
    region: np.ndarray | None = None
    chosen: tuple[str, ...] = ()
    usable: int = 0
    found: Fitted | None = None


def rounds(asked: Wanted, study: StudyFile, folder: Folder) -> Rounds:
    """What is known so far. A task that failed is one whose points told nothing; it holds up no round."""
    tasks = _first(asked, study)
    if not all(map(folder.settled, tasks)):
        return Rounds(tasks)
    done = {number: found for number, _, found in folder.found(NAME)}
    lived = lived_for(POINTS, tasks, done)
    chosen = tuple(one.id for one in asked.meet if any(world and world[one.id] is not None for world in lived.told))
    places, told = _points(lived, chosen)
    if not chosen or not enough(told):
        return Rounds(tasks, chosen=chosen, usable=len(told))
    targets = [one for one in asked.meet if one.id in chosen]
    spread, keep = spread_of(told), kept_of(asked.tuning)
    chance = _told(lived_for(BEFORE, tasks, done).written, chosen)[1]
    about = fit(places, told, targets, chance, min(keep, len(told)), spread, study.seed)
    region = region_of(about)
    tasks = [*tasks, *_second(asked, study, len(tasks), region, about.middle)]
    if not all(map(folder.settled, tasks)):
        return Rounds(tasks, region, chosen, len(told))
    places, told = _points(lived_for(POINTS, tasks, done), chosen)
    usable, near = len(told), inside(places, region)
    if enough(told[near]):
        places, told = places[near], told[near]
    at_middle = _told(lived_for(CHANCE, tasks, done).told, chosen)[1]
    chance = at_middle if len(at_middle) > 1 else chance
    found = fit(places, told, targets, chance, min(keep, len(told)), spread, study.seed)
    return Rounds([*tasks, *_third(asked, len(tasks), found)], region, chosen, usable, found)


def _first(asked: Wanted, study: StudyFile) -> list[Task]:
    """Half of the points all over the ranges; fresh replicates as written and at the first of these points."""
    places = design([one.path for one in asked.numbers], -(-asked.tuning.points // 2), study.seed).tolist()
    spread = [[places[(r * DRAWS + k) % len(places)] for k in range(DRAWS)] for r in range(asked.tuning.checks)]
    return _tasks(0, [*_batches(places), *_fresh(BEFORE, spread, written=True)])


def _second(asked: Wanted, study: StudyFile, first: int, region: np.ndarray, middle: list[float]) -> list[Task]:
    """The other half in the region that is left; fresh replicates of its middle."""
    places = design([one.path for one in asked.numbers], asked.tuning.points // 2, study.seed, region).tolist()
    fresh = _fresh(CHANCE, [[[round(place, 6) for place in middle]]] * asked.tuning.checks, written=False)
    return _tasks(first, [*_batches(places), *fresh])


def _third(asked: Wanted, first: int, found: Fitted) -> list[Task]:
    """Fresh replicates at the medians, which the patch holds, and at points drawn from what is believed."""
    checks = asked.tuning.checks
    drawn = found.drawn(checks * DRAWS).tolist()
    middle = [round(place, 6) for place in found.middle]
    return _tasks(first, _fresh(AFTER, [[middle, *drawn[r::checks]] for r in range(checks)], written=False))


def _batches(places: list[list[float]]) -> Iterator[Json]:
    """Points on the people and draws of the study itself, some side by side."""
    for first in range(0, len(places), BATCH):
        yield {"what": POINTS, "replicate": 0, "places": places[first : first + BATCH], "written": False}


def _fresh(what: str, places: Sequence[list[list[float]]], written: bool) -> Iterator[Json]:
    """Replicates with people and draws of their own, from 1, each with its points."""
    for replicate, here in enumerate(places, 1):
        yield {"what": what, "replicate": replicate, "places": here, "written": written}


def _tasks(first: int, given: Iterable[Json]) -> list[Task]:
    return [Task(NAME, first + place, one) for place, one in enumerate(given)]


def live(study: StudyFile, task: Task) -> Json:
    """Some points beside each other in one replicate: every published total at each, or None where it was refused."""
    asked, given = wanted(study), task.given
    arms = [Arm(f"point {place}", numbers=asked.at(one)) for place, one in enumerate(given["places"])]
    asks = [Arm(AS_WRITTEN), *arms] if given["written"] else arms
    run = run_of(study, given["replicate"], asks, people=asked.tuning.people, months=asked.tuning.months)
    found = lived(run, asks, asked.predicted, threads=1)
    plain = {name: {total: value for total, (value, _) in world.items()} for name, world in found.items()}
    return {
        "worlds": [plain.get(arm.name) for arm in arms],
        "written": plain.get(AS_WRITTEN),
        "why": _reasons(asked.predicted, list(found.values())),
    }


def _reasons(totals: Sequence[Target], worlds: Sequence[Said]) -> dict[str, str]:
    """Why a total was told by no world, by its id."""
    silent = [one for one in totals if worlds and all(world[one.id][0] is None for world in worlds)]
    return {one.id: worlds[0][one.id][1].removeprefix(one.note).removeprefix("; ") for one in silent}


def lived_for(what: str, tasks: Sequence[Task], done: Mapping[int, Json]) -> Lived:
    """All worlds of one purpose, in the order of their tasks; a task that failed left worlds that told nothing."""
    found = Lived([], [], [], {})
    for task in (one for one in tasks if one.given["what"] == what):
        nothing: Json = {"worlds": [None] * len(task.given["places"]), "written": None, "why": {}}
        known = done.get(task.number, nothing)
        found.places.extend(task.given["places"])
        found.told.extend(known["worlds"])
        found.written.extend([known["written"]] if known["written"] else [])
        found.why.update(known["why"])
    return found


def _told(worlds: Sequence[Told | None], ids: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Which worlds told all of these totals, and what they told (K, J)."""
    rows = [[world[name] for name in ids] if world else [None] for world in worlds]
    whole = [place for place, row in enumerate(rows) if None not in row]
    return np.array(whole, np.int64), np.array([rows[k] for k in whole], np.float64).reshape(len(whole), len(ids))


def _points(found: Lived, ids: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The points (K, D) that told all of these totals, and what they told (K, J)."""
    whole, told = _told(found.told, ids)
    return np.array(found.places, np.float64)[whole], told


PART = Part(NAME, "calibration", next_tasks, live)
