"""What means hide, of a whole run: harm to each person, stock and flow, parity by step, incomes before and after."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import counterscore as cs
from counterscore.audit.counting.score_bins import errors_by_group
from counterscore.audit.harm import harm
from counterscore.audit.index import find_index
from counterscore.audit.metric import find_metric
from counterscore.audit.resample import index_effect, index_of
from counterscore.audit.subgroups import index_in
from counterscore.audit.summary import summary
from counterscore.audit.uneven import uneven
from counterscore.core.errors import OutcomeError
from counterscore.results import Result

WRITTEN = "as written"


@pytest.fixture(scope="module")
def feared(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """3,000 people under one number for everybody, 14 months."""
    return cs.run("as-feared-2020", people=3000, months=14, seed=3, folder=tmp_path_factory.mktemp("runs") / "feared")


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """4,000 people and the list of judgment defaulters, which costs those on it income, 18 months."""
    folder = tmp_path_factory.mktemp("runs") / "held"
    return cs.run("judgment-defaulters", people=4000, months=18, seed=3, folder=folder)


def gini_by_hand(x: np.ndarray) -> float:
    """The Gini of everybody, sorted and counted one by one."""
    x = np.sort(x)
    return float(2.0 * (np.arange(1, len(x) + 1) * x).sum() / (len(x) * x.sum()) - (len(x) + 1) / len(x))


def test_everything_is_told_and_is_plain_data(feared: Result) -> None:
    """Harms that touch somebody, the stock of the listed and parity by step, as JSON in the summary."""
    found = uneven(feared, WRITTEN, "none")
    assert "ever_listed" in [one.metric for one in found.harms] and found.stock is not None
    assert all(one.harmed.estimate > 0 or one.helped.estimate > 0 for one in found.harms)
    assert set(found.steps) == {"sex", "age_band", "residence", "income_quintile"}
    told = json.loads(json.dumps(summary(feared).to_json()))["uneven"]
    assert told["reference"] == "none" and told["stock"]["stock"] == found.stock.stock


def test_harm_of_a_run_agrees_with_its_comparison(feared: Result) -> None:
    """The mean harm is the paired effect, and the share harmed by being listed is the share listed."""
    found = feared.harm("ever_listed")
    effect = feared.compare(WRITTEN, "none").metric("ever_listed").effect
    assert found.mean.estimate * 1000 == pytest.approx(effect.estimate)
    assert (found.mean.low * 1000, found.mean.high * 1000) == pytest.approx((effect.low, effect.high))
    assert found.harmed.estimate == found.mean.estimate and found.helped.estimate == 0.0


def test_too_few_people_have_no_harm(tmp_path: Path) -> None:
    """Harm among fewer than 20 people is not told, and no part of the summary of a tiny run breaks over it."""
    tiny = cs.run("as-feared-2020", people=3, months=3, folder=tmp_path / "tiny")
    with pytest.raises(OutcomeError, match="too few people to tell"):
        harm(tiny, find_metric("ever_listed"))
    assert tiny.summary.indices == [] and tiny.summary.uneven is not None and tiny.summary.uneven.harms == []


def test_stock_and_parity_by_step_of_a_result(feared: Result) -> None:
    """A result answers for its main arm unless told otherwise."""
    assert feared.stock_flow() == feared.stock_flow(WRITTEN)
    assert [one.rate for one in feared.step_parity("sex")] == ["listed", "found", "wrongly", "right"]


def test_incomes_before_and_after(held: Result) -> None:
    """Without a regime the Gini is that of incomes per head; the difference is what the regime took."""
    own = held.table("people", columns=["income_yuan", "firm"], arm="none")
    lost = held.table("people", columns=["money_lost_yuan"], arm=WRITTEN)["money_lost_yuan"]
    person = own["firm"] == 0
    before = 12.0 * own["income_yuan"][person]
    after = np.maximum(0.0, before - lost[person] / 1.5)
    assert index_of(held, find_index("gini_income"), "none").estimate == pytest.approx(gini_by_hand(before), abs=0.004)
    found = index_effect(held, find_index("gini_income"), WRITTEN, "none")
    assert found.estimate == pytest.approx(gini_by_hand(after) - gini_by_hand(before), abs=1e-4) and found.estimate > 0
    ratio = before / before.mean()
    theil = index_of(held, find_index("theil_income"), "none").estimate
    assert theil == pytest.approx(float((ratio * np.log(ratio)).mean()))
    level = index_of(held, find_index("theil_l_income"), "none").estimate
    assert level == pytest.approx(float(-np.log(ratio).mean()))


def test_people_with_nothing_left_have_no_theil_l(held: Result) -> None:
    """Theil's L has no end where somebody is left with nothing, and is then undefined."""
    left = index_in(held, find_index("theil_l_income"), WRITTEN)
    lost = held.table("people", columns=["money_lost_yuan", "income_yuan"], arm=WRITTEN)
    nothing = (lost["money_lost_yuan"] >= 18.0 * lost["income_yuan"]) & (lost["income_yuan"] > 0)
    assert (left.estimate is None) == bool(nothing.any())


def test_calibration_is_told_of_every_group(feared: Result) -> None:
    """The index is the largest of the groups' errors; groups of nobody scored have none."""
    found = errors_by_group(feared, WRITTEN, "age_band")
    known = [one for one in found.values() if one is not None]
    whole = feared.index("calibration_error", by="age_band")
    assert not isinstance(whole, dict) and whole.estimate == pytest.approx(max(known))
    assert found["under 18"] is None and len(known) == 3


def test_a_share_of_few_people_is_not_told(held: Result) -> None:
    """An index about the listed needs 20 of them in its denominator, however many adults there are."""
    listed = held.table("people", columns=["ever_listed", "adult", "cell"], arm=WRITTEN)
    count = int(((listed["ever_listed"] != 0) & (listed["adult"] != 0)).sum())
    found = held.index("wrongful_sanctions")
    assert not isinstance(found, dict) and found.n == count
    by = held.index("wrongful_sanctions", by="sex x residence")
    assert isinstance(by, dict)
    small = [one for one in by.values() if one.n < 20]
    assert small and all(one.estimate is None and one.note for one in small)
