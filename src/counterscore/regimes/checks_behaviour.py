"""What people can only change where there is something to change: acts, doors, a score, a ledger."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from counterscore.regimes.schema import RegimeSpec

STANDS_ON = {
    "general_deterrence": "acts", "specific_deterrence": "acts", "hidden_share": "acts",
    "attempts_given_up": "measures", "gaming_share": "scoring", "nudge": "ledger",
}  # fmt: skip
LAWFUL = ("lawful_speech", "lawful_association", "lawful_reading", "lawful_requests")
CHILLED = ("chilling", "chilling_friends", "chilling_publicity")


def behaviour_faults(spec: RegimeSpec) -> Iterator[str]:
    """Yield every answer to a regime that has nothing to answer to, in words."""
    section = spec.behaviour
    if section is None:
        return
    for field, name in STANDS_ON.items():
        if getattr(section, field) is not None and not getattr(spec, name):
            yield f"behaviour.{field} needs a section {name!r}: without it people have nothing to respond to"
    if section.gaming_share is not None and section.gaming_reach is None:
        yield "behaviour.gaming_share needs behaviour.gaming_reach, the most points that are worth their price"
    chilled = [field for field in CHILLED if getattr(section, field) is not None]
    if chilled and all(getattr(section, field) is None for field in LAWFUL):
        yield f"behaviour.{chilled[0]} needs a rate of something lawful; expected one of {', '.join(LAWFUL)}"
