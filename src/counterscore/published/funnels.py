"""Pipelines of published rates: decisions that go one of several ways, and disputes that get through stage by stage.

Both are arithmetic on published counts and rates, and both can be lived by synthetic people: by one way and by another,
with a channel and without it, the same people, the same draws.

Limits: rates are those of the cases that went that way. Cases were not dealt to the ways by lot, so what another way
would have brought is an association and no effect. Where the people of a study had help with their disputes, its funnel
is an upper bound of what a channel does for people on their own. Both stand in the results.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..core.draws import uniforms
from ..core.errors import SpecError, nearest
from ..core.wrapping import refuse_wrapping
from .plain_numbers import checked_amount, checked_people, checked_share
from .screening import BLOCK

EVIDENCE = "association"
UPPER_BOUND = (
    "an upper bound: the people of the source had help, and fewer of those who are on their own get through each stage"
)
AS_PUBLISHED = "as published, for people who dispute as those of the source did"
WHY_ASSOCIATION = (
    "an association, not an effect: cases were not dealt to the ways by lot, and those that went one way may differ"
    " from those that went another"
)


@dataclass(frozen=True)
class Way:
    """One way a case can go: how many cases went it, and the share of them in which the finding was wrong."""

    cases: int
    wrong: float

    def __post_init__(self) -> None:
        """Raises SpecError for what is no number of cases or no share, PromiseError for rows of persons."""
        checked_people(self.cases, "cases of a way")
        checked_share("share of wrong findings", self.wrong)


@dataclass(frozen=True)
class Elsewhere:
    """What the cases would have brought had all gone one way at that way's rate; an association, not an effect."""

    way: str
    wrong: float
    difference: float
    evidence: str = EVIDENCE
    why: str = WHY_ASSOCIATION


@dataclass(frozen=True)
class Review:
    """Cases decided in different ways, such as by machine alone and with a human step, each with its error rate."""

    ways: tuple[tuple[str, Way], ...]

    @property
    def cases(self) -> int:
        """All cases."""
        return sum(way.cases for _, way in self.ways)

    @property
    def wrong(self) -> float:
        """Cases in which the finding is expected to be wrong."""
        return sum(way.cases * way.wrong for _, way in self.ways)

    @property
    def share(self) -> float | None:
        """Share of cases with a wrong finding, None without cases."""
        return self.wrong / self.cases if self.cases else None

    @property
    def se(self) -> float:
        """Standard error of the wrong findings among so many cases: a draw for each case."""
        return float(np.sqrt(sum(way.cases * way.wrong * (1.0 - way.wrong) for _, way in self.ways)))

    def all_through(self, way: str) -> Elsewhere:
        """What would be expected with every case going one way, and the difference to what was. Raises: SpecError."""
        known = dict(self.ways)
        if way not in known:
            raise SpecError(f"no way {way!r}; ways: {', '.join(known)}{nearest(way, known)}")
        wrong = self.cases * known[way].wrong
        return Elsewhere(way, wrong, wrong - self.wrong)

    @property
    def span(self) -> float:
        """Wrong findings between the way with most and the one with fewest, for all cases: an association too."""
        through = [self.all_through(name).wrong for name, _ in self.ways]
        return max(through) - min(through)

    def simulated(self, seed: int, replicate: int = 0, way: str | None = None) -> int:
        """Wrong findings among synthetic cases, on the laboratory's draws; with ``way`` all cases go that way.

        The same case has the same draw whichever way it goes, so that whoever is wronged by a better way is wronged by
        a worse one too.
        """
        known, number, wrong = dict(self.ways), 0, 0
        if way is not None:
            self.all_through(way)
        for name, one in self.ways:
            p = known[way or name].wrong
            for low in range(number, number + one.cases, BLOCK):
                cases = np.arange(low, min(low + BLOCK, number + one.cases))
                wrong += int((uniforms(seed, "audit.review", cases, replicate=replicate) < p).sum())
            number += one.cases
        return wrong


def review(ways: Mapping[str, tuple[int, float]]) -> Review:
    """Cases by the way they went: name -> (cases, share of wrong findings). Raises: SpecError, PromiseError."""
    if not isinstance(ways, Mapping):
        checked_people(ways, "review")
    if not isinstance(ways, Mapping) or not ways:
        raise SpecError("review: expected ways as name -> (cases, share of wrong findings)")
    found = []
    for name, way in ways.items():
        if isinstance(way, Mapping):
            checked_people(way, f"way {name}")
        if not isinstance(way, tuple | list) or len(way) != 2:
            raise SpecError(f"way {name}: got {way!r}; expected (cases, share of wrong findings)")
        cases, wrong = way
        found.append((name, Way(checked_people(cases, f"way {name}"), checked_share(f"way {name}: share", wrong))))
    return Review(tuple(found))


@dataclass(frozen=True)
class Lived:
    """Synthetic people in a funnel: how many reached each stage (S + 1,), and who is mended and who stays wrong (P,).

    ``reached[0]`` is everybody. ``mended`` and ``stays_wrong`` are bool and never both true for one person.
    """

    reached: tuple[int, ...]
    mended: np.ndarray
    stays_wrong: np.ndarray


@dataclass(frozen=True)
class Funnel:
    """Stages that people get through one after the other, each with the share of those before who do.

    Whoever gets through the last stage had something wrong that the channel mends. ``assisted`` says that the people of
    the source had help; ``reading`` says in words what that makes of every number here.
    """

    stages: tuple[tuple[str, float], ...]
    assisted: bool = False

    def __post_init__(self) -> None:
        """Raises SpecError for what is no share, PromiseError for rows of persons."""
        for name, p in self.stages:
            checked_share(f"stage {name}", p)

    @property
    def reading(self) -> str:
        """How numbers of this funnel are to be read: an upper bound where people had help."""
        return UPPER_BOUND if self.assisted else AS_PUBLISHED

    @property
    def share(self) -> float:
        """Share of all people who get through every stage."""
        return float(np.prod([p for _, p in self.stages]))

    def expected(self, people: float) -> dict[str, float]:
        """People expected to get through each stage, by name. Raises: SpecError for fewer than no people."""
        through = checked_amount("people", people) * np.cumprod([p for _, p in self.stages])
        return {name: float(n) for (name, _), n in zip(self.stages, through, strict=True)}

    def lived(self, people: int, seed: int, *, channel: bool = True, replicate: int = 0) -> Lived:
        """The funnel with synthetic people on the laboratory's draws; without the channel nobody gets anywhere.

        Without it exactly those stay wrong whom it would have mended: the draws are about the person, not about the
        channel. Their number is what the channel is worth.
        """
        checked_people(people, "funnel")
        through, reached = np.ones(people, np.bool_), [people]
        for stage, (_, p) in enumerate(self.stages):
            through &= uniforms(seed, "audit.dispute", people, replicate=replicate, slot=stage) < p
            reached.append(int(through.sum()) if channel else 0)
        nobody = np.zeros(people, np.bool_)
        return Lived(tuple(reached), through if channel else nobody, nobody if channel else through)

    def worth(self, people: int, seed: int, replicate: int = 0) -> int:
        """People who keep something wrong when the channel is closed: what the safeguard is worth, in people.

        Where the funnel is ``assisted``, at most so many.
        """
        without = self.lived(people, seed, channel=False, replicate=replicate).stays_wrong
        with_it = self.lived(people, seed, replicate=replicate).stays_wrong
        return int((without & ~with_it).sum())


def funnel(stages: Mapping[str, float], *, assisted: bool = False) -> Funnel:
    """A funnel from stage -> share of those before who get through, in order. Raises: SpecError, PromiseError."""
    if not isinstance(stages, Mapping):
        checked_people(stages, "funnel")
    if not isinstance(stages, Mapping) or not stages:
        raise SpecError("funnel: expected stages as name -> share of those before who get through")
    return Funnel(tuple(stages.items()), assisted)


def funnel_of_counts(names: Sequence[str], counts: Sequence[int], *, assisted: bool = False) -> Funnel:
    """A funnel from published counts: how many there were at first, then how many got through each stage.

    Raises: SpecError where counts rise, or are not one more than the stages; PromiseError for rows of persons.
    """
    for thing in (names, counts):
        refuse_wrapping(thing, "funnel")
        if isinstance(thing, str) or not isinstance(thing, Sequence) or len(set(map(str, names))) < len(names):
            raise SpecError(f"funnel: got {thing!r}; expected a list of stages, each once, and a list of counts")
    if len(counts) != len(names) + 1:
        raise SpecError(f"funnel: {len(counts)} counts for {len(names)} stages; expected one more, all people first")
    numbers = [checked_people(n, "funnel") for n in counts]
    shares = {}
    for name, before, after in zip(names, numbers[:-1], numbers[1:], strict=True):
        if not 0 < before >= after:
            raise SpecError(f"funnel: {after} of {before} got through {name!r}; expected at most as many, from 1 on")
        shares[name] = after / before
    return funnel(shares, assisted=assisted)
