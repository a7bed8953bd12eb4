"""The four counts of the wrong person: four numbers, each of its own people, and never a sum."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from fakes import fake_outcome, fake_study
from scipy import stats

from counterscore.audit.four_counts import COUNTS, Count, four_counts, judged_arms, waits, wilson
from counterscore.audit.frame import TOO_FEW
from counterscore.audit.metric import find_metric
from counterscore.audit.paired import compare, effect
from counterscore.audit.summary import summary
from counterscore.core.errors import OutcomeError
from counterscore.core.outcome import Outcome
from counterscore.core.outcome_writer import OutcomeWriter

MONTHS = 24
COLUMNS = tuple(column for column, _ in COUNTS.values())
Four = tuple[int, int, int, int]
# first wrong, first refusal, first loss, corrected everywhere
LIVES: list[tuple[int, Four]] = [
    (30, (2, 4, 6, 10)), (10, (5, 5, -1, -1)), (5, (8, 3, -1, 8)), (3, (-1, 7, -1, -1)), (2, (-1, -1, 0, -1)),
    (150, (-1, -1, -1, -1)),
]  # fmt: skip


def run_of(folder: Path, lives: list[tuple[int, Four]], *columns: str, children: int = 0) -> Outcome:
    """A run of these lives as written, so many of each; with perfect records and without a regime nothing happens."""
    months = np.array([four for many, four in lives for _ in range(many)], np.int16)
    n = len(months)
    writer = OutcomeWriter(folder, {**fake_study(n, MONTHS), "targets": []})
    for arm in range(3):
        told = months if arm == 2 else np.full_like(months, -1)
        four = {name: told[:, place] for place, name in enumerate(COLUMNS) if name in (columns or COLUMNS)}
        base = {"arm": np.full(n, arm, np.int16), "person": np.arange(n, dtype=np.int32)}
        adult = (np.arange(n) < n - children).astype(np.uint8)
        writer.append("people", {**base, "cell": np.full(n, 20, np.uint8), "adult": adult, **four})
    return Outcome(writer.finish())


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Two hundred lives."""
    return run_of(tmp_path_factory.mktemp("four") / "run", LIVES)


def test_each_count_counts_its_own_people(outcome: Outcome) -> None:
    """45 wrongly listed; 48 refused, 45 of them of those; 32 poorer, 30 of them; 35 corrected."""
    found = four_counts(outcome, "as written").named()
    assert {name: (count.people, count.of_wronged) for name, count in found.items()} == {
        "wrongly_listed": (45, 45), "refused": (48, 45), "lost_money": (32, 30), "corrected": (35, 35),
    }  # fmt: skip
    assert found["refused"].per_100000 == pytest.approx(24_000)
    assert found["wrongly_listed"].share is None
    shares = [found[name].share for name in ("refused", "lost_money", "corrected")]
    assert shares == pytest.approx([1.0, 30 / 45, 35 / 45])


def test_there_is_no_sum(outcome: Outcome) -> None:
    """Nothing in a table of counts or in a summary adds the four up: people overlap, and 160 of 200 is nobody."""
    found = four_counts(outcome, "as written")
    assert {field.name for field in fields(found)} == {"arm", "subjects", *COUNTS, "note"}
    numbers = [value for count in found.named().values() for value in vars(count).values()]
    assert 45 + 48 + 32 + 35 not in numbers


def test_intervals_are_the_paired_ones(outcome: Outcome) -> None:
    """A count is its metric against perfect records, with the same limits; corrections are among everybody."""
    found = four_counts(outcome, "as written").named()
    for name, metric in (
        ("refused", "ever_wrongly_refused"),
        ("lost_money", "ever_wrongly_poorer"),
    ):
        known = compare(outcome, find_metric(metric), "as written", "perfect records")
        assert (found[name].per_100000, found[name].low, found[name].high) == (known.estimate, known.low, known.high)
    corrected = np.concatenate([np.ones(30), np.zeros(10), np.ones(5), np.zeros(155)])
    known = effect(corrected, np.zeros(200), nothing=True).times(100_000)
    assert (found["corrected"].low, found["corrected"].high) == pytest.approx((known.low, known.high))


@pytest.mark.parametrize(("hits", "among"), [(0, 10), (3, 20), (35, 45), (45, 45)])
def test_shares_have_wilsons_limits(hits: int, among: int) -> None:
    """The limits of a share are those of scipy."""
    known = stats.binomtest(hits, among).proportion_ci(method="wilson")
    assert wilson(hits, among) == pytest.approx((known.low, known.high), abs=1e-12)


def test_curves_begin_with_the_first_wrong_listing(outcome: Outcome) -> None:
    """Refused after 2 months, at once, and before it (at once); the never corrected wait until the run ends."""
    found = waits(outcome, "as written")
    assert set(found) == set(COUNTS)
    assert found["wrongly_listed"].people == 200
    assert found["wrongly_listed"].at(MONTHS) == pytest.approx(155 / 200)
    refused = found["refused"]
    assert (refused.people, refused.reached) == (45, 45)
    assert refused.waiting[:3] == pytest.approx((30 / 45, 30 / 45, 0.0))
    corrected = found["corrected"]
    assert (corrected.events[0], corrected.events[8], corrected.reached) == (5, 30, 35)
    # ten people entered in month 5 of 24 and were seen for 18 more months
    assert corrected.until == 18
    assert corrected.at_risk[18] == 10


def test_only_arms_with_errors_are_judged(outcome: Outcome) -> None:
    """Without a regime and with perfect records there is nothing to count, and the answer says nothing."""
    assert judged_arms(outcome) == ("as written",)
    for arm in ("none", "perfect records"):
        assert four_counts(outcome, arm).named() == {}
        assert waits(outcome, arm) == {}
    with pytest.raises(OutcomeError, match="as written"):
        four_counts(outcome, "as writen")


def test_children_are_not_counted(tmp_path: Path) -> None:
    """The counts are of the run's subjects."""
    found = four_counts(run_of(tmp_path / "run", LIVES[:1] * 2, children=30), "as written")
    assert found.subjects == 30
    assert found.named()["wrongly_listed"].people == 30


def test_too_few_say_so_and_have_no_share(tmp_path: Path) -> None:
    """Nineteen wrongly listed people are a count with its interval; shares among them and medians are not told."""
    found = four_counts(run_of(tmp_path / "run", [(19, (2, 4, 6, 10)), (500, (-1, -1, -1, -1))]), "as written")
    assert found.note == TOO_FEW
    assert [count.share for count in found.named().values()] == [None] * 4
    assert found.named()["refused"].low > 0


def test_what_a_run_lacks_is_left_out(tmp_path: Path) -> None:
    """A regime that takes no money has three counts and three curves, and a run without pairing has none."""
    some = run_of(tmp_path / "three", LIVES, *(name for name in COLUMNS if "loss" not in name))
    found = four_counts(some, "as written")
    assert list(found.named()) == ["wrongly_listed", "refused", "corrected"]
    assert found.lost_money is None
    assert set(waits(some, "as written")) == {"wrongly_listed", "refused", "corrected"}
    bare = run_of(tmp_path / "none", LIVES, "nothing")
    assert judged_arms(bare) == ()
    assert four_counts(bare, "as written").named() == {}
    told = summary(bare)
    assert (told.four_counts, told.survival, told.cascade) == ([], {}, None)


def test_the_summary_holds_them(tmp_path: Path) -> None:
    """The summary has the counts of every judged arm and the curves of the main one."""
    outcome = Outcome(fake_outcome(tmp_path / "run", people=3000, months=24))
    told = summary(outcome)
    assert [found.arm for found in told.four_counts] == ["as written"]
    assert told.four_counts[0] == four_counts(outcome, "as written")
    assert told.survival == waits(outcome, "as written")
    assert isinstance(told.four_counts[0].wrongly_listed, Count)
