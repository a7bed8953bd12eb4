"""Which parts of life count as related: an own choice, shown as such, that decides what an unrelated context is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import Field, model_validator

from counterscore.audit.law.evidence import ASSUMPTION, ROOM, Entry, Ground
from counterscore.core.documents import Strict, load_document
from counterscore.core.errors import nearest


@dataclass(frozen=True)
class Reach:
    """One way from where data arose (`origin`, a domain) to a door it can close (`door`, a sector), with both places.

    ``claimed`` says that the regime's own file calls the door the one its list is for.
    """

    origin: str
    door: str
    origin_path: str
    door_path: str
    grade: str = ""
    claimed: bool = False


class Context(Strict):
    """One part of life: the domains of acts, traits and streams that arise in it, and the doors that belong to it."""

    title: str
    origins: tuple[str, ...] = ()
    doors: tuple[str, ...] = ()


class Related(Strict):
    """Two contexts that count as related, and why."""

    pair: tuple[str, str]
    why: str


class Contexts(Strict):
    """The contexts and which of them are related; both are choices that readers can change."""

    title: str
    about: str
    checked_on: str
    contexts: dict[str, Context] = Field(min_length=1)
    related: tuple[Related, ...] = ()

    @model_validator(mode="after")
    def _known(self) -> Contexts:
        for one in self.related:
            for name in one.pair:
                if name not in self.contexts:
                    raise ValueError(f"related names the context {name!r}{nearest(name, self.contexts)}")
        return self

    def of(self, word: str, door: bool) -> str | None:
        """The context of a domain or of a door; None where no context names it."""
        for name, context in self.contexts.items():
            if word in (context.doors if door else context.origins):
                return name
        return None

    def why_related(self, origin: str, door: str) -> str | None:
        """Why data from this domain may count at this door: the same context, or a related one; None: not related."""
        here, there = self.of(origin, False), self.of(door, True)
        if here is None or there is None:
            return None
        if here == there:
            return f"both belong to: {self.contexts[here].title}"
        return next((one.why for one in self.related if set(one.pair) == {here, there}), None)

    def known(self, origin: str, door: str) -> bool:
        """Whether both ends are placed in some context."""
        return self.of(origin, False) is not None and self.of(door, True) is not None


def load_contexts(path: str | Path | None = None) -> Contexts:
    """The contexts that ship, or one's own from a YAML file of the same shape. Raises: SpecError."""
    return _shipped() if path is None else load_document(path, Contexts)


@cache
def _shipped() -> Contexts:
    return load_document(ROOM / "words" / "contexts.yaml", Contexts)


def unrelated(reaches: Sequence[Reach], contexts: Contexts, justified: bool | None = None) -> Entry | None:
    """Whether data of one context closes a door of an unrelated one; None where nothing closes a door.

    A door that only the regime's own file relates to its list settles nothing, unless its papers say why each thing
    counts (``justified``), or are known not to. An end that no context names settles nothing either.
    """
    if not reaches:
        return None
    found: dict[bool | None, list[Ground]] = {True: [], False: [], None: []}
    for reach in reaches:
        apart, why = _apart(reach, contexts, justified)
        found[apart].append(_ground(reach, why))
    for answer in (True, None, False):
        if found[answer]:
            return Entry(answer, tuple(found[answer]))
    return None


def _apart(reach: Reach, contexts: Contexts, justified: bool | None) -> tuple[bool | None, str]:
    """Whether one way leads into an unrelated context, None for open, and why."""
    why = contexts.why_related(reach.origin, reach.door)
    if why is not None:
        return False, why
    if reach.claimed:
        if justified is None:
            return None, "the file says that the list is for this door"
        return not justified, "its papers say why" if justified else "the file claims a relation, no paper shows it"
    return (True, "") if contexts.known(reach.origin, reach.door) else (None, "no context names one of them")


def _ground(reach: Reach, why: str) -> Ground:
    says = f"data from: {reach.origin} ({reach.origin_path}), can close: {reach.door.replace('_', ' ')}"
    return Ground(reach.door_path, f"{says}; {why}" if why else says, reach.grade or ASSUMPTION)
