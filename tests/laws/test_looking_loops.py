"""Units in a shipped regime: every act under patrol is found or missed, and no unit finds more than it can."""

from __future__ import annotations

import numpy as np
import pytest

import counterscore as cs
from counterscore import Result
from counterscore.audit.areas import area_months, areas

ARMS = {"none": cs.no_regime, "as written": cs.asis, "seen as ever": cs.without("patrols")}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Inspectors drawn to where cases were found: 6,000 people in six districts, eight months."""
    folder = tmp_path_factory.mktemp("runs") / "run"
    return cs.run("metro-evasion-patrols-follow", people=6000, months=8, arms=ARMS, folder=folder)


def test_every_act_is_found_or_missed(out: Result) -> None:
    """Acts are the same in every arm; found are exactly the records of own acts; without a regime all are missed."""
    done = {}
    for arm in out.arms:
        rows = area_months(out, arm)
        done[arm] = list(zip(rows["area"].tolist(), rows["month"].tolist(), rows["incidents"].tolist(), strict=True))
        assert np.array_equal(rows["found"] + rows["missed"], rows["incidents"])
        own = out.table("records", "cause = 0 AND born >= 0", ["person"], arm)
        assert rows["found"].sum() == len(own["person"])
    assert done["none"] == done["as written"] == done["seen as ever"]
    assert area_months(out, "none")["found"].sum() == 0 < area_months(out, "as written")["found"].sum()


def test_units_find_as_many_as_they_can(out: Result) -> None:
    """In each district and month the smaller of acts and units, one case for each; so many people have one unit."""
    rows = area_months(out, "as written")
    assert np.array_equal(rows["found"], np.minimum(rows["incidents"], rows["units"]))
    monthly = np.bincount(rows["month"], rows["units"], minlength=8)
    assert (monthly <= max(1, round(6000 / 12600))).all()
    assert (area_months(out, "seen as ever")["units"] == 0).all()


def test_districts_hold_their_people(out: Result) -> None:
    """Six districts of 1,024 person numbers, the last one smaller."""
    people = {one.area: one.people for one in areas(out, "as written")}
    assert people == {0: 1024, 1: 1024, 2: 1024, 3: 1024, 4: 1024, 5: 880}
