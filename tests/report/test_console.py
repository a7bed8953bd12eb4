"""The table of the terminal: narrow, plain, and silent about what a regime does not have."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from fakes import fake_outcome

from counterscore.audit.summary import ArmSummary, Summary, summary
from counterscore.core.outcome import Outcome
from counterscore.report import table
from counterscore.report.wording import interval, plain, signed


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Summary:
    """The summary of a small run."""
    return summary(Outcome(fake_outcome(tmp_path_factory.mktemp("runs") / "run", people=3000, months=24)))


def test_at_most_eighty_columns(found: Summary) -> None:
    """No line is wider than 80 letters, also with long names and many arms."""
    long = [
        replace(arm, arm=f"without linkage_error, with notice and appeal {i}") for i in range(3) for arm in found.arms
    ]
    title = "A measure with quite a long name"
    effects = [replace(row, title=title, estimate=123456.7, low=-234567.8, high=345678.9) for row in found.effects]
    wide = replace(found, arms=long, regime={"title": "A very long title " * 9}, effects=effects)
    for shown in (table(found), table(wide)):
        assert max(map(len, shown.splitlines())) <= 80


def test_plain_unless_terminal(found: Summary) -> None:
    """Text for a file holds no control letters; text for a terminal differs by them only."""
    shown, bold = table(found), table(found, terminal=True)
    assert shown.isascii() and "\x1b" not in shown
    assert "\x1b[1m" in bold and bold.replace("\x1b[1m", "").replace("\x1b[0m", "") == shown


def test_numbers_are_the_summarys(found: Summary) -> None:
    """Every effect that touches anybody stands in the table with its estimate and interval."""
    shown = table(found)
    for row in found.effects:
        if row.method != "nobody":
            # a long title takes the line above as well
            assert any(
                row.title[:20] in above + line and signed(row.estimate) in line and interval(row.low, row.high) in line
                for above, line in itertools.pairwise(shown.splitlines())
            )
    written = found.arm("as written")
    assert written.wrongly_listed_per_100000
    assert f"{plain(written.wrongly_listed_per_100000)}\n" in shown
    for target in found.targets:
        assert ("inside" if target.inside else "OUTSIDE") in shown


def bare(arm: ArmSummary) -> ArmSummary:
    """An arm of a regime without lists, bands and refusals."""
    return replace(
        arm, listed_now_per_1000=None, listed_ever_per_1000=None, wrongly_listed_per_100000=None,
        wrongly_listed_by_group={},
        refusals_per_1000=dict.fromkeys(arm.refusals_per_1000), median_months_listed=None, bands_end_share=None,
        measures={},
    )  # fmt: skip


def test_rows_that_do_not_apply_are_left_out(found: Summary) -> None:
    """A regime without lists, bands and refusals has no rows for them."""
    small = replace(
        found,
        arms=[bare(arm) for arm in found.arms],
        effects=[],
        targets=[],
        tuned=[],
        assumption_share=None,
        four_counts=[],
    )
    shown = table(small)
    for word in ("list", "band", "refus", "published", "tuned", "assumption", "minus"):
        assert word not in shown.split("\n", 1)[1], word
    assert "adults" in shown


def test_small_groups_have_no_number(found: Summary) -> None:
    """A group too small to tell is written as such, not as zero."""
    arm = found.arm("as written")
    groups = {by: [replace(g, value=None) for g in rows] for by, rows in arm.wrongly_listed_by_group.items()}
    shown = table(replace(found, arms=[replace(arm, wrongly_listed_by_group=groups)]))
    line = next(line for line in shown.splitlines() if line.strip().startswith("women"))
    assert line.endswith("too few")
