"""A belief about a group that makes itself true: who is thought not to invest is not worth investing for.

Employers see a noisy signal of each person between 0 and 1 and give the good job from a standard on. How high the
standard is depends on what share of the group they believe to have qualified. Qualifying costs a person something,
each a cost of her own, and raises her chance to pass: whoever gains more than it costs invests. The share that does is
the next belief. A group can so be held for ever at a low belief beside an equal group at a high one.

Source: Coate and Loury, Will affirmative-action policies eliminate negative stereotypes?, American Economic Review 83,
1993.
Limits: one signal, two jobs, costs spread evenly over a range; beliefs follow the share of the last round at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..core.draws import uniforms
from ..core.errors import SpecError
from .plain_numbers import checked_amount, checked_people, checked_share

Curve = Callable[[float], float]
GRID = 4000
STEP = 1e-7
MOST_ROUNDS = 4000
DRAWS = "published.stereotypes"


def gains_standard(gain: float = 1.0) -> Curve:
    """The standard of an employer who gains ``gain`` per qualified person in the good job and loses 1 per other.

    For signals with densities 2s of the qualified and 2 (1 - s) of the others: the signal from which the gain of
    giving the job is above 0. With ``gain`` 1 it is 1 - belief.
    """
    checked_amount("gain", gain, above=True)
    return lambda belief: (1.0 - belief) / (1.0 - belief + gain * belief)


even_standard = gains_standard()


def linear_qualified(signal: float) -> float:
    """Share of the qualified whose signal is below: density 2s."""
    return signal * signal


def linear_others(signal: float) -> float:
    """Share of the others whose signal is below: density 2 (1 - s)."""
    return signal * (2.0 - signal)


@dataclass(frozen=True)
class FixedPoint:
    """A belief that makes itself true; ``slope`` is that of the map there, and below 1 in size it pulls beliefs in."""

    belief: float
    slope: float

    @property
    def stable(self) -> bool:
        """Whether beliefs nearby come closer."""
        return abs(self.slope) < 1.0


@dataclass(frozen=True)
class Stereotype:
    """The good job is worth ``benefit``; costs of qualifying lie evenly between ``lowest`` and ``highest``.

    ``standard`` gives the signal that is asked for at each belief; ``qualified`` and ``others`` the share of either
    kind of people whose signal is below a value. All three map 0..1 into 0..1.
    """

    benefit: float
    lowest: float
    highest: float
    standard: Curve = even_standard
    qualified: Curve = linear_qualified
    others: Curve = linear_others

    def __post_init__(self) -> None:
        """Raises SpecError for costs that are no range, PromiseError for rows of persons."""
        checked_amount("stereotype: benefit", self.benefit)
        lowest, highest = checked_amount("lowest cost", self.lowest), checked_amount("highest cost", self.highest)
        if lowest >= highest:
            raise SpecError(f"stereotype: costs from {lowest:g} to {highest:g}; expected the lowest first")

    def gain(self, belief: float) -> float:
        """What qualifying is worth to a person at a belief: the benefit times the rise of her chance to pass."""
        asked = _within("standard", self.standard(checked_share("belief", belief)))
        rise = _within("others", self.others(asked)) - _within("qualified", self.qualified(asked))
        return self.benefit * rise

    def map(self, belief: float) -> float:
        """The share that invests at a belief, which is the next belief. Raises: SpecError, PromiseError."""
        return min(1.0, max(0.0, (self.gain(belief) - self.lowest) / (self.highest - self.lowest)))

    def path(self, start: float, rounds: int) -> np.ndarray:
        """Beliefs after 0, 1, ... rounds, (rounds + 1,). Raises: SpecError, PromiseError."""
        path = np.empty(_rounds(rounds) + 1)
        path[0] = checked_share("start", start)
        for k in range(rounds):
            path[k + 1] = self.map(float(path[k]))
        return path

    def slope(self, belief: float) -> float:
        """Slope of the map at a belief, from both sides where there are two."""
        low, high = max(0.0, belief - STEP), min(1.0, belief + STEP)
        return (self.map(high) - self.map(low)) / (high - low)

    def fixed_points(self) -> tuple[FixedPoint, ...]:
        """Beliefs that make themselves true, in rising order.

        Limits: looked for between 4,001 beliefs; two that lie between neighbours of those are not found, nor is where
        the map only touches.
        """
        grid = np.linspace(0.0, 1.0, GRID + 1)
        rise = np.array([self.map(float(one)) - float(one) for one in grid])
        found = [float(one) for one in grid[rise == 0.0]]
        for k in np.flatnonzero(rise[:-1] * rise[1:] < 0.0):
            found.append(self._between(float(grid[k]), float(grid[k + 1])))
        return tuple(FixedPoint(one, self.slope(one)) for one in sorted(found))

    def _between(self, low: float, high: float) -> float:
        """The fixed point between two beliefs, by halving to the last bit."""
        above = self.map(low) > low
        while low < (middle := (low + high) / 2.0) < high:
            if (self.map(middle) > middle) == above:
                low = middle
            else:
                high = middle
        return low

    def lived(self, start: float, rounds: int, people: int, seed: int, replicate: int = 0) -> np.ndarray:
        """Beliefs after 0, 1, ... rounds in a town of synthetic people, (rounds + 1,).

        Every round is a new generation of ``people``; each person has a cost of her own and invests if she gains more.
        Draws: one per person and round. Near an unstable point chance decides where it ends. Raises: SpecError.
        """
        if checked_people(people, "people of a generation") < 1:
            raise SpecError("nobody in a generation; expected 1 person or more")
        path = np.empty(_rounds(rounds) + 1)
        path[0] = checked_share("start", start)
        for k in range(rounds):
            u = uniforms(seed, DRAWS, people, month=k, replicate=replicate)
            cost = self.lowest + (self.highest - self.lowest) * u
            path[k + 1] = float((cost < self.gain(float(path[k]))).mean())
        return path


def _rounds(rounds: int) -> int:
    """A number of rounds that draws can tell apart. Raises: SpecError, PromiseError."""
    if checked_people(rounds, "rounds") > MOST_ROUNDS:
        raise SpecError(f"{rounds} rounds; expected {MOST_ROUNDS:,} at most")
    return rounds


def _within(name: str, value: float) -> float:
    """A value of a curve, which has to lie in 0..1 up to rounding. Raises: SpecError."""
    if not -1e-12 <= value <= 1.0 + 1e-12:
        raise SpecError(f"stereotype: {name} gives {value!r}; expected a number from 0 to 1")
    return min(1.0, max(0.0, value))
