"""What a study is made of: small tasks, each lived by itself, each with a name that says what it is.

A task is plain data: a part of the study, a number, and what it was given by parts before it. Whoever lives it, and
when, changes nothing about what comes out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from ..core.manifest import canonical

Json = dict[str, Any]
STEP = 2_654_435_769  # odd, so that no two replicates of a study share a seed


@dataclass(frozen=True)
class Task:
    """One piece of a study: replicate, draw of the ranges, batch of points. ``given`` is plain data."""

    part: str
    number: int
    given: Json = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What its file is called."""
        return f"{self.part}-{self.number:05d}"

    def digest(self, study_sha256: str) -> str:
        """What it is, as a hash: the study, the part, the number and what it was given."""
        return sha256(canonical([study_sha256, self.part, self.number, self.given]).encode()).hexdigest()


def seed_of(seed: int, replicate: int) -> int:
    """The seed of a replicate, people and draws of its own; replicate 0 is the study's own seed.

    ``counterscore run`` with this seed lives the replicate again.
    """
    return (seed + replicate * STEP) % 2**32
