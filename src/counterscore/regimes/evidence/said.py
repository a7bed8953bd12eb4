"""One thing that a regime's file says, with its places; and what the papers about its governance say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from counterscore.core.documents import Dated, Value
from counterscore.regimes.schema import RegimeSpec
from counterscore.regimes.telling.words import amount

ASSUMED = "assumption"
Told = bool | str | float | None


@dataclass(frozen=True)
class Place:
    """One place of the file: its path, what stands there in words, and the grade of its source ("" for structure)."""

    path: str
    says: str = ""
    grade: str = ""


@dataclass(frozen=True)
class Said:
    """What is said; ``value`` None means that the file touches on it without settling it."""

    value: Told
    places: tuple[Place, ...]


def latest(value: Dated) -> Value:
    """The last entry of a value that changes with time: the regime as its file leaves it."""
    return value.root[-1]


def place(path: str, value: Dated) -> Place:
    """The place of a number, with the number in words."""
    found = latest(value)
    numbers = found.numbers[:1] if len(set(found.numbers)) == 1 else found.numbers
    return Place(path, amount(numbers, found.unit), found.grade)


def part(path: str, says: str = "") -> Place:
    """The place of a part of the file that is no number."""
    return Place(path, says)


def yes(places: Iterable[Place]) -> Said | None:
    """Yes where there is any place that says so, and else nothing."""
    found = tuple(places)
    return Said(True, found) if found else None


def all_of(places: Iterable[Place]) -> tuple[Place, ...]:
    """The places that something said of all of them rests on: those we only assumed, where there are any."""
    found = tuple(places)
    return tuple(place for place in found if place.grade == ASSUMED) or found


def made_up(spec: RegimeSpec) -> bool:
    """Whether the file is all there is of the regime, and no picture of one that leaves parts out."""
    return spec.status == "fictional"


def more_than(count: int, places: Iterable[Place], spec: RegimeSpec) -> Said | None:
    """Yes for more than so many places, by those with a source if they do; no only where nothing is left out."""
    found = tuple(places)
    sourced = tuple(place for place in found if place.grade != ASSUMED)
    if len(found) > count:
        return Said(True, sourced if len(sourced) > count else all_of(found))
    return Said(False if made_up(spec) else None, found) if found else None


def kept(found: dict[str, Said | None]) -> dict[str, Said]:
    """Only those that were said."""
    return {word: said for word, said in found.items() if said is not None}


def papers(spec: RegimeSpec) -> dict[str, Said]:
    """What `governance` says, field by field, with its source; `notice` tells two things."""
    found: dict[str, Said] = {}
    for name in type(spec.governance).model_fields if spec.governance is not None else ():
        stated = getattr(spec.governance, name)
        if stated is None:
            continue
        where = f", {stated.where}" if stated.where else ""
        shown = {True: "yes", False: "no"}.get(stated.value, str(stated.value).replace("_", " "))
        places = (Place(f"governance.{name}", f"{shown} [{stated.source}{where}]", stated.grade),)
        if name == "notice":
            found["notice_before"] = Said(stated.value == "before", places)
            found["told"] = Said(stated.value != "none", places)
        else:
            found[name] = Said(stated.value, places)
    return found
