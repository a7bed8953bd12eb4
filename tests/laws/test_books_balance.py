"""The book-keeping of a whole regime: every count can be had in two ways, and both agree."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from counterscore.core.outcome import Outcome
from counterscore.regimes import load_regime
from counterscore.worlds.live import live
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
    """Every refusal falls on somebody with a standing entry, or within the lag after which doors open again."""
    lag = int(max(load_regime("judgment-defaulters").tables()["measures.revoke_lag"]))
    held = (
        "SELECT 1 FROM listings l WHERE l.arm = r.arm AND l.subject = r.person AND l.start_month <= r.month "
        f"AND (l.end_month < 0 OR r.month < l.end_month + CASE list WHEN 0 THEN {lag} ELSE 0 END)"
    )
    free = lived.sql(f"SELECT count(*)::INTEGER AS n FROM refusals r WHERE NOT EXISTS ({held})")["n"][0]
    assert free == 0
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
