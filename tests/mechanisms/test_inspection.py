"""Inspections: tiers, professions, and the loop in which looking finds more."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from few import LISTED, LOW, RECORDS, lived
from toy_worlds import Lived, assert_same

from counterscore.engine.run import Given
from counterscore.mechanisms import inspection, reporting, retention, scrutiny

TIERS: dict[str, Any] = {
    "inspection.among": 0, "inspection.rate": 0.25, "inspection.low_ratio": 4.0, "inspection.high_ratio": 0.5,
    "inspection.supervised": 9.0, "inspection.supervised_ratio": 2.0,
    "scrutiny.detection_exponent": 0.5, "scrutiny.high_ratio": 0.5,
    "reporting.detection_p": np.full(4, 0.2),
    "reporting.detection_ratio": np.ones(3), "reporting.minimised": 0, "reporting.necessary": np.ones(4),
}  # fmt: skip
ALL = (RECORDS, retention.MECHANISM, inspection.MECHANISM, scrutiny.MECHANISM, reporting.MECHANISM, LOW, *LISTED)


def live(arms: dict[str, dict[str, Any]], **options: Any) -> Lived:
    """Everybody with sex 1 is in a low band, everybody with abilities 0 cannot be inspected."""
    return lived(ALL, arms, **options)


def ratio(listed: int = 0, low: int = 0, high: int = 0, favours: int = 0, profession: int = 0) -> float:
    """The rule by hand."""
    return float(inspection.inspection_ratio(listed, low, high, favours, profession << 9, 0.1, 4.0, 0.5, 9.0, 2.0))


def test_tiers_multiply() -> None:
    """A low grade or a list once, a high grade or a red list once, a sensitive profession on top."""
    assert [ratio(), ratio(listed=1), ratio(low=1), ratio(listed=1, low=1)] == [1.0, 4.0, 4.0, 4.0]
    assert [ratio(high=1), ratio(favours=2), ratio(high=1, favours=1)] == [0.5, 0.5, 0.5]
    assert [ratio(profession=1), ratio(low=1, profession=1), ratio(low=1, favours=1)] == [2.0, 8.0, 2.0]
    assert inspection.inspection_ratio(1, 1, 0, 0, 1, 0.0, 4.0, 0.5, 9.0, 2.0) == 1.0


def test_looking_finds_to_a_power() -> None:
    """Twice as many inspections find 2 ** exponent as much; an exponent of 0 finds nothing more, an exempt none."""
    assert scrutiny.scrutiny(4.0, 0.5, 0.0, 0.5) == pytest.approx(2.0, rel=1e-14)
    assert scrutiny.scrutiny(0.25, 1.0, 0.0, 0.5) == pytest.approx(0.25, rel=1e-14)
    for ratio, power in ((9.0, 0.0), (1.0, 0.7), (0.0, 0.0)):
        assert scrutiny.scrutiny(ratio, power, 0.0, 0.5) == 1.0
    assert scrutiny.scrutiny(0.0, 0.5, 0.0, 0.5) == 0.0


def test_corrected_findings_do_not_depend_on_looking() -> None:
    """Kept with the lowest rate against the own one, everybody's findings are those of the light tier."""
    for ratio in (0.3, 1.0, 4.0):
        plain = scrutiny.scrutiny(ratio, 0.7, 0.0, 0.3)
        kept = (0.3 / ratio) ** 0.7
        assert scrutiny.scrutiny(ratio, 0.7, 1.0, 0.3) == pytest.approx(plain * kept, rel=1e-12)
    assert scrutiny.scrutiny(4.0, 0.7, 1.0, 2.0) == 1.0


def test_inspections_have_their_rate() -> None:
    """Poisson with the tier's rate; 8,000 person-months each, bounds at 5 standard errors (false alarm 1 in 10^6)."""
    people, months = 1000, 9
    low = np.arange(people) % 2
    lives = live({"tiers": TIERS}, people=people, months=months, columns={"sex": low})
    found = lives.columns["inspections"][0]
    for tier, expected in ((0, 0.25 * 9), (1, 0.25 + 8 * 1.0)):
        mean = found[low == tier].mean()
        assert abs(mean - expected) < 5 * np.sqrt(expected / 500), tier
    assert abs(found[low == 0].var() / (0.25 * 9) - 1) < 0.35


def test_only_those_who_can_be_inspected_are() -> None:
    """Whoever lacks the ability has no inspection and ordinary scrutiny, whatever the grade."""
    able = np.array([1, 0, 1, 0])
    lives = live({"tiers": TIERS}, people=4, months=20, columns={"sex": 1, "abilities": able})
    assert (lives.columns["inspections"][0] > 0).tolist() == [True, False, True, False]
    assert lives.columns["scrutiny"][0].tolist() == pytest.approx([2.0, 1.0, 2.0, 1.0])


def acts(people: int, months: int) -> list[Given]:
    """One act of everybody in every month."""
    return [
        Given("records", month, {"person": person, "act": 0}) for person in range(people) for month in range(months)
    ]


def test_more_is_found_on_those_who_are_looked_at() -> None:
    """With four times the inspections and exponent 1/2 twice as many acts become records, from the second month on.

    19 of 20 months at 0.4 and one at 0.2, against 20 at 0.2; 5 standard errors of 2,000 acts (false alarm 1 in 10^6).
    """
    people, months = 200, 20
    low = np.arange(people) % 2
    loop, none = TIERS, TIERS | {"scrutiny.detection_exponent": 0.0}
    lives = live({"loop": loop, "no loop": none}, people=people, months=months, columns={"sex": low},
                 given=acts(people, months))  # fmt: skip
    held = lives.columns["records_held"]
    spared = (held[0] - held[1]).sum()  # by the arm without the loop: 19 of 20 months, 100 people, 0.2 an act
    assert abs(spared - 19 * 100 * 0.2) < 5 * np.sqrt(19 * 100 * 0.2 * 0.8)
    for arm, expected in ((0, 19 * 0.4 + 0.2), (1, 20 * 0.2)):
        mean = held[arm][low == 1].mean()
        assert abs(mean - expected) < 5 * np.sqrt(expected / 100), arm
    assert np.array_equal(held[0][low == 0], held[1][low == 0])
    assert np.array_equal(lives.columns["inspections"][0], lives.columns["inspections"][1])


def test_the_correction_ends_the_loop() -> None:
    """Corrected, the low tier has no more records than others, act for act, though it is inspected as often as ever."""
    people, months = 200, 20
    low = np.arange(people) % 2
    arms = {"loop": TIERS, "corrected": TIERS | {"scrutiny.corrected": 1.0}}
    ordinary = TIERS | {"scrutiny.detection_exponent": 0.0, "reporting.detection_p": np.full(4, 0.2 * 0.5**0.5)}
    lives = live(arms | {"light for all": ordinary}, people=people, months=months, columns={"sex": low},
                 given=acts(people, months))  # fmt: skip
    held = lives.columns["records_held"]
    assert np.array_equal(held[1], held[2])
    assert held[0][low == 1].sum() > 1.5 * held[1][low == 1].sum()
    assert np.array_equal(lives.columns["inspections"][0], lives.columns["inspections"][1])


def test_whoever_is_listed_is_looked_at_from_the_next_month() -> None:
    """The standing of last month sets the rate of this one; a red list lowers it."""
    given = [
        Given("listings", 3, {"person": 0, "list": 3}),
        Given("listings", 3, {"person": 1, "list": 4}),
    ]
    ratios = [live({"a": TIERS}, months=m, given=given).columns["inspection_ratio"][0, :3].tolist() for m in (4, 5)]
    assert ratios == [[1.0, 1.0, 1.0], [4.0, 0.5, 1.0]]


def test_without_inspections_nobody_is_looked_at() -> None:
    """Rate 0 gives no inspection and ordinary scrutiny; two arms with one rule are one world."""
    off = TIERS | {"inspection.rate": 0.0}
    given = acts(50, 6)
    lives = live({"off": off, "a": TIERS, "b": TIERS}, people=50, months=6, columns={"sex": 1}, given=given)
    assert lives.columns["inspections"][0].sum() == 0
    assert (lives.columns["scrutiny"][0] == 1.0).all()
    assert lives.columns["inspections"][1].sum() > 0
    assert_same(lives, lives, arms={1: 2})
