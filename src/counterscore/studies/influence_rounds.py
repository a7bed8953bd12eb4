"""Which worlds are lived to find what moves an answer, round after round, each from what the rounds before came to.

reading     which of the numbers any rule reads; nothing is lived
screening   trajectories of Morris over all numbers that are read
ends        the strongest numbers, each at both ends of its range
shares      points of Sobol over the strongest numbers that move the answer at all
flips       numbers at whose end the verdict is another, halfway and halfway again, all of them side by side
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from ..audit.screening import LEVELS, Screening, screened, trajectories
from ..audit.sensitivity import SobolIndices, shared_out, sobol_places
from ..audit.studied.answers import Verdict
from ..audit.studied.verdicts import verdict
from ..core.documents import Dated
from ..worlds.swaps import WHOLE, Open, is_open
from .file import Asked, Influence, StudyFile
from .influence_points import Points, toward
from .store import Folder
from .tasks import Json, Task

NAME = "influence"
READING, SCREENING, ENDS, SHARES, FLIPS = 0, 10_000, 20_000, 30_000, 40_000  # numbers of the tasks of each round
BARS = 12  # numbers at both ends, at least
BASES = 4  # base points of Sobol in one task
HALVINGS = 6
STILL = 1e-9  # of the largest answer: smaller moves are the rounding of sums over people


@dataclass(frozen=True)
class Turn:
    """A number on the way to an end (0 or 1) where the verdict is another: it holds until ``low``, not at ``high``.

    ``low`` and ``high`` are shares of the way from the value as written to that end.
    """

    path: str
    end: int
    low: float
    high: float
    after: Verdict


@lru_cache(maxsize=4)
def walks(numbers: int, count: int, seed: int) -> np.ndarray:
    """Places of the trajectories; not to be changed."""
    return trajectories(numbers, count, seed)


@lru_cache(maxsize=4)
def bases(numbers: int, sample: int, seed: int) -> np.ndarray:
    """Places of the points of Sobol; not to be changed. Another size than a power of 2 is raised to the next one."""
    return sobol_places(numbers, sample_size(sample), seed)


def sample_size(sample: int) -> int:
    """How many base points are lived: a power of 2, or they lose their balance."""
    return 1 << (sample - 1).bit_length()


class Rounds:
    """What is known so far. Raises: OutcomeError as the folder does."""

    def __init__(self, study: StudyFile, folder: Folder) -> None:
        assert study.influence is not None
        self.study, self.folder = study, folder
        self.asked: Influence = study.influence
        self.question: Asked = study.question(study.influence.question)
        self.found: dict[int, Json] = {number: found for number, _, found in folder.found(NAME)}

    def tasks(self) -> list[Task]:
        """Every task that can be named so far; those of the next round once all of these are settled."""
        named: list[Task] = []
        for tasks in self._rounds():
            named += tasks
            if not all(map(self.folder.settled, tasks)):
                break
        return named

    def _rounds(self) -> Iterator[list[Task]]:
        yield [Task(NAME, READING, {"round": "reading"})]
        if not self.read:
            return
        paths = {"paths": list(self.read)}
        yield [Task(NAME, SCREENING + n, {"round": "screening", "turn": n, **paths})
               for n in range(self.asked.trajectories)]  # fmt: skip
        most = [list(self.barred[n : n + BARS]) for n in range(0, len(self.barred), BARS)]
        ends = [Task(NAME, ENDS + n, {"round": "ends", "paths": few}) for n, few in enumerate(most)]
        size = sample_size(self.asked.sample) if self.strongest else 0
        shares = [
            Task(NAME, SHARES + n, {"round": "shares", "paths": list(self.strongest), "first": first})
            for n, first in enumerate(range(0, size, BASES))
        ]
        yield [*ends, *shares]
        for halving in range(HALVINGS):
            open_turns = [one for one in self.turns(halving) if self.between(one) is not None]
            if not open_turns:
                return
            asked = [[one.path, one.end, (one.low + one.high) / 2] for one in open_turns]
            yield [Task(NAME, FLIPS + halving, {"round": "flips", "asked": asked})]

    @property
    def finished(self) -> bool:
        """Whether every round is settled, and the first could be lived."""
        return READING in self.found and all(map(self.folder.settled, self.tasks()))

    @property
    def read(self) -> tuple[str, ...]:
        """The numbers that some rule reads, in the order of the file."""
        return tuple(self.found[READING]["read"]) if READING in self.found else ()

    @cached_property
    def screening(self) -> Screening | None:
        """What the trajectories say; None where none could be lived."""
        lived = {n: self.found[SCREENING + n] for n in range(self.asked.trajectories) if SCREENING + n in self.found}
        if not lived:
            return None
        places = walks(len(self.read), self.asked.trajectories, self.study.seed)[list(lived)]
        results = np.array([one["answers"] for one in lived.values()], np.float64)
        taken = np.array([one["taken"] for one in lived.values()], bool)
        found = screened(self.read, places, results, self.study.seed, taken)
        scale = np.array([whole_range(self.numbers[path]) for path in self.read])
        sizes = {"mu": found.mu, "mu_star": found.mu_star, "mu_star_half": found.mu_star_half, "sigma": found.sigma}
        return replace(found, **{name: values * scale for name, values in sizes.items()})

    @property
    def ranked(self) -> tuple[str, ...]:
        """Numbers with two effects or more, those with the largest mean size of effect first."""
        found = self.screening
        sizes = [] if found is None else zip(map(float, found.mu_star), self.read, strict=True)
        return tuple(path for size, path in sorted(sizes, key=lambda one: -one[0]) if not math.isnan(size))

    @property
    def moving(self) -> tuple[str, ...]:
        """Those of them that move the answer at all."""
        found = self.screening
        if found is None:
            return ()
        sizes = dict(zip(self.read, map(float, found.mu_star), strict=True))
        answers = [x for n, one in self.found.items() if SCREENING <= n < ENDS for x in one["answers"] if x is not None]
        least = STILL * max(map(abs, answers), default=0.0)
        return tuple(path for path in self.ranked if sizes[path] > least)

    @property
    def strongest(self) -> tuple[str, ...]:
        """The numbers whose shares are looked for."""
        return self.moving[: self.asked.strongest]

    @property
    def barred(self) -> tuple[str, ...]:
        """The numbers that stand at both ends: the strongest, and those that the screening could not move."""
        known = set(self.ranked)
        return (*self.moving[: max(BARS, self.asked.strongest)], *(path for path in self.read if path not in known))

    @property
    def _shares(self) -> list[Json]:
        """What came of the points of Sobol, task by task."""
        return [found for number, found in sorted(self.found.items()) if SHARES <= number < FLIPS]

    @property
    def points(self) -> int:
        """How many points of Sobol told an answer."""
        return sum(one is not None for found in self._shares for one in found["answers"])

    @property
    def moved(self) -> int:
        """At how many of them some number had to stay as written."""
        return sum(found["moved"] for found in self._shares)

    def shares(self) -> SobolIndices | None:
        """Shares of the variance; None where there is nothing to share out."""
        size = len(self.strongest) + 2
        parts = [one["answers"][n : n + size] for one in self._shares for n in range(0, len(one["answers"]), size)]
        whole = np.array([part for part in parts if None not in part], np.float64)
        if not self.strongest or len(whole) < 2 or np.ptp(whole) <= STILL * np.abs(whole).max():
            return None
        return shared_out(self.strongest, whole.ravel(), sample_size(self.asked.sample), self.study.seed)

    def verdict(self, found: Json) -> Verdict:
        """What an effect means for the question, among these people."""
        return verdict(found["low"], found["high"], self.question.expect, self.question.margin)

    def ends(self) -> dict[str, dict[str, Json]]:
        """path -> end ("low", "high") -> what came out there."""
        return {
            path: both for number, found in sorted(self.found.items()) if ENDS <= number < SHARES
            for path, both in found["ends"].items()
        }  # fmt: skip

    def turns(self, halvings: int = HALVINGS) -> list[Turn]:
        """Numbers at whose end the verdict is another, as far as ``halvings`` rounds have closed in on the place."""
        before = self.verdict(self.found[READING]["written"])
        found = []
        for path, both in self.ends().items():
            for end, name in enumerate(("low", "high")):
                if "low" in both.get(name, {}) and (after := self.verdict(both[name])) != before:
                    found.append(self._closed(Turn(path, end, 0.0, 1.0, after), before, halvings))
        return found

    def _closed(self, turn: Turn, before: Verdict, halvings: int) -> Turn:
        for halving in range(halvings):
            told = self.found.get(FLIPS + halving, {}).get("flips", {}).get(f"{turn.path} {turn.end}")
            middle = (turn.low + turn.high) / 2
            if told is None or "low" not in told:
                break
            now = self.verdict(told)
            if now == before:
                turn = Turn(turn.path, turn.end, middle, turn.high, turn.after)
            else:
                turn = Turn(turn.path, turn.end, turn.low, middle, now)
        return turn

    def between(self, turn: Turn) -> Dated | None:
        """The number halfway; None where it cannot be told from one it is known for, or halfway was refused."""
        one = self.numbers[turn.path]
        low, middle, high = (toward(one, turn.end, x) for x in (turn.low, (turn.low + turn.high) / 2, turn.high))
        return None if middle in (low, high) or self._refused(turn) else middle

    def _refused(self, turn: Turn) -> bool:
        middle, key = (turn.low + turn.high) / 2, f"{turn.path} {turn.end}"
        return any(
            "refused" in found["flips"].get(key, {}) and found["flips"][key]["step"] == middle
            for number, found in self.found.items() if number >= FLIPS
        )  # fmt: skip

    @cached_property
    def numbers(self) -> dict[str, Open]:
        """The numbers that are looked at, by path."""
        return Points(self.study).numbers


def whole_range(one: Open) -> float:
    """What an effect is multiplied by to be per whole range: a flag goes all the way on two thirds of its places."""
    entry = next(entry for entry in one.written.root if is_open(entry))
    if entry.unit not in WHOLE or entry.range is None:
        return 1.0
    place = one.written.root.index(entry)
    first, second, third, last = (one.at(n / (LEVELS - 1)).root[place].numbers[0] for n in range(LEVELS))
    step = (third - first + last - second) / 2
    return (entry.range[1] - entry.range[0]) * (2 / 3) / step


def asked_values(points: Points, asked: Sequence[tuple[str, float, float]]) -> list[tuple[str, Dated]]:
    """Numbers on their way to an end, as a task of the last round was given them."""
    return [(path, toward(points.numbers[path], float(end), float(step))) for path, end, step in asked]
