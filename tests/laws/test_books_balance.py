"""The book-keeping of a whole regime: every count can be had in two ways, and both agree."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from counterscore.core.outcome import Outcome
from counterscore.core.routes import COPIED, USES
from counterscore.core.transforms import split
from counterscore.regimes import load_regime
from counterscore.worlds.live import live
from counterscore.worlds.redraw import draws_of
from counterscore.worlds.study import Study


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Enough people for overlapping entries on one person."""
    return live(Study("judgment-defaulters", people=60_000, months=60, seed=1), tmp_path_factory.mktemp("b") / "run")


def test_months_listed_are_the_months_of_the_spells(lived: Outcome) -> None:
    """A person with two overlapping entries stays listed when one of them ends."""
    spells = lived.sql(
        "SELECT arm, person, sum(months)::INTEGER AS months, count(*)::INTEGER AS n FROM spells "
        "WHERE kind = 0 GROUP BY arm, person ORDER BY arm, person"
    )
    people = lived.sql("SELECT arm, person, months_listed FROM people WHERE months_listed > 0 ORDER BY arm, person")
    assert np.array_equal(spells["person"], people["person"])
    assert np.array_equal(spells["months"], people["months_listed"])
    twice = "SELECT 1 FROM listings WHERE list = 0 GROUP BY arm, subject HAVING count(*) > 1"
    overlap = f"SELECT count(*)::INTEGER AS n FROM ({twice})"
    assert lived.sql(overlap)["n"][0] > 5


def test_entries_minus_exits_stand_at_the_end(lived: Outcome) -> None:
    """Stock-flow: open entries are entries less exits, per arm, in listings and in the people's own counts."""
    people = lived.sql(
        "SELECT arm, sum(entries)::INTEGER AS i, sum(exits)::INTEGER AS o FROM people GROUP BY arm ORDER BY arm"
    )
    rows = lived.sql(
        "SELECT p.arm, "
        "(SELECT count(*)::INTEGER FROM listings l WHERE l.arm = p.arm AND list = 0 AND end_month < 0) AS n "
        "FROM (SELECT DISTINCT arm FROM people) p ORDER BY 1"
    )
    assert (people["i"] - people["o"]).tolist() == rows["n"].tolist()
    assert people["i"][0] == 0 and people["i"][2] > 300


def test_no_two_entries_share_an_identity(lived: Outcome) -> None:
    """Entries born in one month from two cases, or a list entry and a limit, never share draws."""
    twins = (
        "SELECT count(*)::INTEGER AS n FROM (SELECT 1 FROM listings GROUP BY arm, person, act, born, repeat "
        "HAVING count(*) > 1)"
    )
    assert lived.sql(twins)["n"][0] == 0


def test_refusals_are_counted_alike(lived: Outcome) -> None:
    """The refusals table sums to the people's columns in every sector."""
    for code, sector in enumerate(lived.codebook["sectors"]):
        logged = lived.sql(f"SELECT coalesce(sum(count), 0)::INTEGER AS n FROM refusals WHERE sector = {code}")["n"][0]
        assert logged == lived.table("people", columns=[f"refused_{sector}"])[f"refused_{sector}"].sum()


def test_nobody_is_refused_without_being_held(lived: Outcome) -> None:
    """Every refusal falls on somebody under an order, or about whom some agency holds a copy of an entry."""
    order = (
        "SELECT 1 FROM listings l WHERE l.arm = r.arm AND l.subject = r.person AND l.list = 1 "
        "AND l.start_month <= r.month AND (l.end_month < 0 OR r.month < l.end_month)"
    )
    following = "lead(month, 1, 9999) OVER (PARTITION BY arm, person, act, born, repeat ORDER BY month)"
    copy = (
        f"SELECT 1 FROM (SELECT *, {following} AS until FROM copies) c WHERE c.arm = r.arm AND c.subject = r.person "
        "AND c.holders > 0 AND c.month <= r.month AND r.month < c.until"
    )
    free = f"SELECT count(*)::INTEGER AS n FROM refusals r WHERE NOT EXISTS ({order}) AND NOT EXISTS ({copy})"
    assert lived.sql(free)["n"][0] == 0
    assert lived.sql("SELECT count(*)::INTEGER AS n FROM refusals")["n"][0] > 1000


def test_a_low_grade_bars_only_while_it_lasts(tmp_path: Path) -> None:
    """In a score regime nobody is refused in a month in which she is in no low grade."""
    found = live(Study("rongcheng", people=60_000, months=60, seed=2), tmp_path / "run")
    low = (
        "SELECT band FROM bands b WHERE b.arm = r.arm AND b.person = r.person AND b.month <= r.month "
        "ORDER BY b.month DESC LIMIT 1"
    )
    refused = found.sql(f"SELECT ({low}) AS band FROM refusals r")["band"]
    assert len(refused) > 20
    assert set(refused.tolist()) <= {0, 1}


def test_every_wrong_listing_has_a_wrong_record(lived: Outcome) -> None:
    """Whoever is listed only because records are wrong stands on an entry with another's debt or another's name."""
    wrong = lived.sql("SELECT person FROM people WHERE arm = 2 AND wrongly_listed_months > 0")["person"]
    entries = lived.sql(
        "SELECT DISTINCT subject FROM listings WHERE arm = 2 AND list = 0 AND (subject <> person OR cause <> 0)"
    )["subject"]
    assert len(wrong) > 3
    assert set(wrong.tolist()) <= set(entries.tolist())


def test_the_draw_of_an_entry_says_who_got_a_copy(lived: Outcome) -> None:
    """Drawn again from the outcome, the lasting draw of each entry tells whether a web site copied it."""
    place = lived.codebook["agencies"].index("web_copies")
    regime = load_regime("judgment-defaulters")
    copy_p, every = (float(regime.tables()[f"agencies.{name}"][place]) for name in ("copy_p", "lag"))
    draw = draws_of(lived)
    ever = (
        "SELECT 1 FROM copies c WHERE c.arm = l.arm AND c.person = l.person AND c.act = l.act AND c.born = l.born "
        f"AND c.repeat = l.repeat AND c.holders >> {place} & 1 = 1"
    )
    rows = lived.sql(
        f"SELECT arm, person, act, born, repeat, (EXISTS ({ever}))::INTEGER AS got FROM listings l WHERE list = 0 "
        f"AND born < {lived.steps - every} AND (end_month < 0 OR end_month > born + {every})"
    )
    for n in range(0, len(rows["got"]), 7):
        ((stream, v),) = draw("copies", {name: values[n].item() for name, values in rows.items()})
        assert stream == "agency_copies.v_copy"
        assert (split(v, USES * place + COPIED) < copy_p) == (rows["got"][n] == 1)
    assert 0.7 < rows["got"].mean() < 0.9
