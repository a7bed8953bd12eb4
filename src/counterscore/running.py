"""Runs a study from Python: names for the usual arms, a folder, a look at the memory, and the outcome."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from .asking import ask, more_of
from .audit.assumed import RANGES
from .audit.protection import SAFEGUARDS
from .core.errors import OutcomeError, PromiseError, SpecError
from .core.manifest import study_hash
from .core.outcome_removal import remove_outcome
from .core.verify import Check
from .core.verify import verify as _verify
from .engine.groups import grouped
from .engine.kernels import is_cached
from .engine.source_rows import group_source
from .people import People, load_recipe
from .people import populate as _populate
from .people.guard import WHY, refuse_persons
from .people.memory import check_memory
from .regimes import Regime
from .regimes import load_regime as _load_regime
from .results import Result
from .worlds.arms import PERFECT, Arm, default_arms
from .worlds.arms import with_ as with_arm
from .worlds.arms import without as without_arm
from .worlds.bind import memory_needed, plan_of
from .worlds.live import Stopped, live
from .worlds.protect import Budget, Protection
from .worlds.protect import protect as _protect
from .worlds.sink import Told
from .worlds.study import Study

no_regime, perfect, asis = default_arms()
FURTHER = {"ranges": RANGES, "each_safeguard": SAFEGUARDS}  # what a run can be asked for beyond its tables: its annex


def refuse_data(where: str, **given: object) -> None:
    """Refuse anything that can hold rows of persons. Raises: PromiseError naming the argument."""
    for name, value in given.items():
        if isinstance(value, int | np.integer) or value is None:
            continue
        refuse_persons(value, f"{where}, argument {name!r}")


def load_regime(id_or_path: str | Path) -> Regime:
    """A shipped regime by id (or variant id), or one's own from a YAML file.

    Raises: SpecError naming the known ids, or file and line of every fault; PromiseError for data about persons.
    """
    refuse_data("load_regime", regime=id_or_path)
    return _load_regime(id_or_path)


def verify(folder: Path | str) -> list[Check]:
    """Checks that a run folder is what was written, one line per file. Raises: OutcomeError, PromiseError."""
    refuse_data("verify", folder=folder)
    return _verify(folder)


def study_of(
    regime: str, people: int, months: int, seed: int, recipe: str = "", replicate: int = 0, arms: tuple[Arm, ...] = (),
    files: Sequence[str | Path] = (), attribute: Sequence[str] = (),
) -> Study:  # fmt: skip
    """A study, unless somebody offers data about persons. Raises: PromiseError, SpecError, PlanError."""
    refuse_data("study", regime=regime, people=people, months=months, seed=seed, recipe=recipe, replicate=replicate)
    for file in files:
        refuse_data("study", file=file)
    if not isinstance(attribute, list | tuple):
        refuse_data("study", attribute=attribute)
        raise SpecError(f"attribute is {attribute!r}; expected a list of causes, as ['linkage_error', 'no_notice']")
    for name in attribute:
        refuse_data("study", attribute=name)
    named = tuple(str(file) for file in files)
    causes = tuple(str(name) for name in attribute)
    return Study(str(regime), people, months, seed, recipe, replicate, arms, named, causes)


def named_arms(arms: Mapping[str, Arm]) -> tuple[Arm, ...]:
    """Arms under the names of a mapping, the arm with perfect records added where errors would have no reference.

    Raises: PromiseError or SpecError where a value is not an arm.
    """
    made = []
    for name, arm in arms.items():
        if not isinstance(arm, Arm):
            refuse_data("run", arms=arm)
            raise SpecError(f"arm {name!r} is {arm!r}; expected cs.asis, cs.without(...) or cs.with_(...)")
        made.append(replace(arm, name=str(name)))
    # being wrongly listed is measured against this arm, and by its name
    return tuple(made) if PERFECT in arms or not made else (perfect, *made)


def more_arms(without: Sequence[Sequence[str]], with_: Sequence[Sequence[str]]) -> tuple[Arm, ...]:
    """The default arms and one more for each group of mechanisms left out or safeguards put in; () for the default."""
    more = [without_arm(*names) for names in without] + [with_arm(*ids) for ids in with_]
    return (*default_arms(), *more) if more else ()


def default_folder(study: Study, under: Path) -> Path:
    """Where a run goes when nobody says: regime and the first letters of the study's hash."""
    return under / f"{study.spec.regime.id}-{study_hash(study.resolved())[:8]}"


def first_run(study: Study) -> bool:
    """Whether some loop of this study has still to be compiled on this machine."""
    made, arms = plan_of(study), len(study.lived)
    loops = [group for group in grouped(made.steps) if group[0].rule.form == "scalar"]
    return not all(is_cached(group_source(made, g, arms), [step.rule.function for step in g]) for g in loops)


def run_study(
    study: Study, folder: Path | str, *, resume: bool = False, force: bool = False, threads: int = 0,
    tell: Callable[[Told], None] = lambda told: None, stop: Callable[[], bool] = lambda: False,
) -> Result:  # fmt: skip
    """Live a study into a folder. Raises: RunError before anything is written when memory would not hold it.

    ``tell`` hears the stages, ``stop`` is asked between months.
    """
    check_memory(memory_needed(study, plan_of(study)), f"{study.people:,} people in {len(study.lived)} arms")
    try:
        live(study, folder, resume=resume, force=force, threads=threads, tell=tell, stop=stop)
    except (Stopped, OutcomeError, OSError):
        raise
    except Exception:
        _clear(Path(folder), resume)
        raise
    return Result(folder)


def _clear(folder: Path, resume: bool) -> None:
    """Removes a run that failed before there was anything to go on with, so that the corrected study finds room."""
    parts = folder / "parts"
    if not resume and parts.is_dir() and not (parts / "durable.json").exists():
        remove_outcome(folder)


def run(
    regime: str, people: int = 100_000, months: int = 60, seed: int = 1, *, arms: Mapping[str, Arm] | None = None,
    recipe: str = "", folder: str | Path | None = None, **more: Any,
) -> Result:  # fmt: skip
    """Live a regime with synthetic people and return what became of them, every person in every arm.

    ``regime`` is an id or a YAML file, ``arms`` names what is compared (default: none, perfect records, as written;
    "perfect records" is added where it is missing, because being wrongly listed is measured against it). Without
    ``folder`` the tables go to a temporary folder, which is kept. ``more``: replicate, files (mechanisms of one's
    own), attribute (names of causes that harm is put down to), ranges and each_safeguard (True, or among how many
    people: how far the answers move with what was assumed, what each safeguard changes), force, threads.

    Raises: SpecError, PlanError for a faulty study; PromiseError for data about persons; RunError, OutcomeError.
    """
    # a list of files or of causes is looked at name by name in study_of
    refuse_data("run", folder=folder, **{n: value for n, value in more.items() if n not in ("files", "attribute")})
    known = {"replicate", "files", "attribute", "ranges", "each_safeguard", "force", "threads"}
    if strange := sorted(set(more) - known):
        if _looks_like_data(strange):
            raise PromiseError(f"run takes no {strange[0]!r}; {WHY}")
        raise SpecError(f"run takes no argument {strange[0]!r}; known: {', '.join(sorted(known))}")
    if arms is not None and not isinstance(arms, Mapping):
        refuse_data("run", arms=arms)
        raise SpecError(f"arms are {arms!r}; expected a mapping of names to arms")
    made = named_arms(arms or {})
    asked = {name: more[name] for name in ("files", "attribute") if name in more}
    study = study_of(regime, people, months, seed, recipe, more.get("replicate", 0), made, **asked)
    if folder is None:
        folder = tempfile.mkdtemp(prefix=f"counterscore-{study.spec.regime.id}-")
    threads = int(more.get("threads", 0))
    assumed, guarded = (more_of(more.get(name), name) for name in FURTHER)
    result = run_study(study, folder, force=bool(more.get("force", False)), threads=threads)
    if assumed is not None:
        complete(result, ranges=True, effort=assumed, threads=threads)
    if guarded is not None:
        complete(result, each_safeguard=True, effort=guarded, threads=threads)
    return result


def complete(
    result: Result, *, ranges: bool = False, each_safeguard: bool = False, effort: Mapping[str, int] | None = None,
    threads: int = 0, tell: Callable[[Told], None] = lambda told: None, stop: Callable[[], bool] = lambda: False,
) -> list[Path]:  # fmt: skip
    """Ask a finished run for more, by living its study again; returns the files beside the run that hold the answers.

    ``effort`` may say people, most (assumptions taken one at a time) and draws (of all of them together).
    Raises: OutcomeError where the regime changed since the run; PromiseError, SpecError, PlanError, RunError.
    """
    refuse_data("complete", result=result.folder, **(effort or {}))
    return ask(
        result, result.summary, assumptions=ranges, safeguards=each_safeguard, effort=effort, threads=threads,
        tell=tell, stop=stop,
    )  # fmt: skip


def _looks_like_data(names: Sequence[str]) -> bool:
    words = {"data", "df", "frame", "persons", "records", "rows", "population", "csv", "citizens", "individuals"}
    return any(name in words for name in names)


def plan(regime: str, *, files: Sequence[str | Path] = ()) -> list[dict[str, str]]:
    """What a run of a regime would do every month, step by step: phase, step, over, reads, writes, draws, parameters.

    Raises: SpecError or PlanError as ``run`` would.
    """
    return plan_of(study_of(regime, 1, 1, 1, files=files)).rows()


def protect(
    regime: str, people: int = 20_000, months: int = 36, seed: int = 1, *, harm: str = "", only: Sequence[str] = (),
    staff: float = math.inf, delay: float = math.inf, **more: Any,
) -> Protection:  # fmt: skip
    """Find out which safeguards are worth most in a regime: alone, taken from all, and the best set under a budget.

    ``harm`` is what counts (see ``worlds.harms.HARMS``), ``only`` the safeguards to try, ``staff`` the budget in staff
    per 100,000 people, ``delay`` in months. ``more``: recipe, threads, tell. Raises: as ``run``.
    """
    refuse_data("protect", harm=harm, staff=staff, delay=delay, **more)
    for name in only:
        refuse_data("protect", only=name)
    study = study_of(regime, people, months, seed, more.get("recipe", ""))
    tell = more.get("tell", lambda told: None)
    return _protect(study, harm, only, Budget(staff, delay), int(more.get("threads", 0)), tell)


def populate(recipe: str, people: int = 20_000, seed: int = 1) -> People:
    """Make synthetic people from a recipe of aggregate tables; ``counterscore.people.fit`` compares them with it.

    Raises: PromiseError for anything that holds persons; SpecError for an unknown recipe; RunError without memory.
    """
    return _populate(load_recipe(recipe), people, seed)
