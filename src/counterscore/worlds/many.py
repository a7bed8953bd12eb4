"""Lives arms of a study under many sets of numbers, side by side on common draws, each different world once.

Two arms that go by the same numbers under the same draws live the same lives: most sets of numbers say nothing about
life without a regime, so that world is lived once for all of them.

Limits: a mechanism that an arm switches off is taken to read nothing there, not even a number without an off value.

Axis letters: A arms, P people.
"""

from __future__ import annotations

import fnmatch
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Protocol

import numpy as np

from ..audit.metric import Metric, Values
from ..core.declare import Mechanism
from ..core.errors import PlanError, RunError, SpecError
from ..people import People
from ..regimes import Regime
from .arms import PERFECT, Arm, arm_regimes, off, unguarded, with_twins
from .bind import month_name, plan_of
from .measured import Measured
from .mechanisms import from_file, needed, shipped
from .pairing import PAIRED
from .relive import MOST_ARMS, Lives, relive
from .study import Study
from .swaps import reason

KEPT = 96  # worlds that are remembered
SIZES = (4, 8, 16, 32, 62)  # loops over ties are compiled for a number of arms
REFUSALS = (SpecError, PlanError, RunError)
Tables = Mapping[str, Mapping[str, object]]  # month -> tables
Seen = Mapping[tuple[str, str], Values]  # (arm, metric)


class Hash(Protocol):
    """A hash that takes bytes."""

    def update(self, data: bytes, /) -> None:
        """Takes more bytes."""


@dataclass
class Many:
    """A study whose arms are lived under other numbers: the same people, looked at with the same metrics.

    ``lived`` counts the worlds that were lived, twins with perfect records left out.
    """

    study: Study
    people: People
    metrics: tuple[Metric, ...]
    threads: int = 1
    lived: int = 0
    paired: bool = field(init=False)
    tied: bool = field(init=False)
    _all: tuple[Mechanism, ...] = field(init=False)
    _signatures: OrderedDict[Arm, str] = field(init=False, default_factory=OrderedDict)
    _known: OrderedDict[str, dict[str, Values]] = field(init=False, default_factory=OrderedDict)

    def __post_init__(self) -> None:
        plan = plan_of(self.study)
        self.paired = on_records(plan.mechanisms, self.metrics)
        self.tied = any(step.rule.kind == "ties" for step in plan.steps)
        self._all = (*shipped(), *(from_file(path) for path in self.study.files))

    def seen(self, worlds: Sequence[Sequence[Arm]]) -> list[Seen | str]:
        """What becomes of the arms of each set; where the regime or the engine refuses one, why.

        Arms are told by their names, which are free to be the same in every set.
        """
        found: list[Seen | str] = []
        # few at a time, so that patched regimes are still remembered when they are lived
        for first in range(0, len(worlds), MOST_ARMS):
            found += self._seen(worlds[first : first + MOST_ARMS])
        return found

    def _seen(self, worlds: Sequence[Sequence[Arm]]) -> list[Seen | str]:
        """The same for as many sets as are looked at together."""
        refused: dict[int, str] = {}
        keys: dict[int, list[str]] = {}
        for place, arms in enumerate(worlds):
            try:
                keys[place] = self.signatures(arms)
            except (SpecError, PlanError) as fault:
                refused[place] = reason(fault)
        asked = {key: arm for place, row in keys.items() for key, arm in zip(row, worlds[place], strict=True)}
        known = {key: self._known[key] for key in asked if key in self._known}
        faults: dict[str, str] = {}
        # arms with the same rules side by side, so that batches are alike
        todo = sorted((key for key in asked if key not in known), key=lambda k: (asked[k].without, asked[k].safeguards))
        for first in range(0, len(todo), MOST_ARMS):
            known |= self._batch({key: asked[key] for key in todo[first : first + MOST_ARMS]}, faults)
        self._remember(known)
        found: list[Seen | str] = []
        for place, arms in enumerate(worlds):
            why = refused.get(place) or next((faults[key] for key in keys[place] if key in faults), "")
            found.append(why or _named(arms, [known[key] for key in keys[place]]))
        return found

    def _batch(self, arms: Mapping[str, Arm], faults: dict[str, str]) -> dict[str, dict[str, Values]]:
        """Worlds that are lived together; halved where one of them cannot be lived, until it is found."""
        named = {key: replace(arm, name=f"world {place}") for place, (key, arm) in enumerate(arms.items())}
        try:
            seen = self._live(list(named.values()))
        except REFUSALS as fault:
            if len(arms) == 1:
                faults[next(iter(arms))] = reason(fault)
                return {}
            half, keys = len(arms) // 2, list(arms)
            both = ({key: arms[key] for key in part} for part in (keys[:half], keys[half:]))
            return {key: values for part in both for key, values in self._batch(part, faults).items()}
        self.lived += len(arms)
        return {key: {one.id: seen[arm.name, one.id] for one in self.metrics} for key, arm in named.items()}

    def _live(self, arms: Sequence[Arm]) -> dict[tuple[str, str], Values]:
        """Arms of the study, (arm, metric) -> values; a column that the rules of none of them write is 0."""
        filled = [*arms, *self._spare(arms)]
        plans = plan_of(self.study), plan_of(replace(self.study, arms=tuple(arms)))
        columns = {name: column for plan in plans for name, column in plan.columns.items() if column.keep}
        needs = [need for one in self.metrics for need in one.needs]
        wanted = [name for name in columns if any(fnmatch.fnmatch(name, need) for need in needs)]
        lives = relive(self.study, filled, wanted, paired=self.paired, people=self.people, threads=self.threads)
        shape = len(filled), self.people.count
        lacking = {name: np.zeros(shape, columns[name].dtype) for name in wanted if name not in lives.people}
        world = Measured(self.study, self.people, Lives(lives.arms, {**lives.people, **lacking}, {}))
        return {(arm.name, one.id): one(world, arm.name) for arm in arms for one in self.metrics}

    def _spare(self, arms: Sequence[Arm]) -> list[Arm]:
        """Worlds without a regime that fill a batch up to a size for which loops over ties are compiled anyway."""
        if not self.tied:
            return []
        extra = [Arm(PERFECT, ("errors",))] if self.paired else []
        lived = len(with_twins([*arms, *extra], self._all)) if self.paired else len(arms)
        wanted = next((size for size in SIZES if size >= lived), lived)
        return [Arm(f"spare {n}", ("regime",)) for n in range(min(wanted - lived, MOST_ARMS - len(arms)))]

    def _remember(self, known: Mapping[str, dict[str, Values]]) -> None:
        """Keeps what was lived last."""
        for key, values in known.items():
            self._known[key] = values
            self._known.move_to_end(key)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)

    def signatures(self, arms: Iterable[Arm]) -> list[str]:
        """What arms go by, each looked at once. Raises: SpecError, PlanError for numbers that the regime refuses."""
        found = []
        looked: dict[int, tuple[Regime, Tables]] = {}
        for arm in arms:
            alone = replace(arm, name="")
            if alone not in self._signatures:
                self._signatures[alone] = self.signature(alone, looked=looked)
            found.append(self._signatures[alone])
        while len(self._signatures) > 4 * KEPT:
            self._signatures.popitem(last=False)
        return found

    def signature(
        self, arm: Arm, mechanisms: Sequence[Mechanism] | None = None,
        looked: dict[int, tuple[Regime, Tables]] | None = None,
    ) -> str:  # fmt: skip
        """What an arm goes by, as a hash: arms with equal ones live the same lives. Raises: SpecError, PlanError.

        Only numbers of ``mechanisms`` count, by default of all there are. ``looked`` remembers tables of regimes.
        """
        known = self._all if mechanisms is None else mechanisms
        seen = {} if looked is None else looked
        found = sha256(repr(replace(arm, name="", numbers=(), later=())).encode())
        stages = [arm.at(0), arm] if arm.since else [arm]
        for lived, regime in zip(stages, arm_regimes(self.study.spec.regime, stages), strict=True):
            names = {name for one in known for name in names_read(one, lived)}
            tables = _once(seen, self.study, regime)
            for date, table in tables.items():
                found.update(repr((date, sorted({path.split(".")[0] for path in table}))).encode())
                _update(found, table, names)
        # life before the regime knows no safeguard
        life = {name for one in known if one.part == "life" for name in names_read(one, stages[0])}
        before = unguarded(self.study.spec.regime, arm)
        _update(found, _once(seen, self.study, before)[before.start], life)
        return found.hexdigest()

    def reading(self, written: Sequence[Arm], others: Sequence[Sequence[Arm]]) -> list[bool | str]:
        """Whether some rule goes by what sets of arms have in another way than those ``written``; or why it is refused.

        A number that is written as 0 can bring in mechanisms; those of every set count for all of them.
        """
        tables: dict[str, object] = {}
        refused: dict[int, str] = {}
        for place, arms in enumerate([written, *others]):
            try:
                for arm in arms:
                    for regime in arm_regimes(self.study.spec.regime, [arm.at(0), arm]):
                        tables |= regime.tables()
            except (SpecError, PlanError) as fault:
                refused[place - 1] = reason(fault)
        mechanisms = needed(self._all, tables)
        before = [self.signature(arm, mechanisms) for arm in written]
        return [
            refused.get(place, "") or [self.signature(arm, mechanisms) for arm in arms] != before
            for place, arms in enumerate(others)
        ]


def on_records(mechanisms: Iterable[Mechanism], metrics: Iterable[Metric]) -> bool:
    """Whether some metric is told by comparing with a world on perfect records, so that one has to be lived."""
    told = {column.name for one in mechanisms if one.name in PAIRED for column in one.columns}
    return any(fnmatch.filter(told, need) for one in metrics for need in one.needs)


def names_read(mechanism: Mechanism, arm: Arm) -> set[str]:
    """The numbers of a regime that a mechanism goes by in an arm: none where its off switch is thrown."""
    if off(mechanism, arm) and any(param.off is not None for param in mechanism.params):
        return set()
    return {param.path or f"{mechanism.name}.{param.name}" for param in mechanism.params}


def _update(found: Hash, table: Mapping[str, object], names: Collection[str]) -> None:
    """Puts the numbers of these names into a hash."""
    for name in sorted(table.keys() & names):
        value = np.asarray(table[name])
        # whole numbers above this would be rounded, and two of them could look alike
        packed = value.dtype.kind in "iu" and bool((np.abs(value) >= 2**53).any())
        found.update(f"{name}{value.shape}".encode() + (value if packed else value.astype(np.float64)).tobytes())


def _named(arms: Iterable[Arm], values: Iterable[Mapping[str, Values]]) -> dict[tuple[str, str], Values]:
    """Values of arms by the name of the arm and the metric."""
    return {(arm.name, metric): one for arm, row in zip(arms, values, strict=True) for metric, one in row.items()}


def _once(looked: dict[int, tuple[Regime, Tables]], study: Study, regime: Regime) -> Tables:
    """The tables of a regime, made once for all arms that have it."""
    if id(regime) not in looked:
        looked[id(regime)] = regime, tables_of(study, regime)
    return looked[id(regime)][1]


def tables_of(study: Study, regime: Regime) -> Tables:
    """What a regime gives to rules from each month on at which one of its numbers changes during the run."""
    last = month_name(study.spec.regime.start, study.months - 1)
    dates = [regime.start, *(date for date in regime.change_dates() if date <= last)]
    return {date: regime.tables(date) for date in dates}
