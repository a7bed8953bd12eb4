"""Which assumption moves an answer: against a closed form, whatever the order, the batches, or where it was cut off."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from counterscore.audit.screening import trajectories
from counterscore.audit.studied.influence import Influence
from counterscore.core.errors import SpecError
from counterscore.studies import influence_walk
from counterscore.studies.chance import live as live_chance
from counterscore.studies.chance import told as told_chance
from counterscore.studies.check import check_study
from counterscore.studies.executors.processes import Processes
from counterscore.studies.file import StudyFile, parse_study
from counterscore.studies.influence import influence, live, next_tasks
from counterscore.studies.influence_points import Points, place_of, toward
from counterscore.studies.influence_rounds import whole_range
from counterscore.studies.influence_walk import walked
from counterscore.studies.store import Folder
from counterscore.studies.tasks import Task
from counterscore.studies.worlds import arms_of, run_of
from counterscore.worlds.swaps import WHOLE, between, is_open
from counterscore.worlds.witnessed import witness

# 550 points of score hang on the dimension's weight, 0.2: a start 0.01 higher is 1.1 points for everybody
STARTS = """
study: starts
title: How much higher is a score that starts elsewhere
regime: tencent-credit
people: 300
months: 1
arms:
  here: {}
  there: {values: {scoring.dimensions.honour.start: 0.45}}
ranges:
  sample: [scoring.dimensions.*.start, acts.hire_breach.young_share, scoring.dimensions.social.weight]
questions:
- {id: score, metric: score, arm: here, against: there, margin: 2}
influence: {people: 200, trajectories: 3, strongest: 2, sample: 8}
"""
HONOUR, WEIGHT = "scoring.dimensions.honour.start", "scoring.dimensions.social.weight"
ACTS = """
study: acts
title: Who is listed
regime: permit-review
people: 600
months: 6
seed: 3
questions:
- {id: listed, metric: ever_listed, arm: as written, against: none}
influence: {people: 600, trajectories: 2, strongest: 2, sample: 8}
"""

pytestmark = pytest.mark.usefixtures("salib")


def settle(folder: Folder, pick: Callable[[list[Task]], list[Task]] = list, most: int = 10_000) -> Folder:
    """Lives the part, the tasks of each round in the order of ``pick``, at most so many of them."""
    while todo := [task for task in next_tasks(folder.study, folder) if not folder.settled(task)]:
        for task in pick(todo):
            if not most:
                return folder
            folder.finish(task, live(folder.study, task), 0.0)
            most -= 1
    return folder


def opened(path: Path, text: str = STARTS) -> Folder:
    """The folder of a study."""
    return Folder.create(path, text, {"text": text})


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Influence:
    """What moves the score that starts elsewhere."""
    folder = settle(opened(tmp_path_factory.mktemp("influence") / "study"))
    (one,) = influence(folder.study, folder)
    return one


def test_a_straight_answer_is_screened_exactly(found: Influence) -> None:
    """The effect is 110 * (start - 0.45): mu and mu star 55 per whole range 0.2 to 0.7, sigma 0, all others 0."""
    by_path = {one.path: one for one in found.screened}
    assert found.screened[0].path == HONOUR and len(by_path) == 5
    assert by_path[HONOUR].mu == pytest.approx(55) and by_path[HONOUR].mu_star == pytest.approx(55)
    assert by_path[HONOUR].sigma == pytest.approx(0, abs=1e-9) and by_path[HONOUR].effects == 3
    assert all(one.mu_star == pytest.approx(0, abs=1e-9) for path, one in by_path.items() if path != HONOUR)


def test_only_what_moves_the_answer_is_looked_at_further(found: Influence) -> None:
    """Numbers that move nothing have no share and no bar, even where more were asked for; rounding is no move."""
    assert [one.path for one in found.shared] == [HONOUR] and [one.path for one in found.bars] == [HONOUR]
    assert found.question == "score" and found.people == 200 and found.worlds > 40


def test_both_ends_are_told_with_their_verdicts(found: Influence) -> None:
    """The answer is -27.5 at 20 % and 27.5 at 70 %, from 5.5 as written; everybody moves alike, so no width."""
    (bar,) = found.bars
    assert bar.at_low and bar.at_high and bar.written == "50 %"
    assert (bar.at_low.value, bar.at_low.verdict) == ("20 %", "lower")
    assert (bar.at_high.value, bar.at_high.verdict) == ("70 %", "higher")
    low, high = bar.at_low, bar.at_high
    assert [low.answer, low.change, low.low, low.high] == pytest.approx([-27.5, -33, -33, -33])
    assert [high.answer, high.change, high.low, high.high] == pytest.approx([27.5, 22, 22, 22])


def test_the_verdict_flips_where_it_must(found: Influence) -> None:
    """Above the margin of 2 points means a start above 46.82 %: the flip is found to 1/64 of the way."""
    (flip,) = found.flips
    assert (flip.path, flip.side, flip.before, flip.after) == (HONOUR, "below", "higher", "no difference that matters")
    at, still = (float(words.removesuffix(" %")) for words in (flip.at, flip.still))
    exactly = 100 * (0.45 + 2 / 110)
    assert at < exactly < still and still - at < 30 / 64 + 0.02


def test_what_nobody_reads_has_no_row(found: Influence) -> None:
    """A share of young people in an act of firms is only counted; a weight that must add up is told with the reason."""
    assert found.unread == 1
    assert not any("young" in one.path for one in found.screened)
    assert "add up" in found.refused[WEIGHT] and not any(one.path == WEIGHT for one in (*found.screened, *found.bars))


def test_neither_the_order_nor_a_cut_changes_what_is_told(tmp_path: Path, found: Influence) -> None:
    """One task at a time, the last first; cut off after three and gone on by somebody else: equal in every digit."""
    assert influence(opened(tmp_path / "new").study, opened(tmp_path / "new")) == ()
    alone = settle(opened(tmp_path / "alone"), lambda todo: todo[-1:])
    assert influence(alone.study, alone) == (found,)
    for cut in (1, 3, 7):
        part = settle(opened(tmp_path / f"cut{cut}"), most=cut)
        assert influence(part.study, part) == ()
        again = settle(Folder(part.path), lambda todo: todo[::-1])
        assert influence(again.study, again) == (found,)


def test_two_processes_tell_what_one_tells(tmp_path: Path, found: Influence) -> None:
    """Every round in two other processes: the tasks come to the same, digit by digit, and so does what is told."""
    mine, theirs = settle(opened(tmp_path / "one")), opened(tmp_path / "two")
    with Processes(2) as workers:
        while todo := [task for task in next_tasks(theirs.study, theirs) if not theirs.settled(task)]:
            for done in workers.live(theirs.text, todo):
                assert done.found is not None, done.traceback
                theirs.finish(done.task, done.found, done.seconds)
    assert list(theirs.found("influence")) == list(mine.found("influence"))
    assert influence(theirs.study, theirs) == (found,)


def test_points_beside_a_bound_are_moved_and_counted() -> None:
    """A point of Sobol that is refused keeps its first numbers and leaves the last as written; points are counted.

    The same point gives the same answer wherever it stands, so that the shares are those of one function.
    """
    points = Points(parse_study(ACTS))
    paths = [f"acts.violent_threat.{name}" for name in ("rate", "male_ratio", "young_ratio")]
    high, low = points.at(paths, [1.0] * len(paths)), points.at(paths, [0.0] * len(paths))
    assert points.refusal(high) and not points.refusal(low)
    answers, kept, moved = points.nearest([high, low, high])
    assert moved == 2 and kept and kept.keys() <= set(paths[1:]) and answers[0] == answers[2] != answers[1]
    assert answers[0] == points.effects([tuple(one for one in high if one[0] not in kept)])[0]


def test_failed_tasks_stop_nothing(tmp_path: Path, found: Influence) -> None:
    """A trajectory and a batch of points that failed are left out and told; the rest comes to what it came to."""
    folder = opened(tmp_path / "study")
    while todo := [task for task in next_tasks(folder.study, folder) if not folder.settled(task)]:
        for task in todo:
            if task.number in (10_001, 30_000):
                folder.fail(task, "RuntimeError: broken here", 0.0)
            else:
                folder.finish(task, live(folder.study, task), 0.0)
    (one,) = influence(folder.study, folder)
    assert one.screened[0].mu == pytest.approx(55) and one.screened[0].effects == 2
    assert one.bars == found.bars and one.flips == found.flips
    assert one.refused["influence-10001"] == one.refused["influence-30000"] == "RuntimeError: broken here"
    other = opened(tmp_path / "other")
    (first,) = next_tasks(other.study, other)
    other.fail(first, "RuntimeError: no people", 0.0)
    assert next_tasks(other.study, other) == [first] and influence(other.study, other) == ()


def test_an_answer_that_never_varies_is_said(tmp_path: Path) -> None:
    """Where no number moves the answer there are rows of zeros, and no shares, bars or flips."""
    folder = settle(opened(tmp_path / "study", STARTS.replace("dimensions.*.start", "dimensions.s*.start")))
    (one,) = influence(folder.study, folder)
    assert len(one.screened) == 2 and (one.shared, one.bars, one.flips) == ((), (), ())


def test_who_does_not_ask_is_told_nothing(tmp_path: Path) -> None:
    """Without influence in the file the part has no task and no answer."""
    folder = opened(tmp_path / "study", STARTS[: STARTS.index("influence:")])
    assert next_tasks(folder.study, folder) == [] and influence(folder.study, folder) == ()


def test_the_batch_changes_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A trajectory comes to the same answers, step by step, whether 26 points are lived together or three."""
    study = parse_study(ACTS)
    paths = Points(study).reading()[0]
    places = trajectories(len(paths), 1, 3)[0]
    many = walked(Points(study), paths, places, 0)
    monkeypatch.setattr(influence_walk, "AT_ONCE", 3)
    assert walked(Points(study), paths, places, 0) == many
    assert len(set(many.answers)) > 2


def test_a_step_that_is_refused_is_not_taken() -> None:
    """The answer stays where it was, the number is told with the reason, and every point taken is one allowed."""
    study = parse_study(ACTS)
    points = Points(study)
    paths = [path for path in points.reading()[0] if path.startswith("acts.")]
    lots = [walked(points, paths, places, 0) for places in trajectories(len(paths), 4, 5)]
    for found in lots:
        stays = [a == b for a, b in pairwise(found.answers)]
        assert all(stay for stay, taken in zip(stays, found.taken, strict=True) if not taken)
        assert None not in found.answers and bool(found.refused) == (not all(found.taken))
    refused = {path: why for found in lots for path, why in found.refused.items()}
    assert refused and refused.keys() <= set(paths) and all("highest monthly" in why for why in refused.values())


ARMS = {
    "usual": ("", "as written", "none", "{}"),
    "records": (
        "{keyless: {values: {linkage_error.key_absent_p: 1}}, perfect records: {without: [errors]}, bare: {}}",
        "keyless", "bare", "{}",
    ),
    "exact": ("{bare: {}, exact: {without: [errors]}, perfect records: {without: [errors]}}", "bare", "exact", "{}"),
    "without": ("{bare: {}, nobody: {without: [listing]}}", "bare", "nobody", "{sex: male}"),
    "safeguard": ("{bare: {}, told: {with: [notice]}}", "bare", "told", "{}"),
    "own": ("{bare: {}, often: {values: {courts.suit_p: 0.9}}}", "often", "bare", "{}"),
    "dated": ("{bare: {}, told: {with: [notice], without: [linkage_error], from: 2017-11}}", "bare", "told", "{}"),
    "later": (
        "{bare: {}, often: {values: {courts.suit_p: 0.95, listing.discretion_p: 1}, from: 2017-09}}",
        "often", "bare", "{}",
    ),
}  # fmt: skip


def asking(kind: str) -> StudyFile:
    """A study of wrongly listed people with arms of some kind."""
    arms, arm, against, group = ARMS[kind]
    text = ACTS.replace("arm: as written, against: none", f"arm: {arm}, against: {against}, group: {group}")
    text = text.replace("permit-review", "judgment-defaulters")
    text = text.replace("ever_listed", "wrongly_listed" if kind in ("records", "exact") else "months_listed")
    text = text.replace("600", "2000").replace("months: 6", "months: 18")
    return parse_study(text + (f"arms: {arms}\n" if arms else ""))


@pytest.mark.parametrize("kind", list(ARMS))
def test_the_answer_as_written_is_that_of_the_first_replicate(kind: str) -> None:
    """The same people under the same draws give the effect and the interval that the study itself gives."""
    study = asking(kind)
    chance = live_chance(study, Task("chance", 0))["answers"]["listed"]
    mine = Points(study).written()
    assert kind in ("safeguard", "exact") or mine.estimate != 0
    assert (mine.estimate, mine.low, mine.high, mine.n) == (
        *(chance[x] for x in ("estimate", "low", "high")),
        chance["people"],
    )


@pytest.mark.parametrize("kind", ["own", "later"])
def test_other_numbers_give_what_a_run_with_them_gives(kind: str) -> None:
    """Points lived side by side come to the effects of runs with these numbers, each by itself."""
    study = asking(kind)
    points = Points(study)
    paths = ["courts.default_rate", "courts.suit_p", "listing.discretion_p"]
    asked = [points.at(paths, [x] * len(paths)) for x in (0.9, 0.4)]
    answered = points.answers(asked)
    for numbers, one in zip(asked, answered, strict=True):
        run = run_of(study, 0, arms_of(study, numbers))
        alone = told_chance(witness(run, ["months_listed", "wrongly_listed_months"]).world, study.questions[0])
        assert not isinstance(one, str)
        assert one.effect.estimate == alone["estimate"] and one.effect.low == alone["low"]
        assert one.change.estimate == pytest.approx(one.effect.estimate - points.written().estimate, abs=1e-9)
    assert len({one.effect.estimate for one in answered if not isinstance(one, str)}) == 2


@pytest.mark.parametrize(("low", "high"), [(0.0, 3.0), (-2.0, 5.0), (1.0, 100.0), (-100.0, -1.0), (0.2, 0.7)])
def test_a_place_is_found_again(low: float, high: float) -> None:
    """The place of the number at a place is that place, on the even scale and on the scale of powers."""
    for place in (0.0, 0.1, 0.37, 0.8, 1.0):
        assert place_of(low, high, between(low, high, place)) == pytest.approx(place)
    assert place_of(low, high, low - 1) == 0.0 and place_of(low, high, high + 1) == 1.0


def test_the_way_to_an_end_begins_as_written_and_never_turns_back() -> None:
    """Every number of a regime goes from its value to either end without turning, whole numbers staying whole."""
    numbers: dict[str, Any] = Points(parse_study(ACTS)).numbers
    for one in numbers.values():
        for end in (0.0, 1.0):
            way = [toward(one, end, step) for step in (0.0, 0.25, 0.5, 0.75, 1.0)]
            assert way[0] == one.written and way[-1] == one.at(end)
            values = np.array([[x for entry in value.root for x in entry.numbers] for value in way])
            steps = np.diff(values, axis=0)
            assert ((steps >= 0).all(axis=0) | (steps <= 0).all(axis=0)).all()
            if one.written.root[0].unit == "count":
                assert (values == np.round(values)).all()


def test_effects_of_whole_steps_are_per_whole_range() -> None:
    """A straight line in any number of a regime has the whole change as the mean of its two possible effects."""
    numbers = [*Points(asking("usual")).numbers.values(), *Points(parse_study(ACTS)).numbers.values()]
    scales = set()
    for one in numbers:
        place = next(n for n, entry in enumerate(one.written.root) if is_open(entry))
        low, third, two_thirds, high = (one.at(x / 3).root[place].numbers[0] for x in range(4))
        scales.add(whole_range(one))
        if one.written.root[place].unit in WHOLE:
            effects = (two_thirds - low) * 1.5, (high - third) * 1.5
            assert whole_range(one) * sum(effects) / 2 == pytest.approx(high - low)
    assert {1.0, 2 / 3} <= scales


def test_a_question_that_cannot_be_told_is_refused() -> None:
    """A metric that the regime has no column for, or a study that does not ask, is refused with what is wrong."""
    with pytest.raises(SpecError, match="cannot be told"):
        Points(parse_study(ACTS.replace("ever_listed", "score")))
    with pytest.raises(SpecError, match="does not ask"):
        Points(parse_study(ACTS[: ACTS.index("influence:")]))
    with pytest.raises(SpecError, match=r"sample is none; expected all or paths"):
        check_study(parse_study(ACTS + "ranges: {sample: none}"))
