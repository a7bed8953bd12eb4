"""The paired effect of one question at many points of the open numbers, on the same draws.

Where no number of the people is moved, they are the same people too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..audit.metric import Metric, find_metric
from ..audit.paired import WRONGLY, Effect, effect
from ..core.documents import Dated, Value
from ..core.errors import PlanError, SpecError
from ..worlds.arms import Arm
from ..worlds.crowds import Crowd, Crowds
from ..worlds.many import REFUSALS
from ..worlds.many import Seen as Arms
from ..worlds.measured import tellable
from ..worlds.moved_people import PREFIX, Moved, parted
from ..worlds.study import Study
from ..worlds.swaps import WHOLE, WIDE, Numbers, Open, between, is_open, reason
from .design import allowed
from .file import Asked, StudyFile
from .identity import sampled
from .worlds import arms_of, run_of

DIGITS = 4  # of a number that is looked for between its value and an end of its range


@dataclass(frozen=True)
class Answered:
    """The effect at one point, and how far it is from the effect as written, the same people paired."""

    effect: Effect
    change: Effect


@dataclass(frozen=True)
class Seen:
    """What became of both arms among one crowd."""

    crowd: Crowd
    found: Arms


class Points:
    """One question of a study under other numbers; nothing is lived before it is asked for.

    Raises: SpecError where the regime cannot answer the question.
    """

    def __init__(self, study: StudyFile) -> None:
        if study.influence is None:
            raise SpecError(f"study {study.study}: does not ask for influence")
        if study.ranges.sample == "none":
            raise SpecError(
                "influence looks at the numbers that ranges samples, and sample is none; expected all or paths, such "
                "as sample: [acts.*]"
            )
        self.file = study
        self.asked: Asked = study.question(study.influence.question)
        self.study: Study = run_of(study, 0, people=study.influence.people)
        if not tellable(self.study, [self.asked.metric]):
            raise SpecError(
                f"regime {study.regime}: metric {self.asked.metric!r} cannot be told from people's last columns"
            )

    @cached_property
    def metric(self) -> Metric:
        """What is measured."""
        return find_metric(self.asked.metric)

    @cached_property
    def numbers(self) -> dict[str, Open]:
        """The numbers that are looked at, by path, in the order of the file."""
        return {one.path: one for one in sampled(self.file, self.study.spec.regime)}

    @cached_property
    def crowds(self) -> Crowds:
        """The people, and the worlds they live in."""
        return Crowds(self.study, self.metric, self.asked.group)

    @cached_property
    def base(self) -> Seen:
        """Both arms as written. Raises: SpecError where they cannot be lived."""
        crowd = self.crowds.written
        (seen,) = crowd.many.seen([self._arms(())])
        if isinstance(seen, str):
            raise SpecError(f"study {self.file.study}: {seen}")
        return Seen(crowd, seen)

    def _arms(self, numbers: Numbers) -> tuple[Arm, ...]:
        """The two arms asked about, under other numbers of the regime; values of their own stay."""
        known = {arm.name: arm for arm in arms_of(self.file, numbers)}
        return known[self.asked.arm], known[self.asked.against]

    def at(self, paths: Sequence[str], places: Sequence[float]) -> Numbers:
        """These numbers at places between the low end (0) and the high end (1) of their ranges."""
        return tuple((path, self.numbers[path].at(float(x))) for path, x in zip(paths, places, strict=True))

    def written(self) -> Effect:
        """The effect as written."""
        return self._effect(self.base)

    def effects(self, points: Sequence[Numbers]) -> list[Effect | str]:
        """The effect at each point; where it is refused, why."""
        return [found if isinstance(found, str) else self._effect(found) for found in self._seen(points)]

    def answers(self, points: Sequence[Numbers]) -> list[Answered | str]:
        """The effect at each point with its change against the effect as written; where it is refused, why."""
        return [found if isinstance(found, str) else self._answered(found) for found in self._seen(points)]

    def nearest(self, points: Sequence[Numbers]) -> tuple[list[Effect | str], dict[str, str], int]:
        """The effect at each point, or at one that is allowed: numbers that are refused there stay as written.

        Those that stand first are kept before others. The second are the numbers refused, with the reason, the third
        at how many points there were any.
        """
        kept: dict[str, str] = {}

        def told(path: str, why: str) -> None:
            kept.setdefault(path, why)

        found = self.effects(points)
        again = {n: self.allowed(points[n], told) for n, one in enumerate(found) if isinstance(one, str)}
        for place, one in zip(again, self.effects(list(again.values())), strict=True):
            found[place] = one
        return found, kept, sum(not isinstance(found[place], str) for place in again)

    def reading(self) -> tuple[list[str], list[str], dict[str, str]]:
        """Numbers that some rule reads, numbers that none does, and numbers that the regime refuses at both ends."""
        ends = [(path, self.at([path], [place])) for path, one in self.numbers.items() for place in (0.0, 1.0)
                if one.at(place) != one.written]  # fmt: skip
        of_regime = [one for one in ends if not one[0].startswith(PREFIX)]
        told = self.crowds.written.many.reading(self._arms(()), [self._arms(numbers) for _, numbers in of_regime])
        found: dict[str, list[bool | str]] = {path: [] for path in self.numbers}
        for (path, _), one in zip(of_regime, told, strict=True):
            found[path].append(one)
        for path, numbers in ends:
            if path.startswith(PREFIX) and True not in found[path]:
                found[path].append(self.crowds.meets(parted(numbers)[1]))
        read = [path for path, both in found.items() if True in both]
        refused = {path: [one for one in both if isinstance(one, str)] for path, both in found.items()}
        stuck = {path: why[0] for path, why in refused.items() if why and path not in read}
        return read, [path for path in found if path not in read and path not in stuck], stuck

    def allowed(self, wanted: Numbers, told: Callable[[str, str], None]) -> Numbers:
        """As many of these numbers as the regime takes together, with each arm's own values too."""
        return allowed(self.study.spec.regime, self._arms(()), wanted, told)

    def refusal(self, numbers: Numbers) -> str:
        """Why the regime does not take these numbers in both arms; empty where it does."""
        try:
            self.crowds.written.many.signatures(self._arms(parted(numbers)[0]))
        except (SpecError, PlanError) as fault:
            return reason(fault)
        return ""

    def _seen(self, points: Sequence[Numbers]) -> list[Seen | str]:
        """The two arms at each point; those with the same people are lived side by side."""
        found: dict[int, Seen | str] = {}
        together: dict[Moved, dict[int, tuple[Arm, ...]]] = {}
        for place, numbers in enumerate(points):
            regime, people = parted(numbers)
            try:
                together.setdefault(people, {})[place] = self._arms(regime)
            except SpecError as fault:
                found[place] = reason(fault)
        for moved, worlds in together.items():
            try:
                crowd = self.crowds.made_with(moved)
            except REFUSALS as fault:
                found |= dict.fromkeys(worlds, reason(fault))
                continue
            for place, one in zip(worlds, crowd.many.seen(list(worlds.values())), strict=True):
                found[place] = one if isinstance(one, str) else Seen(crowd, one)
        return [found[place] for place in range(len(points))]

    def _pair(self, seen: Seen) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Both arms (P,) and whom the question is about in both."""
        here, there = (seen.found[name, self.metric.id] for name in (self.asked.arm, self.asked.against))
        return here.values, there.values, here.among & there.among & seen.crowd.among

    def _effect(self, seen: Seen) -> Effect:
        x, y, both = self._pair(seen)
        x, y = x[both], y[both]
        against = self._arms(())[1]
        zero = "regime" in against.without or (self.metric.id in WRONGLY and "errors" in against.without)
        nothing = zero and not against.since and not y.any() and bool((x >= 0.0).all())
        return effect(x, y, nothing).times(self.metric.per)

    def _answered(self, seen: Seen) -> Answered:
        (x, y, now), (first, other, then) = self._pair(seen), self._pair(self.base)
        both = now & then
        change = effect((x - y)[both], (first - other)[both]).times(self.metric.per)
        return Answered(self._effect(seen), change)


def toward(one: Open, end: float, step: float) -> Dated:
    """A number on its way from its value as written (step 0) to the low (0) or high (1) end of its range (step 1).

    In between it has four digits, so that what is told is what was lived.
    """
    if step in (0.0, 1.0):
        return one.at(end) if step else one.written
    return Dated(tuple(_moved(entry, end, step) if is_open(entry) else entry for entry in one.written.root))


def _moved(entry: Value, end: float, step: float) -> Value:
    assert entry.range is not None
    low, high = entry.range
    whole = entry.unit in WHOLE

    def moved(x: float) -> int | float:
        if whole:
            target = high if end else low
            return int(x + math.copysign(math.floor(abs(target - x) * step + 0.5), target - x))
        place = place_of(low, high, x)
        found = float(f"{between(low, high, place + (end - place) * step):.{DIGITS}g}")
        found = min(high, max(low, found))
        return int(found) if found.is_integer() else found

    values = tuple(moved(float(x)) for x in entry.numbers)
    return entry.model_copy(update={"value": values if isinstance(entry.value, tuple) else values[0]})


def place_of(low: float, high: float, x: float) -> float:
    """The place between the ends of a range at which ``between`` gives a number; outside of it, the nearer end."""
    if not low < x < high:
        return float(x >= high)
    if high < 0.0:
        return 1.0 - place_of(-high, -low, -x)
    if low > 0.0 and high / low > WIDE:
        return math.log(x / low) / math.log(high / low)
    return (x - low) / (high - low)
