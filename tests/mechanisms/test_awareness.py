"""Awareness: the share of friends who were listed last month."""

from __future__ import annotations

import pytest
from few import LISTED, lived, ties

from counterscore.engine.run import Given
from counterscore.mechanisms import awareness


def test_the_share_of_listed_friends_comes_a_month_later() -> None:
    """Person 0 is listed in months 2 and 3: her friends 1 (of one) and 2 (of two) know in months 3 and 4."""
    given = [Given("listings", 2, {"person": 0, "list": 3, "term_months": 2})]
    pairs = [(0, 1), (1, 0), (0, 2), (2, 0), (2, 3), (3, 2)]
    seen = [
        lived((*LISTED, awareness.MECHANISM), {"one": {}}, months=months, given=given, tied=ties(8, pairs))
        .columns["aware"][0, :4].tolist()
        for months in (3, 4, 5, 6)
    ]  # fmt: skip
    assert seen == [[0, 0, 0, 0], [0, 1, 0.5, 0], [0, 1, 0.5, 0], [0, 0, 0, 0]]


def test_the_rule_by_hand() -> None:
    """One friend of three; whoever has no friends knows nobody."""
    assert awareness.aware(1, 3) == pytest.approx(1 / 3)
    assert awareness.aware(0, 0) == 0.0
