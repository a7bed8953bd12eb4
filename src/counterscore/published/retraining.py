"""Retraining on a world that the last model has moved: where it ends, whether it ends, and what would have been best.

Two worlds in which everything is known. In the *linear shift* the mean of what is to be predicted moves with the
prediction that was deployed, mean + pull * theta. In the *coin* an outcome 0 or 1 leans with a visible feature of +1 or
-1, and leans further the more weight the deployed model puts on that feature. Retraining fits the next model to the
data that the last one made. It ends at the *stable* point, which is best for the data that it makes itself; the *best*
point is best against its own consequences, and need not be the same.

Source: Perdomo, Zrnic, Mendler-Dünner and Hardt, Performative prediction, ICML 2020 (arXiv 2002.06673).
Limits: one number is learnt, and the world moves in a straight line, at once and without memory.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ..core.compiling import compiled
from ..core.draws import uniforms
from ..core.errors import SpecError
from ..core.transforms import normal
from .plain_numbers import checked_amount, checked_number, checked_people

MOST_ROUNDS = 4000


def contracts(pull: float, convexity: float, smoothness: float) -> bool:
    """Whether retraining is sure to converge from anywhere: pull < convexity / smoothness.

    ``pull``: how far data move per unit of the model; ``convexity`` of the loss in the model; ``smoothness`` of its
    slope in model and data. Raises: SpecError, PromiseError.
    """
    pull, curved = checked_amount("pull", pull), checked_amount("convexity", convexity, above=True)
    return pull < curved / checked_amount("smoothness", smoothness, above=True)


@dataclass(frozen=True)
class LinearShift:
    """A quantity whose mean is ``mean + pull * theta`` while theta is deployed, with standard deviation ``noise``.

    The loss is (z - theta)^2 / 2 + ridge * theta^2 / 2: convexity 1 + ridge, smoothness 1, pull = the sensitivity.
    """

    mean: float
    pull: float
    noise: float = 0.0
    ridge: float = 0.0

    def __post_init__(self) -> None:
        """Raises SpecError for what is no number, PromiseError for rows of persons."""
        for name in ("mean", "pull"):
            checked_number(f"linear shift: {name}", getattr(self, name))
        for name in ("noise", "ridge"):
            checked_amount(f"linear shift: {name}", getattr(self, name))

    @property
    def rate(self) -> float:
        """Distance to the stable point after a round / before it."""
        return self.pull / (1.0 + self.ridge)

    @property
    def stable(self) -> float:
        """The model that retraining does not change. Raises: SpecError where the world runs as fast as the model."""
        return _ratio(self.mean, 1.0 + self.ridge - self.pull)

    @property
    def best(self) -> float:
        """The model with the lowest loss on the data that it makes itself. Raises: SpecError where all are alike."""
        rest = 1.0 - self.pull
        return _ratio(self.mean * rest, rest * rest + self.ridge)

    def retrained(self, theta: float) -> float:
        """The model fitted to all data that ``theta`` makes."""
        return (self.mean + self.pull * theta) / (1.0 + self.ridge)

    def path(self, start: float, rounds: int) -> np.ndarray:
        """Models after 0, 1, ... rounds of retraining on all data, (rounds + 1,). Raises: SpecError, PromiseError."""
        return _path(self, start, rounds)

    def loss(self, theta: float) -> float:
        """Expected loss of a model on the data that it makes itself."""
        off = self.mean + (self.pull - 1.0) * theta
        return (self.noise**2 + off * off + self.ridge * theta * theta) / 2.0

    def spread(self, rounds: int, people: int) -> float:
        """Standard deviation of the model after retraining on samples of ``people``, exact."""
        grown = sum(self.rate ** (2 * k) for k in range(checked_rounds(rounds)))
        return self.noise / (1.0 + self.ridge) * math.sqrt(grown / _sample(people))

    def sampled(self, start: float, rounds: int, people: int, seed: int, replicate: int = 0) -> np.ndarray:
        """Models after 0, 1, ... rounds, each fitted to ``people`` new synthetic people, (rounds + 1,).

        Draws: one per person and round, on the laboratory's own streams. Raises: SpecError, PromiseError.
        """
        _sample(people)
        path = np.empty(checked_rounds(rounds) + 1)
        path[0] = checked_number("start", start)
        for k in range(rounds):
            u = uniforms(seed, "published.retraining", people, month=k, replicate=replicate)
            seen = self.mean + self.pull * path[k] + self.noise * normal_mean(u)
            path[k + 1] = seen / (1.0 + self.ridge)
        return path


@dataclass(frozen=True)
class Coin:
    """An outcome 0 or 1 with chance 1/2 + (lean + pull * theta) * x, where x is +1 or -1 and theta is deployed.

    The model says 1/2 + theta * x and is fitted by squared loss. ``lean`` and ``pull``: from 0 to 1/2.
    """

    lean: float
    pull: float

    def __post_init__(self) -> None:
        """Raises SpecError where a chance would leave 0..1 at the stable point, PromiseError for rows of persons."""
        lean, pull = checked_amount("coin: lean", self.lean), checked_amount("coin: pull", self.pull)
        if max(lean, pull) >= 0.5 or self.stable > 0.5:
            raise SpecError(
                f"coin: lean {lean:g} with pull {pull:g} settles at {lean / (1 - pull) if pull < 1 else math.inf:g}; "
                "expected lean and pull below 0.5 and lean / (1 - pull) of 0.5 at most, so that chances are chances"
            )

    @property
    def stable(self) -> float:
        """The model that retraining does not change: lean / (1 - pull)."""
        return self.lean / (1.0 - self.pull)

    @property
    def best(self) -> float:
        """The model with the lowest loss on the data that it makes itself: lean / (1 - 2 pull).

        It leans on the feature more than what it sees: an outcome that was pushed to an end is easier to predict.
        """
        return self.lean / (1.0 - 2.0 * self.pull)

    def retrained(self, theta: float) -> float:
        """The model fitted to all data that ``theta`` makes."""
        return self.lean + self.pull * theta

    def path(self, start: float, rounds: int) -> np.ndarray:
        """Models after 0, 1, ... rounds of retraining on all data, (rounds + 1,). Raises: SpecError, PromiseError."""
        return _path(self, start, rounds)

    def loss(self, theta: float) -> float:
        """Expected squared loss of a model on the data that it makes itself."""
        real = self.lean + self.pull * theta
        return 0.25 - real * real + (real - theta) ** 2

    def sampled(self, start: float, rounds: int, people: int, seed: int, replicate: int = 0) -> np.ndarray:
        """Models after 0, 1, ... rounds, each fitted to ``people`` new synthetic people, (rounds + 1,).

        Draws: feature and outcome of each person in each round. Raises: SpecError, PromiseError.
        """
        _sample(people)
        path = np.empty(checked_rounds(rounds) + 1)
        path[0] = checked_number("start", start)
        for k in range(rounds):
            feature, outcome = (
                uniforms(seed, "published.coin", people, month=k, replicate=replicate, slot=slot) for slot in (0, 1)
            )
            x = np.where(feature < 0.5, 1.0, -1.0)
            y = outcome < 0.5 + self.retrained(float(path[k])) * x
            path[k + 1] = float(((y - 0.5) * x).mean())  # least squares through 1/2, as x * x = 1
        return path


def checked_rounds(rounds: int) -> int:
    """A number of rounds that draws can tell apart. Raises: SpecError, PromiseError."""
    if checked_people(rounds, "rounds") > MOST_ROUNDS:
        raise SpecError(f"{rounds} rounds; expected {MOST_ROUNDS:,} at most")
    return rounds


def _path(world: LinearShift | Coin, start: float, rounds: int) -> np.ndarray:
    """Retraining on all data, round by round."""
    path = np.empty(checked_rounds(rounds) + 1)
    path[0] = checked_number("start", start)
    for k in range(rounds):
        path[k + 1] = world.retrained(float(path[k]))
    return path


def _sample(people: int) -> int:
    """How many people a model is fitted to, at least one."""
    if checked_people(people, "people in a round") < 1:
        raise SpecError("nobody in a round; expected 1 person or more to fit a model to")
    return people


def _normal_mean(u: np.ndarray) -> float:
    """Mean of standard normal numbers made from uniforms."""
    total = 0.0
    for one in u:
        total += normal(one)
    return total / len(u)


normal_mean = compiled(_normal_mean)


def _ratio(above: float, below: float) -> float:
    """A fixed point as a quotient. Raises: SpecError where there is none, or every model is one."""
    if below == 0.0:
        raise SpecError("no such point: the world moves as fast as the model (pull = 1 + ridge), or all are alike")
    return above / below
