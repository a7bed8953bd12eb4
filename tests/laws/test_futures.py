"""Arms that branch at a policy date share their past, and live from then on as if nothing had been shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from counterscore.core.documents import OWN, Dated
from counterscore.core.errors import SpecError
from counterscore.core.parquet import joined
from counterscore.engine import fork
from counterscore.engine.families import Stretch, stretches
from counterscore.engine.fork import Forked
from counterscore.engine.run import Engine
from counterscore.engine.state import Redeal, World
from counterscore.regimes import load_regime
from counterscore.regimes.patches import value_paths
from counterscore.running import run_study
from counterscore.worlds import relive as room
from counterscore.worlds.arms import AS_WRITTEN, Arm, arm_from_json, default_arms
from counterscore.worlds.bind import SET, plan_of, schedule, world_of
from counterscore.worlds.live import Stopped, live
from counterscore.worlds.relive import relive
from counterscore.worlds.study import Study, study_from_json
from counterscore.worlds.witnessed import witness

SINCE, MONTHS, WEEKLY = 7, 15, "jaywalk-screens"
Told = dict[str, dict[int, dict[str, np.ndarray]]]


class Kept:
    """A sink that remembers every row that left the engine."""

    def __init__(self) -> None:
        self.parts: dict[str, list[dict[str, np.ndarray]]] = {}

    def append(self, table: str, columns: dict[str, np.ndarray]) -> None:
        """Takes rows that will not change any more."""
        self.parts.setdefault(table, []).append({name: values.copy() for name, values in columns.items()})

    def told(self) -> Told:
        """Rows by table and arm, in the order in which they came."""
        whole = {table: joined(parts) for table, parts in self.parts.items()}
        return {
            table: {
                int(arm): {name: values[rows["arm"] == arm] for name, values in rows.items()}
                for arm in np.flatnonzero(np.bincount(rows["arm"]))
            }
            for table, rows in whole.items()
        }


def lived(study: Study, whole: bool = False, **options: Any) -> tuple[Engine, Told]:
    """The engine at the end of a study and all that it told; ``whole`` lives every arm for itself."""
    plan = plan_of(study)
    world, _ = world_of(study, plan)
    options = {"threads": 1} | options
    run: Any = Engine(plan, world, **options) if whole else Forked(plan, world, **options)
    kept = Kept()
    run.prepare()
    for _ in range(world.months):
        run.month(kept)
    run.finish(kept)
    run.close()
    return run if whole else run.engine, kept.told()


def assert_equal(one: tuple[Engine, Told], two: tuple[Engine, Told]) -> None:
    """Columns, published columns, every row of every table, and the certificate, bit for bit."""
    for held, other in ((one[0].state.columns, two[0].state.columns), (one[0].state.published, two[0].state.published)):
        assert all(values.tobytes() == other[name].tobytes() for name, values in held.items())
    assert set(one[1]) == set(two[1]) and {"people", "months"} <= set(one[1])
    for table, arms in one[1].items():
        assert set(arms) == set(two[1][table]), table
        for arm, rows in arms.items():
            assert all(v.tobytes() == two[1][table][arm][name].tobytes() for name, v in rows.items()), (table, arm)
    assert one[0].certificate.to_json() == two[0].certificate.to_json()


def otherwise(regime: str, path: str, value: float) -> tuple[tuple[str, Dated], ...]:
    """Another number of a regime."""
    entry = dict(value_paths(load_regime(regime).spec))[path].root[0]
    span = tuple(sorted((value, float(entry.value))))
    return ((path, Dated((entry.model_copy(update={"value": value, "range": span, "source": OWN}),))),)


# ties, lists, bands, copies and money, weekly steps, rankings, firms, a review by a fixed staff
REGIMES: dict[str, tuple[Arm, ...]] = {
    "judgment-defaulters": (
        Arm("told", (), ("notice",), since=SINCE), Arm("clean", ("errors",), since=SINCE),
        Arm("gone", ("regime",), since=11), Arm("linked well", ("linkage_error",), since=SINCE),
        Arm("shorter", since=SINCE, later=otherwise("judgment-defaulters", "listing.discretion_p", 0.9)),
    ),
    "as-feared-2020-by-association": (Arm("heard", (), ("hearing",), since=5), Arm("gone", ("regime",), since=SINCE)),
    "joint-punishment": (Arm("apart", (), ("sector-firewall",), since=SINCE), Arm("gone", ("regime",), since=9)),
    "rongcheng": (Arm("heard", (), ("hearing",), since=SINCE), Arm("gone", ("regime",), since=8)),
    "metro-evasion-patrols": (Arm("no patrols", ("patrols",), since=SINCE),),
    "public-credit-appraisal": (Arm("gone", ("regime",), since=SINCE),),
    "platform-data-copies": (
        Arm("put right", (), ("correction-everywhere",), since=3), Arm("gone", ("regime",), since=SINCE),
    ),
    "purchase-pattern": (Arm("gone", ("regime",), since=SINCE),),
    "abnormal-operations": (Arm("gone", ("regime",), since=SINCE),),
}  # fmt: skip


def study_of(regime: str, arms: Sequence[Arm], twins: bool = True) -> Study:
    """A small study of a regime as written and some futures of it."""
    first = default_arms() if twins else (Arm(AS_WRITTEN),)
    return Study(regime, people=1203, months=MONTHS, seed=3, arms=(*first, *arms))


@pytest.mark.parametrize("twins", [True, False], ids=["twins", "alone"])
@pytest.mark.parametrize("regime", REGIMES)
def test_a_shared_past_changes_no_byte(regime: str, twins: bool) -> None:
    """Every column, row, monthly sum and the certificate are those of a run in which every arm lives its own past."""
    study = study_of(regime, REGIMES[regime], twins)
    assert_equal(lived(study, whole=True), lived(study))


def test_replicates_threads_and_chunks() -> None:
    """Of another replicate too, however the work is cut."""
    study = replace(study_of("judgment-defaulters", REGIMES["judgment-defaulters"]), replicate=3, people=9001)
    whole = lived(study, whole=True)
    assert_equal(whole, lived(study, threads=2, chunk=4096))


def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on every arm lives its whole past for itself."""

    def whole(world: World, ties: bool = False) -> list[Stretch]:
        return [replace(stretches(world, ties)[-1], start=0)]

    monkeypatch.setattr(fork, "stretches", whole)
    monkeypatch.setattr(room, "past_of", lambda world: None)


def ends(study: Study, arms: Sequence[Arm], months: int = MONTHS, **options: Any) -> dict[str, np.ndarray]:
    """Every kept column of some arms after some months, (A, P) each."""
    whole = replace(study, arms=(*study.asked, *(arm for arm in arms if arm not in study.asked)))
    names = [name for name, column in plan_of(whole).columns.items() if column.keep]
    return dict(relive(replace(study, months=months), arms, names, **options).people)


def assert_columns(
    one: dict[str, np.ndarray], two: dict[str, np.ndarray], places: tuple[Any, Any] = (..., ...)
) -> None:
    """The same columns of some arms in two worlds; a column that only one of them has is 0 there."""
    for name in {*one, *two}:
        left, right = (found[name][at] if name in found else 0 for found, at in zip((one, two), places, strict=True))
        assert np.array_equal(left, right) or not np.any(left - right), name


@pytest.mark.parametrize("regime", ["judgment-defaulters", "rongcheng", "platform-data-copies"])
def test_a_future_in_company_is_the_future_alone(regime: str) -> None:
    """An arm lived by itself, with nothing to share a past with, ends as it does among others."""
    futures = REGIMES[regime]
    study = study_of(regime, futures)
    together = ends(study, futures)
    for place, arm in enumerate(futures):
        assert_columns(ends(replace(study, arms=(arm,)), [arm]), together, (0, place))


@pytest.mark.parametrize("regime", REGIMES)
def test_until_its_date_an_arm_is_the_regime_as_written(regime: str) -> None:
    """After the months before the date every column is that of the regime as written, wrong listings included."""
    for arm in REGIMES[regime]:
        study = study_of(regime, [arm])
        plan = plan_of(study)
        world, _ = world_of(study, plan)
        run, kept = Engine(plan, world, threads=1), Kept()
        run.prepare()
        for _ in range(study.spec.warmup + study.steps_in(arm.since)):
            run.month(kept)
        run.close()
        here, there = study.lived.index(Arm(AS_WRITTEN)), study.lived.index(arm)
        for name, values in run.state.columns.items():
            assert values[here].tobytes() == values[there].tobytes(), name
        for table, arms in kept.told().items():
            for name, rows in arms.get(here, {}).items():
                assert name == "arm" or rows.tobytes() == arms[there][name].tobytes(), (table, name)


def test_every_future_parts_from_its_past() -> None:
    """In every regime some arm ends otherwise than the regime as written, in the month of its date or soon after."""
    for regime, arms in REGIMES.items():
        values = ends(study_of(regime, arms), [Arm(AS_WRITTEN), *arms]).values()
        assert any((found[0] != found[1:]).any() for found in values), regime


def test_from_its_date_on_an_arm_has_the_numbers_of_its_patch() -> None:
    """Parameters are those of the regime as written before the date, and those of the safeguard from then on."""
    arms = (
        Arm(AS_WRITTEN),
        Arm("always", (), ("notice", "appeal")),
        Arm("later", (), ("notice", "appeal"), since=SINCE),
    )
    for regime in ("judgment-defaulters", "as-feared-2020-by-association"):
        study = Study(regime, 1000, MONTHS, arms=arms)
        found = schedule(study, plan_of(study))
        warmup = study.spec.warmup
        assert set(found) == {0, warmup, warmup + SINCE}
        for month, like in ((0, 0), (warmup, 0), (warmup + SINCE, 1)):
            for name, values in found[month].items():
                if not name.endswith(SET):
                    assert np.array_equal(values[2], values[like]), (month, name)
        rules = [values for name, values in found[warmup + SINCE].items() if name.endswith(".rules_month")]
        assert all(values.tolist() == [warmup, warmup, warmup + SINCE] for values in rules)


def test_a_date_of_one_arm_is_none_of_another() -> None:
    """Rules that change in one arm stay as they are in others; a patch that changes nothing changes nothing."""
    regime = "rongcheng"
    written = next((path, value) for path, value in value_paths(load_regime(regime).spec) if value is not None)
    arms = (
        Arm(AS_WRITTEN),
        Arm("the same", since=SINCE, later=(written,)),
        Arm("heard", (), ("hearing",), since=SINCE),
    )
    study = Study(regime, 1203, MONTHS, 3, arms=arms)
    run = witness(study, [name for name, column in plan_of(study).columns.items() if column.keep])
    for name, values in run.world._lives.people.items():
        assert np.array_equal(values[0], values[1]), name
    assert run.certificate[0]["month"] is None and run.certificate[1]["month"] >= SINCE


def test_a_policy_date_in_a_weekly_regime() -> None:
    """Months are turned into the steps of the regime."""
    study = Study(WEEKLY, 1000, 6, arms=(Arm(AS_WRITTEN), Arm("gone", ("regime",), since=3)))
    assert set(schedule(study, plan_of(study))) == {0, study.steps_in(3)} and study.steps_in(3) == 13
    assert_equal(lived(study, whole=True), lived(study))
    assert witness(study, ()).certificate[0]["month"] >= 13


def test_files_and_witnesses_of_a_shared_past(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files of a run, its certificate, and what a replicate keeps are those of arms that live for themselves."""
    study = study_of("judgment-defaulters", REGIMES["judgment-defaulters"])
    names = ["refusals", "months_listed", "wrongly_listed_months"]
    run, seen = run_study(study, tmp_path / "forked"), witness(study, names)
    lives = relive(study, study.asked, names, rows_of=[7, 11, 13])
    deal = Redeal(frozenset(m.name for m in study.mechanisms if m.part != "life"), 5)
    anew = relive(study, study.asked, names, redeal=deal, paired=True)
    assert [f["month"] for f in run.facts["forks"]] == [0, SINCE]
    alone(monkeypatch)
    other, apart = run_study(study, tmp_path / "whole"), witness(study, names)
    assert run.facts["content_sha256"] == other.facts["content_sha256"] and not other.facts["forks"]
    assert run.facts["divergence"] == other.facts["divergence"]
    assert seen.certificate == apart.certificate and seen.forks == run.facts["forks"]
    assert all(np.array_equal(values, apart.months[name]) for name, values in seen.months.items())
    for one, two in ((lives, relive(study, study.asked, names, rows_of=[7, 11, 13])),
                     (anew, relive(study, study.asked, names, redeal=deal, paired=True))):  # fmt: skip
        assert_columns(dict(one.people), dict(two.people))
        for table, rows in one.rows.items():
            order, there = (np.lexsort((r["born"], r["person"], r["arm"])) for r in (rows, two.rows[table]))
            assert all(np.array_equal(v[order], two.rows[table][name][there]) for name, v in rows.items())


@pytest.mark.parametrize("stop", [20, 50, 58])
def test_a_run_stopped_in_a_shared_past_goes_on(tmp_path: Path, stop: int) -> None:
    """Stopped before the regime, before and after a policy date, and resumed: the same contents."""
    study = study_of("judgment-defaulters", REGIMES["judgment-defaulters"][:2])
    asked = iter(range(1000))
    with pytest.raises(Stopped):
        live(study, tmp_path / "run", stop=lambda: next(asked) >= stop)
    again, whole = live(study, tmp_path / "run", resume=True), live(study, tmp_path / "whole")
    assert again.facts == whole.facts and whole.facts["forks"]


def test_arms_are_written_down_and_read_again() -> None:
    """A study with policy dates comes back from its file; arms without one are written as they always were."""
    study = study_of("judgment-defaulters", REGIMES["judgment-defaulters"])
    data = study.resolved()
    assert study_from_json(data).arms == study.arms and study_from_json(data).lived == study.lived
    assert [arm_from_json(arm.to_json()) for arm in study.arms] == list(study.arms)
    assert all(set(arm.to_json()) == {"name", "without", "with"} for arm in default_arms())
    assert "since=7" in study.command()


@pytest.mark.parametrize(("arm", "words"), [
    (Arm("late", ("regime",), since=MONTHS), "below the 15 months of the run"),
    (Arm("early", ("regime",), since=-1), "expected a whole number of months"),
    (Arm("half", ("regime",), since=2.5), "expected a whole number of months"),
    (Arm("undated", later=otherwise("judgment-defaulters", "listing.discretion_p", 0.9)), "no since says from when"),
])  # fmt: skip
def test_dates_that_mean_nothing_are_refused(arm: Arm, words: str) -> None:
    """A date outside the run, or values from no date on, are a SpecError that names the arm."""
    with pytest.raises(SpecError, match=words) as told:
        study_of("judgment-defaulters", [arm])
    assert arm.name in str(told.value)
