"""The sentence of a verdict says what the interval says, and how many replicates would say more."""

from __future__ import annotations

import pytest
from made_studies import answered, asked

from counterscore.studies.sentence import needed, needed_for, number, sentence


def test_a_difference_is_told_with_its_size_and_side() -> None:
    """Higher and lower follow from the interval; the size is told without a sign, and whether it was expected."""
    found = sentence(answered(asked(), 212.0, 31.0))
    assert found == (
        "Ever wrongly listed: higher in 'as written' than in 'none', by 212 per 100,000 adults "
        "(95 % interval 181 to 243), as was expected."
    )
    below = answered(asked(group={"sex": "male"}), -0.5, 0.25, verdict="against expectation")
    assert "Ever wrongly listed (sex male): lower in 'as written'" in sentence(below)
    assert "by 0.5 per 100,000 adults (95 % interval -0.75 to -0.25), against what was expected." in sentence(below)


def test_what_cannot_be_told_says_so_and_what_it_would_take() -> None:
    """An interval of twice the difference would need four times the replicates to end at nought."""
    found = answered(asked(), 10.0, 20.0, verdict="cannot tell", replicates=20)
    text = sentence(found)
    assert text.startswith(
        "Cannot tell with these people and replicates whether ever wrongly listed is higher or lower"
    )
    assert "about 80 replicates would tell the sign, if the difference is what it seems" in text
    assert needed(found) == {"sign": 80, "half_width": None}
    far = answered(asked(), 0.001, 20.0, verdict="cannot tell")
    assert "no number of replicates in reach" in sentence(far)


def test_a_half_width_that_was_missed_is_told() -> None:
    """Where the interval is wider than asked for, the sentence says how many replicates would have reached it."""
    wide = answered(asked(), 212.0, 31.0, asked_half_width=15.5)
    assert sentence(wide).endswith("the half-width asked for, 15.5, would take about 80 replicates.")
    assert needed(wide) == {"sign": None, "half_width": 80}
    assert "asked for" not in sentence(answered(asked(), 212.0, 31.0, asked_half_width=31.0))


def test_equal_arms_and_too_few_replicates_have_their_own_words() -> None:
    """An interval within the margin, nobody who differs, one replicate and none each read otherwise."""
    equal = answered(asked(margin=5.0), 0.5, 1.0, verdict="no difference that matters")
    assert "'as written' and 'none' differ by less than 5 per 100,000 adults" in sentence(equal)
    nobody = answered(asked(), 0.0, 1.0, method="nobody", se=0.0, verdict="cannot tell")
    assert "nobody of 15,400 came out otherwise" in sentence(nobody)
    for count, words in ((1, "only one replicate came out (3 failed)"), (0, "no replicate came out (3 failed)")):
        few = answered(asked(), 5.0, 1.0, method="too few", replicates=count, failed=3, verdict="cannot tell")
        assert words in sentence(few)


def test_replicates_needed_follow_the_square_root() -> None:
    """Half the width takes four times the replicates, never fewer than two, and nothing is said of no spread."""
    one = answered(asked(), 10.0, 4.0, replicates=10)
    assert needed_for(one, 2.0) == 40
    assert needed_for(one, 400.0) == 2
    assert needed_for(one, 0.0) is None
    assert needed_for(answered(asked(), 10.0, 4.0, se=0.0), 2.0) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (1234567.0, "1,234,567"), (12.345, "12.3"), (-0.012345, "-0.0123"), (3.0, "3"), (100.4, "100")],
)
def test_numbers_have_three_figures(value: float, text: str) -> None:
    """A number is told with the three figures that count, and no zeros behind them."""
    assert number(value) == text
