"""Displacement: as many bad acts, fewer records, and a count of what moved."""

from __future__ import annotations

import numpy as np
from behaving import conduct, keys

from counterscore.mechanisms import deterrence, displacement

SIGNED = {"displacement.sign": np.array([-1, -1, 1, 1])}
OFF = SIGNED | {"displacement.hidden_share": 0.0}


def test_acts_go_on_and_records_fall_by_the_share() -> None:
    """Same bad acts; hidden ones are exactly the missing records, a third of them; 5 standard errors (1 in 10^6)."""
    arms = {"off": OFF, "hiding": SIGNED | {"displacement.hidden_share": 1 / 3}}
    lives = conduct(arms, displacement.MECHANISM, people=3000)
    off, hiding = keys(lives, 0), keys(lives, 1)
    assert (lives.columns["bad_acts"][0] == lives.columns["bad_acts"][1]).all()
    missing = off - hiding
    assert hiding < off and all(act < 2 for _, act, _ in missing)
    assert lives.columns["acts_hidden"][:, :].sum(axis=1).tolist() == [0, len(missing)]
    bad = len([k for k in off if k[1] < 2])
    assert abs(len(missing) / bad - 1 / 3) < 5 * np.sqrt(2 / 9 / bad)
    assert (
        lives.columns["records_held"][0] - lives.columns["records_held"][1] == lives.columns["acts_hidden"][1]
    ).all()


def test_deterrence_and_hiding_are_told_apart() -> None:
    """The same fall in records: with deterrence bad acts fall and none is hidden, with hiding it is the reverse."""
    none = OFF | {"deterrence.general": 0.0, "deterrence.specific": 0.0}
    arms = {
        "none": none,
        "deterred": none | {"deterrence.general": 0.4},
        "hiding": none | {"displacement.hidden_share": 0.4},
    }
    lives = conduct(arms, deterrence.MECHANISM, displacement.MECHANISM, people=3000)
    done, hidden = lives.columns["bad_acts"].sum(axis=1), lives.columns["acts_hidden"].sum(axis=1)
    assert done[1] < 0.7 * done[0] and done[2] == done[0]
    assert hidden[1] == 0 and hidden[2] > 0
    counts = [len([k for k in keys(lives, arm) if k[1] < 2]) for arm in (0, 1, 2)]
    assert abs(counts[1] - counts[2]) < 5 * np.sqrt(counts[1] + counts[2])


def test_a_share_of_zero_changes_nothing() -> None:
    """Bit for bit the records of a world without the mechanism."""
    with_it, without = conduct({"off": OFF}, displacement.MECHANISM, people=500), conduct({"off": {}}, people=500)
    assert keys(with_it, 0) == keys(without, 0) and with_it.columns["acts_hidden"].sum() == 0
    for name, values in without.columns.items():
        assert values.tobytes() == with_it.columns[name].tobytes(), name
