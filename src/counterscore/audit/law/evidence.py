"""What a specification says, in the words the checks ask for; each with the places in the file that say so.

A word that is not there was not said: it is unknown, which is not the same as false.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from counterscore.core.documents import Strict, load_document

ROOM = Path(__file__).parents[1] / "checks"
ASSUMPTION = "assumption"


@dataclass(frozen=True)
class Ground:
    """One place of a specification, what stands there, and how well that is known."""

    path: str
    says: str = ""
    grade: str = ""


@dataclass(frozen=True)
class Entry:
    """What is said about one word; ``value`` None means that the file touches on it and does not settle it.

    ``only_assumed`` says that no source stands behind it, because the number is an assumption of the regime's file.
    """

    value: bool | str | float | None
    grounds: tuple[Ground, ...] = ()

    @property
    def only_assumed(self) -> bool:
        """Whether everything it rests on is an assumption."""
        return bool(self.grounds) and all(ground.grade == ASSUMPTION for ground in self.grounds)


Evidence = Mapping[str, Entry]


class Word(Strict):
    """One word of the vocabulary: what it means, of which kind its value is, and where a regime file would say it."""

    says: str
    kind: Literal["yes_no", "word", "number"] = "yes_no"
    values: tuple[str, ...] = ()
    where: str = Field(description="fields of a regime file that tell it, in the order in which they are believed")


class Vocabulary(Strict):
    """All words that conditions may use."""

    title: str
    words: dict[str, Word]


@cache
def vocabulary() -> dict[str, Word]:
    """Every word by its name."""
    return load_document(ROOM / "words" / "vocabulary.yaml", Vocabulary).words
