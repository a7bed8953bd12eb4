"""Which assumption moves an answer: a part of a study, one small task after the other, each lived by itself."""

from __future__ import annotations

from ..audit.paired import Effect
from .file import StudyFile
from .influence_points import Answered, Points
from .influence_rounds import BASES, NAME, Rounds, asked_values, bases, walks
from .influence_told import told
from .influence_walk import walked
from .part import Part
from .store import Folder
from .tasks import Json, Task

__all__ = ["PART", "influence", "live", "next_tasks"]


def next_tasks(study: StudyFile, folder: Folder) -> list[Task]:
    """The tasks that can be named so far; none where the study does not ask.

    Raises: SpecError for a study whose influence cannot be looked into; ModuleNotFoundError with the cure where the
    library is missing.
    """
    if study.influence is None:
        return []
    tasks = Rounds(study, folder).tasks()
    if not folder.settled(tasks[0]):
        walks(1, 1, study.seed)
        Points(study)
    return tasks


def live(study: StudyFile, task: Task) -> Json:
    """One task of any round. Raises: SpecError where the regime cannot answer the question."""
    points = Points(study)
    found = {"reading": _reading, "screening": _screening, "ends": _ends, "shares": _shares, "flips": _flips}[
        task.given["round"]
    ](study, points, task.given)
    return {**found, "worlds": points.crowds.lived}


def _reading(study: StudyFile, points: Points, given: Json) -> Json:
    """Which numbers are read, and the answer as written."""
    read, unread, refused = points.reading()
    return {"written": _plain(points.written()), "read": read, "unread": len(unread), "refused": refused}


def _screening(study: StudyFile, points: Points, given: Json) -> Json:
    """One trajectory."""
    assert study.influence is not None
    places = walks(len(given["paths"]), study.influence.trajectories, study.seed)[given["turn"]]
    turn = given["turn"] * len(given["paths"]) // study.influence.trajectories
    found = walked(points, given["paths"], places, turn)
    return {"answers": found.answers, "taken": found.taken, "refused": found.refused}


def _ends(study: StudyFile, points: Points, given: Json) -> Json:
    """Some numbers at both ends; an end at which a number stands anyway is the answer as written."""
    ends = [(path, name, points.numbers[path].at(end))
            for path in given["paths"] for name, end in (("low", 0.0), ("high", 1.0))]  # fmt: skip
    found: dict[str, dict[str, Json]] = {path: {} for path in given["paths"]}
    answers = points.answers([((path, value),) for path, _, value in ends])
    for (path, name, _), one in zip(ends, answers, strict=True):
        found[path][name] = _answered(one)
    return {"ends": found}


def _shares(study: StudyFile, points: Points, given: Json) -> Json:
    """Some base points of Sobol with all that belongs to them."""
    assert study.influence is not None
    size = len(given["paths"]) + 2
    places = bases(len(given["paths"]), study.influence.sample, study.seed)
    mine = places[given["first"] * size : (given["first"] + BASES) * size]
    found, kept, moved = points.nearest([points.at(given["paths"], row) for row in mine])
    answers = [one.estimate if isinstance(one, Effect) else None for one in found]
    return {"answers": answers, "refused": kept, "moved": moved}


def _flips(study: StudyFile, points: Points, given: Json) -> Json:
    """Numbers halfway to where the verdict is another."""
    effects = points.effects([((path, value),) for path, value in asked_values(points, given["asked"])])
    return {
        "flips": {
            f"{path} {end}": {"step": step, **(_plain(one) if isinstance(one, Effect) else {"refused": one})}
            for (path, end, step), one in zip(given["asked"], effects, strict=True)
        }
    }


def _plain(found: Effect) -> Json:
    return {"estimate": found.estimate, "low": found.low, "high": found.high, "people": found.n}


def _answered(found: Answered | str) -> Json:
    if isinstance(found, str):
        return {"refused": found}
    change = {"change": found.change.estimate, "change_low": found.change.low, "change_high": found.change.high}
    return {**_plain(found.effect), **change}


influence = told
PART = Part(NAME, "which assumption moves the answer", next_tasks, live)
