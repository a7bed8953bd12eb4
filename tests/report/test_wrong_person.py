"""The wrong person in the terminal and in the report: four counts, their curves, the cascade, and no sum."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes import fake_outcome

from counterscore.audit.four_counts import FourCounts
from counterscore.audit.spreading import Cascade, Held
from counterscore.audit.summary import Summary, summary
from counterscore.audit.survival import kaplan_meier
from counterscore.core.outcome import Outcome
from counterscore.report import table, write_report
from counterscore.report.draw.figure import Figure
from counterscore.report.page import Section
from counterscore.report.wording import interval, plain
from counterscore.report.wrong_person import (
    half_words,
    wait_figure,
    wait_words,
    wrong_person_lines,
    wrong_person_section,
)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A run with enough wrongly listed people for curves."""
    return Outcome(fake_outcome(tmp_path_factory.mktemp("runs") / "run", people=12_000, months=24))


@pytest.fixture(scope="module")
def found(outcome: Outcome) -> Summary:
    """Its summary, with a cascade as a run with agencies has it."""
    return replace(summary(outcome), cascade=CASCADE)


CURVE = kaplan_meier(np.array([0] * 12 + [3] * 12 + [9] * 6), np.array([1] * 24 + [0] * 6), few=20)
CASCADE = Cascade(
    "as written", 40, 30, tuple(3.0 - 0.1 * t for t in range(24)), (0.0,) * 12 + (0.5,) * 12,
    tuple(range(40, 16, -1)), 5, ("banks", "credit bureaus"), 25, 4, 0.08, CURVE,
    (Held("banks", 30, 4), Held("credit bureaus", 12, 1), Held("schools", 0, 0)),
)  # fmt: skip


def section(found: Summary) -> Section:
    """The section of a summary that has one."""
    made = wrong_person_section(found)
    assert made is not None
    return made


def test_the_terminal_shows_the_four_counts(found: Summary) -> None:
    """Each count stands in a line of its own with its people, rate, interval and share; nothing adds them."""
    shown = "\n".join(wrong_person_lines(found))
    counts = found.four_counts[0].named()
    assert len(counts) == 4
    for count in counts.values():
        line = next(
            line for line in shown.splitlines() if f"{count.people} " in line and plain(count.per_100000) in line
        )
        assert interval(count.low, count.high) in line
    assert "do not add up" in shown
    assert "total" not in shown
    assert "copies: 30 of 40 wrong entries copied, to up to 5 agencies at once, through a" in shown
    assert "4 of 25 that have ended are still held somewhere" in shown.replace("\n    ", " ")
    assert shown in table(found)


def test_eighty_columns_are_enough(found: Summary) -> None:
    """Also for millions of people and long names of arms."""
    many = {
        name: replace(count, people=12_345_678, per_100000=99_999.4, low=98_765.4, high=99_999.9)
        for name, count in found.four_counts[0].named().items()
    }
    wide = replace(found.four_counts[0], arm="without linkage_error, with notice, appeal and human-review", **many)
    shown = wrong_person_lines(replace(found, four_counts=[wide]))
    assert max(map(len, shown)) <= 80
    assert any("12,345,678" in line for line in shown)


def test_nobody_wronged_nothing_said(found: Summary) -> None:
    """Where no error ever reaches anybody, terminal and report are silent; a run without pairing too."""
    none = {name: replace(count, people=0) for name, count in found.four_counts[0].named().items()}
    for silent in ([replace(found.four_counts[0], **none)], [], [FourCounts("as written", 9, None, None, None, None)]):
        assert wrong_person_lines(replace(found, four_counts=silent)) == []
        assert wrong_person_section(replace(found, four_counts=silent)) is None


def test_too_few_people_are_told_as_such(outcome: Outcome, found: Summary) -> None:
    """With few wrongly listed there are counts with intervals, no shares and no curves."""
    few = {name: replace(count, share=None) for name, count in found.four_counts[0].named().items()}
    curves = {name: replace(one, note="too few people to tell") for name, one in found.survival.items()}
    counts = replace(found.four_counts[0], note="too few people to tell", **few)
    small = replace(found, four_counts=[counts], survival=curves, cascade=None)
    shown = wrong_person_lines(small)
    assert sum(line.endswith("too few") for line in shown) == 3
    assert not any("half of the wrongly listed" in line for line in shown)
    made = section(small)
    assert "figure-waits" not in {figure.key for figure in made.figures}
    assert any("A larger run would tell more" in point for point in made.points)


def drawn(found: Summary) -> dict[str, Figure]:
    """The figures of the section, and the waits that the report tells under "How long it lasts"."""
    waits = wait_figure(found.survival, found.step)
    assert waits is not None
    return {figure.key: figure for figure in (*section(found).figures, waits)}


def test_every_figure_has_words_and_numbers(found: Summary) -> None:
    """First listings, waits and cascade: a text alternative in each drawing, the numbers as a table beside it."""
    figures = drawn(found)
    assert list(figures) == ["figure-first", "figure-cascade", "figure-waits"]
    for figure in figures.values():
        for drawing in figure.drawings:
            alternative = re.search(r"<desc[^>]*>([^<]+)</desc>", drawing.svg)
            assert alternative
            assert "at the beginning" in alternative[1]
            assert "nan" not in drawing.svg
    waits, refused = figures["figure-waits"], found.survival["refused"]
    place = waits.columns.index("not refused yet, %")
    assert [row[place] for row in waits.rows[:3]] == pytest.approx([100 * v for v in refused.waiting[:3]])
    assert [row[place + 3] for row in waits.rows[:3]] == list(refused.at_risk[:3])
    assert "months since the first wrong listing" in waits.drawings[0].svg
    cascade = figures["figure-cascade"]
    assert [row[1] for row in cascade.rows] == pytest.approx(list(CASCADE.copies[:21]))
    assert "months since the entry was born" in cascade.drawings[0].svg


def test_curves_end_where_too_few_are_left(found: Summary) -> None:
    """What fewer than twenty people or entries would tell is not drawn."""
    figures = drawn(found)
    assert len(figures["figure-cascade"].rows) == 21
    for name, one in found.survival.items():
        if name == "corrected":
            place = figures["figure-waits"].columns.index("not put right everywhere yet, %")
            told = [row[place] is not None for row in figures["figure-waits"].rows]
            assert told == [n >= 20 for n in one.at_risk[: len(told)]] + [False] * (len(told) - len(one.at_risk))


def test_waits_in_words() -> None:
    """How many got there, half of them when, the mean wait; none, and fewer than half, are said so."""
    months, events = np.array([2] * 6 + [10] * 4), np.array([1] * 6 + [0] * 4)
    said = wait_words(kaplan_meier(months, events), "refused something", "month")
    assert said.startswith(
        "6 of the 10 wrongly listed are refused something before the run ends, half within 2 months ("
    )
    assert "the mean wait, counted up to 10 months, is 5.2 (" in said
    few = wait_words(kaplan_meier(months, events & (np.arange(10) < 3)), "poorer", "week")
    assert "fewer than half within 10 weeks" in few
    none = wait_words(kaplan_meier(months, np.zeros(10)), "poorer", "month")
    assert none == "None of the 10 wrongly listed is poorer before the run ends."
    assert half_words(kaplan_meier(np.zeros(4, int), np.ones(4)), "month") == "at once"


def test_the_section_says_what_it_rests_on(found: Summary) -> None:
    """The coupling is called a convention, the counts are not added, and the chain is named from the source on."""
    made = section(found)
    said = " ".join((*made.lead, *made.points))
    for words in ("a convention", "never added up", "The longest chain: the source, then banks, then credit bureaus."):
        assert words in said
    agencies = next(one for one in made.tables if "by agency" in one.title)
    assert agencies.rows == (("banks", 30, 4), ("credit bureaus", 12, 1))


def test_the_report_holds_the_section_and_its_numbers(outcome: Outcome, tmp_path: Path) -> None:
    """report.html has the section, and the numbers embedded in it hold the counts of the summary."""
    text = write_report(outcome, tmp_path / "report.html").read_text(encoding="utf-8")
    assert '<section id="wrong-person"' in text
    embedded = re.search(r'<script type="application/json" id="numbers">(.*?)</script>', text, re.DOTALL)
    assert embedded
    kept = json.loads(embedded[1])["summary"]
    told = summary(outcome)
    assert kept["four_counts"][0]["corrected"]["people"] == told.four_counts[0].named()["corrected"].people
    assert kept["survival"]["refused"]["waiting"] == pytest.approx(told.survival["refused"].waiting)
    assert kept["cascade"] is None
