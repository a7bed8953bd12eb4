"""The attribution on the terminal: however large the numbers, they stay apart and inside 80 columns."""

from __future__ import annotations

from typing import Any, cast

import pytest

from counterscore.audit.attribution import Attribution, Harm, Share
from counterscore.report.causes import cause_lines


def told(total: float, low: float, high: float, title: str) -> list[str]:
    """The lines of a harm with one cause."""
    share = Share("c", title, total, low, high, 7, {}, {"independent": 1.0, "antithetic": 0.5})
    harm = Harm("money_lost_yuan", "yuan lost", 1.3e8, 1.2e8, (share,), {})
    return cause_lines(Attribution(cast(Any, None), (harm,), 0.0))


@pytest.mark.parametrize("title", ["a short one", "doors closed in sectors the list does not belong to"])
@pytest.mark.parametrize(
    "numbers", [(5.0, -10.5, 23.3), (650_924.0, 156_913.0, 1_144_934.0), (-71_551_789.0, -82_156_850.0, -60_946_728.0)]
)
def test_numbers_stay_apart(numbers: tuple[float, float, float], title: str) -> None:
    """Share, interval and percentages stand with a space between them, at the right edge, after the whole title."""
    lines = told(*numbers, title)
    assert max(map(len, lines)) <= 80
    row = next(line for line in lines if line.endswith(" 50 to 100 %"))
    assert len(row) == 80
    share, low, _, high, *moved = row.split()[-8:]
    assert (share, low, high) == (f"{numbers[0]:+,.0f}", *(f"{one:,.3g}" if abs(one) < 100 else f"{one:,.0f}"
                                                           for one in numbers[1:]))  # fmt: skip
    assert moved == ["50", "to", "100", "%"]
    words = " ".join(line.strip() for line in lines[4 : lines.index(row)]) + " " + row
    assert " ".join(words.split()).startswith(title)
