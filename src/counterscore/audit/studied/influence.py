"""Which assumption moves an answer: screening, shares of variance, ends of ranges, and where the verdict flips."""

from __future__ import annotations

from typing import Literal

from ...core.documents import Strict
from .answers import Verdict


class Screened(Strict):
    """One number in the screening of Morris: mean, mean size and spread of its elementary effects, per whole range.

    ``effects`` is how many there are: one for each trajectory in which the regime let the number move.
    """

    path: str
    label: str
    grade: str
    mu: float
    mu_star: float
    mu_star_half: float
    sigma: float
    effects: int = 0


class Shared(Strict):
    """Sobol indices of one number: first and total share of the variance, with half of their 95 % interval."""

    path: str
    label: str
    grade: str
    first: float
    first_half: float
    total: float
    total_half: float


class Reach(Strict):
    """The answer with one number at one end of its range, and its paired change with 95 % interval."""

    value: str
    answer: float
    change: float
    low: float
    high: float
    verdict: Verdict


class Bar(Strict):
    """One number at both ends of its range; an end is None where the regime refuses it."""

    path: str
    label: str
    grade: str
    written: str
    at_low: Reach | None
    at_high: Reach | None


class Flip(Strict):
    """The verdict changes from ``before`` to ``after`` when a number goes ``side`` of ``at``; all else as written.

    Both were lived: at ``at`` the verdict is another, at ``still`` it is as before; in between, nobody looked.
    """

    path: str
    label: str
    grade: str
    written: str
    side: Literal["below", "above"]
    at: str
    before: Verdict
    after: Verdict
    still: str = ""


class Influence(Strict):
    """What moves one answer, among ``people`` on common draws; numbers that no rule reads are only counted.

    ``shared`` is empty where the answer never varies; it comes from ``points``, at ``moved`` of which some number had
    to stay as written. ``refused`` holds the numbers that a regime would not take somewhere, beside others or alone,
    with the reason; there they stayed where they were.
    """

    question: str
    people: int
    seed: int
    worlds: int
    unread: int
    screened: tuple[Screened, ...]
    shared: tuple[Shared, ...]
    bars: tuple[Bar, ...]
    flips: tuple[Flip, ...]
    refused: dict[str, str]
    points: int = 0
    moved: int = 0
