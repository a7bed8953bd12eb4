"""The report in a real browser: usable with keyboard and screen reader, on a telephone, without a network."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import opened, started, violations
from fakes import fake_outcome

from counterscore.core.outcome import Outcome
from counterscore.report import write_report

LANGUAGES = ("en", "zh")
each_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for all tests of this file."""
    with started() as found:
        yield found


@pytest.fixture(scope="module")
def reports(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One report in every language."""
    folder = tmp_path_factory.mktemp("reports")
    outcome = Outcome(fake_outcome(folder / "run", people=3000, months=12))
    return {language: write_report(outcome, folder, language=language) for language in LANGUAGES}


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("en", "dark"), ("zh", "light")])
def test_axe_finds_nothing(browser: Any, reports: dict[str, Path], language: str, scheme: str) -> None:
    """No fault by WCAG 2 A and AA or by best practice, with every fold open, in light and in dark colours."""
    with opened(browser, reports[language], color_scheme=scheme) as (page, _):
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.lang") == language


def test_axe_can_find_something(browser: Any, tmp_path: Path) -> None:
    """A picture without words, grey on grey letters and a missing language are found."""
    bad = tmp_path / "bad.html"
    bad.write_text(
        '<title>x</title><main><h1>x</h1><img src="x"><p style="color:#ccc">grey words</p></main>', encoding="utf-8"
    )
    with opened(browser, bad) as (page, _):
        found = {one.split(":")[0] for one in violations(page)}
    assert {"image-alt", "html-has-lang", "color-contrast"} <= found


@each_language
def test_nothing_is_fetched(browser: Any, reports: dict[str, Path], language: str) -> None:
    """The browser asks for the file itself and for nothing else."""
    with opened(browser, reports[language]) as (page, asked):
        page.wait_for_load_state("load")
        assert asked == [reports[language].resolve().as_uri()]


@each_language
@pytest.mark.parametrize("width", [390, 1000])
def test_no_page_scrolls_sideways(browser: Any, reports: dict[str, Path], language: str, width: int) -> None:
    """At the width of a telephone and of a desk the page fits; wide tables scroll inside themselves."""
    with opened(browser, reports[language], width=width) as (page, _):
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@each_language
def test_every_figure_has_words_and_data(browser: Any, reports: dict[str, Path], language: str) -> None:
    """Each figure names itself, each drawing in it has a title and a text, and its numbers open as a table."""
    with opened(browser, reports[language]) as (page, _):
        told = page.evaluate("""() => [...document.querySelectorAll('figure')].map(figure => ({
            caption: figure.querySelector('figcaption').textContent.trim(),
            drawings: [...figure.querySelectorAll('svg[role=img]')].map(svg => svg.getAttribute('aria-labelledby')
                .split(' ').map(id => document.getElementById(id).textContent.trim())),
            cells: figure.querySelectorAll('details table td').length,
        }))""")
    assert len(told) >= 6
    for one in told:
        assert one["caption"] and one["cells"] > 1 and one["drawings"]
        assert all(all(words) and len(words) == 2 for words in one["drawings"])


def test_the_keyboard_reaches_the_answer_and_the_folds(browser: Any, reports: dict[str, Path]) -> None:
    """The first key leads past the head of the page, and Enter opens the fold that has the focus, visibly."""
    with opened(browser, reports["en"]) as (page, _):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
        assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"
        page.focus("summary")
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.parentElement.open")


def test_headings_come_in_order(browser: Any, reports: dict[str, Path]) -> None:
    """One first heading, and no level is left out on the way down."""
    with opened(browser, reports["en"]) as (page, _):
        levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => Number(h.tagName[1]))")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_the_print_is_on_a4(browser: Any, reports: dict[str, Path]) -> None:
    """A print has A4 pages, and no page number is missing because nothing could be laid out."""
    with opened(browser, reports["en"]) as (page, _):
        made = page.pdf(prefer_css_page_size=True)
    assert made.startswith(b"%PDF") and b"/MediaBox [0 0 594.95996 841.91998]" in made
