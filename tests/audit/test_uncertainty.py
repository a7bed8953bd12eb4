"""Three doubts about an effect stay apart, and keep their meaning on the way through JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from counterscore.audit.paired import effect
from counterscore.audit.uncertainty import Spread, Uncertainty, spread_of, uncertainty
from counterscore.core.draws import uniforms
from counterscore.core.errors import OutcomeError

KNOWN = Uncertainty("ever_listed", "per 1,000 adults", "as written", "none", 5.0, Spread(4.0, 6.0, 900, 0.95))


def test_nothing_is_added_up() -> None:
    """Values of parameters and of forms leave the interval of chance as it is, and each other."""
    asked = replace(KNOWN, parameters=(3.0, 9.0, 6.0), structure={"another coupling": 4.5})
    assert asked.chance == KNOWN.chance
    assert asked.from_parameters == Spread(3.0, 9.0, 3, 0.5)
    assert asked.from_structure == Spread(4.5, 5.0, 2, None)
    assert KNOWN.from_parameters is None and KNOWN.from_structure is None


def test_json_both_ways() -> None:
    """What is written is what is read."""
    asked = replace(KNOWN, parameters=(3.0, 9.0), structure={"variant": 4.5})
    assert Uncertainty.from_json(json.loads(json.dumps(asked.to_json()))) == asked
    with pytest.raises(OutcomeError, match="cannot read"):
        Uncertainty.from_json({"name": "x"})


def test_a_run_alone_tells_chance() -> None:
    """From a paired effect comes its interval, and nothing about the rest."""
    paired = effect(uniforms(3, "test.chance", 50), np.zeros(50))
    found = uncertainty("m", "u", "a", "b", paired)
    assert found.chance == Spread(paired.low, paired.high, 50, 0.95) and found.estimate == paired.estimate
    assert found.parameters == () and not found.structure and found.chance.clear


def test_the_middle_of_a_sample_holds_the_next_value_as_often_as_it_says() -> None:
    """From 5 to 200 values: one more falls inside as often as stated, and 95 % from 79 values on.

    False alarm: 4,000 repetitions, four standard errors; below 1 in 10,000 for each of four sizes.
    """
    for n in (5, 20, 79, 200):
        u = uniforms(3, f"test.spread.{n}", 4000 * (n + 1)).reshape(4000, n + 1)
        inside, told = 0, 0.0
        for row in u:
            found = spread_of(tuple(row[:-1].tolist()))
            assert found is not None and found.holds is not None
            inside, told = inside + (found.low <= row[-1] <= found.high), found.holds
        assert inside / 4000 == pytest.approx(told, abs=4 * np.sqrt(told * (1 - told) / 4000))
        assert told == pytest.approx(0.95, abs=0.005) or n < 79


def test_undefined_values_are_left_out() -> None:
    """A draw under which the effect is undefined counts as none."""
    assert spread_of((1.0, float("nan"))) is None
    assert spread_of((1.0, float("nan"), 2.0)) == Spread(1.0, 2.0, 2, pytest.approx(1 / 3))
