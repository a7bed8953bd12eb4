"""The section on unequal burdens: every index once, why there is no interval, and the worst-hit group."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import fake_outcome

from counterscore.audit.summary import Summary, summary
from counterscore.audit.worst_hit import WorstHit
from counterscore.core.outcome import Outcome
from counterscore.report.fairness import fairness_section, leading_hit, telling, worst_words
from counterscore.report.language import speaking
from counterscore.report.wording import plain, signed

TOLD = WorstHit(
    "ever_listed", "as written", "none", 179, 16, 98.8, 0.0004, ("female", "60 and over"), 109, 697.2, 598.4, 439.3
)
NONE = WorstHit("wrongly_listed", "as written", "none", 179, 16, 12.0, 0.31)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Summary:
    """The numbers of a made-up run."""
    return summary(Outcome(fake_outcome(tmp_path_factory.mktemp("fairness") / "run", people=2000, months=12)))


def test_every_index_is_shown_once_with_its_difference(found: Summary) -> None:
    """Tables hold each value, beside it the paired difference, and instead of an interval why there is none."""
    section = fairness_section(found)
    assert section is not None
    values = [row for row in found.indices if row.reference is None]
    tables = [table for table in section.tables if table.title in ("Indices of everybody", "Gaps between groups")]
    lines = [line for table in tables for line in table.rows]
    assert len(lines) == len(values) > 0
    assert all(table.folded for table in section.tables)
    shown = {str(line[0]): line for line in lines}
    for value in values:
        line = next(
            line for name, line in shown.items() if name.startswith(value.title) and line[1] == plain(value.estimate)
        )
        if value.low is None:
            assert line[2] == value.note
        change = next(
            row
            for row in found.indices
            if (row.index, row.by, row.reference) == (value.index, value.by, "perfect records")
        )
        assert line[3] in (signed(change.estimate), "undefined")


def test_the_worst_hit_group_is_told_with_how_many_were_tried(found: Summary) -> None:
    """The sentence names group, effect, everybody, bound and number tried; the gravest told harm comes first."""
    text = worst_words(replace(found, worst_hit=[NONE, TOLD]))
    for part in ("179", "women, 60 and over", "+697", "+98.8", "439", "below 0.001", "Ever listed"):
        assert part in text, part
    assert leading_hit([NONE, TOLD]) is TOLD and leading_hit([NONE]) is NONE and leading_hit([]) is None


def test_where_no_group_is_told_none_is_named(found: Summary) -> None:
    """Without a subgroup beyond chance the sentence says so, with the smallest corrected p."""
    text = worst_words(replace(found, worst_hit=[NONE]))
    assert "none is hit so much harder" in text and "0.31" in text and "179" in text
    section = fairness_section(replace(found, worst_hit=[NONE, TOLD], indices=[]))
    assert section is not None
    rows = section.tables[0].rows
    assert rows[0][1] == "none told apart" and rows[1][1] == "women, 60 and over"


def test_too_few_who_differ_are_not_told_apart(found: Summary) -> None:
    """A scan of too few people says so, in the sentence and in the table, and one of enough people goes first."""
    few = replace(NONE, few=True, p=1.0)
    assert worst_words(replace(found, worst_hit=[few])).startswith("Too few people differ in 'Ever wrongly listed'")
    assert leading_hit([few, TOLD]) is TOLD and leading_hit([few, NONE]) is NONE
    section = fairness_section(replace(found, worst_hit=[few], indices=[]))
    assert section is not None and section.tables[0].rows[0][1] == "too few people to tell"
    assert section.tables[0].rows[0][-1] == ""


def test_where_nobody_is_listed_gaps_of_nothing_are_left_out(found: Summary) -> None:
    """A ledger that lists nobody shows no table of gaps that are 0 for want of anybody on a list."""
    arms = [replace(arm, listed_ever_per_1000=0.0) for arm in found.arms]
    nothing = [replace(row, estimate=0.0, low=None, high=None) for row in found.indices]
    assert telling(replace(found, arms=arms, indices=nothing)) == []
    assert telling(found) == list(found.indices)


def test_a_run_without_either_has_no_section(found: Summary) -> None:
    """Nothing to tell is told by nothing."""
    assert fairness_section(replace(found, worst_hit=[], indices=[], uneven=None)) is None


def test_another_language_loses_nothing(found: Summary) -> None:
    """In Chinese the section has the same tables, rows and numbers."""
    here = fairness_section(found)
    with speaking("zh"):
        there = fairness_section(found)
    assert here is not None and there is not None
    assert [len(table.rows) for table in here.tables] == [len(table.rows) for table in there.tables]
