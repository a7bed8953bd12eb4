"""What a tornado says: bars from the answer as written to the answer with one number at an end of its range."""

from __future__ import annotations

from .language import say
from .wording import sentences, signed

LOW, HIGH = "arm-3", "arm-4"


def tornado_note(title: str, unit: str, base: float, shown: tuple[int, int]) -> str:
    """How a tornado is read; ``base`` is the answer as written, ``shown`` how many numbers are drawn of how many."""
    read = say(
        "{title}, {unit}. Each bar runs from the answer as written, {base}, to the answer with that one number at an "
        "end of its range, the low end above and the high end below; everything else and all draws stay.",
        title=title, unit=unit, base=signed(base),
    )  # fmt: skip
    if shown[0] == shown[1]:
        return read
    return sentences([read, say("Shown are the {n} strongest of {all} numbers that move it.",
                                n=shown[0], all=shown[1])])  # fmt: skip


def tornado_legend() -> tuple[tuple[str, str], ...]:
    """Which colour is which end of a range."""
    return (LOW, say("number at the low end of its range")), (HIGH, say("number at the high end of its range"))


def end_columns() -> tuple[str, ...]:
    """Heads of the tables of numbers."""
    return (
        say("assumption"), say("grade"), say("as written"), say("low end"), say("high end"),
        say("answer at the low end"), say("answer at the high end"), say("change at the low end"),
        say("change at the high end"),
    )  # fmt: skip
