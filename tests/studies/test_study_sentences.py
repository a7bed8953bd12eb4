"""The sentence of a verdict says what the interval says, and how many replicates would say more."""

from __future__ import annotations

import pytest
from made_studies import answered, asked

from counterscore.audit.studied.needed import MOST, needed, to_reach, to_tell
from counterscore.audit.studied.verdicts import direction
from counterscore.studies.sentence import number, sentence


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
        "Cannot tell with these people and replicates whether 'Ever wrongly listed' is higher or lower"
    )
    assert "about 80 replicates would tell, if the difference is what it seems" in text
    assert (to_tell(found), to_reach(found)) == (80, None)
    sided = answered(asked(margin=200.0), -212.0, 31.0, verdict="cannot tell")
    assert "whether 'Ever wrongly listed' is lower by 200 per 100,000 adults or more in 'as written'" in sentence(sided)
    far = answered(asked(), 0.001, 20.0, verdict="cannot tell")
    assert "more replicates than a study can have would tell" in sentence(far)
    assert to_tell(far) is None


def test_a_half_width_that_was_missed_is_told() -> None:
    """Where the interval is wider than asked for, the sentence says how many replicates would have reached it."""
    wide = answered(asked(), 212.0, 31.0, asked_half_width=15.5)
    assert sentence(wide).endswith("the half-width asked for, 15.5, would take about 80 replicates.")
    assert (to_tell(wide), to_reach(wide)) == (None, 80)
    assert "asked for" not in sentence(answered(asked(), 212.0, 31.0, asked_half_width=31.0))


def test_equal_arms_and_too_few_replicates_have_their_own_words() -> None:
    """An interval within the margin, nobody who differs, one replicate and none each read otherwise."""
    equal = answered(asked(margin=5.0), 0.5, 1.0, verdict="no difference that matters")
    assert "'as written' and 'none' differ by less than 5 per 100,000 adults" in sentence(equal)
    nobody = answered(asked(), 0.0, 1.0, method="nobody", se=0.0, verdict="cannot tell")
    assert "nobody in 20 replicates came out otherwise" in sentence(nobody)
    for count, words in ((1, "only one replicate came out (3 failed)"), (0, "no replicate came out (3 failed)")):
        few = answered(asked(), 5.0, 1.0, method="too few", replicates=count, failed=3, verdict="cannot tell")
        assert words in sentence(few)


@pytest.mark.parametrize(
    ("estimate", "margin", "half"),
    [(10.0, 0.0, 21.0), (-10.0, 0.0, 21.0), (10.0, 4.0, 9.0), (-7.0, 4.0, 30.0), (1.0, 4.0, 3.5), (-3.0, 4.0, 5.0),
     (0.0, 4.0, 11.0)],
)  # fmt: skip
def test_as_many_replicates_as_are_needed_would_tell(estimate: float, margin: float, half: float) -> None:
    """With so many, and the width falling with their square root, a verdict is told; with a tenth fewer it is not."""
    found = answered(asked(margin=margin), estimate, half, verdict="cannot tell", replicates=20)
    assert direction(found.low, found.high, margin) == "cannot tell"
    wanted = to_tell(found)
    assert wanted is not None and wanted > 20
    for count, told in ((1.001 * wanted, True), (0.9 * wanted, False)):
        width = half * (20 / count) ** 0.5
        assert (direction(estimate - width, estimate + width, margin) != "cannot tell") is told


def test_the_end_that_has_to_clear_the_margin_decides() -> None:
    """An interval that reaches further up than down needs what its lower end needs."""
    lopsided = answered(asked(), 10.0, 20.0, verdict="cannot tell").model_copy(update={"high": 90.0})
    assert to_tell(lopsided) == to_tell(answered(asked(), 10.0, 20.0, verdict="cannot tell")) == 80


def test_where_nobody_differs_the_width_falls_with_the_number() -> None:
    """Limits by the rule of three are half as wide with twice as many; without a margin nothing is ever told."""
    nobody = answered(asked(margin=2.0), 0.0, 10.0, method="nobody", se=0.0, verdict="cannot tell", replicates=20)
    assert to_tell(nobody) == 100
    alone = answered(asked(), 0.0, 10.0, method="nobody", se=0.0, verdict="cannot tell")
    assert to_tell(alone) is None
    assert "name a margin" in sentence(alone)


def test_replicates_needed_follow_the_square_root() -> None:
    """Half the width takes four times the replicates, never fewer than two, none that no study can have."""
    one = answered(asked(), 10.0, 4.0, replicates=10)
    assert (needed(one, 2.0), needed(one, 0.01)) == (40, 2)
    assert needed(one, (MOST / 10) ** 0.5) == MOST
    assert needed(one, (MOST / 10) ** 0.5 * 1.001) is needed(one, 1e300) is None
    assert to_tell(answered(asked(margin=3.0), 3.0, 4.0, verdict="cannot tell")) is None
    assert to_reach(answered(asked(), 10.0, 4.0, asked_half_width=1.0, method="too few", replicates=1)) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (1234567.0, "1,234,567"), (12.345, "12.3"), (-0.012345, "-0.0123"), (3.0, "3"), (100.4, "100")],
)
def test_numbers_have_three_figures(value: float, text: str) -> None:
    """A number is told with the three figures that count, and no zeros behind them."""
    assert number(value) == text
