"""The words a biography is written in, as the file words.yaml explains them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from counterscore.core.documents import Strict, load_document

WORDS = Path(__file__).parent / "words.yaml"
Settings = dict[str, float]
Codes = str | tuple[str, ...]


class PersonWord(Strict):
    """What somebody is: a column of the people, with the value of whoever says nothing.

    ``codes`` are the names behind the numbers, or the key of the codebook that holds them.
    """

    means: str
    column: str
    codes: Codes = ()
    default: float | str | None = None


class GivenWord(Strict):
    """What is so from the first month to the last: each answer sets parameters of the regime.

    Without a default, whoever says nothing gets what is more likely under the regime.
    """

    means: str
    default: str | None = None
    answers: dict[str, Settings]

    @model_validator(mode="after")
    def _answered(self) -> GivenWord:
        if self.default is not None and self.default not in self.answers:
            raise ValueError(f"default is {self.default!r}; expected one of {', '.join(self.answers)}")
        return self


class EventWord(Strict):
    """What happens in a month: a row that is written down, a number of times, chance that is decided for that month.

    The row begins ``lead`` months earlier, and what is decided holds from then until the month itself. An event takes
    one of its answers, a number, or a name out of the list ``takes`` of the codebook; then ``$`` is the number of that
    name. ``column`` is given the number, or how many ``times`` the thing is done.
    """

    means: str
    takes: str = "answer"
    by: Literal["the person", "a namesake"] = "the person"
    table: str = ""
    row: dict[str, float | Literal["$"]] = {}
    lead: int = Field(default=0, ge=0)
    column: str = ""
    answers: dict[str, Settings] = {"yes": {}}
    sets: Settings = {}


class ThenWord(Strict):
    """What can be checked in a month: a column of the state, or how many rows stand on somebody's page.

    A column with ``bits`` packs one number of so many bits per name; its value is the set of names above zero.
    """

    means: str
    columns: tuple[str, ...] = Field(default=(), description="the first of these that the regime has")
    codes: Codes = ()
    also: dict[str, str] = Field(default={}, description="names of numbers that the codebook does not hold")
    bits: int = 0
    inside: Literal["all", "none", "only"] = "all"
    table: str = ""
    where: dict[str, float] = {}


class Words(Strict):
    """The whole vocabulary. ``unless_never`` does not touch what the regime itself never does."""

    person: dict[str, PersonWord]
    always: Settings
    unless_never: Settings
    given: dict[str, GivenWord]
    happens: dict[str, EventWord]
    then: dict[str, ThenWord]


@cache
def words() -> Words:
    """The vocabulary of words.yaml. Raises: SpecError with file and line."""
    return load_document(WORDS, Words)
