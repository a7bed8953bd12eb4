"""Runs held against each other: a difference is counted where there is one, and what cannot be asked is refused."""

from __future__ import annotations

import numpy as np
import pytest

from counterscore.core.errors import SpecError
from counterscore.validation.calls import cascade, durations, exactness
from counterscore.validation.lived import asked, differing, lived, own_file, regime_named, tables_of, with_number
from counterscore.worlds.arms import AS_WRITTEN

TOWN, FEW, MONTHS = "points-and-list", 600, 12


def test_differences_are_counted() -> None:
    """One value off is one; another type or length, or a lacking column or table, is all of them."""
    three = np.array([1, 2, 3])
    one = {"a": {"x": three, "y": three}}
    assert differing(one, one) == (0, 6)
    assert differing(one, {"a": {"x": np.array([1, 0, 3]), "y": three}}) == (1, 6)
    assert differing(one, {"a": {"x": three[:2], "y": three.astype(np.int8)}}) == (6, 6)
    assert differing(one, {"a": {"x": three}}) == (3, 6) and differing(one, {}) == (6, 6)
    assert differing({"a": {"x": three[:0]}}, {}) == (1, 0)


def test_a_mechanism_that_acts_is_seen() -> None:
    """The check of a silent mechanism counts differences where the file does something: it can fail."""
    found = exactness.with_file(TOWN, FEW, MONTHS, 1, "exempt", "records_held")
    assert found["differing"] > 0 and found["compared"] > 10_000


def test_who_changed_is_named() -> None:
    """With a person exempt who acts, she and nobody else is named; the rows of others stay."""
    found = exactness.exempting(TOWN, FEW, MONTHS, 1, "exempt", "records")
    assert found["changed"] == [417] and found["rows_after"] == [0]
    assert found["rows_before"] != [0]


def test_another_town_is_another_town() -> None:
    """Columns of people made from another seed differ, and so do their lives and draws."""
    first, other = (asked(TOWN, FEW, MONTHS, seed) for seed in (1, 2))
    assert exactness._people_off(first, other) > FEW
    with lived(first) as one, lived(other) as two:
        assert differing(tables_of(one, AS_WRITTEN), tables_of(two, AS_WRITTEN))[0] > FEW


def test_a_run_that_would_not_stop_was_not_resumed() -> None:
    """Where a run ends before it is stopped nothing was resumed, and everything counts as different."""
    found = exactness.orders(TOWN, FEW, 3, 1, stop_after=1000)
    assert found["resumed"] == found["compared"] > 0 == found["two_threads"]


def test_separate_draws_gain_nothing() -> None:
    """The gain is that of common draws: two arms with one chance differ nowhere on them and everywhere apart."""
    found = exactness.variances(10_000, 1, 0.3, 0.3)
    assert found["paired_variance"] == 0.0 and found["separate_variance"] == pytest.approx(0.42, rel=0.1)


def test_entries_that_are_still_held_are_refused() -> None:
    """A stay that has not ended is no stay; a copy after the end needs one age at which entries end."""
    with pytest.raises(SpecError, match="still held"):
        durations.holders("late-corrections", 100, 20, 1, "prompt", 15)
    with pytest.raises(SpecError, match="at one age"):
        cascade.left_over("late-corrections", 100, 30, 1, [0])


def test_names_that_are_not_there_are_refused() -> None:
    """An unknown number, one outside its range, or an unknown mechanism file is refused, with what there is."""
    with pytest.raises(SpecError, match=r"repair\.apply_q"):
        with_number("arm", "repair-durations", "repair.apply_q", 0.5)
    with pytest.raises(SpecError, match=r"repair\.apply_p"):
        with_number("arm", "repair-durations", "repair.apply_p", 2.0)
    with pytest.raises(SpecError, match=r"exempt, never"):
        own_file("nothing")
    assert regime_named("rongcheng") == "rongcheng" and regime_named(TOWN).endswith(f"{TOWN}.yaml")


def test_a_number_of_an_arm_is_lived() -> None:
    """With repair at once every mark lasts the shortest time, whatever the file says."""
    found = durations.marks("repair-durations", 300, 60, 1, "repair.apply_p", [1.0], 40, 1000)
    assert found["mean_ordinary"] == [3.0] and found["mean_serious"] == [12.0]
    assert found["stopped_ordinary"] == [0.0]
