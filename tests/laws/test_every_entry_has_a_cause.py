"""Conservation in random regimes: whoever is on a list got there and leaves for a reason, and so does every copy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from counterscore.core.documents import Dated, Value
from counterscore.core.draws import uniforms
from counterscore.core.outcome import Outcome
from counterscore.regimes import Regime, load_regime
from counterscore.worlds import study as studies
from counterscore.worlds.live import live
from counterscore.worlds.study import Study

WILD = ("listing.", "lists.", "agencies.", "measures.", "redress.", "linkage_error.", "escalation.")
TAME = ("closes", "by_list", "bands")
COMMON = (
    "judgment-defaulters", "judgment-defaulters-trap", "joint-punishment", "abnormal-operations", "as-feared-2020",
)  # fmt: skip
MIXED = [(name, seed) for name in COMMON for seed in (1, 2, 3, 4)]
SAME = "a.arm = b.arm AND a.person = b.person AND a.act = b.act AND a.born = b.born AND a.repeat = b.repeat"


def moved(value: Value, u: float) -> Value:
    """A number somewhere in its own range; a flag or count at one of its ends."""
    if value.range is None or len(value.numbers) != 1:
        return value
    low, high = value.range
    at = round(u) if value.unit in ("flag", "count") else u
    return value.model_copy(update={"value": low + at * (high - low)})


def shaken(regime: Regime, seed: int) -> Regime:
    """The regime with every number of some sections anywhere in its range; who closes what stays as it is."""
    numbers = [(path, held) for path, held in regime.dated_values() if path.startswith(WILD)]
    wild = [(path, held) for path, held in numbers if not any(word in path for word in TAME)]
    dice = iter(uniforms(seed, "test.shaken", 10 * len(wild)))
    patches = {path: Dated(tuple(moved(entry, float(next(dice))) for entry in held.root)) for path, held in wild}
    return regime.patched(patches)


@pytest.fixture(scope="module", params=MIXED, ids=lambda mixed: f"{mixed[0]}-{mixed[1]}")
def lived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    """A few years under one random regime."""
    name, seed = request.param
    regime = shaken(load_regime(name), seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(studies, "load_regime", lambda asked: regime)
        folder: Path = tmp_path_factory.mktemp("random") / "run"
        yield live(Study(name, people=12_000, months=42, seed=seed), folder)


def count(outcome: Outcome, query: str) -> int:
    """One number."""
    return int(outcome.sql(f"SELECT coalesce(({query}), 0)::BIGINT AS n")["n"][0])


def test_something_happens(lived: Outcome) -> None:
    """The laws below are about entries that are there, that have ended, and that were copied."""
    assert count(lived, "SELECT count(*) FROM listings WHERE arm = 2") > 40
    assert count(lived, "SELECT count(*) FROM listings WHERE arm = 2 AND end_month >= 0") > 5
    assert count(lived, "SELECT count(*) FROM copies WHERE arm = 2") > 50
    assert count(lived, "SELECT count(*) FROM listings WHERE arm = 0") == 0


def test_every_entry_has_a_cause(lived: Outcome) -> None:
    """An entry of a court has its case, any other the record it follows from, with the same person and subject.

    A file put right over its limit is the debtor's again (or nobody's), and the limit has ended as corrected.
    """
    if "cases" in lived.tables:
        case = "SELECT 1 FROM cases c WHERE c.arm = l.arm AND c.person = l.person AND c.born = l.opened"
        righted = "(l.list = 1 AND l.end_reason IN (5, 6))"
        told = f"{case} AND (c.subject = l.subject OR {righted}) AND c.cause = l.cause AND c.born <= l.born"
        assert count(lived, f"SELECT count(*) FROM listings l WHERE list < 3 AND NOT EXISTS ({told})") == 0
    if "records" in lived.tables:
        record = "SELECT 1 FROM records r WHERE r.arm = l.arm AND r.person = l.person AND r.act = l.act"
        told = f"{record} AND r.subject = l.subject AND r.cause = l.cause AND r.born <= l.born"
        assert count(lived, f"SELECT count(*) FROM listings l WHERE list >= 3 AND NOT EXISTS ({told})") == 0


def test_every_delisting_has_a_reason(lived: Outcome) -> None:
    """An entry has ended if and only if there is a reason that has a name, and not before it was made."""
    assert count(lived, "SELECT count(*) FROM listings WHERE (end_month >= 0) <> (end_reason > 0)") == 0
    assert count(lived, "SELECT count(*) FROM listings WHERE end_month >= 0 AND end_month < born") == 0
    assert count(lived, "SELECT max(end_reason) FROM listings") < len(lived.codebook["end_reasons"])


def test_births_are_ends_and_stock(lived: Outcome) -> None:
    """Per arm: entries counted by month are the rows, ends the rows that ended, people's counts what stands."""
    counted = "list <> 1 AND end_reason <> 9 AND subject >= 0"
    for arm in range(len(lived.arms)):
        born = count(lived, f"SELECT count(*) FROM listings WHERE arm = {arm} AND {counted}")
        gone = count(lived, f"SELECT count(*) FROM listings WHERE arm = {arm} AND {counted} AND end_month >= 0")
        assert count(lived, f"SELECT sum(new_listings) FROM months WHERE arm = {arm}") == born
        assert count(lived, f"SELECT sum(ended_listings) FROM months WHERE arm = {arm}") == gone
        assert count(lived, f"SELECT sum(entries) - sum(exits) FROM people WHERE arm = {arm}") == born - gone
        last = count(lived, f"SELECT max(month) FROM months WHERE arm = {arm}")
        held = count(lived, f"SELECT sum(limited) FROM months WHERE arm = {arm} AND month = {last}")
        begun = f"list = 1 AND end_month < 0 AND start_month <= {last}"
        assert held <= count(lived, f"SELECT count(*) FROM listings WHERE arm = {arm} AND {begun}")


def test_copies_made_are_gone_or_standing(lived: Outcome) -> None:
    """Following every change of every entry: what came less what went is what its row holds at the end."""
    before = "coalesce(lag(holders) OVER (PARTITION BY arm, person, act, born, repeat ORDER BY month), 0)"
    step = f"SELECT *, {before} AS was FROM copies"
    flows = lived.sql(
        "SELECT arm, person, act, born, repeat, sum(bit_count(holders & ~was::UINTEGER))::BIGINT AS made, "
        f"sum(bit_count(was::UINTEGER & ~holders))::BIGINT AS gone FROM ({step}) GROUP BY ALL ORDER BY ALL"
    )
    stands = lived.sql(
        "SELECT b.arm, b.person, b.act, b.born, b.repeat, bit_count(b.holders)::BIGINT AS n FROM listings b "
        f"WHERE EXISTS (SELECT 1 FROM copies a WHERE {SAME}) ORDER BY ALL"
    )
    assert np.array_equal(flows["person"], stands["person"])
    assert np.array_equal(flows["made"] - flows["gone"], stands["n"])
    assert flows["gone"].sum() > 0 and stands["n"].sum() > 0


def test_no_copy_without_an_entry(lived: Outcome) -> None:
    """Every change belongs to one entry that has taken effect; an entry that nobody got has none."""
    one = f"SELECT count(*) FROM listings b WHERE {SAME} AND a.subject = b.subject AND a.list = b.list"
    assert count(lived, f"SELECT count(*) FROM copies a WHERE ({one} AND a.month >= b.start_month) <> 1") == 0
    silent = f"SELECT 1 FROM copies a WHERE {SAME}"
    assert count(lived, f"SELECT count(*) FROM listings b WHERE b.holders > 0 AND NOT EXISTS ({silent})") == 0
    assert count(lived, "SELECT count(*) FROM copies WHERE list = 1") == 0


def test_people_carry_the_copies_of_their_entries(lived: Outcome) -> None:
    """Sums of the last month are those of the rows: all copies, wrong ones, and those that outlived the source."""
    wrong, ended = "(subject <> person OR cause <> 0)", "end_month >= 0"
    for arm in range(len(lived.arms)):
        now = f"FROM months WHERE arm = {arm} AND month = (SELECT max(month) FROM months)"
        for name, which in (("copies", "TRUE"), ("wrong_copies", wrong), ("stale_copies", ended)):
            rows = f"SELECT sum(bit_count(holders)) FROM listings WHERE arm = {arm} AND subject >= 0 AND {which}"
            assert count(lived, f"SELECT sum({name}) {now}") == count(lived, rows)
        rows = f"SELECT sum(bit_count(holders)) FROM listings WHERE arm = {arm} AND {wrong} AND {ended}"
        assert count(lived, f"SELECT sum(residual_copies) FROM people WHERE arm = {arm}") == count(lived, rows)
