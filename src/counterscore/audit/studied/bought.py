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


class Bought(Strict):
    """The best affordable set, found on one lot of people and told on ``checks`` fresh ones.

    ``staff`` per 100,000 people and ``delay`` in months are the budget, None without end. ``exact`` says that every
    affordable set was lived. ``fresh`` is the best set among people that took no part in the search.
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
