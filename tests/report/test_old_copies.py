"""A life tells which agencies still hold an entry that has ended, and says nothing of copies while it stands."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from counterscore.report.story.life import TELLERS

BOOK = {
    "agencies": ["banks", "media"], "agency_titles": ["banks", "media and screenshots"], "lists": ["defaulters"],
}  # fmt: skip
ROW = {"person": 3, "subject": 7, "list": 0, "month": 9, "source": 0}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"holders": 3}, ["is still held by: banks, media and screenshots"]),
        ({"holders": 2}, ["is still held by: media and screenshots"]),
        ({"holders": 0}, ["is held by nobody any more"]),
        ({"holders": 3, "source": 1}, []),
        ({"holders": 3, "subject": 8}, []),
    ],
)
def test_who_still_holds_an_old_entry(changes: dict[str, int], said: list[str]) -> None:
    """Told on the page of whom the entry is about, by the agencies' titles, from the end at the source on."""
    outcome: Any = SimpleNamespace(codebook=BOOK)
    events = TELLERS["copies"](outcome, 7, {**ROW, **changes})
    entry = "the old entry of being on the list of defaulters"
    assert [event.what for event in events] == [f"{entry} {one}" for one in said]
    assert all(event.month == 9 and event.rule == "agency_copies" for event in events)
