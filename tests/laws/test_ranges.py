"""How far answers move with what was assumed: closed forms, exact zeros, and draws that fill every range."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from counterscore.audit.assumed import Assumed
from counterscore.core.documents import Dated, Value
from counterscore.core.errors import OutcomeError, SpecError
from counterscore.people import populate
from counterscore.regimes import load_regime
from counterscore.running import run_study
from counterscore.worlds import ranges as room
from counterscore.worlds.arms import Arm, arm_from_json
from counterscore.worlds.bind import plan_of
from counterscore.worlds.measured import live_measured, tellable
from counterscore.worlds.ranges import Effort, questions_of, ranges
from counterscore.worlds.relive import relive
from counterscore.worlds.study import Study
from counterscore.worlds.swaps import accepted, between, is_open, latin, open_numbers
from counterscore.worlds.worlds_with import Worlds

TOY = str(Path(__file__).parent / "files" / "toy-points.yaml")
STUDY = Study(TOY, people=4096, months=24, seed=3)
ASKED = [("score", "perfect records"), ("low_band_months", "none")]
POINTS, LIFETIME = "acts.littering.points", "acts.littering.lifetime"


@pytest.fixture(scope="module")
def found() -> Assumed:
    """The toy with all its assumptions moved: points for records of what nobody did."""
    return ranges(STUDY, ASKED, Effort(4096, 50, 8))


def value(number: float, low: float, high: float, unit: str = "ratio") -> Value:
    """An assumption with a range."""
    return Value.model_validate(
        {"value": number, "unit": unit, "source": "own", "grade": "assumption", "range": [low, high]}
    )


def by_path(found: Assumed, path: str) -> room.Assumption:
    """The row of one number."""
    return next(one for one in found.values if one.path == path)


def test_an_answer_that_is_linear_in_a_number_moves_in_proportion(found: Assumed) -> None:
    """Points lost for what nobody did: -40 and -5 points in place of -10 give 4 times and half the effect, exactly."""
    row = by_path(found, POINTS)
    assert row.how == "lived" and row.low is not None and row.high is not None
    written = found.leading.estimate
    assert written < -0.5
    assert row.low[0].answer == pytest.approx(4.0 * written, rel=1e-12)
    assert row.high[0].answer == pytest.approx(0.5 * written, rel=1e-12)
    assert row.low[0].change == pytest.approx(3.0 * written, rel=1e-12)
    assert row.low[0].low < row.low[0].change < row.low[0].high < 0.0
    assert found.ranked()[0].path == POINTS


def test_a_number_that_is_read_and_matters_to_nobody_changes_exactly_nothing(found: Assumed) -> None:
    """Records that last 10 or 20 years are the same in a run of two: lived at both ends, and nobody differs."""
    row = by_path(found, LIFETIME)
    assert row.how == "lived" and row.high is not None
    assert [(end.change, end.differing) for end in row.high] == [(0.0, 0), (0.0, 0)]
    assert row in found.unmoved() and row not in found.ranked()


def test_a_number_that_no_rule_reads_is_told_apart(found: Assumed) -> None:
    """The share of the young matters only where their rate differs; nothing is lived for it."""
    row = by_path(found, "acts.littering.young_share")
    assert row.how == "not read" and row in found.unmoved()


def test_joint_draws_stay_within_what_single_ends_allow(found: Assumed) -> None:
    """The toy answers to its points alone, so every joint draw lies between the answers at their two ends."""
    row = by_path(found, POINTS)
    assert row.low is not None and row.high is not None
    spread = found.leading.parameters
    assert len(spread) == 8 and len(set(spread)) == 8
    assert all(row.low[0].answer <= one <= row.high[0].answer for one in spread)


def test_ranges_are_told_again_as_they_were_kept(found: Assumed) -> None:
    """Plain data of an answer gives the answer back; anything else is refused."""
    assert Assumed.from_json(found.to_json()) == found
    with pytest.raises(OutcomeError, match="cannot be read"):
        Assumed.from_json({"people": 3})
    with pytest.raises(OutcomeError, match="did you mean 'score'"):
        found.number("scores")


def test_the_same_question_gives_the_same_answer(found: Assumed) -> None:
    """Asked again, with other threads, every number is the same."""
    assert ranges(STUDY, ASKED, Effort(4096, 50, 8), threads=1) == found


def test_groups_find_what_single_numbers_find(found: Assumed) -> None:
    """With room for few numbers, groups are moved first, and only those that move somebody are taken apart."""
    few = ranges(STUDY, ASKED, Effort(4096, 5, 0))
    lived = {one.path for one in few.values if one.how == "lived"}
    assert lived == {one.path for one in found.values if one.path.startswith("acts.") and one.how == "lived"}
    assert [(group.name, group.differing) for group in few.groups] == [("scoring", 0)]
    assert by_path(few, POINTS) == by_path(found, POINTS)
    none = ranges(STUDY, ASKED, Effort(4096, 1, 0))
    assert {group.name for group in none.groups} == {"acts.littering", "scoring"}
    assert none.leading.from_parameters is None


def test_arms_with_the_numbers_as_written_are_the_arm_as_written() -> None:
    """An arm whose own numbers are those of the file lives the same life as the arm without any."""
    dated = dict(STUDY.spec.regime.dated_values())
    arms = [Arm("as written"), Arm("the same", numbers=((POINTS, dated[POINTS]),))]
    arms += [Arm("more", numbers=((POINTS, Dated((value(-40, -40, -5, "points"),))),))]
    metrics = tellable(STUDY, ["score"])
    seen = live_measured(STUDY, arms, metrics, populate(STUDY.people_recipe, STUDY.people, STUDY.seed))
    assert (seen["as written", "score"].values == seen["the same", "score"].values).all()
    assert (seen["as written", "score"].values != seen["more", "score"].values).any()
    assert [arm_from_json(arm.to_json()) for arm in arms] == arms


def test_a_number_that_is_written_as_nothing_can_bring_a_mechanism_in() -> None:
    """Deterrence is written as 0, so that no run has it: at the high end of its range people do other acts."""
    study = Study("rongcheng", people=2048, months=6)
    worlds = Worlds(study, populate(study.people_recipe, 2048, 1), questions_of(study, [("score", "none")]), 1,
                    lambda told: None)  # fmt: skip
    one = next(one for one in open_numbers(study.spec.regime) if one.path == "behaviour.general_deterrence")
    assert one.written.root[0].number == 0.0
    swap = ((one.path, one.at(1.0)),)
    assert "as written" in worlds.roles_changed(swap)
    ends = worlds.changes([swap], "test")[swap]
    assert ends is not None and ends[0].differing > 0


@pytest.mark.parametrize("end", [0.0, 1.0])
@pytest.mark.parametrize("name", ["rongcheng", "suining-2010"])
def test_numbers_that_are_not_read_change_nobody_when_they_are_lived(name: str, end: float) -> None:
    """All numbers that no rule is held to read, moved together and lived: every column of every person is the same."""
    study = Study(name, people=1024, months=12)
    people, regime = populate(study.people_recipe, 1024, 1), study.spec.regime
    worlds = Worlds(study, people, questions_of(study, [("ever_listed", "none")]), 1, lambda told: None)
    numbers = [(one.path, one.at(end)) for one in open_numbers(regime)]
    fitting = [one for one in numbers if accepted(regime, (one,), lambda path, why: None)]
    still = tuple(one for one in fitting if "as written" not in worlds.roles_changed((one,)))
    assert len(still) > 5
    taken = accepted(regime, still, lambda path, why: None)
    columns = [column for column, told in plan_of(study).columns.items() if told.keep]
    lives = relive(study, [Arm("as written"), Arm("moved", numbers=taken)], columns, people=people)
    for column in lives.people:
        assert (lives.of("as written", column) == lives.of("moved", column)).all(), column


def test_perfect_records_are_lived_only_where_somebody_asks() -> None:
    """An answer that looks at no wrong by records is the same beside one that does, with fewer worlds."""
    people = populate(STUDY.people_recipe, STUDY.people, STUDY.seed)
    points = next(one for one in open_numbers(STUDY.spec.regime) if one.path == POINTS)
    swap = ((POINTS, points.at(0.0)),)
    ends = []
    for asked in ([("score", "none")], [("score", "none"), ("score", "perfect records")]):
        worlds = Worlds(STUDY, people, questions_of(STUDY, asked), 1, lambda told: None)
        assert ("perfect records" in worlds.roles) == (len(asked) > 1)
        found = worlds.changes([swap], "test")[swap]
        assert found is not None
        ends.append(found[0])
    assert ends[0] == ends[1] and ends[0].differing > 0


def test_numbers_about_life_hold_before_the_regime_too() -> None:
    """Twice as many defaults make more cases by the first day of the regime, and its other arms keep their past."""
    study = Study("judgment-defaulters", people=4096, months=1)
    rate = dict(study.spec.regime.dated_values())["courts.default_rate"]
    more = Dated((rate.root[0].model_copy(update={"value": 0.09}),))
    worlds = Worlds(study, populate(study.people_recipe, 4096, 1), questions_of(study, [("ever_listed", "none")]), 1,
                    lambda told: None)  # fmt: skip
    assert "past" in worlds.roles_changed((("courts.default_rate", more),))
    swap = (("courts.default_rate", more),)
    ends = worlds.changes([swap], "test")[swap]
    assert ends is not None and ends[0].change > 0.0


def test_a_latin_hypercube_visits_every_part_of_every_range() -> None:
    """Of K draws each falls into another K-th of the range, for every number; other numbers do not deal them anew."""
    paths = [f"part.number_{n}" for n in range(40)]
    places = latin(paths, 16, 5)
    assert places.shape == (40, 16)
    assert (np.sort((places * 16).astype(int), axis=1) == np.arange(16)).all()
    assert (latin(paths[3:5], 16, 5) == places[3:5]).all()
    assert len({tuple(row) for row in np.argsort(places, axis=1)}) > 35
    assert (latin(paths, 16, 6) != places).any()


def test_wide_ranges_are_drawn_in_powers() -> None:
    """0.001 to 0.1 has its middle at 0.01, 1 to 10 at 5.5, and a range that begins at 0 is even."""
    assert between(0.001, 0.1, 0.5) == pytest.approx(0.01)
    assert between(1.0, 10.0, 0.5) == 5.5
    assert between(0.0, 0.1, 0.5) == 0.05
    assert (between(0.001, 0.1, 0.0), between(0.001, 0.1, 1.0)) == (0.001, 0.1)
    assert between(-100.0, -1.0, 0.5) == pytest.approx(-10.0) and between(-100.0, -1.0, 0.0) == -100.0


def test_statutes_and_points_of_no_width_stay() -> None:
    """Only a number that is no statute and has two different ends is open."""
    assert is_open(value(1, 0.5, 2)) and not is_open(value(1, 1, 1))
    assert not is_open(value(1, 0.5, 2).model_copy(update={"grade": "statute"}))
    assert {one.path for one in open_numbers(load_regime(TOY))} >= {POINTS, LIFETIME}


def test_firms_have_neither_sex_nor_age() -> None:
    """Differences by sex and age are no open numbers of what firms do, and stay open in acts of persons."""
    firms = {one.path for one in open_numbers(load_regime("tax-grades")) if one.path.startswith("acts.")}
    assert "acts.firm_tax_late.rate" in firms
    assert not any(path.endswith(("male_ratio", "young_ratio", "young_share")) for path in firms)
    assert "acts.crossing_on_red.male_ratio" in {one.path for one in open_numbers(load_regime("suining-2010"))}


def test_counts_and_flags_stay_whole() -> None:
    """A flag is drawn as 0 or 1 and a count as a whole number, each as often."""
    numbers = {one.path: one for one in open_numbers(load_regime("judgment-defaulters"))}
    flag = numbers["redress.discover_at_refusal"]
    drawn = [flag.at(place).root[0].number for place in (0.0, 0.2, 0.49, 0.51, 0.9, 1.0)]
    assert drawn == [0, 0, 0, 1, 1, 1]


def test_what_a_regime_refuses_together_stays_as_written() -> None:
    """Weights that no longer add up are left as they were, and told; the others are moved."""
    regime = load_regime("as-feared-2020")
    wanted = tuple((one.path, one.at(1.0)) for one in open_numbers(regime) if one.path.startswith("scoring."))
    told: dict[str, str] = {}
    kept = accepted(regime, wanted, told.__setitem__)
    assert set(told) == {path for path, _ in wanted} - {path for path, _ in kept}
    assert any("add up to" in why for why in told.values())
    assert kept


def test_ends_that_are_refused_are_reported() -> None:
    """A number at an end that the regime does not take is named with the reason, and its other end still told."""
    study = Study("as-feared-2020", people=2048, months=2)
    weight = next(one for one in open_numbers(study.spec.regime) if one.path.endswith("honours.weight"))
    worlds = Worlds(study, populate(study.people_recipe, 2048, 1), questions_of(study, [("ever_listed", "none")]), 1,
                    lambda told: None)  # fmt: skip
    swap = ((weight.path, weight.at(1.0)),)
    assert worlds.changes([swap], "test") == {swap: None}
    assert "add up to" in worlds.refused[swap]


def test_other_versions_of_a_file_are_other_forms() -> None:
    """A shipped regime is tried in its other versions, and not in one that is the same; one's own file in none."""
    named = [name for name, _ in room.versions(Study("rongcheng", people=100, months=1))]
    assert named == ["rongcheng-2021", "rongcheng-responding"]
    back = [name for name, _ in room.versions(Study("rongcheng-2021", people=100, months=1))]
    assert back == ["rongcheng", "rongcheng-responding"]
    assert room.versions(STUDY) == []


@pytest.mark.parametrize(
    ("name", "number"), [("people", 1), ("most", 0), ("draws", -1), ("people", True), ("draws", 2.5)]
)
def test_impossible_efforts_are_refused(name: str, number: object) -> None:
    """An effort that is no whole number, or too small, is told with what was expected."""
    with pytest.raises(SpecError, match=f"{name} is .*expected a whole number"):
        Effort(**{name: number})  # type: ignore[arg-type]


def test_answers_that_cannot_be_lived_again_are_refused() -> None:
    """An effect against an arm with a safeguard, or a metric that the regime does not have, leaves nothing to ask."""
    with pytest.raises(SpecError, match="none of the answers"):
        questions_of(STUDY, [("score", "with notice"), ("money_lost", "none")])


def test_fewer_people_are_lived_than_the_run_has() -> None:
    """A run of many is tried among as many as the effort says, and both numbers are told."""
    found = ranges(replace(STUDY, people=9000), ASKED[:1], Effort(2048, 1, 0))
    assert (found.people, found.of_people) == (2048, 9000)


def test_chance_alone_is_the_interval_of_the_run(tmp_path: Path) -> None:
    """Lived again among all of its people, an answer has the interval of the run, one-sided against no regime."""
    asked = Study("judgment-defaulters", people=4096, months=24, seed=1)
    run = run_study(asked, tmp_path / "run").compare("as written", "none").ever_listed().effect
    assert run.method == "few"
    people = populate(asked.people_recipe, asked.people, asked.seed)
    again = Worlds(asked, people, questions_of(asked, [("ever_listed", "none")]), 1, lambda told: None).answers()[0]
    assert (again.estimate, again.low, again.high) == (run.estimate, run.low, run.high)
