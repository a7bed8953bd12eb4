"""Lives biographies through the real engine: every case is an arm of its own, with a twin in which nothing happens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from counterscore.engine.run import Engine, Fixed, Given
from counterscore.engine.state import State, World
from counterscore.worlds.arms import Arm
from counterscore.worlds.bind import abilities, world_of
from counterscore.worlds.study import Study

from .case_files import Case
from .ground import DECIDED, Ground
from .reading import HERO, Claim
from .vocabulary import words

NAMESAKE = "a namesake"
CALM = ", nothing happens"
AFTER, FEWEST_BEFORE, UNIQUE, ALWAYS = 6, 2, 1e15, -100_000
OWN = ("household", "lookalike", "name")


@dataclass(frozen=True)
class Setting:
    """A parameter of one arm from one step to another (None: to the end); ``place`` picks one entry of a table.

    Where the regime's own number is one of ``kept`` it stays: what a regime never or always does is no chance.
    """

    arm: int
    path: str
    place: int | None
    value: float
    kept: tuple[float, ...] = ()
    first: int = ALWAYS
    last: int | None = None

    def decide(self, now: np.ndarray, own: np.ndarray, is_chance: bool) -> None:
        """Writes the value over a parameter (A, ...); ``own`` are the regime's own numbers."""
        spot = (self.arm, ...) if self.place is None else (self.arm, self.place)
        stays = np.isin(own[spot], self.kept) if is_chance else False
        now[spot] = np.where(stays, own[spot], self.value)


@dataclass(frozen=True)
class Links:
    """Ties as offsets into ends."""

    offsets: np.ndarray
    ends: np.ndarray


@dataclass(frozen=True, eq=False)
class Cast:
    """Who plays in which case: case -> role -> person number."""

    cases: Sequence[Case]
    numbers: Sequence[Mapping[str, int]]

    @property
    def count(self) -> int:
        """Number of people."""
        return sum(map(len, self.numbers))


@dataclass(eq=False)
class Story:
    """What was lived: every column and count of rows, for every step, arm and person; step 0 is the regime's start."""

    cast: Cast
    before: int
    steps: int
    twins: bool = True
    found: dict[str, list[np.ndarray]] = field(default_factory=dict)

    def trace(self, case: Case, claim: Claim, calm: bool = False) -> list[float]:
        """The values of what a claim is about, from the start of the regime to the end."""
        n = [one.title for one in self.cast.cases].index(case.title)
        arm, person = (2 * n + int(calm) if self.twins else n), self.cast.numbers[n][claim.who]
        return [now[arm, person].item() for now in self.found[claim.check.source][self.before :]]


class Finished:
    """A sink that remembers the rows that left the engine, for counting."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Mapping[str, np.ndarray]]] = {}

    def append(self, table: str, columns: dict[str, np.ndarray]) -> None:
        """Takes rows that will not change any more."""
        if "subject" in columns and len(columns["subject"]):
            self.rows.setdefault(table, []).append(columns)


def cast_of(cases: Sequence[Case]) -> Cast:
    """Numbers for everybody: hero, others, and a namesake where somebody else's record is to land on the hero."""
    numbers, taken = [], 0
    for case in cases:
        roles = [*case.people, *([NAMESAKE] if any(e.means.by == NAMESAKE for e in case.events) else [])]
        numbers.append({role: taken + place for place, role in enumerate(roles)})
        taken += len(roles)
    return Cast(cases, numbers)


def people_of(cast: Cast, ground: Ground, born: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The people's columns (P,): what cases say, else the words' defaults, else what the recipe made of the number.

    Nobody is anybody's look-alike but namesakes, whose every record lands on the hero.
    """
    columns = {name: values.copy() for name, values in born.items()}
    known = words().person.values()
    usual = {w.column: _number(w.default, ground.names(w.codes)) for w in known if w.default is not None}
    for roles, case in zip(cast.numbers, cast.cases, strict=True):
        for role, number in roles.items():
            said = {**case.people[HERO if role == NAMESAKE else role]}
            blank = dict.fromkeys(columns, 0.0) if said.get("firm") else usual
            _settle(columns, number, blank | {"namesakes": 0.0, "proneness": 1.0} | said)
        if NAMESAKE in roles:
            columns["lookalike"][roles[NAMESAKE]] = roles[HERO]
            columns["namesakes"][roles[NAMESAKE]] = UNIQUE
        for tie, names in case.ties.items():
            for name in names if tie in columns else ():
                columns[tie][roles[name]] = columns[tie][roles[HERO]]
    columns["abilities"] = abilities(columns, list(ground.codebook["needs"]))
    return columns


def _number(value: float | str, names: tuple[str, ...]) -> float:
    return float(names.index(value)) if isinstance(value, str) else value


def _settle(columns: dict[str, np.ndarray], number: int, said: Mapping[str, float]) -> None:
    adult = float(said.get("age_years", 0) >= 18)
    for column, value in ({"adult": adult} | dict.fromkeys(OWN, number) | dict(said)).items():
        if column in columns:
            columns[column][number] = number if column in OWN and column not in said else value


def ties_of(cast: Cast, tie: str) -> Links:
    """Ties of one name: between the hero and those whom the case names, both ways."""
    ends: list[list[int]] = [[] for _ in range(cast.count)]
    for roles, case in zip(cast.numbers, cast.cases, strict=True):
        for name in case.ties.get(tie, ()):
            ends[roles[HERO]].append(roles[name])
            ends[roles[name]].append(roles[HERO])
    offsets = np.cumsum([0, *map(len, ends)]).astype(np.int64)
    return Links(offsets, np.array([end for row in ends for end in row], np.int32))


def settings_of(cast: Cast, twins: bool) -> list[Setting]:
    """Everything that is decided instead of drawn, the later entry winning over the earlier."""
    found: list[Setting] = []
    known = words()
    for n, case in enumerate(cast.cases):
        mine = n * (1 + twins)
        for arm in range(mine, mine + 1 + twins):
            found += [Setting(arm, *_placed(path), value) for path, value in known.always.items()]
            found += [Setting(arm, *_placed(path), value, (0.0,)) for path, value in known.unless_never.items()]
            found += [Setting(arm, *_placed(path), value, (0.0, 1.0)) for path, value in case.usual.items()]
            found += [Setting(arm, *_placed(path), value) for path, value in case.said.items()]
        for event in case.events:
            for path, value in event.sets.items():
                last = event.span.first if event.span.last is None else event.span.last
                kept = () if event.forced else (0.0,)
                found.append(Setting(mine, *_placed(path), value, kept, event.span.first - event.means.lead, last))
    return found


def _placed(path: str) -> tuple[str, int | None]:
    """``reporting.detection_p.3`` is entry 3 of that table."""
    head, _, tail = path.rpartition(".")
    return (head, int(tail)) if tail.isdigit() else (path, None)


def undrawn(ground: Ground, values: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Chance that no word decides: probabilities rounded, rates per step never."""
    bounds = {f"{s.mechanism}.{s.rule.bound}" for s in ground.plan.steps if s.rule.bound}
    found = dict(values)
    for name in values.keys() - bounds:
        unit = ground.plan.params[name].unit
        if unit == "probability":
            found[name] = (values[name] >= 0.5).astype(values[name].dtype)
        elif unit == "per step":
            found[name] = np.zeros_like(values[name])
    return found


def decided(ground: Ground, world: World, settings: Iterable[Setting]) -> dict[int, dict[str, np.ndarray]]:
    """Parameters by engine month with everything decided; before the regime only life itself is."""
    before = world.warmup
    parts = {m.name: m.part for m in ground.plan.mechanisms}
    settings = list(settings)
    edges = {s.first + before for s in settings} | {s.last + before + 1 for s in settings if s.last is not None}
    found: dict[int, dict[str, np.ndarray]] = {}
    force: dict[str, np.ndarray] = {}
    for month in sorted({*world.params, *(e for e in edges if 0 < e < world.months)}):
        force |= world.params.get(month, {})
        now = {name: values.copy() for name, values in undrawn(ground, force).items()}
        for s in settings:
            if s.first + before <= month and (s.last is None or month <= s.last + before):
                for name in ground.paths.get(s.path, ()):
                    if month >= before or parts[name.partition(".")[0]] == "life":
                        s.decide(now[name], force[name], ground.plan.params[name].unit in DECIDED)
        found[month] = now
    return found


def script_of(cast: Cast, before: int, twins: bool) -> list[Given | Fixed]:
    """The rows and values that are given, each in the arm of its case."""
    found: list[Given | Fixed] = []
    for n, (roles, case) in enumerate(zip(cast.numbers, cast.cases, strict=True)):
        for event in case.events:
            who = roles[NAMESAKE if event.means.by == NAMESAKE else event.who]
            for step in event.span.steps(event.span.first + 1):
                month = step + before - event.means.lead
                if event.means.table:
                    found.append(Given(event.means.table, month, {"person": who, **event.row}, (n * (1 + twins),)))
                found += [Fixed(column, month, who, value, (n * (1 + twins),)) for column, value in event.fixed.items()]
    return found


def length_of(case: Case) -> int:
    """Steps until everything that the case names has happened, and some more for what stays."""
    spans = [what.span for what in (*case.events, *case.claims)]
    return 1 + AFTER + max(span.first if span.last is None else span.last for span in spans)


def before_of(case: Case) -> int:
    """Steps before the start that the case needs."""
    return max([FEWEST_BEFORE, *(e.means.lead - e.span.first for e in case.events)])


def live(ground: Ground, cases: Sequence[Case], seed: int = 1, twins: bool = True) -> Story:
    """Lives some cases together in one run, with or without twins in which nothing happens.

    Raises: CounterscoreError where the regime or the engine refuses a case.
    """
    cast = cast_of(cases)
    before = min(ground.regime.spec.warmup_months, _months(max(map(before_of, cases)), ground))
    months = _months(max(map(length_of, cases)), ground)
    arms = [Arm(c.title + calm, c.without, c.safeguards) for c in cases for calm in ("", CALM)[: 1 + twins]]
    study = Study(regime=ground.asked, people=cast.count, months=months, seed=seed, arms=tuple(arms))
    # a short life before the regime is enough: nothing happens in it that the cases do not tell
    spec = ground.regime.spec.model_copy(update={"warmup_months": before})
    study.__dict__["spec"] = replace(study.spec, regime=replace(ground.regime, spec=spec))
    world, _ = world_of(study, ground.plan)
    world = replace(
        world,
        people=people_of(cast, ground, world.people),
        cell=np.zeros(cast.count, np.uint8),
        params=decided(ground, world, settings_of(cast, twins)),
        ties=lambda tie: ties_of(cast, tie),
    )
    engine = Engine(ground.plan, world, threads=1, interpreted=True, script=script_of(cast, world.warmup, twins))
    engine.certificate.pairs = []
    return _lived(engine, Story(cast, world.warmup, world.months - world.warmup, twins))


def _months(steps: int, ground: Ground) -> int:
    """Months that hold so many steps."""
    return -(-steps * 12 // ground.steps_year)


def _lived(engine: Engine, story: Story) -> Story:
    asked = {claim.check.source for case in story.cast.cases for claim in case.claims}
    sink = Finished()
    engine.prepare()
    for _ in range(engine.world.months):
        engine.month(sink)
        for source in asked:
            now = engine.state.columns.get(source)
            story.found.setdefault(source, []).append(
                now.copy() if now is not None else _counted(source, engine.state, sink, engine.world)
            )
    engine.close()
    return story


def _counted(source: str, state: State, sink: Finished, world: World) -> np.ndarray:
    """Rows per arm and person (A, P) that meet the conditions of ``table?field=value&field=value``."""
    table, _, conditions = source.partition("?")
    counts = np.zeros((len(world.arms), world.count), np.int64)
    bundles: list[Any] = [dict(rows) for rows in sink.rows.get(table, [])]
    for arm, rows in enumerate(state.tables[table]):
        waiting = rows.waiting()
        bundles.append({**waiting, "arm": np.full(len(waiting["person"]), arm)})
    for rows in bundles:
        meets = rows["subject"] >= 0
        for condition in conditions.split("&"):
            name, _, value = condition.partition("=")
            meets = meets & (rows[name] == float(value))
        np.add.at(counts, (rows["arm"][meets], rows["subject"][meets]), 1)
    return counts
