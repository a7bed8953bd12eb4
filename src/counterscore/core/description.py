"""What a study is made of, as data: what a model description is written from.

Axis letters do not apply: nothing here is about people, only about rules, numbers and sources.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .declare import Column, Mechanism
from .documents import Source, Value

NO_REGIME = "life without the regime"  # what is told of a world in which no number of the regime holds


@dataclass(frozen=True)
class Number:
    """One number that the study uses: where it stands, since when it holds, and in which arms."""

    path: str
    value: Value
    arms: tuple[str, ...]


@dataclass(frozen=True)
class Work:
    """One source that something in the study rests on: how many numbers of the regime, of the people, and targets."""

    source: Source
    numbers: int
    people: int
    targets: int


@dataclass(frozen=True)
class Description:
    """A study as data: ``steps`` is the plan of one step in order, ``people`` the tables of the recipe by name.

    ``works`` holds exactly the sources that some number in force, table of the recipe or published target cites;
    ``arms`` holds the name of each world and what it changes; ``adapting`` names the mechanisms by which people answer
    the regime.
    """

    study: Mapping[str, Any]
    regime: Mapping[str, str]
    recipe: Mapping[str, str]
    arms: tuple[tuple[str, str], ...]
    mechanisms: tuple[Mechanism, ...]
    steps: tuple[Mapping[str, str], ...]
    columns: tuple[Column, ...]
    tables: Mapping[str, tuple[str, ...]]
    streams: Mapping[str, int]
    numbers: tuple[Number, ...]
    people: Mapping[str, Value]
    works: tuple[Work, ...]
    adapting: tuple[str, ...]

    @property
    def grades(self) -> dict[str, int]:
        """How many of the regime's numbers in force have each grade, most first."""
        return dict(Counter(number.value.grade for number in self.numbers).most_common())
