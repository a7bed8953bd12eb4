"""Looks at a study as a whole before anything is lived: every arm bound, every question answerable, by line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from ..audit.frame import OF_FIRMS
from ..audit.metric import find_metric
from ..core.documents import line_of
from ..core.errors import CounterscoreError, SpecError
from ..people import load_recipe
from ..regimes import load_regime
from ..worlds.bind import plan_of
from ..worlds.mechanisms import from_file
from ..worlds.study import Study, subjects_of
from .chance import columns_of
from .design import points_of
from .file import Asked, StudyFile
from .forms import forms_of
from .worlds import arms_of, patch_of, run_of

Loc = tuple[int | str, ...]
Look = tuple[Loc, Callable[[], object]]
NOT_ADULT = "under 18"
PLACE = re.compile(r"[\w.]+ Value error, ")  # where in a single value, which the line of the file says better


def check_study(study: StudyFile, text: str = "", name: str = "study.yaml") -> Study:
    """The paired run of a study, after everything in it was bound and planned.

    Raises: SpecError with one `file:line` line for every fault that is found.
    """
    faults: list[str] = []
    # without regime, people and mechanisms nothing else can be looked at; a question needs arms that can be lived
    for looks in (_files(study), _arms(study), _whole(study), _asked(study), _begun_by_parts(study)):
        for loc, look in looks:
            try:
                look()
            except CounterscoreError as fault:
                line = line_of(text, name, loc) if text else 1
                told = PLACE.sub("", " ".join(str(fault).split()))
                faults.append(f"{name}:{line}  {told}")
        if faults:
            raise SpecError("\n".join(dict.fromkeys(faults)))
    return run_of(study)


def _files(study: StudyFile) -> Iterator[Look]:
    """What a study stands on: regime, recipe, mechanisms of one's own."""
    yield ("regime",), partial(load_regime, study.regime)
    if study.recipe:
        yield ("recipe",), partial(load_recipe, study.recipe)
    for place, path in enumerate(study.files):
        yield ("files", place), partial(from_file, path)


def _arms(study: StudyFile) -> Iterator[Look]:
    """Every value of every arm, then every arm by itself."""
    for name, asked in study.arms.items():
        for path, raw in asked.values.items():
            yield ("arms", name, "values", path), partial(_patched, study, path, raw)
        yield ("arms", name), partial(_bound, study.model_copy(update={"arms": {name: asked}}))


def _whole(study: StudyFile) -> Iterator[Look]:
    """All arms together, as they are lived, and the numbers that are drawn from their ranges."""
    yield ("arms",), partial(_bound, study)
    yield ("ranges", "sample"), partial(points_of, study)
    yield ("structure", "variants"), partial(forms_of, study)


def _asked(study: StudyFile) -> Iterator[Look]:
    """Every question: whether this regime tells its metric, whether its group can hold anybody."""
    for place, question in enumerate(study.questions):
        yield ("questions", place), partial(_answerable, study, question)


def _begun_by_parts(study: StudyFile) -> Iterator[Look]:
    """What every part would live first; a part that cannot begin says why."""
    from .expected import Unbegun
    from .parts import PARTS

    blank = Unbegun(study)
    for part in PARTS:
        yield (part.name,), partial(part.next_tasks, blank.study, blank)


def _patched(study: StudyFile, path: str, raw: object) -> None:
    """Raises: SpecError where a value of an arm fits nothing in the regime."""
    regime = load_regime(study.regime)
    regime.patched({path: patch_of(regime, path, raw)})


def _bound(study: StudyFile) -> None:
    """Raises: SpecError, PlanError for arms that cannot be lived."""
    plan_of(run_of(study, arms=arms_of(study)))


def _answerable(study: StudyFile, asked: Asked) -> None:
    """Raises: SpecError where a question has no answer in this regime."""
    run = run_of(study)
    columns_of(run, (asked,))
    subjects = subjects_of(run.spec.regime.spec)
    for by, group in asked.group.items():
        if (by in OF_FIRMS) != (subjects == "firms"):
            raise SpecError(f"question {asked.id}: regime {run.regime} is about {subjects}; {by} does not divide them")
        if group == NOT_ADULT and find_metric(asked.metric).among == "adults" and subjects == "adults":
            raise SpecError(f"question {asked.id}: metric {asked.metric} counts adults; nobody {NOT_ADULT} is counted")
