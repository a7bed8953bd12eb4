"""The report answers in the order a reader asks, says where it comes from, and speaks the language asked for."""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path

import pytest
from fakes import fake_outcome

import counterscore as cs
from counterscore.audit.summary import summary
from counterscore.core.outcome import Outcome
from counterscore.legal import law_of
from counterscore.regimes import load_regime
from counterscore.regimes.patches import value_paths
from counterscore.report import write_report
from counterscore.report.answer import answer, leading_effect
from counterscore.report.changes import changed_arms, rows_of_change, safeguards_section, without_section
from counterscore.report.codebook import sector_words
from counterscore.report.duration import duration_section
from counterscore.report.groups import refusal_figure
from counterscore.report.markdown import markdown_of
from counterscore.report.page import Section
from counterscore.report.question import question
from counterscore.report.writing import joined, page_of

ORDER = [
    "picture", "assumptions", "who", "how-long", "causes", "safeguards", "lives", "law", "not-modelled", "sources",
    "again", "numbers-all",
]  # fmt: skip


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A small made-up run."""
    return Outcome(fake_outcome(tmp_path_factory.mktemp("runs") / "run", people=3000, months=24))


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> cs.Result:
    """A real run with a safeguard, without a mechanism, and with causes."""
    arms = {
        "none": cs.no_regime, "as written": cs.asis, "told": cs.with_("notice", "appeal"),
        "clean": cs.without("linkage_error"),
    }  # fmt: skip
    folder = tmp_path_factory.mktemp("runs") / "asked"
    causes = ["linkage_error", "no_notice"]
    return cs.run("judgment-defaulters", 4000, 24, seed=3, arms=arms, folder=folder, attribute=causes)


def test_sections_come_in_the_order_of_the_questions(outcome: Outcome, asked: cs.Result) -> None:
    """Picture, assumptions, who, how long, why, safeguards, lives, law, limits, sources, re-run; then all numbers."""
    for one in (outcome, asked):
        keys = [section.key for section in page_of(one, summary(one)).sections]
        assert keys == [key for key in ORDER if key in keys]
        assert {"picture", "assumptions", "who", "safeguards", "lives", "not-modelled", "again"} <= set(keys)
    made = asked.report()
    shown = re.findall(r'<section id="([\w-]+)"', made.read_text(encoding="utf-8"))
    assert [key for key in shown if key in ORDER] == [key for key in ORDER if key in shown]
    assert {"causes", "law"} <= set(shown)


def test_the_question_is_made_of_the_study(outcome: Outcome) -> None:
    """One sentence that names the regime, the length, whom it meets and the worlds it is compared with."""
    said = question(summary(outcome), outcome.arms)
    assert said.count("?") == 1 and said.endswith("?")
    for words in ("A made-up list", "24 simulated months", "adults", "no regime or perfect records", "as written"):
        assert words in said


def test_question_answer_and_picture_come_first(outcome: Outcome, tmp_path: Path) -> None:
    """Question, answer with its interval and what it rests on stand before the first section."""
    text = write_report(outcome, tmp_path).read_text(encoding="utf-8")
    found = summary(outcome)
    places = [text.index(part) for part in ('class="question"', 'class="answer"', 'class="soft"', "<nav", "<section")]
    assert places == sorted(places)
    row = leading_effect(found)
    assert row is not None and "paired 95 % interval" in answer(found)


def test_everything_says_where_it_comes_from(outcome: Outcome, tmp_path: Path) -> None:
    """The foot and every printed page carry the study and the seed, and that nobody here exists."""
    text = write_report(outcome, tmp_path).read_text(encoding="utf-8")
    stamp = page_of(outcome, summary(outcome)).stamp
    assert outcome.facts["study_sha256"][:12] in stamp and "seed 7" in stamp and "nobody" in stamp
    assert f"<footer><p>{stamp}</p></footer>" in text and f'@bottom-left {{ content: "{stamp}"' in text


def test_each_safeguard_shows_what_it_changes(asked: cs.Result) -> None:
    """A world with safeguards has a table whose changes are those of the summary with the sign turned."""
    found = asked.summary
    assert changed_arms(asked, "with") == {"told": ["notice", "appeal"]}
    assert changed_arms(asked, "without") == {"clean": ["linkage_error"]}
    made = safeguards_section(asked, found)
    rows = rows_of_change(found, "told")
    if rows:
        assert made.tables[0].title == "With notice; appeal"
        shown = [getattr(line[3], "numbers", ()) for line in made.tables[0].rows]
        assert shown == [(-row.estimate,) for row in rows]
        ends = [getattr(line[4], "numbers", ()) for line in made.tables[0].rows]
        assert ends == [(-row.high, -row.low) for row in rows]
    else:
        assert "Nothing can be told from zero in: told." in made.after
    other = without_section(asked, found)
    assert other is not None and (other.tables or other.after)


def test_a_world_with_a_policy_date_says_from_when_on(tmp_path: Path) -> None:
    """Its section names the month before which it is the regime as written; one with own numbers is no safeguard."""
    value = dict(value_paths(load_regime("judgment-defaulters").spec))["listing.discretion_p"]
    own = {
        "as written": cs.asis, "told": cs.Arm("told", (), ("notice",), since=4),
        "cut": cs.Arm("cut", ("linkage_error",), since=2), "more": cs.Arm("more", (), ("notice",), since=1),
        "else": cs.Arm("else", (), ("notice",), numbers=(("listing.discretion_p", value),)),
    }  # fmt: skip
    run = cs.run("judgment-defaulters", people=300, months=6, seed=4, arms=own, folder=tmp_path / "dated")
    assert changed_arms(run, "with") == {"told": ["notice"], "more": ["notice"]}
    made, other = safeguards_section(run, run.summary), without_section(run, run.summary)
    assert made is not None and other is not None
    assert [line.split(";")[0] for line in made.after[:2]] == [
        "The world 'told' is the regime as written before 2017-09",
        "The world 'more' is the regime as written before 2017-06",
    ]
    assert other.after[0].startswith("The world 'cut' is the regime as written before 2017-07;")


def test_worlds_that_are_not_the_regime_as_written_are_not_told_as_parts_of_it(tmp_path: Path) -> None:
    """Without a world of the regime as written no table says what a part or a safeguard changes of it."""
    own = {"keys": cs.Arm("keys", ("linkage_error",)), "both": cs.Arm("both", ("linkage_error",), ("notice",))}
    run = cs.run("judgment-defaulters", people=300, months=6, seed=4, arms=own, folder=tmp_path / "own")
    assert changed_arms(run, "with") == changed_arms(run, "without") == {}
    assert without_section(run, run.summary) is None
    made = safeguards_section(run, run.summary)
    assert made is not None and not made.tables and "No world of this run is the regime as written" in made.lead[0]


def test_the_head_says_what_the_regime_is_and_where(asked: cs.Result) -> None:
    """Place, first month and status stand under the title, and a sentence on what the regime does."""
    law = law_of(asked)
    page = page_of(asked, asked.summary, law=law)
    assert law is not None and page.status.startswith(law.jurisdiction)
    assert f"simulated from {asked.study['regime']['start']} on; status: " in page.status
    assert page.about == asked.study["regime"]["summary"].strip()
    assert page.about.split(".")[0] in markdown_of(page)


def test_one_number_has_one_interval(asked: cs.Result) -> None:
    """A rate in a figure is the difference to no regime, and has its interval: nothing happens without the regime."""
    figure = refusal_figure(asked, asked.summary)
    assert figure is not None
    shown = {(row[0], row[1]): getattr(row[3], "numbers", ()) for row in figure.rows}
    rows = [row for row in asked.summary.effects if row.reference == "none" and row.metric.startswith("refused_")]
    known = {sector_words(row.metric.removeprefix("refused_")): (row.low, row.high) for row in rows}
    told = [(known[sector], bounds) for (sector, arm), bounds in shown.items() if arm == "as written"]
    assert told
    for expected, bounds in told:
        assert bounds == pytest.approx(expected)


def test_no_safeguard_says_how_to_try_one(outcome: Outcome) -> None:
    """A run without safeguards says so and names the command."""
    assert safeguards_section(outcome, summary(outcome), asked=True) is None
    made = safeguards_section(outcome, summary(outcome))
    assert made.commands == ("counterscore safeguards fake-list",) and not made.tables
    assert without_section(outcome, summary(outcome)) is None


def test_how_long_counts_months_listed(outcome: Outcome) -> None:
    """The curve of a world starts at all of the listed and ends at those who are listed for as long as anybody."""
    made = duration_section(outcome, summary(outcome))
    assert made is not None
    held = next(figure for figure in made.figures if figure.key == "figure-held")
    people = outcome.table("people", "adult = 1 AND months_listed > 0", arm="as written")
    place = held.columns.index("as written: still listed, %")
    assert held.rows[0][place] == 100.0 and held.rows[0][place + 3] == len(people["person"])
    after = held.rows[1][place]
    left = ((people["months_listed"] <= 1) & (people["listed"] == 0)).sum()
    assert after == pytest.approx(100.0 * (1 - left / len(people["person"])))


def test_joined_sections_keep_what_they_had() -> None:
    """A section with others below keeps its own parts first; a missing one gives way to the next."""
    a, b, c = Section("a", "A", parts=(Section("x", "X"),)), Section("b", "B"), Section("c", "C")
    made = joined(a, None, b, c)
    assert made is not None and [part.key for part in made.parts] == ["x", "b", "c"]
    assert joined(None, b) == b and joined(None) is None


def test_limits_and_sources_are_those_of_what_was_used(asked: cs.Result) -> None:
    """The report of a run at hand lists the limits of its mechanisms and the works that something rests on."""
    text = asked.report().read_text(encoding="utf-8")
    assert 'id="limits-parts"' in text and "One claim per person and month at most" in text
    with contextlib.suppress(cs.SpecError):  # without resvg-py or fonts everything but PNG is written
        asked.export(asked.folder / "all")
    assert "synthetic" in (asked.folder / "all" / "model.md").read_text(encoding="utf-8").lower()
    assert json.loads((asked.folder / "all" / "bibliography.json").read_text(encoding="utf-8"))
    assert "numbers of the regime: " in text and "The interval covers the luck of the draws" in text


def test_chinese_report_has_its_own_name(outcome: Outcome, tmp_path: Path) -> None:
    """report.zh.html is written beside report.html, says its language, and numbers are the same."""
    english, chinese = (write_report(outcome, tmp_path, language=one) for one in ("en", "zh"))
    assert (english.name, chinese.name) == ("report.html", "report.zh.html")
    texts = [path.read_text(encoding="utf-8") for path in (english, chinese)]
    assert '<html lang="en">' in texts[0] and '<html lang="zh">' in texts[1]
    numbers = [re.findall(r'<td class="n">([^<]*)</td>', text) for text in texts]
    assert len(numbers[0]) == len(numbers[1])
    with pytest.raises(cs.SpecError, match="language"):
        write_report(outcome, tmp_path, language="xx")
