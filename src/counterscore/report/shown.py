"""A written number that remembers what it was, so that tables of numbers equal what a report shows."""

from __future__ import annotations


class Shown(str):
    """Text of one number or of an interval; ``numbers`` holds it unrounded: (value,), (low, high), or () for none."""

    numbers: tuple[float, ...]

    def __new__(cls, text: str, *numbers: float) -> Shown:
        """The text with the numbers behind it."""
        made = super().__new__(cls, text)
        made.numbers = numbers
        return made
