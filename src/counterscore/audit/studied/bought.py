"""Which safeguards take away most of a harm for a price."""

from __future__ import annotations

from ...core.documents import Strict


class Worth(Strict):
    """A set of safeguards: change of the harm per person with its paired 95 % interval, staff and delay it asks for."""

    safeguards: tuple[str, ...]
    estimate: float
    low: float
    high: float
    staff: float
    delay: float


class Rival(Worth):
    """A set that costs less than the best one and cannot be told from it on fresh lots of people.

    ``more`` is its harm minus that of the best set, per person, with the paired interval over the lots.
    """

    more: float
    more_low: float
    more_high: float


class Bought(Strict):
    """The best affordable set, found on one lot of people and told on ``checks`` fresh ones.

    ``staff`` per 100,000 people and ``delay`` in months are the budget, None without end. ``exact`` says that every
    affordable set was lived. ``best`` is the set as the search saw it, which flatters it; ``fresh`` is the same set
    among people that took no part in the search, ``fresh_together`` all safeguards and ``fresh_as_written`` the harm
    there. ``cheaper`` sets were lived beside it; ``rivals`` are those that cannot be told from it, the cheapest first.
    """

    harm: str
    unit: str
    people: int
    concerned: int
    as_written: float
    staff: float | None
    delay: float | None
    exact: bool
    lived: int
    checks: int
    best: Worth
    fresh: Worth | None
    together: Worth
    alone: tuple[Worth, ...]
    missing: tuple[Worth, ...]
    fresh_as_written: float | None = None
    fresh_together: Worth | None = None
    cheaper: int = 0
    rivals: tuple[Rival, ...] = ()
