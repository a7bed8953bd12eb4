"""Calibration as a whole: known numbers are found again, what cannot be met is said, how it is lived changes nothing.

Most tests put a small made-up world in the place of the engine; recovery, batches and the patch live real ones.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from calibrating import ANYTHING, MEET, TUNE, Memory, regime_file, study_of, study_text

from counterscore.audit.studied.calibrated import Calibrated
from counterscore.core.draws import uniforms
from counterscore.core.errors import RunError
from counterscore.core.transforms import array_of, normal
from counterscore.studies import calibration
from counterscore.studies.aggregates import lived
from counterscore.studies.calibration_asked import wanted
from counterscore.studies.calibration_points import Fitted, design, inside, region_of
from counterscore.studies.calibration_told import calibrated, patch
from counterscore.studies.file import StudyFile, parse_study
from counterscore.studies.runner import ask, opened
from counterscore.studies.store import Folder
from counterscore.studies.tasks import Task
from counterscore.studies.worlds import arms_of, run_of
from counterscore.worlds.arms import Arm

QUICK = {"points": 64, "keep": 0.3}


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Worlds of arithmetic in place of the engine: counts of acts, records and entries with noise keyed by the seed."""
    monkeypatch.setattr(calibration, "run_of", _asked)
    monkeypatch.setattr(calibration, "lived", _counted)


def _asked(study: StudyFile, replicate: int, arms: Sequence[Arm], **sizes: int) -> SimpleNamespace:
    return SimpleNamespace(seed=run_of(study, replicate, (Arm("any"),)).seed)


def _counted(study: Any, arms: Sequence[Arm], asked: Sequence[Any], threads: int = 0) -> dict[str, Any]:
    """20,000 acts of one kind, 3,000 of the other; those of the second are entered with some probability."""
    z = array_of(normal, uniforms(study.seed, "test.toy", 3))
    return {arm.name: {one.id: (_totals(arm, z)[one.id], one.note) for one in asked} for arm in arms}


def _totals(arm: Arm, z: np.ndarray) -> dict[str, float]:
    given = {path: value.root[0].number for path, value in arm.numbers}
    caught, misused, entered = (given.get(path, 0.1 if k < 2 else 0.95) for k, path in enumerate(TUNE))
    first, second = (n * p + (n * p) ** 0.5 * z[k] for k, (n, p) in enumerate([(20_000, caught), (3_000, misused)]))
    entries = second * entered + second**0.5 * 0.3 * z[2]
    told = ((first + second) / 23_000, entries / (first + second), entries / 23_000)
    return dict(zip(MEET, map(float, told), strict=True))


def band(**totals: tuple[float, float]) -> dict[str, tuple[float, float]]:
    """Published bands around what the toy tells at 0.12, 0.2 and 0.6, or those given."""
    truth = tuple((path, _plain(x)) for path, x in zip(TUNE, (0.12, 0.2, 0.6), strict=True))
    told = _totals(Arm("truth", numbers=truth), np.zeros(3))
    return {name: (0.97 * x, 1.03 * x) for name, x in told.items()} | totals


def _plain(x: float) -> Any:
    return SimpleNamespace(root=(SimpleNamespace(number=x),))


def whole(study: StudyFile) -> Calibrated:
    """A calibration lived to its end."""
    memory = Memory()
    memory.live(study)
    found = calibrated(study, memory)  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.mark.usefixtures("toy")
def test_what_comes_out_is_whole(tmp_path: Path) -> None:
    """Every number asked for is there with what it was and became, every total with role and verdict, all in order."""
    regime = regime_file(tmp_path / "r.yaml", band())
    found = whole(study_of(regime, **QUICK, meet=MEET[:2]))
    assert [one.path for one in found.tuned] == list(TUNE)
    assert (found.points, found.kept, found.refused, found.failed, found.problem) == (64, 19, 0, 0, "")
    assert [(one.id, one.role) for one in found.met] == [
        (MEET[0], "tuned to"), (MEET[1], "tuned to"), (MEET[2], "holdout"),
    ]  # fmt: skip
    for one in found.tuned:
        assert one.low <= one.p025 <= one.median <= one.p975 <= one.high and 0.0 <= one.narrowed < 1.0
        assert one.tuned_before and one.low <= one.written <= one.high
    first = found.tuned[0]
    assert first.p025 < 0.12 < first.p975 and first.narrowed > 0.7
    assert {one.verdict for one in found.met} == {"met"}
    assert found.met[0].after_low is not None and found.met[0].before_low is not None
    assert found.met[0].before_low < found.met[0].after_low
    assert found.met[0].used_before and not found.met[0].reserved
    assert 0.0 < found.narrowing < 1.0
    assert Calibrated.model_validate_json(found.model_dump_json()) == found


@pytest.mark.usefixtures("toy")
def test_numbers_that_cannot_be_told_apart_are_told_together(tmp_path: Path) -> None:
    """Misuse caught and entered move only their product; their accepted values are told to go against each other."""
    regime = regime_file(tmp_path / "r.yaml", band())
    found = whole(study_of(regime, points=128, keep=0.2))
    pairs = {(one.one, one.other): one.correlation for one in found.together}
    assert pairs[TUNE[1], TUNE[2]] < -0.5 and all(abs(r) >= 0.5 for r in pairs.values())
    one = whole(study_of(regime, tune=TUNE[:2], points=128, keep=0.2, meet=["records_per_act"]))
    assert [(pair.one, pair.other, pair.correlation < -0.5) for pair in one.together] == [(*TUNE[:2], True)]


@pytest.mark.usefixtures("toy")
def test_a_total_that_cannot_be_met_is_said(tmp_path: Path) -> None:
    """A band that no point comes near is not met, with how far the prediction stays below it; numbers stay in range."""
    far = band(records_per_act=(0.6, 0.7))
    found = whole(study_of(regime_file(tmp_path / "r.yaml", far), **QUICK))
    one = found.met[0]
    assert one.verdict == "not met" and one.after_high is not None and one.after_high < 0.6
    assert one.off == pytest.approx(one.after_high - 0.6) and one.inside == 0.0
    assert all(one.low <= one.p025 and one.p975 <= one.high for one in found.tuned)
    above = whole(study_of(regime_file(tmp_path / "s.yaml", band(records_per_act=(0.0, 0.001))), **QUICK)).met[0]
    assert above.verdict == "not met" and above.off > 0.0


@pytest.mark.usefixtures("toy")
def test_an_empty_band_narrows_nothing(tmp_path: Path) -> None:
    """Totals that could be anything leave numbers as uncertain as they were: nobody is surer for having asked."""
    found = whole(study_of(regime_file(tmp_path / "r.yaml", ANYTHING), points=200, keep=0.5))
    assert max(one.narrowed for one in found.tuned) < 0.2


@pytest.mark.usefixtures("toy")
def test_order_and_interruptions_change_nothing(tmp_path: Path) -> None:
    """Lived in any order, one task at a time with rounds asked anew after each, it ends like undisturbed."""
    study = study_of(regime_file(tmp_path / "r.yaml", band()), **QUICK)
    undisturbed, cut = Memory(), Memory()
    undisturbed.live(study)
    for _ in range(500):
        todo = [task for task in calibration.next_tasks(study, cut) if not cut.settled(task)]  # type: ignore[arg-type]
        if not todo:
            break
        cut.kept[todo[-1].number] = (todo[-1].given, calibration.live(study, todo[-1]))
    assert dict(sorted(cut.kept.items())) == undisturbed.kept
    assert calibrated(study, cut) == calibrated(study, undisturbed)  # type: ignore[arg-type]


@pytest.mark.usefixtures("toy")
def test_failed_tasks_stop_nothing(tmp_path: Path) -> None:
    """Points of a task that failed told nothing and are counted as refused; everything else is lived to the end."""
    study = study_of(regime_file(tmp_path / "r.yaml", band()), **QUICK)
    memory = Memory()
    tasks = calibration.next_tasks(study, memory)  # type: ignore[arg-type]
    lost = [next(task for task in tasks if task.given["what"] == what) for what in ("points", "before")]
    for task in lost:
        memory.kept[task.number] = (task.given, None)
    memory.live(study)
    found = calibrated(study, memory)  # type: ignore[arg-type]
    assert found is not None and (found.refused, found.failed, found.problem) == (calibration.BATCH, 2, "")
    assert found.tuned and found.met[0].as_written is not None


@pytest.mark.usefixtures("toy")
def test_where_nothing_can_be_lived_that_is_said(tmp_path: Path) -> None:
    """Where every task failed no number is tuned, no patch is printed, and the reason stands there."""
    study = study_of(regime_file(tmp_path / "r.yaml", band()), **QUICK)
    memory = Memory()
    assert calibrated(study, memory).problem == "the calibration is not finished"  # type: ignore[arg-type, union-attr]
    for task in calibration.next_tasks(study, memory):  # type: ignore[arg-type]
        memory.kept[task.number] = (task.given, None)
    assert not [one for one in calibration.next_tasks(study, memory) if not memory.settled(one)]  # type: ignore[arg-type]
    found = calibrated(study, memory)  # type: ignore[arg-type]
    assert found is not None and found.problem == "no point told any of the totals"
    assert (found.tuned, found.patch, found.kept) == ((), "", 0)
    assert {one.verdict for one in found.met} == {"not told"}


def test_refused_points_and_silent_totals_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A point that the engine refuses is left out; a total that no world tells is not told, with the reason."""

    def some(study: Any, arms: Sequence[Arm], asked: Sequence[Any], threads: int = 0) -> dict[str, Any]:
        told = _counted(study, arms, asked)
        for name in told:
            told[name][MEET[2]] = (None, "this run has no table entries")
        return {arm.name: told[arm.name] for arm in arms if not _high(arm)}

    monkeypatch.setattr(calibration, "run_of", _asked)
    monkeypatch.setattr(calibration, "lived", some)
    study = study_of(regime_file(tmp_path / "r.yaml", band()), **QUICK)
    found = whole(study)
    assert 0 < found.refused < 64 and found.tuned
    silent = found.met[2]
    assert silent.verdict == "not told" and silent.problem == "this run has no table entries"
    assert found.met[0].verdict == "met"


def _high(arm: Arm) -> bool:
    return any(path == TUNE[2] and value.root[0].number > 0.95 for path, value in arm.numbers)


def test_the_region_holds_what_is_believed_and_its_points_are_even() -> None:
    """The second round looks where the accepted points lie, with room; within it every place is as likely as before."""
    places = np.column_stack([np.linspace(0.4, 0.5, 51), np.linspace(0.01, 0.99, 51)])
    region = region_of(Fitted(places, np.full(51, 1 / 51), np.arange(51), 1.0))
    assert 0.2 < region[0, 0] < 0.4 and 0.5 < region[0, 1] < 0.7
    assert region[1].tolist() == [0.0, 1.0]
    points = design(["a", "b"], 100, 1, region)
    assert inside(points, region).all() and not inside(points + 1.0, region).any()
    parts = np.floor((points - region[:, 0]) / (region[:, 1] - region[:, 0]) * 100 - 1e-9).astype(int)
    assert all(sorted(np.clip(parts[:, d], 0, 99)) == list(range(100)) for d in range(2))
    assert not np.isin(design(["a", "b"], 100, 1)[:, 1], points[:, 1]).any()


def test_drawn_points_follow_the_weights() -> None:
    """A place that weighs half is drawn half of the time."""
    found = Fitted(np.array([[0.1], [0.2], [0.3]]), np.array([0.25, 0.5, 0.25]), np.arange(3), 1.0)
    assert found.drawn(8)[:, 0].tolist() == [0.1] * 2 + [0.2] * 4 + [0.3] * 2


def test_points_beside_each_other_are_points_alone(tmp_path: Path) -> None:
    """A point tells the same alone and beside others, to the last bit, and so does the world as written."""
    study = study_of(regime_file(tmp_path / "r.yaml", band()), points=20, keep=0.5, people=600)
    places = design(TUNE, 3, 1).tolist()
    parts = [places, places[:1], places[1:]]
    together, first, rest = (
        calibration.live(study, Task("calibration", 0, {"what": "x", "replicate": 1, "places": some, "written": True}))
        for some in parts
    )
    assert together["worlds"] == first["worlds"] + rest["worlds"] and len(together["worlds"]) == 3
    assert together["written"] == first["written"] == rest["written"] != together["worlds"][0]
    assert together["worlds"][0] != together["worlds"][1]


@pytest.mark.usefixtures("toy")
def test_batches_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many points are lived side by side, the same is told in the end."""
    study = study_of(regime_file(tmp_path / "r.yaml", band()), **QUICK)
    found = []
    for batch in (1, 5, 24):
        monkeypatch.setattr(calibration, "BATCH", batch)
        found.append(whole(study))
    assert found[0] == found[1] == found[2]


def test_the_patch_can_be_pasted(tmp_path: Path) -> None:
    """What is printed loads as values of an arm: medians, assumed, tuned, with what is believed for range.

    The regime itself is as it was.
    """
    regime = regime_file(tmp_path / "r.yaml", band())
    before = regime.read_bytes()
    study = study_of(regime, points=20, keep=0.5, people=600, checks=2)
    found = whole(study)
    assert regime.read_bytes() == before
    pasted = study_text(regime).replace('"replicates"', f'"arms": {{"tuned": {{{_flow(found.patch)}}}}}, "replicates"')
    pasted = pasted.replace('"as written"', '"tuned"').replace('"none"', '"also"').replace(
        '"arms": {', '"arms": {"also": {}, ')  # fmt: skip
    (_, arm) = arms_of(parse_study(pasted))
    numbers = dict(arm.numbers)
    for one in found.tuned:
        (entry,) = numbers[one.path].root
        assert entry.number == pytest.approx(one.median, rel=1e-3)
        assert entry.grade == "assumption" and entry.tuned and "tuned by acceptance to records_per_act" in entry.note
        assert entry.range == pytest.approx((one.p025, one.p975), rel=1e-3)
    assert lived(run_of(study, 0, (arm,), people=600), (arm,), wanted(study).meet)


def test_the_patch_holds_small_numbers_and_dates() -> None:
    """Numbers below a ten-thousandth, and numbers with dated entries, are printed so that a study file takes them."""
    paths = ["courts.false_claim_rate", "linkage_error.id_false_p", "listing.discretion_p"]
    asked = wanted(study_of("judgment-defaulters-history", tune=paths, meet=["listed_by_month_40"], months=60,
                            people=20_000, points=100))  # fmt: skip
    for place in (1e-9, 0.37, 1.0):
        printed = patch(asked, Fitted(np.full((20, 3), place), np.full(20, 0.05), np.arange(20), 1.0))
        study = study_text("judgment-defaulters-history").replace('"replicates"', (
            f'"arms": {{"as written": {{}}, "none": {{{_flow(printed)}}}}}, "replicates"'))  # fmt: skip
        numbers = dict(arms_of(parse_study(study))[1].numbers)
        for path, written in asked.at([place] * 3):
            told = [entry.number for entry in numbers[path].root]
            assert told == pytest.approx([entry.number for entry in written.root], rel=1e-3)


def _flow(patch: str) -> str:
    """The patch inside braces: the same YAML, in one line."""
    head, *lines = patch.splitlines()
    return f"{head} {{{', '.join(line.strip() for line in lines)}}}"


@pytest.mark.usefixtures("toy")
def test_a_study_that_was_cut_off_ends_like_one_that_was_not(tmp_path: Path) -> None:
    """In a folder: half of the tasks, one of them failed, then the rest by somebody else; the same is told."""
    regime_file(tmp_path / "r.yaml", band())
    file = tmp_path / "study.yaml"
    file.write_text(study_text(tmp_path / "r.yaml", points=40, keep=0.3, people=300, checks=2), encoding="utf-8")
    asked = ask(file)
    one, other = (opened(asked, tmp_path / name) for name in ("one", "other"))
    _settle(one, itertools.repeat(10_000))
    _settle(other, [3, 1, 10_000, 2, 10_000, 10_000, 10_000])
    told = calibrated(one.study, one)
    assert told is not None and told.problem == "" and calibrated(other.study, Folder(tmp_path / "other")) == told


def _settle(folder: Folder, at_once: Any) -> None:
    """Live so many tasks in each go, the last first; the very first one of all fails."""
    for many in at_once:
        todo = [one for one in calibration.next_tasks(folder.study, folder) if not folder.settled(one)]
        if not todo:
            return
        for task in todo[::-1][:many]:
            folder.begin(task)
            if task.number == 1:
                folder.fail(task, f"Traceback\n{RunError('lost')!r}", 0.0)
            else:
                folder.finish(task, calibration.live(folder.study, task), 0.0)


TRUTHS, SEEDS = 12, 3


def test_known_numbers_are_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 36 known numbers at least 28 lie in their central 95 %, and what was published tells where the first one is.

    Twelve truths, elsewhere than written, are lived with a seed of their own and their totals published with a band of
    1.73 standard deviations, which is as uncertain. If intervals were exact and those of one truth all failed together,
    fewer than 28 would hold in 2 of 1,000 studies. The first number is found within a third of what a guess errs by.
    """
    monkeypatch.setattr(calibration, "BATCH", 32)
    asked = {"points": 64, "keep": 0.3, "people": 8_000, "checks": 3}
    truths = 0.08 + 0.84 * np.stack([uniforms(5, "test.truths", 3, month=k) for k in range(TRUTHS)])
    published = _published(regime_file(tmp_path / "a.yaml", ANYTHING), truths, asked)
    known: dict[str, Any] = {}
    found_at = []
    for k in range(TRUTHS):
        study = study_of(regime_file(tmp_path / f"{k}.yaml", published[k]), seed=1 + k % SEEDS, **asked)
        memory = Memory(known)
        memory.live(study, "after")
        found = calibration.rounds(wanted(study), study, memory).found  # type: ignore[arg-type]
        assert found is not None
        found_at.append([found.quantiles(d, 0.025, 0.5, 0.975) for d in range(3)])
    low, middle, high = np.moveaxis(np.array(found_at), 2, 0)
    held, off = ((low <= truths) & (truths <= high)).sum(axis=0), np.abs(middle - truths).mean(axis=0)
    guess, narrowed = np.abs(truths - 0.5).mean(axis=0), 1.0 - (high - low).mean(axis=0) / 0.95
    for row in zip(TUNE, held, off, guess, narrowed, strict=True):
        print("{:40} {:2} of 12, off {:.0%}, a guess {:.0%}, narrowed {:.0%}".format(*row))
    assert held.sum() >= 28, held
    assert off[0] < guess[0] / 3, (off, guess)


def _published(regime: Path, truths: np.ndarray, asked: dict[str, Any]) -> list[dict[str, tuple[float, float]]]:
    """What would be published of every truth: the totals of one replicate, with a band as wide as four let expect."""
    study = study_of(regime, seed=99, **asked)
    want = wanted(study)
    arms = [Arm(f"truth {k}", numbers=want.at(one)) for k, one in enumerate(truths.tolist())]
    runs = [lived(run_of(study, r, arms, people=asked["people"]), arms, want.predicted, 1) for r in range(4)]
    told = np.array([[[run[arm.name][one][0] for one in MEET] for arm in arms] for run in runs], np.float64)
    half = 1.73 * told.std(axis=0, ddof=1)
    return [
        {one: (max(0.0, told[k % 4, k, j] - half[k, j]), told[k % 4, k, j] + half[k, j]) for j, one in enumerate(MEET)}
        for k in range(len(truths))
    ]
