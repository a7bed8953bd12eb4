"""What a month does: gates, logs, sums over rows, rows from rows, keyed draws, dated parameters, warm-up."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from toy_worlds import ACTS, ARMS, BASE, Lived, live, stacked, town, toy_plan, toy_world
from toys import ALONE, COUNTING, DEEDS, LINKS, NEVER_DUE

from counterscore.core.draws import stream_number, uniform_at, uniforms, when_word, which_word
from counterscore.core.transforms import geometric, poisson

MONTHS = 8


@pytest.fixture(scope="module")
def lived() -> Lived:
    """The toy town, three arms, all kinds of rules."""
    plan = toy_plan()
    return live(plan, toy_world(plan, months=MONTHS))


def test_points_are_the_sum_of_standing_records(lived: Lived) -> None:
    """Added at birth, taken back at lapse: at the end a person's points are the worth of her records not yet lapsed."""
    for a in range(len(ARMS)):
        rows = lived.rows("records", a)
        stands = (rows["subject"] >= 0) & (rows["lapse_month"] > MONTHS - 1)
        sums = np.zeros(9000)
        np.add.at(sums, rows["subject"][stands], rows["worth"][stands])
        assert (lived.columns["points"][a] == sums).all()
        assert stands.sum() > 1000


def test_lost_records_count_on_nobody(lived: Lived) -> None:
    """A record whose subject is -1 adds to no one and opens no case; some were lost."""
    rows = lived.rows("records", 2)
    assert (rows["subject"] == -1).sum() > 50
    assert (lived.rows("cases", 2)["subject"] >= 0).all()


def test_every_record_is_reported_once(lived: Lived) -> None:
    """A record is identified by person, act, month of birth and repeat, and leaves the engine exactly once."""
    for a in range(len(ARMS)):
        rows = lived.rows("records", a)
        ids = Counter(zip(rows["person"], rows["act"], rows["born"], rows["repeat"], strict=True))
        assert max(ids.values()) == 1


def test_closed_cases_are_counted_on_their_subject(lived: Lived) -> None:
    """A rule over due rows runs in the due month only: closings per person equal the cases whose month has come."""
    for a in (1, 2):
        rows = lived.rows("cases", a)
        closed = rows["close_month"] < MONTHS
        counts = np.bincount(rows["subject"][closed], minlength=9000)
        assert (lived.columns["closed"][a] == counts).all() and closed.sum() > 100
        assert (rows["visits"] == np.where(closed, 2, 1)).all()


def test_rows_made_from_rows_remember_them(lived: Lived) -> None:
    """A case carries person, subject and act of the record that opened it, and what its rule sets."""
    records, cases = lived.rows("records", 2), lived.rows("cases", 2)
    fields = ("person", "subject", "act", "born", "repeat")
    known = set(zip(*[records[f].tolist() for f in fields], strict=True))
    assert set(zip(*[cases[f].tolist() for f in fields], strict=True)) <= known
    assert (cases["grave"] == 1).all() and len(cases["person"]) > 500


def test_dropped_rows_are_forgotten(lived: Lived) -> None:
    """What a rule drops leaves no row; the rest is untouched, and the drops are those its own draws say."""
    free = live(toy_plan(), toy_world(toy_plan(), {"x": {"links.unseen_p": 0.0}}, months=1)).rows("records", 0)
    some = live(toy_plan(), toy_world(toy_plan(), {"x": {}}, months=1)).rows("records", 0)
    stream, number = stream_number("links.u_seen"), lived.engine.world.table_numbers["records"]
    risk, codes = lived.engine.world.people["risk"], lived.engine.world.act_codes
    kept = []
    for r, person in enumerate(free["person"].tolist()):
        when = when_word(0, 0, int(free["repeat"][r]))
        u = uniform_at(7, stream, person, when, which_word(0, number, 0), int(codes[free["act"][r]]))
        kept.append(u * risk[person] >= 0.03)
    assert 20 < kept.count(False) < len(kept) / 2
    for name in ("person", "act", "repeat", "worth", "cause"):
        assert (free[name][kept] == some[name]).all()


def test_draws_of_rows_are_keyed_by_their_identity(lived: Lived) -> None:
    """u_ of a row depends on seed, stream, person, month, birth, repeat, table and act code, on nothing else."""
    world, rows = lived.engine.world, lived.rows("cases", 2)
    which = int(which_word(0, world.table_numbers["cases"], 0))
    for r in range(0, len(rows["person"]), 7):
        born, repeat = int(rows["born"][r]), int(rows["repeat"][r])
        code = int(world.act_codes[rows["act"][r]])
        u = uniform_at(
            7, stream_number("lists.u_wait"), int(rows["person"][r]), when_word(born, born, repeat), which, code
        )
        assert rows["close_month"][r] == min(born + 1 + geometric(u, 0.4), NEVER_DUE)


def test_links_follow_their_draws(lived: Lived) -> None:
    """Who is meant follows from two draws of the record and the arm's chances, in every arm from the same draws."""
    lost, wrong = stream_number("links.u_lost"), stream_number("links.u_wrong")
    number, codes = lived.engine.world.table_numbers["records"], lived.engine.world.act_codes
    lookalike = lived.engine.world.people["lookalike"]
    for a, (lost_p, wrong_p) in enumerate([(0.0, 0.0), (0.0, 0.0), (0.02, 0.05)]):
        rows = lived.rows("records", a)
        for r in range(0, len(rows["person"]), 41):
            person, born = int(rows["person"][r]), int(rows["born"][r])
            when, code = when_word(born, born, int(rows["repeat"][r])), int(codes[rows["act"][r]])
            u, v = (uniform_at(7, s, person, when, which_word(0, number, 0), code) for s in (lost, wrong))
            meant = -1 if u < lost_p else lookalike[person] if v < wrong_p else person
            assert rows["subject"][r] == meant


def test_the_log_of_rows_says_what_changed(lived: Lived) -> None:
    """A logged field of rows leaves the whole row behind in every month in which it changes: here once per visit."""
    for a in range(3):
        logged, cases = lived.rows("hearings", a), lived.rows("cases", a)
        assert len(logged["person"]) == cases["visits"].sum()
        for name in ("person", "born", "act"):
            assert np.array_equal(np.sort(logged[name]), np.sort(np.repeat(cases[name], cases["visits"])))
        assert (logged["month"] >= logged["born"]).all() and (logged["visits"] >= 1).all()
    assert len(lived.rows("hearings", 2)["person"]) > 100


def test_the_log_says_what_changed(lived: Lived) -> None:
    """Per arm, person and code the logged counts sum to the change of the column; months come in order."""
    for a in range(len(ARMS)):
        rows = lived.rows("refusals", a)
        assert (
            set(rows["code"].tolist()) <= {2, 5} and (rows["count"] > 0).all() and (np.diff(rows["month"]) >= 0).all()
        )
        for code, name in ((2, "refused"), (5, "shunned")):
            sums, mine = np.zeros(9000, np.int64), rows["code"] == code
            np.add.at(sums, rows["person"][mine], rows["count"][mine].astype(np.int64))
            assert (sums == lived.columns[name][a]).all()
    refused = lived.rows("refusals")
    assert (refused["month"][refused["code"] == 2] != 3).all() and len(lived.rows("refusals", 2)["arm"]) > 300


def test_gated_rules_touch_nobody_else(lived: Lived) -> None:
    """A rule with where=listed changes only listed people; the logged count is their own draw."""
    rows = lived.rows("refusals", 2)
    for person, month, code, count in zip(rows["person"], rows["month"], rows["code"], rows["count"], strict=True):
        u = uniforms(7, "denials.u_trips", np.array([person]), month=int(month))[0]
        assert count == (poisson(u, BASE["denials.trips_month"]) if code == 2 else 1)
    for name in ("refused", "shunned", "months_listed"):
        assert not lived.columns[name][0].any() and lived.columns[name][2].any()


@pytest.mark.parametrize("people", [9000, 8999, 4097, 13])
def test_gates_are_found_in_any_number_of_people(people: int) -> None:
    """Skipping closed gates eight at a time loses nobody: months on the list equal the monthly sums of the flag."""
    plan = toy_plan(ALONE)
    run = live(plan, toy_world(plan, people=people))
    months = run.rows("months")
    for a in range(len(ARMS)):
        assert run.columns["months_listed"][a].sum() == months["listed_1"][months["arm"] == a].sum()
    assert people < 100 or run.columns["months_listed"][2].sum() > 100


def test_last_month_remembers(lived: Lived) -> None:
    """refused_month is the month of the last logged refusal: rules of one mechanism run in their written order."""
    rows, expected = lived.rows("refusals", 2), np.full(9000, -1)
    mine = rows["code"] == 2
    np.maximum.at(expected, rows["person"][mine], rows["month"][mine])
    assert (lived.columns["refused_month"][2] == expected).all()


def test_lasting_draws_last(lived: Lived) -> None:
    """v_ is the same in every month, u_ is not: both are recovered from a column that adds them."""
    plan = toy_plan()
    after = [live(plan, toy_world(plan), months=m).columns["rung"] for m in (1, 2)]
    points = [live(plan, toy_world(plan), months=m).columns["points"] for m in (1, 2)]
    risk, lasting = town(9000)["risk"], uniforms(7, "ladder.v_start", 9000)
    for month in (0, 1):
        floors = (points[month][:, :, None] * risk[None, :, None] + 1.0 >= BASE["ladder.floors"]).sum(axis=2)
        slip = uniforms(7, "ladder.u_slip", 9000, month=month)
        assert (after[month] == floors - slip + lasting + 0.5 * month).all()


def test_people_rules_see_their_own_draws_in_every_arm(lived: Lived) -> None:
    """Arms that are in the same state get the same number: draws are shared by the arms."""
    same = (lived.columns["points"][1] == lived.columns["points"][2]).nonzero()[0]
    assert (lived.columns["rung"][1, same] == lived.columns["rung"][2, same]).all() and len(same) > 5000


def test_dated_parameters_hold_from_their_month() -> None:
    """Values given for month 4 change nothing before month 4; without them the run goes on as it was."""
    plan = toy_plan(ALONE)
    first = stacked(plan, [{}, {}], BASE)
    later = {0: first, 4: {"lists.list_below": np.array([-45.0, 1000.0])}}
    found = live(plan, toy_world(plan, {"a": {}, "b": {}}, params=later))
    entry = found.engine.certificate.to_json()[0]
    assert entry["month"] == 4 and entry["step"] == "lists.listed" and entry["parameters"] == ("lists.list_below",)
    assert (found.columns["listed"][1] == 1).all() and found.columns["listed"][0].mean() < 0.1


def test_life_before_the_regime_is_lived_but_not_reported() -> None:
    """With a warm-up, months count from the start of the regime, flows begin there, and -2 is before it."""
    plan = toy_plan(ALONE)
    whole, warm = live(plan, toy_world(plan)), live(plan, toy_world(plan, warmup=3))
    for name, values in whole.columns.items():
        assert values.tobytes() == warm.columns[name].tobytes()
    months, late = whole.rows("months"), warm.rows("months")
    kept = months["month"] >= 3
    assert (late["month"] == months["month"][kept] - 3).all()
    for name in ("points", "listed_1", "rung", "refusals", "closed_cases"):
        assert (late[name] == months[name][kept]).all(), name
    late_born = warm.rows("records")["born"]
    assert late_born.min() == -3 and late_born.max() == MONTHS - 4
    last, all_months = warm.rows("people", 2)["refused_month"], whole.columns["refused_month"][2]
    assert (last == np.where(all_months < 0, -1, np.where(all_months < 3, -2, all_months - 3))).all()
    old, new = whole.rows("refusals"), warm.rows("refusals")
    assert (new["month"] + 3 == old["month"][old["month"] >= 3]).all() and (
        new["person"] == old["person"][old["month"] >= 3]
    ).all()
    old, new = whole.rows("hearings"), warm.rows("hearings")
    for name in ("month", "born"):
        assert (new[name] + 3 == old[name][old["month"] >= 3]).all() and len(new[name]) > 50


def test_seeds_and_replicates_deal_anew() -> None:
    """Another seed or replicate gives other acts; the same gives the same."""
    plan = toy_plan(ALONE)
    options: list[dict[str, Any]] = [{}, {"seed": 8}, {"replicate": 1}, {}]
    runs = [live(plan, toy_world(plan, people=3000, **o)) for o in options]
    seen = [run.rows("records", 2)["person"].tobytes() for run in runs]
    assert len(set(seen)) == 3 and seen[0] == seen[3]


def test_one_person_and_nobody() -> None:
    """A town of one person runs; so does a mechanism that nobody's acts feed."""
    plan = toy_plan((DEEDS, LINKS, COUNTING, *ALONE[3:]))
    one = live(plan, toy_world(plan, people=1))
    assert one.columns["points"].shape == (3, 1)
    still = {"deeds.rate": np.zeros(ACTS), "deeds.rumour_p": np.zeros(ACTS)}
    calm = live(plan, toy_world(plan, base=BASE | still))
    assert len(calm.rows("records")["person"]) == 0 and not calm.columns["points"].any()
