"""How many lawful things people give up whom the regime never touched."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..metric import Values, among_subjects, metric
from ..never_sanctioned import never_sanctioned


@metric(
    title="Lawful acts given up",
    unit="acts per adult never sanctioned",
    worse="higher",
    definition=(
        "Lawful acts (saying, meeting, reading, turning to an authority) that an adult whom the regime never listed, "
        "named or refused anything gave up since it began: those the same draws bring in a world without it."
    ),
    source="chilling effects: Penney 2016; how often such acts happen is an assumption",
    needs=("lawful_given_up", "adult"),
    among="adults never sanctioned",
)
def lawful_given_up(outcome: Outcome, arm: str | int) -> Values:
    """Lawful acts given up by each adult who was never sanctioned in this arm."""
    found = among_subjects(outcome, arm, "lawful_given_up")
    return Values(found.values, found.among & never_sanctioned(outcome, arm))
