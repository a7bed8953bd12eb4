"""What a life is made of: events of months in every arm, the state of every month, and where it stands at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .states import Row

DrawOf = Callable[[str, Row], Sequence[tuple[str, float]]]
"""Gives the draws behind a row of a table: (table, row with its arm) -> (stream name, number in [0, 1)) pairs."""

KIND_ORDER = ("record", "wrong", "favoured", "listed", "mislisted", "refused", "step", "ended")


@dataclass(frozen=True)
class Event:
    """Something that happened to the person in one month of one arm; its texts are in the language in use.

    Months before the start are negative. `kind` is one of KIND_ORDER; `rule` is the mechanism; `draws` are
    (stream, number) pairs; `points` is what the score changed by, None where it did not.
    """

    month: int
    kind: str
    what: str
    cause: str = ""
    agency: str = ""
    rule: str = ""
    points: float | None = None
    draws: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Life:
    """A synthetic person in A arms over M months.

    `events` has one tuple per arm, ordered by month; `states` one word per arm and month ("calm" or one of
    `states.GRAVER`); `about` and `ends` are words and numbers for reading; `firm` is whether it is one.
    """

    person: int
    months: int
    arms: tuple[str, ...]
    about: tuple[str, ...]
    events: tuple[tuple[Event, ...], ...]
    states: tuple[tuple[str, ...], ...]
    ends: tuple[Mapping[str, float | str], ...]
    step: str = "month"
    firm: bool = False

    @property
    def who(self) -> str:
        """What the number is: a person or a firm."""
        return "firm" if self.firm else "person"

    @property
    def empty(self) -> bool:
        """Whether nothing happened in any arm."""
        return not any(self.events)
