"""What each safeguard changes for people, one at a time: read back from the annex that asking left, never anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..core.annex import read_annex
from ..core.errors import OutcomeError
from ..core.outcome import Outcome
from .paired import Effect

SAFEGUARDS = "safeguards"  # name of the annex


@dataclass(frozen=True)
class HarmAsked:
    """One harm: its mean as written, in its unit, and how many people it touches there."""

    metric: str
    title: str
    unit: str
    as_written: float
    concerned: int


@dataclass(frozen=True)
class Guarded:
    """One safeguard: per harm the mean with it minus the mean without it, the same people paired, in the harm's unit.

    ``staff`` for every 100,000 people and ``delay`` in months are what it costs; both are assumptions of its file.
    """

    id: str
    title: str
    protects: str
    limits: str
    staff: float
    delay: float
    changes: tuple[Effect, ...]

    def lowers(self, harm: int = 0) -> bool:
        """Whether it takes harm away beyond doubt."""
        return self.changes[harm].high < 0.0


@dataclass(frozen=True)
class Protected:
    """What safeguards change among ``people`` of the run's recipe: harms the gravest first, the most useful first."""

    people: int
    of_people: int
    harms: tuple[HarmAsked, ...]
    safeguards: tuple[Guarded, ...]
    unfit: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain data, as the annex holds it."""
        return {
            "people": self.people, "of_people": self.of_people, "harms": [vars(one) for one in self.harms],
            "safeguards": [vars(one) | {"changes": [vars(e) for e in one.changes]} for one in self.safeguards],
            "unfit": list(self.unfit),
        }  # fmt: skip

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Protected:
        """What ``to_json`` wrote. Raises OutcomeError for anything else."""
        try:
            guards = tuple(
                Guarded(**{**one, "changes": tuple(Effect(**e) for e in one["changes"])}) for one in found["safeguards"]
            )
            harms = tuple(HarmAsked(**one) for one in found["harms"])
            return cls(int(found["people"]), int(found["of_people"]), harms, guards, tuple(found["unfit"]))
        except (KeyError, TypeError, ValueError) as bad:
            raise OutcomeError(f"safeguards of a run: cannot be read: {bad!r}") from bad


def protection(outcome: Outcome) -> Protected | None:
    """What each safeguard changes; None where nobody asked (``run --each-safeguard``).

    Raises: OutcomeError where the annex was changed, or belongs to another run.
    """
    found = read_annex(outcome.folder, SAFEGUARDS)
    return None if found is None else Protected.from_json(found)
