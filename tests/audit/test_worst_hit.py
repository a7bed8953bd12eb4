"""The worst-hit scan: finds what is planted, corrects for how many it tried, and names nobody without reason."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fakes import fake_outcome

from counterscore.audit.frame import GROUPINGS, MINIMUM_PEOPLE, codes_of
from counterscore.audit.metric import Values, find_metric
from counterscore.audit.worst_hit import finest_codes, plainest, scan, subgroups, worst_hit
from counterscore.core.draws import uniforms
from counterscore.core.errors import OutcomeError
from counterscore.core.outcome import Outcome

PEOPLE_BY = ("sex", "age_band", "residence", "income_quintile")


def drawn(people: int, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Cell numbers of people, and a uniform each."""
    return (uniforms(8, f"test.cells.{name}", people) * 120).astype(int), uniforms(8, f"test.harm.{name}", people)


def test_subgroups_are_all_groups_and_intersections() -> None:
    """Up to three of four groupings: 3 * 5 * 4 * 6 without everybody and without the 120 of depth four."""
    names, inside = subgroups(PEOPLE_BY)
    assert len(names) == len(set(names)) == 3 * 5 * 4 * 6 - 1 - 120
    assert inside.shape == (239, 120)
    cell = np.arange(120)
    finest = finest_codes(cell, PEOPLE_BY)
    place = names.index(("female", "rural", "lowest fifth"))
    known = (codes_of(cell, "sex") == 0) & (codes_of(cell, "residence") == 1) & (codes_of(cell, "income_quintile") == 0)
    assert np.array_equal(inside[place][finest], known)
    assert all(name in {word for _, words in GROUPINGS.values() for word in words} for one in names for name in one)


@pytest.mark.parametrize("planted", [("rural",), ("female", "rural"), ("male", "60 and over", "lowest fifth")])
def test_a_planted_subgroup_is_found(planted: tuple[str, ...]) -> None:
    """Of 20,000 people one in twenty is harmed, of the planted group more: the scan names exactly that group.

    False alarm: the seed is fixed; the planted excess is eight standard errors and more.
    """
    cell, u = drawn(20_000, "planted")
    names, inside = subgroups(PEOPLE_BY)
    codes = finest_codes(cell, PEOPLE_BY)
    there = inside[names.index(planted)][codes]
    harm = (u < np.where(there, 0.05 + 0.1 * len(planted), 0.05)).astype(float)
    found = scan(harm, np.ones(20_000, bool), codes, inside)
    worst = int(np.nanargmax(found["at_least"]))
    assert names[worst] == planted
    assert found["at_least"][worst] > 0.0 and found["p"][worst] == pytest.approx(1 / 1001)
    assert found["effect"][worst] == pytest.approx(harm[there].mean())
    assert found["excess"][worst] == pytest.approx(harm[there].mean() - harm.mean())


def test_trying_more_asks_for_more() -> None:
    """The same group is surer to be hit harder if it is one of two tried than if it is one of 239."""
    cell, u = drawn(20_000, "some")
    names, inside = subgroups(PEOPLE_BY)
    codes = finest_codes(cell, PEOPLE_BY)
    rural = names.index(("rural",))
    harm = (u < np.where(inside[rural][codes], 0.06, 0.05)).astype(float)
    everybody = np.ones(20_000, bool)
    many = scan(harm, everybody, codes, inside)
    few = scan(harm, everybody, codes, inside[[rural, names.index(("female",))]])
    assert few["at_least"][0] > many["at_least"][rural] and few["p"][0] < many["p"][rural]
    assert few["excess"][0] == pytest.approx(many["excess"][rural])


def test_small_groups_are_not_tried() -> None:
    """Subgroups of fewer than 20 people, of nobody or of everybody have neither an effect nor a bound."""
    cell, u = drawn(600, "small")
    _, inside = subgroups(PEOPLE_BY)
    codes = finest_codes(cell, PEOPLE_BY)
    found = scan((u < 0.2).astype(float), np.ones(600, bool), codes, inside)
    small = found["people"] < MINIMUM_PEOPLE
    assert small.any() and np.isnan(found["excess"][small]).all() and np.isnan(found["p"][small]).all()
    assert not np.isnan(found["excess"][~small]).any()


def test_where_nobody_differs_nobody_is_named(tmp_path: Path) -> None:
    """An arm against itself has no worst-hit subgroup and a p value of 1; against no regime the counts are its own."""
    outcome = Outcome(fake_outcome(tmp_path / "run", people=2000, months=12))
    metric = find_metric("ever_listed")
    same = worst_hit(outcome, metric, "as written", "as written")
    assert (same.told, same.p, same.everybody, same.groups) == (False, 1.0, 0.0, ())
    found = worst_hit(outcome, metric, "as written", plainest(outcome))
    assert found.reference == "none" and 0 < found.tried <= 239 and 0.0 < found.p <= 1.0
    with pytest.raises(OutcomeError):
        worst_hit(outcome, metric, "as written", "nowhere")


def test_less_of_a_good_thing_is_a_harm(tmp_path: Path) -> None:
    """For metrics of which less is worse the excess counts losses, and the effect keeps its own sign."""
    outcome = Outcome(fake_outcome(tmp_path / "run", people=2000, months=12))
    score = find_metric("score")
    assert score.worse == "lower"
    found = worst_hit(outcome, score, "as written", "perfect records")
    if found.told:
        assert found.excess is not None and found.effect is not None
        assert found.excess > 0.0 and found.effect < found.everybody


def test_the_bar_alone_is_too_low_for_few_people() -> None:
    """Four of four in nine tenths of all people, by chance in two of three runs, pass the bar: hence the next law."""
    harm, codes = np.zeros(2000), np.arange(2000) % 10 // 9
    harm[[10, 400, 800, 1200]] = 1.0
    found = scan(harm, np.ones(2000, bool), codes, np.eye(2, dtype=bool))
    assert np.nanmax(found["at_least"]) > 0.0


def test_the_fewest_who_tell_a_group(tmp_path: Path) -> None:
    """Nineteen people who differ are too few, with a p value of 1; twenty are scanned."""
    outcome = Outcome(fake_outcome(tmp_path / "run", people=2000, months=12))
    metric = find_metric("ever_listed")
    for differing in (MINIMUM_PEOPLE - 1, MINIMUM_PEOPLE):

        class Asked:
            """The metric with so many people who are hit, and nobody against no regime."""

            id, worse, per = metric.id, metric.worse, metric.per

            def __call__(self, outcome: Outcome, arm: str, hit: int = differing) -> Values:
                known = metric(outcome, arm)
                values = np.zeros(len(known.values))
                if arm == "as written":
                    values[np.flatnonzero(known.among)[:hit]] = 1.0
                return Values(values, known.among)

        found = worst_hit(outcome, Asked(), "as written", "none")  # type: ignore[arg-type]
        assert found.few is (differing < MINIMUM_PEOPLE)
        assert not found.few or (found.p, found.told) == (1.0, False)
