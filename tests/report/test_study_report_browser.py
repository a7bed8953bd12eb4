"""The report of a study in a real browser: readable by everybody, on a telephone, in two languages, offline."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import made_studies as made
import pytest
from browsing import opened, started, violations

from counterscore.core.manifest import pretty
from counterscore.report.studied import write_study_report

PAGES = [("rich", "en"), ("rich", "zh"), ("odd", "en")]
each_page = pytest.mark.parametrize(("name", "language"), PAGES)
UNFOLD = "document.querySelectorAll('details').forEach(one => { one.open = true })"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for all tests of this file."""
    with started() as found:
        yield found


@pytest.fixture(scope="module")
def reports(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """The reports of two made-up studies."""
    out = {}
    for name, language in PAGES:
        folder = tmp_path_factory.mktemp(name)
        found = {"rich": made.rich, "odd": made.odd}[name]()
        (folder / "answers.json").write_text(pretty(found.model_dump(mode="json")), encoding="utf-8")
        out[name, language] = write_study_report(folder, language)
    return out


@pytest.mark.parametrize("scheme", ["light", "dark"])
@each_page
def test_axe_finds_nothing_in_a_study(
    browser: Any, reports: dict[tuple[str, str], Path], name: str, language: str, scheme: str
) -> None:
    """No fault by WCAG 2 A and AA or by best practice, with every fold open, in light and in dark colours."""
    with opened(browser, reports[name, language], color_scheme=scheme) as (page, asked):
        page.evaluate(UNFOLD)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.lang") == language
        assert asked == [reports[name, language].resolve().as_uri()]


@pytest.mark.parametrize("width", [390, 1000])
@each_page
def test_no_study_scrolls_sideways(
    browser: Any, reports: dict[tuple[str, str], Path], name: str, language: str, width: int
) -> None:
    """At the width of a telephone and of a desk the page fits, and headings come in order."""
    with opened(browser, reports[name, language], width=width) as (page, _):
        page.evaluate(UNFOLD)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => Number(h.tagName[1]))")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("width", [390, 1000])
def test_every_letter_of_a_figure_is_inside_it(browser: Any, reports: dict[tuple[str, str], Path], width: int) -> None:
    """As the browser lays them out, no label of a drawing is cut off at its edges."""
    for place in reports.values():
        with opened(browser, place, width=width) as (page, _):
            out = page.evaluate("""() => [...document.querySelectorAll('svg[role=img]')].flatMap(svg => {
                const box = svg.getBoundingClientRect();
                if (!box.width) return [];
                return [...svg.querySelectorAll('text')].filter(text => {
                    const inner = text.getBoundingClientRect();
                    return inner.left < box.left - 2 || inner.right > box.right + 2 || inner.bottom > box.bottom + 2;
                }).map(text => text.textContent);
            })""")
        assert out == [], place
