"""Lives more arms of a study without a folder: the same people, the same draws, only what was asked about is kept.

Draws are keyed, so arms that are lived apart are paired as exactly as arms that are lived together. Questions that
need many arms (which cause is to blame, which link of a chain holds, which safeguard helps most) ask here.

Axis letters: A the arms asked for, P people, R rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np

from ..core.draws import BLOCK
from ..core.parquet import Columns, joined
from ..engine.families import past_of
from ..engine.fork import Forked
from ..engine.plan import Plan
from ..engine.run import Engine
from ..engine.state import Redeal, World
from ..people import People, populate
from ..people.memory import check_memory
from .arms import PERFECT, Arm
from .bind import memory_needed, plan_of, world_of
from .sink import RowSink, Told
from .study import Study

MOST_ARMS = 30  # with a twin each they stay below the engine's limit
PEOPLE_AT_ONCE = 10_000_000
# lives before a regime, kept as long as the people who lived them
_PASTS: WeakKeyDictionary[People, dict[Hashable, Engine]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Lives:
    """What became of the same people in each arm: ``people`` name -> (A, P), ``rows`` table -> rows of some people.

    Rows have the column ``arm``: the place of the arm in ``arms``.
    """

    arms: tuple[str, ...]
    people: Mapping[str, np.ndarray]
    rows: Mapping[str, Columns]

    def of(self, arm: str, column: str) -> np.ndarray:
        """One column of one arm, shape (P,)."""
        found: np.ndarray = self.people[column][self.arms.index(arm)]
        return found


class _Keeper:
    """Keeps the rows that are about some people, and drops the others as they come."""

    def __init__(self, persons: Collection[int]) -> None:
        self.persons = np.array(sorted(persons), np.int64)
        self.found: dict[str, list[Columns]] = {}

    def append(self, table: str, columns: Columns) -> None:
        """Takes rows that will not change any more."""
        if table in ("months", "people") or not len(self.persons):
            return
        mine = np.isin(columns["person"], self.persons)
        if "subject" in columns:
            mine |= np.isin(columns["subject"], self.persons)
        if mine.any():
            self.found.setdefault(table, []).append({name: values[mine] for name, values in columns.items()})


def relive(
    study: Study, arms: Sequence[Arm], columns: Sequence[str], *, rows_of: Collection[int] = (), paired: bool = False,
    redeal: Redeal | None = None, people: People | None = None, threads: int = 0,
    tell: Callable[[Told], None] = lambda told: None,
) -> Lives:  # fmt: skip
    """Live ``arms`` of a study and return the named columns of the people at the end of the run.

    A column that no rule of the plan writes is left out, and is 0 in arms that lack it. Arms of an outcome and arms
    lived here are paired whenever regime, recipe, people, months, seed and replicate are the same. ``paired`` adds the
    twins with perfect records that wrong listings are measured against. Raises: SpecError, PlanError, RunError as a
    run of these arms would.
    """
    people = people or populate(study.people_recipe, study.people, study.seed)
    names = tuple(arm.name for arm in arms)
    batches = _batches(arms, paired, people.count)
    kept: dict[str, np.ndarray] = {}
    rows: dict[str, list[Columns]] = {}
    for number, batch in enumerate(batches):
        tell(Told("living arms", number, len(batches)))
        part = replace(study, arms=tuple(batch))
        engine, keeper = _lived(part, people, rows_of, redeal, threads)
        asked = [batch.get(arm) for arm in part.lived]
        places = {a: names.index(name) for a, name in enumerate(asked) if name is not None and name in names}
        for name in columns:
            if name in engine.plan.columns:
                values = engine.shifted(name, engine.state.columns[name])
                out = kept.setdefault(name, np.zeros((len(names), people.count), values.dtype))
                for a, place in places.items():
                    out[place] = values[a]
        for table, found in keeper.found.items():
            rows.setdefault(table, []).extend(_placed(part_rows, places) for part_rows in found)
    tell(Told("living arms", len(batches), len(batches)))
    return Lives(names, kept, {table: joined(parts) for table, parts in rows.items()})


def _batches(arms: Sequence[Arm], paired: bool, people: int) -> list[dict[Arm, str]]:
    """Arms and their names, in groups that one engine can hold, those with the same rules side by side to share a twin.

    A study compares with perfect records where an arm is called so: one without errors is, or one more is lived.
    """
    left = sorted(arms, key=lambda arm: (arm.since, arm.safeguards, arm.without))
    size = max(2, min(MOST_ARMS, PEOPLE_AT_ONCE // people))
    found = []
    for first in range(0, len(left), size):
        batch = {arm: arm.name for arm in left[first : first + size]}
        if paired and PERFECT not in batch.values():
            clean = next((arm for arm in batch if arm.perfect), None)
            called = {} if clean is None else {replace(clean, name=PERFECT): batch.pop(clean)}
            batch = (called or {Arm(PERFECT, ("errors",)): ""}) | batch
        found.append(batch)
    return found


def _lived(
    study: Study, people: People, rows_of: Collection[int], redeal: Redeal | None, threads: int
) -> tuple[Engine, _Keeper]:
    """Every month of one batch of arms."""
    plan = plan_of(study)
    world, _ = world_of(study, plan, people)
    check_memory(memory_needed(study, plan, world.params), f"{study.people:,} people in {len(study.lived)} arms")
    keeper = _Keeper(rows_of)
    # rows that end before the regime begins are rows of every arm
    past = None if rows_of else _past(plan, world, study.files, threads, people)
    run = Forked(plan, world, past, threads=threads, chunk=_chunk(people.count), watched=False)
    sink = RowSink(plan, keeper, {})
    try:
        run.prepare()
        while run.engine.state.month < world.months:
            # what was before the regime is the same under every deal, shared or not
            if redeal is not None and run.engine.state.month == world.warmup:
                run.deal_anew(redeal)
            run.month(sink)
        if rows_of:
            run.finish(sink)
    finally:
        run.close()
    return run.engine, keeper


def _chunk(people: int) -> int:
    """How many people one task takes: at most what an engine takes by itself, and never all where threads can share."""
    return min(16, max(1, people // BLOCK // 2)) * BLOCK


def _past(plan: Plan, world: World, files: Sequence[str], threads: int, people: People) -> Engine | None:
    """What is before the regime, lived once for all arms and all deals; ``files`` are the mechanisms of one's own."""
    before = past_of(world)
    if before is None:
        return None
    numbers = [month.to_bytes(2, "big") + b"".join(v.tobytes() for v in params.values())
               for month, params in before.params.items()]  # fmt: skip
    names = tuple(mechanism.name for mechanism in plan.mechanisms)
    own = tuple(sha256(Path(file).read_bytes()).digest() for file in files)
    deal = (before.seed, before.replicate, before.warmup, before.act_codes.tobytes())
    key = (names, own, deal, sha256(b"".join(numbers)).digest())
    known = _PASTS.setdefault(people, {})
    if key not in known:
        past = Engine(plan, before, threads=threads, chunk=_chunk(people.count), watched=False)
        try:
            past.prepare()
            while past.state.month < before.warmup:
                past.month(RowSink(plan, _Keeper(()), {}))
        finally:
            past.close()
        known[key] = past
    return known[key]


def _placed(rows: Columns, places: Mapping[int, int]) -> Columns:
    """Rows of the arms asked for, with the arms numbered as they were asked for."""
    asked = np.isin(rows["arm"], list(places))
    found = {name: values[asked] for name, values in rows.items()}
    return found | {"arm": np.array([places[int(a)] for a in found["arm"]], np.int16)}
