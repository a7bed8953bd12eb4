"""Entries that stand too long move to a graver list."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterscore.core.errors import SpecError
from counterscore.mechanisms import escalation
from counterscore.regimes import load_regime
from counterscore.regimes.catalogue import library_files


@pytest.mark.parametrize(
    ("month", "end_reason", "held", "term", "to", "moves"),
    [
        (45, 0, 0, 0, 4, 0),  # a month too early
        (46, 0, 0, 0, 4, 1),
        (90, 0, 0, 0, 4, 1),
        (46, 1, 0, 0, 4, 0),  # paid in time
        (46, 0, 1, 0, 4, 0),  # an objection suspends it
        (46, 0, 0, 36, 4, 0),  # its own term is over
        (46, 0, 0, 37, 4, 1),
        (46, 0, 0, 0, -1, 0),  # this list leads nowhere
    ],
)
def test_an_entry_moves_when_it_has_stood_long_enough(
    month: int, end_reason: int, held: int, term: int, to: int, moves: int
) -> None:
    """From month 10 on the list and after 36 months there, what stands moves in month 46 and not before."""
    assert escalation.escalates(end_reason, held, 10, term, month, to, 36.0) == moves


def test_the_first_entry_ends_and_the_second_is_on_the_graver_list() -> None:
    """An entry that moves ends with its own reason; what has already ended keeps its reason."""
    assert escalation.ended(0, 1) == escalation.ESCALATED
    assert escalation.ended(2, 1) == 2
    assert escalation.ended(0, 0) == 0
    assert (escalation.graver(3, 1, 4), escalation.graver(3, 0, 4), escalation.settled()) == (4, 3, 0)


def test_a_list_can_only_escalate_to_another_one(tmp_path: Path) -> None:
    """A list that names itself, nobody, or no time is refused, with the line."""
    text = library_files()["abnormal-operations"].read_text(encoding="utf-8")
    for wrong in ("escalates_to: abnormal", "escalates_to: seriuos", ""):
        file = tmp_path / "mine.yaml"
        file.write_text(text.replace("escalates_to: serious", wrong), encoding="utf-8")
        with pytest.raises(SpecError, match=r"mine\.yaml:\d+ .*escalates"):
            load_regime(file)
