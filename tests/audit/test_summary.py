"""The summary every other room prints: complete, plain, and equal to what it is made of."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from fakes import ARMS, BANDS, fake_outcome, fake_study

from counterscore.audit.frame import mean
from counterscore.audit.metric import find_metric, metrics
from counterscore.audit.paired import compare
from counterscore.audit.summary import Summary, main_arm, summary
from counterscore.core.errors import OutcomeError
from counterscore.core.outcome import Outcome
from counterscore.core.outcome_writer import OutcomeWriter


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A small finished run."""
    return Outcome(fake_outcome(tmp_path_factory.mktemp("runs") / "run", people=3000, months=24))


@pytest.fixture(scope="module")
def found(outcome: Outcome) -> Summary:
    """Its summary."""
    return summary(outcome)


def test_a_summary_is_plain_json(found: Summary) -> None:
    """No NaN, no infinity, no object: what the CLI prints and the report shows can be kept as a file."""
    text = json.dumps(found.to_json(), allow_nan=False)
    assert json.loads(text)["arms"][2]["arm"] == "as written"
    assert "synthetic" in found.note


def test_arms_are_told_in_full(outcome: Outcome, found: Summary) -> None:
    """Every arm has its people, adults, listed, wrongly listed and refused, equal to the metrics."""
    assert [arm.arm for arm in found.arms] == list(ARMS)
    for arm in found.arms:
        for metric, value in (
            ("ever_listed", arm.listed_ever_per_1000),
            ("wrongly_listed", arm.wrongly_listed_per_100000),
        ):
            known = find_metric(metric)
            assert value == mean(known(outcome, arm.arm), known.per)
        assert set(arm.wrongly_listed_by_group) == {"sex", "age_band", "residence", "income_quintile"}
    last = found.arm("as written")
    rows = outcome.table("people", "adult = 1", arm="as written")
    assert last.subjects == len(rows["adult"]) and last.people == 3000
    assert last.listed_now_per_1000 == pytest.approx(1000 * rows["listed"].mean())
    assert last.median_months_listed == np.median(rows["months_listed"][rows["months_listed"] > 0])


def test_bands_share_everybody_out(found: Summary) -> None:
    """Shares of adults over the bands add up to one, under the regime's own names."""
    bands = found.arm("as written").bands_end_share
    assert bands is not None and list(bands) == list(BANDS) and sum(bands.values()) == pytest.approx(1.0)


def test_effects_compare_the_main_arm_with_every_other(outcome: Outcome, found: Summary) -> None:
    """As written minus none and minus perfect records, for every metric, with the paired interval.

    The share of the wrongly listed who are put right means nothing where nobody is wrongly listed.
    """
    told = [name for name in metrics() if name != "corrected_everywhere"]
    assert [(row.metric, row.reference) for row in found.effects] == [
        (name, reference) for reference in ("none", "perfect records") for name in told
    ]
    for row in found.effects:
        known = compare(outcome, find_metric(row.metric), "as written", row.reference)
        assert (row.estimate, row.low, row.high) == (known.estimate, known.low, known.high)
        assert row.clear == (row.low > 0 or row.high < 0)


def test_what_is_assumed_is_told(outcome: Outcome, found: Summary) -> None:
    """The share of assumed numbers, tuned parameters, targets and the divergence certificate are always shown."""
    assert found.assumption_share == 0.42 and found.tuned == outcome.study["tuned"]
    assert found.divergence == outcome.facts["divergence"]
    assert [row.id for row in found.targets] == [told["id"] for told in outcome.study["targets"]]
    assert found.study_sha256 == outcome.facts["study_sha256"] and found.seed == 7


def test_arms_that_score_nobody_are_not_compared_by_score(tmp_path: Path) -> None:
    """Without a regime nobody has a score, so there is no effect on it; asking for it alone is a clear error."""
    writer = OutcomeWriter(tmp_path / "run", {**fake_study(60, 12), "targets": []})
    for arm in range(3):
        writer.append("people", {
            "arm": np.full(60, arm), "person": np.arange(60), "cell": np.full(60, 20), "adult": np.ones(60, np.uint8),
            "consents": np.full(60, arm > 0), "score": np.full(60, 1000.0) * (arm > 0),
        })  # fmt: skip
    outcome = Outcome(writer.finish())
    assert [(row.metric, row.reference) for row in summary(outcome).effects] == [("score", "perfect records")]
    with pytest.raises(OutcomeError, match="adults who are scored"):
        compare(outcome, find_metric("score"), "as written", "none")


def test_regimes_that_record_little_have_a_summary_too(tmp_path: Path) -> None:
    """Without lists, bands, refusals or scores the summary says None, never zero, and compares what is there."""
    study = {**fake_study(60, 12), "arms": ["before", "after"], "targets": [], "tuned": []}
    del study["assumption_share"]
    writer = OutcomeWriter(tmp_path / "run", study)
    for arm in range(2):
        writer.append("people", {
            "arm": np.full(60, arm), "person": np.arange(60), "cell": np.full(60, 20), "adult": np.ones(60, np.uint8),
            "income_lost_yuan": np.full(60, 5.0) * arm,
        })  # fmt: skip
    outcome = Outcome(writer.finish())
    found = summary(outcome)
    assert main_arm(outcome) == "after" and found.assumption_share is None
    last = found.arm("after")
    assert last.listed_now_per_1000 is None and last.wrongly_listed_per_100000 is None
    assert last.bands_end_share is None and last.median_months_listed is None
    assert last.refusals_per_1000["air"] is None and last.income_lost_yuan == 5.0
    assert [row.metric for row in found.effects] == ["income_lost"]
    assert found.effects[0].estimate == 5.0 and found.divergence is None
    json.dumps(found.to_json(), allow_nan=False)
