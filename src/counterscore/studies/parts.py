"""The parts of a study, in the order in which they are lived."""

from __future__ import annotations

from . import budget, calibration, chance, forms, influence, ranges
from .part import Part

PARTS: tuple[Part, ...] = (chance.PART, ranges.PART, forms.PART, influence.PART, calibration.PART, budget.PART)


def part_of(name: str) -> Part:
    """The part of that name."""
    return next(part for part in PARTS if part.name == name)
