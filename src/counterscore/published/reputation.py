"""Help for those who help: when a known reputation is enough to keep cooperation alive.

People meet as donor and recipient. Helping costs the donor something and is worth more to the recipient.
*Discriminators* help unless they know that the other refuses to help; *defectors* never help; *cooperators* always do.
What is known of a person is known with a probability, and only then. Strategies that earn more spread.

Source: Nowak and Sigmund, Evolution of indirect reciprocity by image scoring, Nature 393, 1998; the game between two
strategies and the rule q > c / b in Nowak, Five rules for the evolution of cooperation, Science 314, 2006.
Limits: whoever refuses a known defector keeps a good name (standing, not image scoring); no errors, no gossip, and
nobody is punished: what is withheld is help.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.draws import uniforms
from ..core.errors import SpecError
from .plain_numbers import checked_amount, checked_people, checked_share

STRATEGIES = ("discriminator", "defector", "cooperator")
DISCRIMINATOR, DEFECTOR, COOPERATOR = range(3)
MOST_ROUNDS = 4000
MOST_MEETINGS = 100
SLOT_SEEN = 254  # above those of the meetings
DRAWS = "published.reputation"
Shares = tuple[float, float, float]


@dataclass(frozen=True)
class ReputationGame:
    """Help is worth ``benefit`` and costs ``cost``; a reputation is known with probability ``known``."""

    benefit: float
    cost: float
    known: float

    def __post_init__(self) -> None:
        """Raises SpecError where help is worth no more than it costs, PromiseError for rows of persons."""
        benefit, cost = checked_amount("benefit", self.benefit), checked_amount("cost", self.cost, above=True)
        checked_share("known", self.known)
        if benefit <= cost:
            raise SpecError(f"reputation: benefit {benefit:g} with cost {cost:g}; expected a benefit above the cost")

    @property
    def lasts(self) -> bool:
        """Whether discriminators who are many enough withstand defectors: known > cost / benefit."""
        return self.known > self.cost / self.benefit

    @property
    def threshold(self) -> float | None:
        """Share of discriminators among defectors above which they spread; None where no share is enough.

        cost (1 - known) / (known (benefit - cost)), from equal payoffs of both.
        """
        if not self.lasts:
            return None
        return self.cost * (1.0 - self.known) / (self.known * (self.benefit - self.cost))

    def payoffs(self) -> np.ndarray:
        """What a strategy (row) earns from meeting another (column), once as donor and once as recipient, (3, 3)."""
        helps = self._helps()
        paid: np.ndarray = self.benefit * helps.T - self.cost * helps
        return paid

    def _helps(self) -> np.ndarray:
        """Probability that a donor (row) helps a recipient (column)."""
        blind = 1.0 - self.known
        return np.array([[1.0, blind, 1.0], [0.0, 0.0, 0.0], [1.0, 1.0, 1.0]])

    def flow(self, shares: Shares) -> np.ndarray:
        """Change of each share per unit of time by replicator dynamics, (3,). Raises: SpecError, PromiseError."""
        return _flow(self.payoffs(), checked_shares(shares))

    def path(self, shares: Shares, time: float, step: float = 0.01) -> np.ndarray:
        """Shares from time 0 to ``time`` in steps, by Runge and Kutta's fourth-order rule, (steps + 1, 3)."""
        steps = round(checked_amount("time", time) / checked_amount("step", step, above=True))
        path = np.empty((steps + 1, 3))
        path[0] = checked_shares(shares)
        paid = self.payoffs()

        for k in range(steps):
            x = path[k]
            one = _flow(paid, x)
            two = _flow(paid, x + step / 2.0 * one)
            three = _flow(paid, x + step / 2.0 * two)
            four = _flow(paid, x + step * three)
            path[k + 1] = x + step / 6.0 * (one + 2.0 * two + 2.0 * three + four)
        return path

    def lived(
        self, shares: Shares, people: int, rounds: int, seed: int, *, meetings: int = 10, replicate: int = 0
    ) -> np.ndarray:
        """Shares in a town of synthetic people after 0, 1, ... rounds, (rounds + 1, 3).

        In a round each person is donor ``meetings`` times to somebody drawn from the others. Then each looks at one
        other and takes over the strategy of whoever earned more, with probability equal to the difference of what they
        earned per meeting / (benefit + cost), at most 1; on average this is replicator dynamics, nearly.
        Draws: who is met, what is known, who is looked at, whether it is taken over. Raises: SpecError, PromiseError.
        """
        if checked_people(people, "people") < 2:
            raise SpecError(f"{people} people; expected 2 or more to meet each other")
        if checked_people(rounds, "rounds") > MOST_ROUNDS:
            raise SpecError(f"{rounds} rounds; expected {MOST_ROUNDS:,} at most")
        if not 0 < checked_people(meetings, "meetings") <= MOST_MEETINGS:
            raise SpecError(f"{meetings} meetings in a round; expected 1 to {MOST_MEETINGS}")
        who = np.searchsorted(np.cumsum(checked_shares(shares)), (np.arange(people) + 0.5) / people, side="right")
        who = np.minimum(who, COOPERATOR)
        path = np.empty((rounds + 1, 3))
        path[0] = np.bincount(who, minlength=3) / people
        for k in range(rounds):
            earned = self._earned(who, meetings, (seed, k, replicate))
            who = self._taken_over(who, earned, (seed, k, replicate))
            path[k + 1] = np.bincount(who, minlength=3) / people
        return path

    def _earned(self, who: np.ndarray, meetings: int, at: tuple[int, int, int]) -> np.ndarray:
        """What each person earns per meeting in a round (P,)."""
        seed, k, replicate = at
        helps, earned, people = self._helps(), np.zeros(len(who)), len(who)
        for meeting in range(meetings):
            met = uniforms(seed, DRAWS, people, month=k, replicate=replicate, slot=2 * meeting)
            seen = uniforms(seed, DRAWS, people, month=k, replicate=replicate, slot=2 * meeting + 1)
            other = _other(met)
            helped = seen < helps[who, who[other]]
            earned += self.benefit * np.bincount(other, helped, people) - self.cost * helped
        return earned / meetings

    def _taken_over(self, who: np.ndarray, earned: np.ndarray, at: tuple[int, int, int]) -> np.ndarray:
        """Strategies after each person looked at one other (P,)."""
        seed, k, replicate = at
        seen = uniforms(seed, DRAWS, len(who), month=k, replicate=replicate, slot=SLOT_SEEN)
        u = uniforms(seed, DRAWS, len(who), month=k, replicate=replicate, slot=SLOT_SEEN + 1)
        model = _other(seen)
        most = self.benefit + self.cost
        return np.where(u * most < earned[model] - earned, who[model], who)


def _flow(paid: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Replicator dynamics: a share grows as what it earns lies above the mean (3,)."""
    earned = paid @ x
    return np.asarray(x * (earned - x @ earned))


def _other(u: np.ndarray) -> np.ndarray:
    """Somebody else for each of P people (P,), each of the others with the same probability."""
    people = len(u)
    step = 1 + np.minimum((u * (people - 1)).astype(np.int64), people - 2)
    return np.asarray((np.arange(people) + step) % people)


def checked_shares(shares: Shares) -> np.ndarray:
    """Shares of the three strategies that add up to 1 (3,). Raises: SpecError, PromiseError."""
    if not isinstance(shares, tuple | list) or len(shares) != len(STRATEGIES):
        if not isinstance(shares, tuple | list):
            checked_share("shares", shares)
        raise SpecError(f"shares: got {shares!r}; expected three, of {', '.join(STRATEGIES)}")
    found = np.array([checked_share(f"share of {name}s", one) for name, one in zip(STRATEGIES, shares, strict=True)])
    if abs(found.sum() - 1.0) > 1e-9:
        raise SpecError(f"shares: {shares!r} add up to {found.sum():g}; expected 1")
    return found
