"""The report: one file that opens offline and says what the summary says."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import fake_outcome, fake_study
from parsed_pages import FETCHED, Parsed

from counterscore.audit.frame import GROUPINGS, MINIMUM_PEOPLE, by_group
from counterscore.audit.metric import find_metric
from counterscore.audit.summary import summary
from counterscore.core.outcome import Outcome
from counterscore.core.outcome_writer import OutcomeWriter
from counterscore.report import write_report
from counterscore.report.answer import answer, leading_effect
from counterscore.report.wording import interval, plain

Change = Callable[[str, dict[str, np.ndarray]], dict[str, np.ndarray]]


def rewritten(folder: Path, target: Path, study: dict[str, Any], change: Change) -> Outcome:
    """The same run with another study text and changed tables."""
    outcome = Outcome(folder)
    writer = OutcomeWriter(target, {**outcome.study, **study})
    for table in ("listings", "months", "people", "records", "refusals"):
        columns = change(table, outcome.table(table))
        if columns:
            writer.append(table, columns)
    return Outcome(writer.finish(outcome.facts.get("divergence") and {"divergence": outcome.facts["divergence"]}))


def html_of(outcome: Outcome, place: Path) -> str:
    """The report as text."""
    return write_report(outcome, place / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small finished run."""
    return fake_outcome(tmp_path_factory.mktemp("runs") / "run", people=3000, months=24)


@pytest.fixture(scope="module")
def text(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Its report."""
    return html_of(Outcome(folder), tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def page(text: str) -> Parsed:
    """Its report, parsed."""
    return Parsed(text)


def test_html_is_well_formed(page: Parsed) -> None:
    """Every element is closed where it must be, and every id is used once."""
    assert page.faults == []
    ids = Counter(attributes["id"] for _, attributes, _ in page.elements if "id" in attributes)
    assert [name for name, times in ids.items() if times > 1] == []
    wanted = {
        ref.removeprefix("#")
        for _, a, _ in page.elements
        for key in ("href", "aria-labelledby")
        for ref in a.get(key, "").split()
    }
    assert wanted <= set(ids)


def test_nothing_outside_is_referred_to(page: Parsed, text: str) -> None:
    """No attribute, style or import of the report fetches anything; links stay on the page."""
    fetched = [(tag, a[key]) for tag, a, _ in page.elements for key in FETCHED & set(a)]
    assert fetched and all(value.startswith("#") for _, value in fetched)
    assert "url(" not in text and "@import" not in text
    scripts = [page.elements[i][1] for i in page.all("script")]
    assert [script.get("type") for script in scripts] == ["application/json"]


def test_every_figure_has_words_and_numbers(page: Parsed) -> None:
    """Each figure has drawings with a title and a text alternative, and a table holding its data."""
    figures = page.all("figure")
    assert len(figures) >= 6
    for figure in figures:
        drawings = [i for i in page.inside(figure, "svg") if page.elements[i][1].get("aria-hidden") != "true"]
        assert drawings
        for drawing in drawings:
            assert page.elements[drawing][1]["role"] == "img"
            titles = [i for i in page.inside(drawing, "title") if page.elements[i][2][-1] == drawing]
            assert len(titles) == 1 and page.texts[titles[0]].strip()
            assert all(page.texts[i].strip() for i in page.inside(drawing, "desc")) and page.inside(drawing, "desc")
        details = page.inside(figure, "details")
        assert len(details) == 1 and len(page.inside(details[0], "td")) > 1


def test_no_coordinate_is_missing(text: str) -> None:
    """Drawings hold no number that is none and no place outside reason."""
    drawings = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert drawings
    assert not [d for d in drawings if re.search(r'="[^"]*\b(nan|inf)', d)]
    assert not [d for d in drawings if re.search(r'(?:width|height)="-', d)]


def test_sentence_says_what_the_summary_says(folder: Path, page: Parsed) -> None:
    """The opening sentence holds the estimate and the paired interval of the summary, in the report's spelling."""
    found = summary(Outcome(folder))
    row = leading_effect(found)
    assert row is not None and (row.metric, row.reference) == ("wrongly_listed", "perfect records")
    shown = next(page.texts[i] for i, (_, a, _) in enumerate(page.elements) if a.get("class") == "answer")
    assert shown == answer(found)
    assert f"{plain(abs(row.estimate))} more people" in shown and interval(row.low, row.high) in shown


def test_numbers_are_embedded(folder: Path, page: Parsed) -> None:
    """The report carries the whole summary as JSON."""
    embedded = json.loads(page.texts[page.all("script")[0]])
    found = json.loads(json.dumps(summary(Outcome(folder)).to_json()))
    assert embedded["summary"] == found


def test_main_table_equals_the_counts(folder: Path, page: Parsed) -> None:
    """The table under the main figure repeats the monthly counts of adults on the list."""
    outcome = Outcome(folder)
    rows = outcome.sql(
        "SELECT 1000.0 * sum(listed) / sum(people) AS rate FROM months "
        "WHERE arm = 2 AND (cell // 15) % 4 >= 1 GROUP BY month ORDER BY month"
    )["rate"]
    figure = next(i for i in page.all("figure") if page.elements[i][1]["id"] == "figure-main")
    lines = [i for i in page.inside(figure, "tr") if page.inside(i, "td")]
    cells = [[page.texts.get(c, "") for c in page.inside(line, "td")] for line in lines]
    assert [cell[3] for cell in cells] == [plain(float(rate)) for rate in rows]
    assert [cell[0] for cell in cells] == [str(month) for month in range(24)]


def test_banner_and_identity_are_shown(folder: Path, page: Parsed, text: str) -> None:
    """Nobody can miss that people are synthetic, and the study can be run again."""
    banner = next(i for i, (_, a, _) in enumerate(page.elements) if a.get("class") == "banner")
    assert page.texts[banner] == "Synthetic people. Estimates from a simulation, not a forecast."
    facts = Outcome(folder).facts
    assert facts["study_sha256"] in text and "counterscore run fake-list --people 3000 --months 24 --seed 7" in text


def test_report_is_the_same_every_time(folder: Path, text: str, tmp_path: Path) -> None:
    """Same run, same bytes; a folder as path gives report.html in it."""
    outcome = Outcome(folder)
    assert write_report(outcome, tmp_path) == tmp_path / "report.html"
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == text


def keys_of(text: str) -> list[str]:
    """The sections of a report."""
    page = Parsed(text)
    return [page.elements[i][1]["id"] for i in page.all("section")]


def test_no_bands_no_section(folder: Path, text: str, tmp_path: Path) -> None:
    """A regime without bands has no section of bands; everything else stays."""

    def drop(table: str, columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        return {
            name: v
            for name, v in columns.items()
            if not name.startswith("band") and name not in ("score", "low_band_months")
        }

    book = {k: v for k, v in fake_study()["codebook"].items() if k != "bands"}
    outcome = rewritten(folder, tmp_path / "run", {"codebook": book}, drop)
    keys = keys_of(html_of(outcome, tmp_path))
    assert "bands" not in keys
    assert keys == [key for key in keys_of(text) if key != "bands"]


def test_points_regime_has_no_lists(folder: Path, tmp_path: Path) -> None:
    """A regime of points without any list shows the bands and opens with months in a punished band."""
    listed = {"listed", "limited", "wrongly_listed", "new_listings", "ended_listings", "ever_listed", "months_listed",
              "first_listed_month", "wrongly_listed_months"}  # fmt: skip

    def drop(table: str, columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        return {} if table == "listings" else {name: v for name, v in columns.items() if name not in listed}

    outcome = rewritten(folder, tmp_path / "run", {"targets": []}, drop)
    shown = html_of(outcome, tmp_path)
    assert "lists" not in keys_of(shown) and "bands" in keys_of(shown)
    assert "People below band" in shown
    row = leading_effect(summary(outcome))
    assert row is not None and row.metric not in ("wrongly_listed", "ever_listed")


def test_text_of_a_study_stays_text(folder: Path, tmp_path: Path) -> None:
    """Titles, sources and notes are shown as they are written; they can neither open elements nor become links."""
    study = {
        "regime": {
            "id": "x",
            "title": 'A </script><b>bold</b> & "quoted" list',
            "sha256": "0" * 64,
            "status": "feared",
        },
        "bibliography": [{"id": "s1", "title": "A paper", "where": "https://example.org/a?b=1&c=2", "date": "2020"}],
        "not_modelled": ["Firms <and> banks"],
    }
    shown = html_of(rewritten(folder, tmp_path / "run", study, lambda table, columns: columns), tmp_path)
    page = Parsed(shown)
    assert page.faults == []
    assert not page.all("b") and "status: feared" in shown
    assert "https://example.org/a?b=1&amp;c=2" in shown and "Firms &lt;and&gt; banks" in shown
    assert not [a for _, a, _ in page.elements if "http" in a.get("href", "") + a.get("src", "")]
    json.loads(page.texts[page.all("script")[0]])


def test_small_groups_say_so(tmp_path: Path) -> None:
    """Exactly the groups of fewer than twenty adults are shown without a number."""
    outcome = Outcome(fake_outcome(tmp_path / "run", people=90, months=12))
    page = Parsed(html_of(outcome, tmp_path))
    sizes = [g.people for by in GROUPINGS for g in by_group(outcome, find_metric("ever_listed"), "as written", by)]
    small = sum(0 < size < MINIMUM_PEOPLE for size in sizes)
    assert 0 < small < len(sizes)
    figure = next(i for i in page.all("figure") if page.elements[i][1]["id"] == "figure-who-ever_listed")
    told = [page.texts.get(cell) for cell in page.inside(figure, "td")]
    assert told.count("too few people to tell") == 2 * small


def test_single_world_is_reported(folder: Path, tmp_path: Path) -> None:
    """A run of one arm makes a report without differences and says why."""

    def last(table: str, columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        mine = columns["arm"] == 2
        return {name: np.zeros_like(v[mine]) if name == "arm" else v[mine] for name, v in columns.items()}

    outcome = rewritten(folder, tmp_path / "run", {"arms": [{"name": "as written"}]}, last)
    shown = html_of(outcome, tmp_path)
    assert "nothing to compare" in shown and "differences" not in keys_of(shown)
    assert Parsed(shown).faults == []
