"""Published totals of whole regimes, beside what the laboratory predicts for them with all that is uncertain.

Each replicate has people and draws of its own. In it live the regime as written and some worlds in which every number
that is no statute is drawn from its range (a Latin hypercube over all of them). What differs among worlds as written is
chance; what differs among all others is chance and assumptions together.

Source of the approach: a predictive check as in Gelman et al., Bayesian Data Analysis, 3rd ed., chapter 6, with the
ranges of the regime's file for a prior. Limits: ranges are drawn evenly and as if they did not depend on each other, so
the prediction is wider than anybody believes; a figure inside a wide prediction says little. Figures that a number was
tuned to meet are marked calibration and prove nothing about it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from ..audit.targets import AS_WRITTEN
from ..core.errors import SpecError
from ..regimes import load_regime, regime_ids
from ..regimes.catalogue import library_files
from ..regimes.units import Target
from ..studies.aggregates import Told, draws_of, lived
from ..worlds.arms import Arm
from ..worlds.study import Study
from ..worlds.swaps import open_numbers

REPLICATES, DRAWS = 8, 4  # worlds with all numbers drawn, in each replicate
PEOPLE, LEAST, MONTHS = 100_000, 20_000, 60
EDGES = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Effort:
    """How much is lived: replicates, draws of all numbers in each, and at most so many people."""

    replicates: int = REPLICATES
    draws: int = DRAWS
    people: int = PEOPLE
    seed: int = 1

    def __post_init__(self) -> None:
        for name in ("replicates", "draws", "people"):
            if (value := getattr(self, name)) < 2:
                raise SpecError(f"documented: {name} is {value}; expected 2 or more")


@dataclass(frozen=True)
class Predicted:
    """One published figure: ``chance`` (R,) in worlds as written, ``drawn`` (R * K,) with every open number drawn.

    ``figures`` holds what was published, one number or the ends of several; empty where only words were published and
    the band is this laboratory's reading. ``refused`` counts draws that the engine would not live; ``held`` is how many
    of the ``open`` numbers a draw left as written, on average, because the regime does not take them with the others.
    """

    regime: str
    target: Target
    people: int
    chance: tuple[float, ...]
    drawn: tuple[float, ...]
    refused: int = 0
    problem: str = ""
    open: int = 0
    held: float = 0.0

    @property
    def published(self) -> tuple[float, ...]:
        """The published figures, or the ends of the band where there are only words."""
        return self.target.figures or (self.target.low, self.target.high)

    @property
    def verdict(self) -> Literal["inside", "outside", "not told"]:
        """Whether anything published, or between two published figures, is in the central 90 % of the drawn worlds."""
        if not self.drawn:
            return "not told"
        low, _, high = quantiles(self.drawn)
        return "inside" if min(self.published) <= high and max(self.published) >= low else "outside"

    @property
    def places(self) -> tuple[float, ...]:
        """For each published figure the share of drawn worlds that lie below it, ties counted half."""
        drawn = np.array(self.drawn)
        return tuple(float((drawn < x).mean() + (drawn == x).mean() / 2) for x in self.published) if self.drawn else ()

    @property
    def width(self) -> float | None:
        """How many times the upper edge of the prediction is the lower; None where the lower is not above 0."""
        if not self.drawn:
            return None
        low, _, high = quantiles(self.drawn)
        return high / low if low > 0.0 else None


def quantiles(values: Sequence[float]) -> tuple[float, float, float]:
    """5 %, median and 95 % of some worlds."""
    low, middle, high = np.quantile(np.array(values), EDGES)
    return float(low), float(middle), float(high)


def documented_regimes() -> list[str]:
    """The shipped regimes that published figures are known of, and their documented versions of another time."""
    return [name for file in library_files() for name in _of_file(file)]


def _of_file(file: str) -> list[str]:
    """What a file means by itself, and its documented versions that begin in another month."""
    own = load_regime(file)
    others = [load_regime(one.id) for one in own.spec.variants.values()]
    dated = [one for one in others if one.spec.status == "documented" and one.spec.start != own.spec.start]
    return [one.spec.id for one in (own, *dated) if one.spec.targets]


def documented(*names: str, effort: Effort = Effort()) -> Iterator[list[Predicted]]:
    """Predict what was published about some regimes (all by default), one list a regime as soon as it is done.

    Raises: SpecError for an unknown regime and for one of which no figure is known.
    """
    for name in names:
        if name not in regime_ids() or not load_regime(name).spec.targets:
            known = ", ".join(documented_regimes())
            raise SpecError(f"no published figures of {name!r}\n  regimes that have some: {known}")
    for name in names or documented_regimes():
        yield predicted(name, effort)


def predicted(name: str, effort: Effort) -> list[Predicted]:
    """The published figures of one regime, each with its predictions."""
    regime = load_regime(name)
    asked = [target for target in regime.spec.targets if target.from_people <= effort.people]
    people = min(effort.people, max([LEAST, *(target.from_people for target in asked)]))
    joint = draws_of(regime, effort.replicates * effort.draws, effort.seed)
    numbers = len(open_numbers(regime))
    held = numbers - sum(map(len, joint)) / len(joint)
    chance, drawn, refused = [], [], 0
    for replicate in range(effort.replicates if asked else 0):
        study = Study(name, people, MONTHS, effort.seed, replicate=replicate)
        mine = joint[replicate * effort.draws : (replicate + 1) * effort.draws]
        arms = [Arm(AS_WRITTEN), *(Arm(f"draw {place}", numbers=one) for place, one in enumerate(mine))]
        found = lived(study, arms, asked)
        chance.append(found.pop(AS_WRITTEN))
        drawn += list(found.values())
        refused += len(mine) - len(found)
    rows = [_row(name, one, people, chance, drawn, refused) for one in regime.spec.targets]
    return [replace(row, open=numbers, held=held) for row in rows]


def _row(
    name: str, target: Target, people: int, chance: Sequence[Told], drawn: Sequence[Told], refused: int
) -> Predicted:  # fmt: skip
    """One figure from what the worlds told of it, or why they told nothing."""
    if not any(target.id in world for world in chance):
        why = f"needs {target.from_people:,} people: --people {target.from_people}"
        return Predicted(name, target, people, (), (), refused, why)
    values = [[v for world in worlds if (v := world[target.id][0]) is not None] for worlds in (chance, drawn)]
    why = next((world[target.id][1] for world in chance if world[target.id][0] is None), "")
    return Predicted(name, target, people, tuple(values[0]), tuple(values[1]), refused, why)
