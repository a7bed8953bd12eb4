"""Safeguards protect: the same people, with and without, and what each safeguard is for does not get worse."""

from __future__ import annotations

import pytest

from counterscore.core.outcome import Outcome
from counterscore.worlds.arms import Arm, default_arms, with_
from counterscore.worlds.live import live
from counterscore.worlds.study import Study

WRITTEN = 2
CASES = {
    "judgment-defaulters": {
        "expiry": "months_listed", "necessary-travel": "refused_air", "strong-identity-key": "wrongly_listed_months",
        "human-review": "wrongly_listed_months", "correction-everywhere": "refusals", "repair": "months_listed",
    },
    "as-feared-2020": {
        "sector-firewall": "refusals", "no-network-term": "greatest(-points, 0)", "appeal": "wrongly_listed_months",
        "publicity-off": "named_months", "consent": "months_listed", "proportionate-grades": "refusals",
    },
    "rongcheng-village": {
        "notice": "wrongly_listed_months", "hearing": "wrongly_listed_months", "objection": "wrongly_listed_months",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """Each regime with its safeguards, one arm each, on shared draws."""
    folder = tmp_path_factory.mktemp("helped")
    found = {}
    for name, safeguards in CASES.items():
        arms: tuple[Arm, ...] = (*default_arms(), *map(with_, safeguards))
        found[name] = live(Study(name, 12_000, 36, 2, arms=arms), folder / name)
    return found


@pytest.mark.parametrize(("name", "safeguard"), [(name, one) for name, some in CASES.items() for one in some])
def test_a_safeguard_lowers_what_it_is_for(runs: dict[str, Outcome], name: str, safeguard: str) -> None:
    """Summed over people, the harm that a safeguard is meant against is lower than as written."""
    column, outcome = CASES[name][safeguard], runs[name]
    sums = [
        outcome.sql(f"SELECT sum({column})::DOUBLE AS n FROM people WHERE arm = {arm}")["n"][0]
        for arm in (WRITTEN, outcome.arm_number(f"with {safeguard}"))
    ]
    assert sums[1] < sums[0]
