"""The façade on people's answers to a regime: what a run says is what the version asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import counterscore as cs


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> cs.Result:
    """Two years of the version in which people respond."""
    return cs.run("rongcheng-responding", people=4_000, months=24, seed=7, folder=tmp_path_factory.mktemp("a") / "r")


def test_the_chilling_index_of_a_run_is_the_share_given_up(out: cs.Result) -> None:
    """0.17 is asked for; found within 4 standard errors (false alarm 1 in 15,000), the same in the other direction."""
    found = out.chilling()
    assert found.se < 0.002 and abs(found.index - 0.17) < 4 * found.se
    assert found.n <= np.count_nonzero(out.table("people", arm="none")["adult"])
    assert out.chilling("none", "as written").index < 0


def test_the_responses_of_a_run_are_its_counts(out: cs.Result) -> None:
    """Per adult: fewer acts than without a regime, hidden ones as counted, and nobody leaves the platforms."""
    found = out.responses()
    adult = out.table("people", arm="none")["adult"] != 0
    none, here = (out.table("people", arm=arm) for arm in ("none", "as written"))
    assert found.compliance.estimate == pytest.approx(np.mean(none["bad_acts"][adult] - 1.0 * here["bad_acts"][adult]))
    assert found.compliance.estimate > 0
    assert found.avoidance.estimate == pytest.approx(np.mean(here["acts_hidden"][adult])) and found.exit.estimate == 0


def test_a_run_in_which_nobody_responds_says_what_to_do(tmp_path: Path) -> None:
    """The version as it ships counts no lawful acts, and the message names one that does."""
    quiet = cs.run("rongcheng", people=200, months=2, folder=tmp_path / "r")
    for ask in (quiet.chilling, quiet.responses):
        with pytest.raises(cs.OutcomeError, match="rongcheng-responding"):
            ask()


def test_a_mechanism_that_the_regime_does_not_use_is_told_from_a_wrong_word() -> None:
    """As it ships nobody is deterred in Rongcheng: the name is right, and the regime has no number for it."""
    for name, said in (("deterrence", "the regime gives it no numbers"), ("deterence", "did you mean 'deterrence'")):
        with pytest.raises(cs.CounterscoreError, match=said):
            cs.run("rongcheng", people=10, months=1, arms={"x": cs.without(name)})
