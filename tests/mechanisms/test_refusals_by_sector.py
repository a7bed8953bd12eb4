"""Twelve sectors, twelve counters: each looks at its own door, its own attempts and those who try at all."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from counterscore.mechanisms import measures

# sector, its rule, who never tries there: firms, whoever has no child at school, persons, or nobody
FIRM, CHILDLESS, PERSON, NOBODY = {"firm": 1}, {"parent": 0}, {"firm": 0}, {}
SECTORS: list[tuple[int, Any, dict[str, int]]] = [
    (measures.LOAN, measures.refused_loan, NOBODY), (measures.HOTEL, measures.refused_hotel, FIRM),
    (measures.SCHOOL, measures.refused_school, CHILDLESS), (measures.RAIL, measures.refused_rail, FIRM),
    (measures.JOB, measures.refused_job, FIRM), (measures.PERMIT, measures.refused_permit, NOBODY),
    (measures.DOCUMENT, measures.refused_document, FIRM), (measures.DATING, measures.refused_dating, FIRM),
    (measures.TENDER, measures.refused_tender, PERSON), (measures.SERVICE, measures.refused_service, FIRM),
]  # fmt: skip
each_sector = pytest.mark.parametrize(("sector", "rule", "kept_out"), SECTORS, ids=[r.name for _, r, _ in SECTORS])


def refused(rule: Any, sector: int, **given: Any) -> int:
    """What is refused after 4 so far; of the mean of 3 attempts of this sector the median draw makes 3."""
    own = np.zeros(13)
    own[sector] = 1.0
    known = {"closed": 1 << sector, "firm": int(rule is measures.refused_tender), "parent": 1, "refusal_p": own}
    known |= {"attempt_rate": 3.0 * own, "attempt_ratio": 0.5 * own, "steps_year": 12.0}
    known |= {"air_trips_year": 72.0, "hsr_trips_year": 72.0} | given
    names = rule.arguments
    draws = {name: given.get("u", 0.5) for name in names if name.startswith("u_")}
    return int(rule(**{n: known[n] for n in names if n in known}, **draws, **{n: 4 for n in names if n == rule.writes}))


@each_sector
def test_a_closed_door_refuses_its_own_attempts(sector: int, rule: Any, kept_out: dict[str, int]) -> None:
    """Three attempts at the own door are three refusals; all other doors closed are none."""
    assert refused(rule, sector) == 7
    assert refused(rule, sector, closed=0xFFF & ~(1 << sector)) == 4
    assert refused(rule, sector, refusal_p=np.zeros(13)) == 4


@each_sector
def test_who_never_tries_is_never_refused(sector: int, rule: Any, kept_out: dict[str, int]) -> None:
    """Firms do not travel, marry or look for jobs, persons do not tender, the childless enrol nobody."""
    assert refused(rule, sector, **kept_out) == (4 if kept_out else 7)


@pytest.mark.parametrize(
    ("sector", "rule"), [(measures.AIR, measures.refused_air), (measures.FAST_RAIL, measures.refused_fast_rail)]
)
def test_trips_a_year_are_attempts_a_step(sector: int, rule: Any) -> None:
    """72 trips a year at half the usual ratio are 3 attempts a month, and 6 in steps of two months."""
    assert refused(rule, sector) == 7
    assert refused(rule, sector, steps_year=6.0) == 10
    assert refused(rule, sector, closed=0xFFF & ~(1 << sector)) == 4


def test_the_total_is_the_sum_of_all_sectors() -> None:
    """Each of the twelve counters counts once in the total, and any of them tells the month."""
    names = [n for n in measures.refusals.arguments if n.startswith("refused_")]
    powers = {name: 1 << place for place, name in enumerate(names)}
    assert len(names) == 12 and measures.refusals(**powers) == 0xFFF
    for name in names:
        one = {other: int(other == name) for other in names}
        assert measures.refused_month(refused_month=-1, refusals=0, month=9, **one) == 9
        assert measures.refused_month(refused_month=5, refusals=1, month=9, **one) == 5


def test_any_reason_opens_the_book_of_doors() -> None:
    """Any hold, a spell that ended or a door that is still closed makes a person exposed; nothing does not."""
    names = measures.exposed.arguments
    calm = {name: -1 if name.endswith("_month") else 0 for name in names}
    assert measures.exposed(**calm) == 0
    for name in names:
        assert measures.exposed(**(calm | {name: 0 if name.endswith("_month") else 1})) == 1, name
    assert [measures.barred(closed, avoids) for closed, avoids in ((0, 0), (4, 0), (4, 1))] == [0, 1, 0]


@pytest.mark.parametrize(
    ("table", "reason"),
    [("by_limit", "limits"), ("by_watch", "watched"), ("by_rank", "ranked_low"), ("by_piercing", "pierced"),
     ("by_ties", "tainted"), ("worst_bands", "")],
)  # fmt: skip
def test_each_reason_closes_its_own_sectors(table: str, reason: str) -> None:
    """A sector is closed where its table names it and its reason holds, neither alone; a firewall fences grades."""
    names = ("by_limit", "worst_bands", "by_watch", "by_rank", "by_piercing", "by_ties")
    tables = {name: np.zeros(4) for name in names}
    person = {"band": 1, "limits": 0, "watched": 0, "ranked_low": 0, "pierced": 0, "tainted": 0}
    tables[table][2] = 2.0 if not reason else 1.0
    with_it = person | ({reason: 1} if reason else {})
    without = person | ({} if reason else {"band": 2})
    rules = tables | {"own": np.array([0.0, 0.0, 0.0, 1.0])}
    assert measures.doors(**with_it, **rules, firewall=0.0) == 0b0100
    assert measures.doors(**without, **rules, firewall=0.0) == 0
    fenced = 0 if table in ("by_rank", "worst_bands") else 0b0100
    assert measures.doors(**with_it, **rules, firewall=1.0) == fenced
    assert measures.doors(**with_it, **(rules | {"own": np.ones(4)}), firewall=1.0) == 0b0100
