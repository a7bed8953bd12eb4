"""Safeguards under a budget: harm alone decides, every affordable set is looked at, fresh people are told of."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterscore.audit.studied.bought import Bought
from counterscore.core.errors import CounterscoreError, SpecError
from counterscore.people import populate
from counterscore.studies import budget
from counterscore.studies.file import BudgetAsked, parse_study
from counterscore.studies.identity import resolved
from counterscore.studies.lots import mean_of
from counterscore.studies.store import Folder
from counterscore.worlds import protect as room
from counterscore.worlds.arms import AS_WRITTEN, Arm
from counterscore.worlds.harms import HARMS, harms_in
from counterscore.worlds.protect import Budget, fitting, price_of, searched
from counterscore.worlds.study import Study

FEW = ("notice", "sector-firewall", "expiry", "necessary-travel")
ALL = ("notice", "hearing", "appeal", "expiry", "repair", "objection", "human-review", "sector-firewall")
TEXT = """
study: bought
title: What a small office could do
regime: judgment-defaulters
people: 500
months: 18
seed: 2
replicates: 2
structure: {couplings: false, variants: none}
ranges: {sample: none}
questions: [{id: listed, metric: ever_listed, arm: as written, against: none}]
budget: {%s}
"""
WORDS = "harm: months_listed, people: 1500, checks: 3, among: [notice, sector-firewall, expiry, necessary-travel]"


def begun(path: Path, words: str = WORDS) -> Folder:
    """A study folder of which nothing is lived yet."""
    text = TEXT % words
    study = parse_study(text)
    return Folder.create(path, text, resolved(study), study)


def through(folder: Folder, broken: Any = ()) -> list[str]:
    """Lives every task of the budget; those whose number is in ``broken`` fail. Returns their names in order."""
    names = []
    while todo := [task for task in budget.next_tasks(folder.study, folder) if not folder.settled(task)]:
        for task in todo:
            names.append(task.name)
            if task.number in broken:
                folder.fail(task, "Traceback\nRunError: broken on purpose\n", 0.0)
            else:
                folder.finish(task, budget.live(folder.study, task), 0.0)
    return names


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Harms by arithmetic instead of lives: each safeguard helps some people, those of a pair the same people."""

    def harm_of_sets(run: Study, harm: str, sets: list[tuple[str, ...]], crowd: object) -> tuple[str, np.ndarray]:
        person = np.arange(run.people) + run.seed % 7
        help_ = {one: person % each == 0 for one, each in zip(FEW, (3, 4, 5, 7), strict=True)}
        helped = [np.any([help_[one] for one in ids] or [person < 0], axis=0) for ids in sets]
        return harm, np.array([np.where(one, 0.0, 1.0 + person % 5) for one in helped])

    monkeypatch.setattr(budget, "harm_of_sets", harm_of_sets)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A budget without end, lived to its end."""
    folder = begun(tmp_path_factory.mktemp("bought") / "study")
    through(folder)
    return folder


def told(folder: Folder) -> Bought:
    """What was bought."""
    found = budget.bought(folder.study, folder)
    assert found is not None
    return found


def test_the_exact_search_finds_what_living_every_set_shows(done: Folder) -> None:
    """Every subset is lived here one by one: the least harm among affordable ones is what the search says."""
    found = told(done)
    run = Study("judgment-defaulters", people=1500, months=18, seed=2)
    crowd = populate(run.people_recipe, run.people, run.seed)
    harms = {}
    for ids in (ids for size in range(5) for ids in combinations(FEW, size)):
        arm = Arm(f"with {ids}", (), ids) if ids else Arm(AS_WRITTEN)
        harms[frozenset(ids)] = float(harms_in(run, [arm], crowd, 1, lambda told: None)["months_listed"].mean())
    assert found.exact and found.lived == 16
    plain, best = harms[frozenset()], frozenset(found.best.safeguards)
    assert found.as_written == plain and harms[best] == min(harms.values()) < plain
    assert found.best.estimate == pytest.approx(harms[best] - plain)
    assert found.together.estimate == pytest.approx(harms[frozenset(FEW)] - plain)
    for one in found.alone:
        assert one.estimate == pytest.approx(harms[frozenset(one.safeguards)] - plain)
    for one in found.missing:
        assert one.estimate == pytest.approx(harms[frozenset(FEW) - set(one.safeguards)] - harms[frozenset(FEW)])


def test_fresh_lots_are_other_people_and_their_mean_is_told(done: Folder) -> None:
    """What is told of the best set is the mean over lots of seeds of their own, none of them the search's."""
    found = told(done)
    lots = [one for _, given, one in done.found("budget") if "lot" in given]
    seeds = {one["seed"] for one in lots}
    assert len(seeds) == found.checks == 3 and 2 not in seeds
    best = frozenset(found.best.safeguards)
    each = [row["estimate"] for one in lots for row in one["sets"] if frozenset(row["safeguards"]) == best]
    assert found.fresh is not None
    assert (found.fresh.estimate, found.fresh.low, found.fresh.high) == pytest.approx(mean_of(each))
    assert found.fresh.estimate != found.best.estimate


def test_lots_that_agree_to_the_digit_are_not_taken_for_certain() -> None:
    """Where all fresh lots come to the same number, its interval is that of the people inside them, never a point."""
    row = {"safeguards": ["notice"], "low": -3.0, "high": 1.0}
    told = budget._by_people(frozenset({"notice"}), -1.0, [{"sets": [row]}] * 4)
    assert told == (-1.0, -2.0, 0.0)


def test_a_cheaper_set_that_does_as_well_is_named(done: Folder) -> None:
    """Every rival costs less and its interval of what it leaves more of the harm holds zero or lies below it."""
    found = told(done)
    price = (found.best.staff, found.best.delay)
    assert 0 < len(found.rivals) <= found.cheaper
    for rival in found.rivals:
        assert (rival.staff, rival.delay) == price_of(rival.safeguards) != price
        assert rival.staff <= price[0] and rival.delay <= price[1] and rival.more_low <= 0.0
    assert list(found.rivals) == sorted(found.rivals, key=lambda one: (one.staff, one.delay))


@pytest.mark.usefixtures("quick")
def test_more_money_never_buys_more_harm(tmp_path: Path) -> None:
    """On the lot of the search a larger budget never does worse; nothing dearer than the budget is bought."""
    left = []
    for number, staff in enumerate((0.0, 0.2, 0.5, 9.0)):
        folder = begun(tmp_path / str(number), f"{WORDS}, staff: {staff}, delay: 1")
        through(folder)
        found = told(folder)
        assert found.best.staff <= staff and found.best.delay <= 1
        left.append(found.best.estimate)
    assert left == sorted(left, reverse=True) and len(set(left)) > 2


@pytest.mark.usefixtures("quick")
def test_no_budget_at_all_buys_what_is_free(tmp_path: Path) -> None:
    """With nothing to spend only safeguards without staff and delay are taken."""
    folder = begun(tmp_path / "poor", f"{WORDS}, staff: 0, delay: 0")
    through(folder)
    found = told(folder)
    assert (found.best.staff, found.best.delay) == (0.0, 0.0)
    assert found.best.safeguards and all(price_of([one]) == (0.0, 0.0) for one in found.best.safeguards)


@pytest.mark.usefixtures("quick")
def test_a_search_that_was_cut_off_goes_on_as_it_would_have(tmp_path: Path, monkeypatch: Any) -> None:
    """Tasks of a round settled in any order, asked again in between: the same tasks under the same numbers."""
    monkeypatch.setattr(budget, "TOGETHER", 2)
    whole = begun(tmp_path / "whole")
    names = through(whole)
    assert len(names) == 1 + 3 + 3
    broken = begun(tmp_path / "broken")
    while todo := [task for task in budget.next_tasks(broken.study, broken) if not broken.settled(task)]:
        broken.finish(todo[-1], budget.live(broken.study, todo[-1]), 0.0)  # the last first, then asked again
    files = [sorted(path.name for path in (one.path / "tasks").iterdir()) for one in (whole, broken)]
    assert files[0] == files[1] and told(whole) == told(broken)


@pytest.mark.usefixtures("quick")
def test_failed_tasks_do_not_stop_a_search(tmp_path: Path, monkeypatch: Any) -> None:
    """A batch that failed: the search ends without it, and no longer says that it saw every set."""
    monkeypatch.setattr(budget, "TOGETHER", 2)
    folder = begun(tmp_path / "some")
    through(folder, broken={2, 5})
    found = told(folder)
    assert not found.exact and found.lived == 14 and found.checks == 2
    nothing = begun(tmp_path / "none")
    assert through(nothing, broken={0}) == ["budget-00000"]
    assert budget.bought(nothing.study, nothing) is None


def test_a_study_without_a_budget_has_no_such_tasks(tmp_path: Path) -> None:
    """No budget, no tasks and nothing bought."""
    text = TEXT.replace("budget: {%s}\n", "")
    study = parse_study(text)
    folder = Folder.create(tmp_path / "study", text, resolved(study), study)
    assert budget.next_tasks(study, folder) == [] and budget.bought(study, folder) is None


def made_up(ids: frozenset[str], worth: dict[str, int], bonus: dict[str, int]) -> float:
    """A harm of a set by arithmetic: what each takes away, and what pairs of neighbours add or take."""
    pairs = sum(bonus[a] for a, b in pairwise(ALL) if {a, b} <= ids)
    return float(1000 - sum(worth[one] for one in ids) - pairs)


numbers = st.fixed_dictionaries({name: st.integers(-20, 60) for name in ALL})


@settings(max_examples=60, deadline=None)
@given(numbers, numbers, st.floats(0, 4), st.floats(0, 3))
def test_step_by_step_is_never_worse_than_one_alone(
    worth: dict[str, int], bonus: dict[str, int], staff: float, delay: float
) -> None:
    """Eight safeguards, any harms: the set found is affordable, and none that was lived and affordable is better."""
    limit = Budget(staff, delay)
    known = {frozenset(ids): made_up(frozenset(ids), worth, bonus) for ids in [(), *((one,) for one in ALL)]}
    while (search := searched(known, ALL, limit)).todo:
        known |= {frozenset(ids): made_up(frozenset(ids), worth, bonus) for ids in search.todo}
    best = known[frozenset(search.best)]
    assert limit.buys(search.best)
    assert best == min(total for ids, total in known.items() if limit.buys(ids))
    assert best <= min([1000.0, *(known[frozenset([one])] for one in ALL if limit.buys([one]))])
    if search.exact:
        every = (ids for size in range(9) for ids in combinations(ALL, size) if limit.buys(ids))
        assert best == min(made_up(frozenset(ids), worth, bonus) for ids in every)


def test_few_sets_are_searched_through_and_many_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which of the two searches it is follows from how many sets are affordable, and is said."""
    nothing: dict[frozenset[str], float] = {}
    assert searched(nothing, FEW, Budget()).exact and len(searched(nothing, FEW, Budget()).todo) == 16
    assert not searched(nothing, ALL, Budget()).exact
    assert searched(nothing, ALL, Budget(staff=0.2)).exact
    monkeypatch.setattr(room, "EXACT_SETS", 4)
    assert not searched(nothing, FEW, Budget()).exact


def test_a_set_costs_the_staff_of_all_and_the_delay_of_the_longest() -> None:
    """Prices: staff adds up, delays run side by side."""
    one, two = price_of(["notice"]), price_of(["necessary-travel"])
    assert price_of(["notice", "necessary-travel"]) == (one[0] + two[0], max(one[1], two[1]))
    assert price_of([]) == (0.0, 0.0)


def test_a_safeguard_named_twice_is_paid_once() -> None:
    """Naming one twice neither doubles its price nor makes it another set."""
    study = Study("judgment-defaulters", 100, 3)
    assert fitting(study, ("notice", "appeal", "notice")) == ("notice", "appeal")


@pytest.mark.parametrize(
    "attack", ["revenue", "obedience", "compliance", "score", "listings", "fulfilments", "high_band", "favoured"]
)
def test_nothing_but_a_harm_can_be_searched_by(attack: str) -> None:
    """Promise 5: a study file that would search by anything else is refused before anything is lived."""
    assert attack not in HARMS
    with pytest.raises(SpecError, match=f"no harm '{attack}'"):
        parse_study(TEXT % WORDS.replace("months_listed", attack))


@pytest.mark.parametrize("words", ["staff: -1", "delay: -0.5", "staff: .nan", "checks: 1", "people: 1", "revenue: 1"])
def test_a_budget_that_means_nothing_is_refused(words: str) -> None:
    """Negative, undefined and unknown limits are refused."""
    with pytest.raises(SpecError):
        parse_study(TEXT % f"harm: refusals, {words}")


def test_a_forged_task_does_not_search_by_anything_else(done: Folder) -> None:
    """Promise 5: whoever writes another aim into a task by hand is refused as well."""
    from counterscore.studies.tasks import Task

    with pytest.raises(CounterscoreError, match="no harm 'revenue'"):
        budget.live(done.study, Task("budget", 7, {"harm": "revenue", "sets": [["notice"]]}))
    forged = done.study.model_copy(update={"budget": BudgetAsked().model_copy(update={"harm": "obedience"})})
    with pytest.raises(CounterscoreError, match="no harm 'obedience'"):
        budget.live(forged, Task("budget", 0))


def test_what_is_told_can_be_kept(done: Folder) -> None:
    """What was bought goes through JSON and comes back equal; nothing in it is undefined."""
    found = told(done)
    assert Bought.model_validate_json(found.model_dump_json()) == found
    assert np.isfinite([found.best.estimate, found.as_written, *(one.more_high for one in found.rivals)]).all()
