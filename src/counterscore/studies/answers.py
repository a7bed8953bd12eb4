"""What a study came to: answers with verdicts, the three kinds of doubt about each, and every arm month by month.

Files of tasks are read one after the other; of each only a few numbers per question are held.

Axis letters: S replicates, K points, M months.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..audit.metric import find_metric
from ..audit.studied.answers import Answer, Doubt, Fan, Form, Question
from ..audit.studied.inference import Inferred, Replicate, inferred
from ..audit.studied.verdicts import Direction, direction, verdict
from ..audit.subjects import worded
from ..audit.uncertainty import spread_of
from ..worlds.study import Study, subjects_of
from . import chance, forms, ranges
from .design import points_of
from .file import Asked, StudyFile
from .store import Folder
from .tasks import Json
from .worlds import run_of

FANNED = 1000  # replicates whose months are held; quantiles of more are no other
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def answers(study: StudyFile, folder: Folder) -> tuple[Answer, ...]:
    """The answer to every question from the replicates that came out so far. Raises: OutcomeError for damaged files."""
    run = run_of(study)
    count, stopped = chance.asked_so_far(study, folder)
    said, untold = _of_chance(study, folder, count)
    failed = sum(_number(task) < count for task, _ in folder.failures(chance.NAME))
    leading = study.question(study.replicates.question).id
    found = []
    for asked in study.questions:
        one = _inferred(asked, said[asked.id])
        half_width = study.replicates.half_width if asked.id == leading else None
        found.append(
            Answer(
                question=question_of(run, asked), estimate=one.estimate, se=one.se, low=one.low, high=one.high,
                method=one.method, arm_mean=one.arm_mean, against_mean=one.against_mean, replicates=one.replicates,
                failed=failed, untold=len(untold.get(asked.id, ())), people=one.people, asked_half_width=half_width,
                stopped=stopped,
                variance_reduction=one.variance_reduction, unpaired_replicates=one.unpaired_replicates,
                verdict=verdict(one.low, one.high, asked.expect, asked.margin, one.method != "too few"),
            )
        )  # fmt: skip
    return tuple(found)


def question_of(run: Study, asked: Asked) -> Question:
    """A question in words that fit the regime's subjects and steps."""
    metric = find_metric(asked.metric)
    told = subjects_of(run.spec.regime.spec), run.spec.regime.spec.step
    return Question(
        id=asked.id, metric=asked.metric, title=worded(metric.title, *told), unit=worded(metric.unit, *told),
        worse=metric.worse, arm=asked.arm, against=asked.against, group=dict(asked.group), expect=asked.expect,
        margin=asked.margin,
    )  # fmt: skip


def doubts(study: StudyFile, folder: Folder) -> tuple[Doubt, ...]:
    """The three kinds of doubt about every answer, apart: chance, parameters, structure. Raises: as ``answers``."""
    said, _ = _of_chance(study, folder, chance.asked_so_far(study, folder)[0])
    effects, kept, empty = _of_points(study, folder)
    told = _of_forms(study, folder)
    found = []
    for asked in study.questions:
        table = effects[asked.id]
        whole = whole_points(table)
        means = tuple(whole.mean(axis=1).tolist()) if whole.size else ()
        spread = spread_of(means)
        ways = [direction(x, x, asked.margin) for x in means]
        found.append(
            Doubt(
                question=asked.id, parameters=means,
                low=spread.low if spread else None, high=spread.high if spread else None,
                holds=spread.holds if spread else None,
                chance_variance=_inferred(asked, said[asked.id]).variance,
                parameters_variance=variance_over_points(table),
                verdicts=_signs(ways),
                kept=kept | empty[asked.id], forms=tuple(told[asked.id]),
            )
        )  # fmt: skip
    return tuple(found)


def fans(study: StudyFile, folder: Folder) -> tuple[Fan, ...]:
    """Quantiles over replicates of every monthly sum of every arm that is not always zero, by month.

    Limits: the first ``FANNED`` replicates are looked at. Raises: as ``answers``.
    """
    count = min(chance.asked_so_far(study, folder)[0], FANNED)
    held: dict[str, list[np.ndarray]] = {}
    for number, _, found in folder.found(chance.NAME):
        if number >= count:
            break
        for series, rows in found["months"].items():
            held.setdefault(series, []).append(np.array(rows, np.float32))
    out = []
    for series, tables in held.items():
        values = np.stack(tables)  # (S, A, M)
        if values.any():
            ends = np.quantile(values.astype(np.float64), QUANTILES, axis=0)
            out += [_fan(arm, series, ends[:, place]) for place, arm in enumerate(study.arm_names)]
    return tuple(out)


def _fan(arm: str, series: str, ends: np.ndarray) -> Fan:
    """One monthly sum of one arm, quantiles (5, M)."""
    p05, p25, p50, p75, p95 = (tuple(row) for row in ends.tolist())
    return Fan(arm=arm, series=series, p05=p05, p25=p25, p50=p50, p75=p75, p95=p95)


def _inferred(asked: Asked, said: Sequence[Replicate]) -> Inferred:
    return inferred(said, find_metric(asked.metric).per)


def _number(task: str) -> int:
    return int(task.rpartition("-")[2])


def _of_chance(study: StudyFile, folder: Folder, count: int) -> tuple[dict[str, list[Replicate]], dict[str, list[int]]]:
    """What the first ``count`` replicates say of each question, those that came out; and which say nothing of it."""
    said: dict[str, list[Replicate]] = {asked.id: [] for asked in study.questions}
    untold: dict[str, list[int]] = {}
    for number, _, found in folder.found(chance.NAME):
        if number < count:
            _add(said, found)
            for name in found.get("untold", {}):
                untold.setdefault(name, []).append(number)
    return said, untold


def _add(said: Mapping[str, list[Replicate]], found: Json) -> None:
    for name, rows in said.items():
        if name in found["answers"]:
            rows.append(Replicate.from_json(found["answers"][name]))


Kept = dict[str, str]  # a number that stayed as written, or a point that could not be told -> why


def _of_points(study: StudyFile, folder: Folder) -> tuple[dict[str, np.ndarray], Kept, dict[str, Kept]]:
    """The effect of each question at every point in every replicate, (K, S), NaN where there is none.

    The second is what was kept at any point, the third the points at which a question had nobody to compare.
    """
    points = points_of(study).shape[1] if study.ranges.sample != "none" else 0
    shape = points, study.ranges.replicates
    effects = {asked.id: np.full(shape, np.nan) for asked in study.questions}
    kept: Kept = {}
    empty: dict[str, Kept] = {asked.id: {} for asked in study.questions}
    for _, given, found in folder.found(ranges.NAME):
        for path, why in found["kept"].items():
            kept.setdefault(path, why)
        for name, one in found["answers"].items():
            effects[name][given["point"], given["replicate"]] = one["estimate"]
        for name, why in found.get("untold", {}).items():
            empty[name].setdefault(f"point {given['point'] + 1}", why)
    for task, fault in folder.failures(ranges.NAME):
        kept[f"point {_number(task) % max(points, 1) + 1}"] = fault
    for name, table in effects.items():
        used = {f"point {point + 1}" for point in np.flatnonzero(_whole(table)[1])}
        empty[name] = {point: why for point, why in empty[name].items() if point not in used}
    return effects, kept, empty


def _signs(ways: Sequence[Direction]) -> dict[str, int]:
    """How many points lie higher, lower, or neither."""
    higher, lower = ways.count("higher"), ways.count("lower")
    return {"higher": higher, "lower": lower, "none": len(ways) - higher - lower} if ways else {}


def whole_points(table: np.ndarray) -> np.ndarray:
    """The points (K, S) that came out in all replicates in which at least half of all points did."""
    replicates, points = _whole(table)
    found: np.ndarray = table[:, replicates][points]
    return found


def _whole(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Those replicates (S,) and points (K,), bool."""
    known = ~np.isnan(table)
    replicates = 2 * known.sum(axis=0) >= max(len(table), 1)
    return replicates, known[:, replicates].all(axis=1)


def variance_over_points(table: np.ndarray) -> float | None:
    """Variance of the effect over points (K, S) net of chance; None for fewer than two points or replicates.

    Replicates share draws over points, so that what they have in common moves all points alike; only what is left of
    chance, point by replicate, is taken off the variance of the points' means.
    Source: law of total variance; two-way layout without interaction, Scheffe, The Analysis of Variance (1959), ch. 4.
    """
    known = whole_points(table)
    points, replicates = known.shape
    if points < 2 or replicates < 2:
        return None
    centred = known - known.mean(axis=1, keepdims=True) - known.mean(axis=0) + known.mean()
    left = float((centred**2).sum()) / ((points - 1) * (replicates - 1))
    between = float(known.mean(axis=1).var(ddof=1))
    net: float = max(0.0, between - left / replicates)
    return net


def _of_forms(study: StudyFile, folder: Folder) -> dict[str, list[Form]]:
    """Every question in every other form of the model."""
    known = forms.forms_of(study)
    said: dict[str, dict[str, list[Replicate]]] = {
        name: {asked.id: [] for asked in study.questions} for name in known
    }  # fmt: skip
    problems: dict[str, str] = {}
    untold: dict[tuple[str, str], str] = {}
    for _, given, found in folder.found(forms.NAME):
        _add(said[given["form"]], found)
        if found["problem"]:
            problems.setdefault(given["form"], found["problem"])
        untold |= {(given["form"], name): why for name, why in found.get("untold", {}).items()}
    for task, fault in folder.failures(forms.NAME):
        name = list(known)[_number(task) // study.structure.replicates]
        problems.setdefault(name, fault)
    return {
        asked.id: [_form(name, kind, title, asked, said[name][asked.id],
                         problems.get(name) or untold.get((name, asked.id), ""))
                   for name, (kind, title) in known.items()]
        for asked in study.questions
    }  # fmt: skip


def _form(name: str, kind: forms.Kind, title: str, asked: Asked, said: Sequence[Replicate], problem: str) -> Form:
    """One answer in one form; too few replicates are a problem of their own."""
    one = _inferred(asked, said)
    if one.method == "too few":
        return Form(name=name, title=title, kind=kind, replicates=len(said), problem=problem or "not lived yet")
    return Form(
        name=name, title=title, kind=kind, estimate=one.estimate, low=one.low, high=one.high,
        replicates=one.replicates, problem=problem,
    )  # fmt: skip
