"""What a study came to: one answer per question in the words of its regime, and every arm month by month."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from study_folders import effect_told, folder_of, settle

from counterscore.audit.studied.inference import Replicate, inferred
from counterscore.audit.studied.verdicts import verdict
from counterscore.core.draws import uniforms
from counterscore.report.studied.ground import Ground
from counterscore.studies import answers as room
from counterscore.studies import chance
from counterscore.studies.answers import answers, doubts, fans
from counterscore.studies.file import StudyFile, parse_study
from counterscore.studies.finish import content_digest
from counterscore.studies.identity import resolved
from counterscore.studies.store import Folder
from counterscore.studies.tasks import Json, Task
from counterscore.studies.told import studied, verdict_of

TEXT = """
study: small
title: Small
regime: judgment-defaulters
people: 1500
months: 3
seed: 5
replicates: 41
ranges: {sample: none}
structure: {couplings: false, variants: none}
questions:
  - {id: listed, metric: ever_listed, arm: as written, against: none, expect: lower, margin: 0.25}
  - {id: women, metric: months_listed, arm: as written, against: none, group: {sex: female}}
"""


def made(study: StudyFile, task: Task) -> Json | None:
    """Made-up replicates: even effects and monthly sums; the fifth fails."""
    if task.number == 4:
        return None
    u = uniforms(3, "bench.answers", 20, month=task.number)
    told = {one.id: effect_told(0.5 + u[place]) for place, one in enumerate(study.questions)}
    months = {"listed": (100.0 * u[2:11].reshape(3, 3)).tolist(), "refused_air": [[0.0] * 3] * 3}
    return {"answers": told, "months": months}


def test_answers_are_the_inference_over_what_came_out(tmp_path: Path) -> None:
    """Estimate, interval and verdict follow from the replicates alone; failed ones are counted and left out."""
    folder = folder_of(tmp_path / "a", TEXT)
    settle(folder, chance.PART, given={chance.NAME: made})
    for place, found in enumerate(answers(folder.study, folder)):
        asked = folder.study.questions[place]
        known = [made(folder.study, Task(chance.NAME, number)) for number in range(41)]
        told = [Replicate.from_json(one["answers"][asked.id]) for one in known if one]
        oracle = inferred(told)
        assert (found.estimate, found.low, found.high) == (oracle.estimate, oracle.low, oracle.high)
        assert (found.replicates, found.failed, found.people) == (40, 1, 40_000)
        assert found.verdict == verdict(found.low, found.high, asked.expect, asked.margin)
        assert found.half_width == (found.high - found.low) / 2
        spread = np.var([one.estimate for one in told], ddof=1)
        assert doubts(folder.study, folder)[place].chance_variance == pytest.approx(spread)
    assert found.question.group == {"sex": "female"}
    assert answers(folder.study, folder)[0].verdict == "against expectation"


def test_questions_are_told_in_words_of_the_regime(tmp_path: Path) -> None:
    """Title and unit are those of the metric for the regime's subjects; what was asked stands there as it was."""
    folder = folder_of(tmp_path / "words", TEXT)
    listed, _ = answers(folder.study, folder)
    assert (listed.question.title, listed.question.unit) == ("Ever listed", "per 1,000 adults")
    assert (listed.question.expect, listed.question.margin, listed.question.worse) == ("lower", 0.25, "higher")
    assert (listed.method, listed.verdict, listed.replicates) == ("too few", "cannot tell", 0)


def test_fans_are_quantiles_over_replicates(tmp_path: Path) -> None:
    """By month and arm they are NumPy's quantiles of what came out; sums that are always 0 are left out."""
    folder = folder_of(tmp_path / "fans", TEXT)
    settle(folder, chance.PART, given={chance.NAME: made})
    known = [made(folder.study, Task(chance.NAME, number)) for number in range(41)]
    table = np.array([one["months"]["listed"] for one in known if one])
    found = fans(folder.study, folder)
    assert [(one.arm, one.series) for one in found] == [(arm, "listed") for arm in folder.study.arm_names]
    for place, one in enumerate(found):
        for share, row in ((0.05, one.p05), (0.25, one.p25), (0.5, one.p50), (0.75, one.p75), (0.95, one.p95)):
            assert row == pytest.approx(np.quantile(table[:, place], share, axis=0).tolist(), rel=1e-5)


def test_fans_hold_no_more_than_some_replicates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many replicates there are, the months of the first ones alone are held."""
    monkeypatch.setattr(room, "FANNED", 10)
    folder = folder_of(tmp_path / "few", TEXT)
    settle(folder, chance.PART, given={chance.NAME: made})
    table = [made(folder.study, Task(chance.NAME, number)) for number in range(10)]
    median = np.median([one["months"]["listed"][0] for one in table if one], axis=0)
    assert fans(folder.study, folder)[0].p50 == pytest.approx(median.tolist(), rel=1e-5)


def test_a_folder_without_a_replicate_tells_nothing(tmp_path: Path) -> None:
    """Nothing is made up where nothing was lived."""
    folder = folder_of(tmp_path / "empty", TEXT)
    assert fans(folder.study, folder) == ()
    assert {one.verdict for one in answers(folder.study, folder)} == {"cannot tell"}
    assert {one.parameters for one in doubts(folder.study, folder)} == {()}


@pytest.mark.parametrize("order", [("none", "as written", "by hand"), ("by hand", "none", "as written")])
def test_arms_are_shown_in_the_order_of_the_file(order: tuple[str, ...], tmp_path: Path) -> None:
    """Arms stand where their file has them, while hash and content are those of any other order."""
    arms = {"none": "{without: [regime]}", "as written": "{}", "by hand": "{with: [human-review]}"}
    content = set()
    for names in (order, tuple(sorted(arms))):
        text = TEXT + "arms:\n" + "".join(f"  {name}: {arms[name]}\n" for name in names)
        folder = Folder.create(tmp_path / "-".join(names), text, resolved(parse_study(text)))
        settle(folder, chance.PART, given={chance.NAME: made})
        told = studied(folder)
        assert told.arms == names
        assert Ground(told).arm_names == names
        content.add((folder.sha256, content_digest(folder, told.model_dump(mode="json"))))
    assert len(content) == 1


def unsure(study: StudyFile, task: Task) -> Json:
    """Made-up replicates whose effects are too far apart to tell."""
    return {"answers": {one.id: effect_told(0.3 * (task.number % 7) - 0.7) for one in study.questions}, "months": {}}


def test_a_verdict_says_what_it_would_take(tmp_path: Path) -> None:
    """A verdict file holds sentence, interval, doubt, and replicates to tell or to reach a half-width, where known."""
    folder = Folder.create(tmp_path / "said", TEXT, resolved(parse_study(TEXT)))
    settle(folder, chance.PART, given={chance.NAME: unsure})
    told = studied(folder)
    verdict_file = verdict_of(told, told.answers[0])
    assert verdict_file["verdict"] == "cannot tell"
    assert verdict_file["replicates_needed"]["tell"] > told.answers[0].replicates
    assert f"{verdict_file['replicates_needed']['tell']:,} replicates would tell" in verdict_file["sentence"]
    assert verdict_file["replicates_needed"]["half_width"] is None
    assert verdict_file["doubt"]["chance_variance"] > 0.0
