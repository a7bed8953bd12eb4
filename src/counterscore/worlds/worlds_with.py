"""Lives worlds with other numbers, many at once, and tells how each answer changes for the same people.

Every world with other numbers is lived beside its own world with perfect records where somebody asks about records, and
beside one without the regime where the numbers are about life. Numbers that no rule of the run reads are found by
comparing what the rules are given: equal parameters and equal draws give equal lives, so nothing has to be lived to
know that nothing changes.

Limits: a mechanism that an arm switches off is taken to read nothing there, not even a number without an off value.

Axis letters: A arms, P people, Q questions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..audit.assumed import End, Question
from ..audit.metric import Metric, Values, find_metric
from ..audit.paired import WRONGLY, Effect, effect
from ..core.declare import Mechanism
from ..core.draws import BLOCK
from ..core.errors import PlanError, RunError, SpecError
from ..engine.state import Redeal
from ..people import People
from .arms import AS_WRITTEN, NONE, PERFECT, Arm, default_arms, unguarded
from .bind import plan_of
from .many import Seen, Tables, names_read, on_records, tables_of
from .measured import Tell, live_measured
from .relive import MOST_ARMS
from .sink import Told
from .study import Study
from .swaps import Numbers, reason

ROLES: Mapping[str, tuple[str, ...]] = {arm.name: arm.without for arm in reversed(default_arms())}
ALONE = 5 * BLOCK  # people up to whom sharing a step among threads takes longer than one thread alone
PAST = "past"


@dataclass
class Worlds:
    """A study whose numbers are tried: what is asked, whom, and the worlds as written that others are compared with."""

    study: Study
    people: People
    questions: tuple[Question, ...]
    threads: int
    tell: Tell
    base: Seen = field(init=False)
    metrics: tuple[Metric, ...] = field(init=False)
    roles: tuple[str, ...] = field(init=False)
    paired: bool = field(init=False)
    used: dict[str, set[str]] = field(init=False)
    tables: Tables = field(init=False)
    refused: dict[Numbers, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.metrics = tuple(find_metric(name) for name in dict.fromkeys(q.metric for q in self.questions))
        mechanisms = plan_of(self.study).mechanisms
        self.paired = on_records(mechanisms, self.metrics)
        needed = {AS_WRITTEN, *(q.reference for q in self.questions)} | ({PERFECT} if self.paired else set())
        self.roles = tuple(role for role in ROLES if role in needed)
        self.base = self._live([Arm(role, ROLES[role]) for role in self.roles])
        self.used = self._used(mechanisms)
        self.tables = tables_of(self.study, self.study.spec.regime)

    def _live(self, arms: Sequence[Arm], deal: Redeal | None = None) -> Seen:
        """Arms of the study, with twins on perfect records only where a metric looks at them."""
        threads = 1 if self.people.count <= ALONE else self.threads
        return live_measured(self.study, arms, self.metrics, self.people, threads, deal, paired=self.paired)

    def roles_changed(self, numbers: Numbers) -> set[str]:
        """Which worlds read any of these numbers, and PAST where life does. Raises: SpecError where they do not fit."""
        arm = Arm("tried", numbers=numbers)
        regime = unguarded(self.study.spec.regime, arm)
        changed: set[str] = set()
        for date, before in self.tables.items():
            now = regime.tables(date)
            names = {n for n in (*before, *now) if n not in before or n not in now or not _same(before[n], now[n])}
            # a number that is written as 0 can bring in a mechanism that the run as written does without
            used = self.used if now.keys() <= before.keys() else self._used(replace(self.study, arms=(arm,)).mechanisms)
            changed |= {role for role, read in used.items() if names & read}
        return changed

    def _used(self, mechanisms: Sequence[Mechanism]) -> dict[str, set[str]]:
        """The numbers that each world goes by with these mechanisms, and under PAST those that life goes by."""
        used = {role: {n for one in mechanisms for n in names_read(one, Arm(role, ROLES[role]))} for role in self.roles}
        life = {name for one in mechanisms if one.part == "life" for name in names_read(one, Arm(AS_WRITTEN))}
        return used | {PAST: life}

    def changes(self, swaps: Sequence[Numbers], stage: str) -> dict[Numbers, tuple[End, ...] | None]:
        """Each answer under each set of numbers; None where the engine refuses them (the reason is in ``refused``)."""
        changed: dict[Numbers, set[str]] = {}
        for numbers in dict.fromkeys(swaps):
            try:
                changed[numbers] = self.roles_changed(numbers)
            except (SpecError, PlanError) as fault:
                self.refused[numbers] = reason(fault)
        found: dict[Numbers, tuple[End, ...] | None] = {one: None for one in swaps if one in self.refused}
        found |= {one: self.still() for one, roles in changed.items() if not roles & set(ROLES)}
        # those with another past come last, side by side, so that the others can share theirs
        lived = sorted((one for one in changed if one not in found), key=lambda one: PAST in changed[one])
        worlds = {one: self._worlds(one, changed[one], place) for place, one in enumerate(lived)}
        batches = _filled(worlds)
        for number, batch in enumerate(batches):
            self.tell(Told(stage, number, len(batches)))
            spare = MOST_ARMS - sum(len(worlds[one]) for one in batch) if number else 0
            found |= self._batch(batch, worlds, spare)
        self.tell(Told(stage, len(batches), len(batches)))
        return found

    def _worlds(self, numbers: Numbers, changed: set[str], place: int) -> dict[str, Arm]:
        """The worlds to be lived for one set of numbers, by what they are."""
        asked = {AS_WRITTEN, *changed} | ({PERFECT} if self.paired else set())
        return {role: Arm(f"{place} {role}", ROLES[role], numbers=numbers) for role in self.roles if role in asked}

    def _batch(
        self, batch: Sequence[Numbers], worlds: Mapping[Numbers, Mapping[str, Arm]], spare: int
    ) -> dict[Numbers, tuple[End, ...] | None]:  # fmt: skip
        """Worlds of some sets of numbers, lived together; halved where one of them cannot be lived, until it is found.

        ``spare`` worlds without a regime fill the batch up: loops over ties are compiled for a number of worlds.
        """
        arms = [arm for one in batch for arm in worlds[one].values()]
        arms += [Arm(f"spare {n}", ("regime",)) for n in range(spare)]
        try:
            seen = self._live(arms)
            return {one: self._ends(seen, {role: arm.name for role, arm in worlds[one].items()}) for one in batch}
        except (SpecError, PlanError, RunError) as fault:
            if len(batch) == 1:
                self.refused[batch[0]] = reason(fault)
                return {batch[0]: None}
            half = len(batch) // 2
            return self._batch(batch[:half], worlds, 0) | self._batch(batch[half:], worlds, 0)

    def still(self) -> tuple[End, ...]:
        """Each answer as written, as an end that changes nothing."""
        return self._ends(self.base, {})

    def _ends(self, seen: Seen, names: Mapping[str, str]) -> tuple[End, ...]:
        """Each answer in the worlds of these names; a world that has none is as it was written."""

        def at(role: str, metric: str) -> Values:
            return seen[names[role], metric] if role in names else self.base[role, metric]

        return tuple(self._end(q, at(AS_WRITTEN, q.metric), at(q.reference, q.metric)) for q in self.questions)

    def _end(self, asked: Question, here: Values, there: Values) -> End:
        """One answer and its change, the same people paired."""
        first, other = self.base[AS_WRITTEN, asked.metric], self.base[asked.reference, asked.metric]
        before, now = first.values - other.values, here.values - there.values
        among = here.among & there.among
        both = among & first.among & other.among
        if both.sum() < 2:
            raise RunError(f"{asked.title.lower()} means something for fewer than two people; try more of them")
        per = find_metric(asked.metric).per
        change = effect(now[both], before[both]).times(per)
        differing = int(np.count_nonzero(now[both] != before[both]))
        answer = float(now[among].mean()) * per
        return End(answer, change.estimate, change.low, change.high, differing)

    def answers(self) -> list[Effect]:
        """Each answer as written, with its paired interval."""
        return self._answers(self.base)

    def answers_under(self, deals: Mapping[str, Redeal | None]) -> list[float]:
        """Each answer where worlds are dealt otherwise: what a world is -> its deal (None: as in the run)."""
        seen: dict[tuple[str, str], Values] = {}
        for role in self.roles:
            seen |= self._live([Arm(role, ROLES[role])], deals[role])
        return [found.estimate for found in self._answers(seen)]

    def _answers(self, seen: Seen) -> list[Effect]:
        """Each answer in worlds that were lived."""
        found = []
        for asked in self.questions:
            here, there = seen[AS_WRITTEN, asked.metric], seen[asked.reference, asked.metric]
            among = here.among & there.among
            x, y = here.values[among], there.values[among]
            nothing = _is_nothing(asked) and not y.any() and float(x.min()) >= 0.0
            found.append(effect(x, y, nothing).times(find_metric(asked.metric).per))
        return found


def _is_nothing(asked: Question) -> bool:
    """Whether a harm is zero by construction in the world compared with, as ``paired.is_nothing`` says of a run."""
    return asked.reference == NONE or (asked.metric in WRONGLY and asked.reference == PERFECT)


def _filled(worlds: Mapping[Numbers, Mapping[str, Arm]]) -> list[list[Numbers]]:
    """Sets of numbers in batches of as many worlds as are lived at once."""
    batches: list[list[Numbers]] = []
    room = 0
    for one, arms in worlds.items():
        if len(arms) > room:
            batches.append([])
            room = MOST_ARMS
        batches[-1].append(one)
        room -= len(arms)
    return batches


def _same(a: object, b: object) -> bool:
    """Whether two tables hold equal numbers."""
    return bool(np.array_equal(np.asarray(a), np.asarray(b)))
