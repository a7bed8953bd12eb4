"""Asks a finished run for more: how far its answers move with what was assumed, and what each safeguard changes.

Both are answered by living the study again, and kept beside the run as annexes with hashes of their own. They are no
part of the study's identity: the tables and the content hash of the run stay as they are, whenever and in whatever
order somebody asks. (Causes are: their tables, person by person, are tables of the run.)
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .audit.assumed import RANGES
from .audit.metric import find_metric
from .audit.protection import SAFEGUARDS
from .audit.summary import Summary
from .core.annex import write_annex
from .core.draws import BLOCK
from .core.errors import SpecError, nearest
from .core.outcome import Outcome
from .report.answer import by_gravity, leading_effect
from .worlds.arms import AS_WRITTEN
from .worlds.chain import same_study
from .worlds.each_safeguard import each_safeguard
from .worlds.live import Stopped
from .worlds.ranges import Effort, ranges
from .worlds.sink import Told

Tell = Callable[[Told], None]
EFFORT = ("people", "most", "draws")
MOST_QUESTIONS = 5
WANTED = 50  # people whom the leading answer should rest on
FEWEST, MOST_RANGES, MOST_SAFEGUARDS = 2 * BLOCK, 5 * BLOCK, 16 * BLOCK


def ask(
    outcome: Outcome, found: Summary, *, assumptions: bool = False, safeguards: bool = False,
    effort: Mapping[str, int] | None = None, threads: int = 0, tell: Tell = lambda told: None,
    stop: Callable[[], bool] = lambda: False,
) -> list[Path]:  # fmt: skip
    """Answer the two questions about a finished run and return the files they were kept in.

    ``found`` is the summary of the run; its leading effect is the first answer looked at. ``effort`` may say people,
    most (numbers taken one at a time) and draws. Raises: OutcomeError where the regime changed since the run;
    Stopped where ``stop`` says so (the run and annexes written before stay); SpecError, PlanError, RunError.
    """
    wanted = dict(effort or {})
    for name in wanted:
        if name not in EFFORT:
            raise SpecError(f"no effort {name!r}; expected {', '.join(EFFORT)}{nearest(name, EFFORT)}")
    study, heard, written = same_study(outcome), _until(stop, tell, outcome.folder), []
    if assumptions:
        started = time.monotonic()
        fewer = {"people": people_for(found, MOST_RANGES)} | wanted
        answer = ranges(study, questions_in(found), Effort(**fewer), threads, heard)
        written.append(write_annex(outcome.folder, RANGES, answer.to_json(), time.monotonic() - started))
    if safeguards:
        started = time.monotonic()
        people = wanted.get("people", people_for(found, MOST_SAFEGUARDS))
        guarded = each_safeguard(study, people, threads=threads, tell=heard)
        written.append(write_annex(outcome.folder, SAFEGUARDS, guarded.to_json(), time.monotonic() - started))
    return written


def questions_in(found: Summary) -> list[tuple[str, str]]:
    """The answers to look at: the one of the report's first sentence, then the gravest beyond doubt."""
    first = leading_effect(found)
    if first is None:
        raise SpecError("this run has one arm only, so that it has no answer that could move; add an arm")
    told = [row for row in by_gravity(found.effects) if row.clear and row.arm == AS_WRITTEN and row.metric != "score"]
    others = {row.metric: (row.metric, row.reference) for row in reversed(told) if row.metric != first.metric}
    rest = [others[row.metric] for row in told if row.metric in others]
    return [(first.metric, first.reference), *list(dict.fromkeys(rest))[: MOST_QUESTIONS - 1]]


def people_for(found: Summary, most: int) -> int:
    """How many people are lived again: enough that the leading answer rests on WANTED of them, in whole blocks."""
    row = leading_effect(found)
    share = abs(row.estimate) / find_metric(row.metric).per if row is not None else 1.0
    needed = WANTED / max(share, WANTED / most)
    return min(most, max(FEWEST, math.ceil(needed / BLOCK) * BLOCK), max(2, found.people))


def _until(stop: Callable[[], bool], tell: Tell, folder: Path) -> Tell:
    """Tells on, and stops between worlds; the run itself is finished and stays."""

    def heard(told: Told) -> None:
        if stop():
            raise Stopped(
                f"stopped; the run in {folder} is whole, and what was still to be asked is missing from its report\n"
                f"  ask again with: counterscore report {folder} --full"
            )
        tell(told)

    return heard


def more_of(asked: Any, what: str) -> dict[str, int] | None:
    """What ``ranges=`` or ``each_safeguard=`` ask for: None for no, else the effort. Raises: SpecError."""
    if asked is None or isinstance(asked, bool):
        return {} if asked else None
    if isinstance(asked, int):
        return {"people": asked}
    raise SpecError(f"{what} is {asked!r}; expected True, False or a number of people")
