"""One habit, two verdicts: who plays a lot is idle under one score of 2015 and worth a loan under another."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import counterscore as cs
from counterscore.regimes.catalogue import library_files
from counterscore.regimes.units import TRAITS

AGAINST, FOR = "sesame-2015", "china-rapid-finance"
PEOPLE, SEED, UNSCORED = 6_000, 3, 99
ALL_AGREE = '{value: 1, unit: share, source: own, grade: assumption, range: [0, 1], note: "all are asked, all agree"}'
NOT_LOOKED_AT = '{value: 0, unit: trait_share, source: own, grade: assumption, range: [0, 0], note: "play is ignored"}'


def rewritten(name: str, plays: bool) -> str:
    """The shipped file with everybody scored and, unless it ``plays``, without a look at play."""
    text = library_files()[name].read_text(encoding="utf-8")
    text = re.sub(r"^  consent_p: .*$", f"  consent_p: {ALL_AGREE}", text, flags=re.MULTILINE)
    ignored = f"        gaming: {NOT_LOOKED_AT}"
    return text if plays else re.sub(r"^        gaming: .*$", ignored, text, flags=re.MULTILINE)


@cache
def scores(name: str, plays: bool, folder: Path) -> np.ndarray:
    """Score after one month, by person number; NaN for people who are not scored."""
    here = folder / f"{name}-{plays}"
    here.mkdir()
    file = here / f"{name}.yaml"
    file.write_text(rewritten(name, plays), encoding="utf-8")
    arms = {"perfect records": cs.perfect}
    out = cs.run(str(file), people=PEOPLE, months=1, seed=SEED, arms=arms, folder=here / "run")
    found = out.sql("SELECT score, band FROM people ORDER BY person")
    return np.where(found["band"] == UNSCORED, np.nan, found["score"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scores")


def worth_of_play(name: str) -> float:
    """Points of the whole score that somebody who plays all day gets for it, by the shipped file."""
    traits = np.asarray(cs.load_regime(name).tables()["composite.traits"]).reshape(-1, len(TRAITS))
    return float(traits[:, TRAITS.index("gaming")].sum())


def effect(name: str, folder: Path) -> np.ndarray:
    """What a look at play does to each score."""
    return scores(name, True, folder) - scores(name, False, folder)


def test_the_two_scores_are_about_the_same_people(folder: Path) -> None:
    """Both score everybody who pays by telephone, and nobody else."""
    both = [np.isfinite(scores(name, plays, folder)) for name in (AGAINST, FOR) for plays in (True, False)]
    assert 1_000 < both[0].sum() < PEOPLE
    assert all((one == both[0]).all() for one in both)


def test_the_same_habit_has_opposite_signs(folder: Path) -> None:
    """Play lowers every score under one regime and raises the same person's under the other."""
    scored = np.isfinite(scores(AGAINST, True, folder))
    assert worth_of_play(AGAINST) < 0 < worth_of_play(FOR)
    assert (effect(AGAINST, folder)[scored] < 0).all()
    assert (effect(FOR, folder)[scored] > 0).all()


def test_the_habit_itself_is_one_number(folder: Path) -> None:
    """The habit that one score sees is, person by person, the habit that the other sees."""
    habits = [effect(name, folder) / worth_of_play(name) for name in (AGAINST, FOR)]
    scored = np.isfinite(habits[0])
    assert habits[0][scored] == pytest.approx(habits[1][scored], abs=1e-9)
    assert habits[0][scored].min() >= 0.0
    assert habits[0][scored].max() <= 1.0
    assert np.ptp(habits[0][scored]) > 0.5


def test_some_are_high_in_one_and_low_in_the_other(folder: Path) -> None:
    """People of the best fifth of one score stand in the worst fifth of the other, and play is part of the reason.

    A fixed seed, no false alarms: the shares are far from the limits.
    """
    crossed = {}
    for plays in (True, False):
        ranks = []
        for name in (AGAINST, FOR):
            found = scores(name, plays, folder)
            found = found[np.isfinite(found)]
            ranks.append(np.argsort(np.argsort(found)) / len(found))
        there = (ranks[0] > 0.8) & (ranks[1] < 0.2)
        back = (ranks[0] < 0.2) & (ranks[1] > 0.8)
        crossed[plays] = float((there | back).mean())
    assert crossed[True] > 0.01
    assert crossed[True] > 2 * crossed[False]
