"""The report of a study: one file that opens offline, says what answers.json says, and nothing that was not asked."""

from __future__ import annotations

import json
import re
from collections import Counter as Counting
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import made_studies as made
import pytest
from parsed_pages import FETCHED, Parsed

from counterscore.audit.studied.study import Studied
from counterscore.core.errors import OutcomeError, SpecError
from counterscore.core.manifest import pretty
from counterscore.report.language import listening, speaking
from counterscore.report.page import Section, html_of
from counterscore.report.studied import read_study, study_markdown, study_page, write_study_report
from counterscore.report.wording import interval, plain, signed

EVERY: dict[str, Callable[[], Studied]] = {
    "rich": made.rich, "bare": made.bare, "unsure": made.unsure, "weekly": made.weekly, "firms": made.of_firms,
    "odd": made.odd,
}  # fmt: skip
LABEL = r'<text x="(-?[\d.]+)"[^>]*?(?:text-anchor="(\w+)")?>([^<]*)<'
each = pytest.mark.parametrize("name", sorted(EVERY))


def put(folder: Path, found: Studied) -> Path:
    """A study folder that holds nothing but answers.json."""
    (folder / "answers.json").write_text(pretty(found.model_dump(mode="json")), encoding="utf-8")
    return folder


def text_of(page: str) -> str:
    """What a page says, without its markup, style and embedded numbers."""
    bare = re.sub(r"<(style|script)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", bare)).split())


def sections(name: str) -> Iterator[Section]:
    """Every section of a made-up study, at every level."""
    for section in study_page(EVERY[name]()).sections:
        yield from section.walk()


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of a study with every part."""
    folder = put(tmp_path_factory.mktemp("study"), made.rich())
    return write_study_report(folder).read_text(encoding="utf-8")


@each
def test_the_page_is_sound_and_fetches_nothing(name: str, tmp_path: Path) -> None:
    """Every element closes, no id stands twice, links lead inside the page, nothing runs and nothing is fetched."""
    page = write_study_report(put(tmp_path, EVERY[name]())).read_text(encoding="utf-8")
    parsed = Parsed(page)
    assert not parsed.faults
    ids = Counting(found["id"] for _, found, _ in parsed.elements if "id" in found)
    assert [one for one, times in ids.items() if times > 1] == []
    for tag, found, _ in parsed.elements:
        assert all(value.startswith("#") and value[1:] in ids for key, value in found.items() if key in FETCHED)
        assert tag != "script" or found == {"type": "application/json", "id": "numbers"}
        assert not [key for key in found if key.startswith("on")]


def test_the_answer_stands_first_in_one_sentence() -> None:
    """Question, estimate and interval; below them what was expected, the verdict, whether all draws agree, the size."""
    page = study_page(made.rich())
    assert page.title == "Does the list hit the wrong people?"
    assert page.question == "How much does 'Ever wrongly listed' differ between 'as written' and 'no regime' in 24 " \
        "simulated months?"  # fmt: skip
    assert page.answer == (
        "Over 24 simulated months, 'as written' compared with 'no regime': 212 more people in 100,000 adults are at "
        "least once wrongly on a list (paired 95 % interval 181 to 243)."
    )
    assert page.answer.count(".") == 1
    told = " ".join(page.basis)
    assert told.startswith("Expected before anything ran: higher; verdict: as expected. With every number that no ")
    assert "drawn from the ranges at once, the sign stays the same in 29 of 32 draws." in told
    assert "1 number by itself" in told and "2 tasks of this study failed" in told and "71 %" in told
    assert "20 replicates" in told and "4 worlds: no regime; perfect records; as written; with notice" in told


def test_replicates_without_such_people_are_counted() -> None:
    """Replicates that had nobody to compare are told below the answer, of all that came out."""
    told = " ".join(study_page(made.bare(answers=(made.answered(made.asked(), untold=3),))).basis)
    assert "In 3 of 23 replicates there were fewer than two such people; the answer rests on the others." in told
    assert "fewer than two" not in " ".join(study_page(made.rich()).basis)


def test_numbers_of_people_are_counted_apart() -> None:
    """Where numbers of the people were drawn too, the report says how many of which."""
    known = {**made.resolved(), "sampled": ["courts.suit_p", "courts.win_p", "people.names.long"]}
    found = made.bare(doubts=(made.doubted(),)).model_copy(update={"resolved": known})
    assert "With 2 numbers of the regime and 1 of its people drawn from the ranges" in study_page(found).basis[0]


def test_fewer_is_told_with_an_interval_in_the_same_direction() -> None:
    """Where the arm has less of something, words, size and interval all count downwards."""
    found = made.bare(answers=(made.answered(made.asked(), -212.0, 31.0, verdict="against expectation"),))
    page = study_page(found)
    assert "212 fewer people in 100,000 adults" in page.answer and "(paired 95 % interval 181 to 243)" in page.answer
    assert "verdict: against expectation" in page.basis[0] and "draws" not in page.basis[0]
    other = made.answered(made.asked(metric="months_listed", title="Months on a list"), -212.0, 31.0)
    said = study_page(made.bare(answers=(other,))).answer
    assert f"'Months on a list' is lower by 212 {made.UNIT} (paired 95 % interval 181 to 243)" in said


def test_a_difference_below_the_margin_says_why_it_is_none() -> None:
    """A whole interval within the margin is told as such; expecting a difference is then contradicted."""
    question = made.asked(expect="lower", margin=50.0)
    found = made.bare(answers=(made.answered(question, -17.0, 8.0, verdict="against expectation"),))
    page = study_page(found)
    assert "all of the interval is within 50, the smallest difference that matters" in page.answer
    assert "verdict: against expectation" in page.basis[0]


def test_a_sign_that_is_told_is_not_said_to_be_open() -> None:
    """An interval on one side of zero that holds the margin leaves open the size, never the direction."""
    found = made.bare(answers=(made.answered(made.asked(margin=200.0), verdict="cannot tell"),))
    answer = study_page(found).answer
    assert "cannot be told whether it is 200 or more" in answer and "which way it goes" not in answer


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((1.0, 2.0), "the sign stays the same in all 2 draws"),
        ((-1.0, 2.0), "the sign stays the same in only 1 of 2 draws"),
        ((-1.0, 0.0), "the sign stays the same in none of 2 draws"),
        ((0.0, 0.0), "nothing differs in any of 2 draws"),
    ],
)
def test_what_was_drawn_is_named_as_the_file_asks(values: tuple[float, ...], said: str) -> None:
    """The report claims no more than was drawn: the numbers named in the file, or all that no statute fixes."""
    doubt = made.doubted().model_copy(update={"parameters": values})
    every, told = made.bare(doubts=(doubt,)), f"drawn from the ranges at once, {said}"
    assert f"With every number that no statute fixes {told}" in study_page(every).basis[0]
    known = {**every.resolved, "file": {"ranges": {"sample": ["redress.*"]}}, "sampled": ["redress.notice_p"]}
    some = every.model_copy(update={"resolved": known})
    assert f"With 1 number named in the study file {told}" in study_page(some).basis[0]
    assert "no statute" not in text_of(html_of(study_page(some)))


def test_what_cannot_be_told_says_so_and_what_it_would_take() -> None:
    """No direction is told without a verdict; the replicates needed grow with the square of what is missing."""
    first, nothing, single, nobody = made.unsure().answers
    page = study_page(made.unsure())
    said = text_of(html_of(page))
    assert "it cannot be told which way it goes" in page.answer and "more people" not in page.answer
    wanted = first.replicates * (57.0 / 12.0) ** 2
    assert 451 <= wanted <= 452 and "about 452 replicates would be needed to tell" in said
    assert "No number of replicates tells a difference from zero where there is none" in said
    assert nothing.estimate == 0.0 and single.method == "too few" and nobody.method == "nobody"
    assert "too few replicates were lived for an interval" in said and "in the group 'village'" in said
    assert "nobody differs in 'Ever wrongly listed' in any replicate" in said and interval(-4.6, 4.6) in said


def test_every_number_of_the_answers_is_on_the_page(rich: str) -> None:
    """Estimates, intervals, means, replicates, savings, margins, forms, ends of ranges, shares and prices are told."""
    found, said = made.rich(), text_of(rich)
    wanted: list[str] = []
    for one in found.answers:
        wanted += [signed(one.estimate), interval(one.low, one.high), plain(one.arm_mean), plain(one.against_mean),
                   plain(one.half_width), str(one.replicates)]  # fmt: skip
        wanted += [f"{one.unpaired_replicates:,}"] if one.unpaired_replicates else []
        wanted += [f"{plain(one.variance_reduction)} times"] if one.variance_reduction else []
    for doubt in found.doubts:
        wanted += [signed(value) for value in doubt.parameters]
        wanted += [interval(doubt.low, doubt.high), "91 %"]
        wanted += [interval(form.low, form.high) for form in doubt.forms if form.estimate is not None]
        wanted += [form.problem for form in doubt.forms if form.problem]
    for moving in found.influence:
        wanted += [plain(row.mu_star) for row in moving.screened] + [plain(row.sigma) for row in moving.screened]
        wanted += [f"{plain(100 * row.first, 2)} %" for row in moving.shared]
        ends = [end for bar in moving.bars for end in (bar.at_low, bar.at_high) if end]
        wanted += [text for end in ends for text in (signed(end.answer), signed(end.change), end.value)]
        wanted += [f"down to {flip.at}" for flip in moving.flips]
        wanted += [f"{moving.worlds:,} worlds", f"{moving.unread} numbers"]
        wanted += [f"from {row.effects} of 8 steps" for row in moving.screened if row.effects < 8]
        wanted += [f"At {moving.moved} of {moving.points} points"]
    assert [text for text in wanted if text not in said] == []


def test_tuning_and_prices_are_on_the_page(rich: str) -> None:
    """What was tuned, to which published range and source, what failed; the best set, its price and its rivals."""
    found, said = made.rich(), text_of(rich)
    tuned, bought = found.calibrated, found.bought
    assert tuned is not None and bought is not None
    wanted = [
        "256 points",
        "the 26 nearest",
        "74 %",
        "correlation -0.87",
        "37 % of the ranges",
        "linkage.missed_p: 0.067",
    ]
    for one in tuned.tuned:
        wanted += [plain(one.written, 4), interval(one.low, one.high), plain(one.median, 4),
                   interval(one.p025, one.p975)]  # fmt: skip
    for met in tuned.met:
        wanted += [met.title, met.source, interval(met.published_low, met.published_high)]
        wanted += [plain(met.after_median), interval(met.before_low, met.before_high)] if met.after_median else []
    wanted += [f"Could not be met: {made.TOTALS[1]}.", "NOT MET; off by -0.09", "83 % of worlds inside", "0.137"]
    wanted += [f"these in sight: {made.TOTALS[1]}.", f"they test nothing: {made.TOTALS[1]}."]
    wanted += ["came out as published: 0; not told: 1"]
    assert bought.fresh is not None
    for worth in (bought.best, bought.fresh, bought.together, *bought.alone, *bought.missing):
        wanted += [signed(worth.estimate), interval(worth.low, worth.high), plain(worth.staff)]
    wanted += ["within 4 staff per 100,000 people and 1.5 months of delay", "for 3.5 staff", "1 month of delay"]
    wanted += [signed(bought.rivals[0].more), interval(-0.0011, 0.0306), "29 worlds"]
    assert [text for text in wanted if text not in said] == []


@each
def test_every_figure_has_words_a_table_and_something_drawn(name: str) -> None:
    """No figure is empty: each has a title, a text for those who cannot see it, marks, and its numbers as rows."""
    for figure in study_page(EVERY[name]()).figures():
        assert figure.title and figure.rows and figure.drawings
        for drawing in figure.drawings:
            words = re.findall(r"<(?:title|desc) id=[^>]*>(.*?)</(?:title|desc)>", drawing.svg, re.DOTALL)
            assert len(words) == 2 and all(one.strip() for one in words)
            assert len(re.findall(r"<(?:path|rect|circle) ", drawing.svg)) >= len(figure.rows) // 40 + 1
            assert not re.search(r"\bnan\b|\binf\b|None", drawing.svg)


@each
def test_no_label_leaves_its_drawing(name: str) -> None:
    """Long names of arms and numbers are broken, not cut off; every mark lies inside the picture."""
    for figure in study_page(EVERY[name]()).figures():
        for drawing in figure.drawings:
            wide = float(re.search(r'viewBox="0 0 ([\d.]+)', drawing.svg)[1])  # type: ignore[index]
            for x, anchor, text in re.findall(
                r'<text x="(-?[\d.]+)"[^>]*?(?:text-anchor="(\w+)")?>([^<]*)<', drawing.svg
            ):
                size = 7.1 * len(unescape(text)) * {"end": -1.0, "middle": 0.5, "": 1.0, "start": 1.0}[anchor]
                assert 0.0 <= float(x) <= wide and -8.0 <= float(x) + size <= wide + 8.0, text


def test_what_was_not_asked_is_left_out() -> None:
    """A study of chance alone has no sections on months, ranges, influence, tuning, safeguards, parting or failures."""
    keys = {section.key for section in sections("bare")}
    assert keys == {"questions", "assumptions", "not-modelled", "limits-general", "sources", "again"}
    whole = {section.key for section in sections("rich")}
    assert whole >= keys | {"fans", "doubts", "influence", "calibration", "budget", "divergence", "failures"}
    no_draws = made.bare(doubts=(made.doubted().model_copy(update={"parameters": (), "forms": ()}),))
    page = study_page(no_draws)
    assert "Nothing was drawn from them here." in html_of(page) and "no statute" not in html_of(page)
    assert "asked for chance alone" in html_of(page) and not page.figures() and "draws" not in page.basis[0]


def test_monthly_sums_that_are_always_zero_are_named_and_not_drawn() -> None:
    """An arm in which nobody is ever listed has no panel; a series that is zero in every arm has no figure."""
    fans = next(section for section in sections("rich") if section.key == "fans")
    keys = [figure.key for figure in fans.figures]
    assert keys == [f"figure-fan-{name}" for name in
                    ("wrongly_listed", "listed", "limited", "money_lost", "refused_air")]  # fmt: skip
    for figure in fans.figures:
        assert [one.heading for one in figure.drawings] == ["as written", "with notice", "perfect records"]
        assert "0 in every month: no regime." in figure.note and len(figure.rows) == made.MONTHS
    assert len(fans.tables[0].rows) == 15


def test_a_policy_date_is_marked_where_it_is() -> None:
    """The dashed line stands at the month of the arm that changes, in weeks where the regime counts weeks."""
    fans = next(section for section in sections("rich") if section.key == "fans")
    for drawing in fans.figures[0].drawings:
        marks = re.findall(r'<line x1="([\d.]+)"[^>]*stroke-dasharray', drawing.svg)
        assert len(marks) == (drawing.heading == "with notice")
    assert "'with notice', month 12" in fans.lead[1]
    weekly = next(section for section in sections("weekly") if section.key == "fans")
    assert "'with notice', week 52" in weekly.lead[1]


def test_words_fit_firms_and_weeks() -> None:
    """A study of firms speaks of firms, one that counts weeks of weeks."""
    firms, weekly = (html_of(study_page(EVERY[name]())) for name in ("firms", "weekly"))
    assert "1,000 firms spend 330 more months in a punished band" in firms and "Firms in a low band" in firms
    assert "1,000 adults" not in firms and "1,000 adults" not in text_of(firms)
    assert "simulated weeks" in weekly and "Week by week" in weekly and "months since" not in weekly


def test_odd_titles_break_nothing(tmp_path: Path) -> None:
    """Titles with markup are shown as they are and never become markup."""
    page = write_study_report(put(tmp_path, made.odd())).read_text(encoding="utf-8")
    assert page.count("<script") == 1 and "alert(" in text_of(page) and "<b>" not in page
    assert json.loads(re.search(r'id="numbers">(.*?)</script>', page)[1])["study"]["title"] == made.odd().title  # type: ignore[index]


def test_the_embedded_numbers_are_those_of_the_answers(rich: str) -> None:
    """Everything of answers.json but the text of the regime can be read back from the page."""
    held = json.loads(re.search(r'id="numbers">(.*?)</script>', rich)[1])  # type: ignore[index]
    assert held["schema"] == "counterscore-study-report/1"
    assert Studied.model_validate_json(json.dumps({**held["study"], "resolved": made.resolved()})) == made.rich()


@each
def test_the_same_answers_give_the_same_bytes(name: str, tmp_path: Path) -> None:
    """Written twice, and after another language, a report does not change."""
    folder = put(tmp_path, EVERY[name]())
    first = write_study_report(folder).read_bytes()
    assert write_study_report(folder, "zh").name == "report.zh.html"
    assert write_study_report(folder).read_bytes() == first
    assert read_study(folder) == EVERY[name]()


@pytest.mark.parametrize("name", ["rich", "bare", "unsure", "weekly", "firms"])
def test_a_chinese_report_of_a_study_leaves_nothing_unsaid(name: str) -> None:
    """Every text of the page has its Chinese words, and no place in braces stays empty."""
    with listening() as unsaid, speaking("zh"):
        page = html_of(study_page(EVERY[name]()))
    assert not unsaid, sorted(unsaid)
    assert not re.findall(r"\{[a-z]+\}", text_of(page)) and '<html lang="zh' in page and "虚构" in page


def test_the_same_page_as_markdown() -> None:
    """Question, answer, tables and sources can be put into a text."""
    text = study_markdown(made.rich())
    page = study_page(made.rich())
    assert (
        text.startswith(f"# {page.title}")
        and page.answer in text
        and "| Ever wrongly listed" not in text.split("##")[0]
    )
    assert "## Three kinds of doubt, kept apart" in text and "## Sources" in text


def test_a_folder_without_answers_says_what_to_do(tmp_path: Path) -> None:
    """A folder that holds no finished study, or a damaged one, is an error with the place and the cure."""
    with pytest.raises(OutcomeError, match=r"answers.json: no such file; expected .*counterscore study run"):
        write_study_report(tmp_path)
    known: dict[str, Any] = made.bare().model_dump(mode="json")
    known["answers"][0]["estimate"] = "high"
    (tmp_path / "answers.json").write_text(json.dumps(known), encoding="utf-8")
    with pytest.raises(OutcomeError, match=r"answers.0.estimate: .*run the study again"):
        write_study_report(tmp_path)
    with pytest.raises(SpecError, match="no language 'zz'"):
        write_study_report(put(tmp_path, made.bare()), "zz")
