"""Who has no score: on no list entered by score, moved by no friend, pulling at nobody, with no points to share."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from few import LISTED, lived, ties
from scored import SCORE, WITH_SCORE

import counterscore as cs
from counterscore.engine.run import Given
from counterscore.mechanisms import entries, household_term, network_term, score_list, tie_cutting_score

TOWN = Path(__file__).parents[2] / "peers" / "small-town.yaml"
UNSCORED = 99
PULLED = (*WITH_SCORE, *LISTED, entries.MECHANISM, network_term.MECHANISM)


def test_children_and_whoever_did_not_agree_are_on_no_list_by_score(tmp_path: Path) -> None:
    """Where everybody begins below the threshold, those on the list are the adults who agreed, and nobody else."""
    text = TOWN.read_text(encoding="utf-8")
    for name, value, most in (("base", 80, 100), ("consent_p", 0.5, 1), ("entry_p", 0, 1)):
        changed = rf"\g<1>{{value: {value}, \g<2>range: [0, {most}]"
        text, times = re.subn(rf"(\b{name}: )\{{value: [\d.]+, (.*)range: \[[^]]*\]", changed, text)
        assert times == 1
    file = tmp_path / "low.yaml"
    file.write_text(text, encoding="utf-8")
    run = cs.run(str(file), 400, 3, 5, arms={"a": cs.asis}, folder=tmp_path / "run", threads=1)
    lived_so = run.table("people", arm="a")
    run.close()
    scored = (lived_so["adult"] == 1) & (lived_so["consents"] == 1)
    assert 0 < scored.sum() < (lived_so["adult"] == 1).sum() < 400
    assert (lived_so["ever_listed"] == scored).all()


def test_a_list_by_score_asks_for_a_score() -> None:
    """Below the threshold: on the list in any band, not without one; who is on it stays for her term."""
    assert [score_list.enter(0, 0, band, 80.0, 88.0, 6.0) for band in (0, 1, UNSCORED)] == [6, 6, 0]
    assert score_list.enter(4, 1, UNSCORED, 80.0, 88.0, 6.0) == 4


def test_who_has_no_score_neither_moves_nor_pulls() -> None:
    """0 and 1 at 600 with a friend without score each, who is no subject: nobody moves; by hand with a third at 350."""
    abilities = np.array([1, 1, 0, 0, 1, 1, 1, 1])
    tied = ties(8, [(0, 2), (2, 0), (1, 3), (3, 1), (1, 4), (4, 1), (3, 4)])
    arm = SCORE | {"scoring.base": 600.0, "network_term.weight": 0.1, "scoring.act_points": np.array([-250.0, 0, 0, 0])}
    given = [Given("records", 0, {"person": 4, "act": 0})]
    points = lived(PULLED, {"a": arm}, months=2, given=given, tied=tied, columns={"abilities": abilities})
    found = points.columns["points"][0]
    assert found[[0, 2, 3]].tolist() == [0.0, 0.0, 0.0]
    assert found[1] == pytest.approx(0.1 * (350.0 - 600.0))
    assert found[4] == pytest.approx(-250.0 + 0.1 * (600.0 - 350.0))


def test_who_has_no_score_has_no_points_to_share() -> None:
    """A record on somebody under the same roof who is no subject costs the others nothing; on a subject it does."""
    arm = SCORE | {
        "scoring.base": 600.0, "scoring.act_points": np.array([-40.0, 0, 0, 0]), "household_term.share": 0.25
    }  # fmt: skip
    given = [Given("records", 0, {"person": person, "act": 0}) for person in (1, 3)]
    tied = ties(8, [(0, 1), (1, 0), (2, 3), (3, 2)])
    mechanisms = (*WITH_SCORE, household_term.MECHANISM)
    subjects = np.array([1, 0, 1, 1, 1, 1, 1, 1])
    found = lived(mechanisms, {"a": arm}, months=3, given=given, tied=tied, columns={"abilities": subjects})
    assert found.columns["score"][0, [0, 2]].tolist() == [600.0, 590.0]


def test_silence_counts_only_friends_with_a_score() -> None:
    """One scored friend, listed, and one without score: with nobody else to listen to, the listed one counts."""
    assert tie_cutting_score.unheard(1, 1, 1, 1.0) == 0 and tie_cutting_score.unheard(1, 1, 2, 1.0) == 1
    assert [tie_cutting_score.listed_pulls(*case) for case in ((1, 0), (1, UNSCORED), (0, 0))] == [1, 0, 0]
    assert [network_term.pulls(band) for band in (0, 5, UNSCORED)] == [1, 1, 0]
    assert [network_term.pull_score(on, 600.0) for on in (0, 1)] == [0.0, 600.0]
    assert network_term.drift(5.0, UNSCORED, 600.0, 700.0, 1, 0, 0.0, 4, 0.0, 0.1) == 5.0
