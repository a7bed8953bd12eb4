"""Every target is asked again: engine and published models must be met, and the pages must say what comes out.

Targets with draws have fixed seeds, so each outcome is the same at every run; the chance that a right engine misses a
tolerance of four standard errors is below 1e-4 for a number, once and for all and not at every run.
"""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from making import script
from needed import lacks

from counterscore.validation.targets_file import Target, read_targets
from counterscore.validation.validate import validate

DOCS = Path(__file__).parents[2] / "docs"
RENEW = "renew it with: python docs/make_replication_pages.py"
TARGETS = read_targets().targets


def maker() -> ModuleType:
    """The script that makes the pages."""
    return script("make_replication_pages")


@pytest.mark.parametrize("target", TARGETS, ids=[one.id for one in TARGETS])
def test_a_target_is_met_and_its_page_says_so(target: Target) -> None:
    """Engine and models pass, cases pass or warn; the tables of the page hold what was obtained, to six digits."""
    found = list(validate(target.id))
    assert [one.check.id for one in found] == [check.id for check in target.checks]
    for one in found:
        if one.verdict == "not run":
            lacks(one.problem)
        assert one.verdict in ("pass", "warn"), f"{one.check.id}: {[row for row in one.rows if not row.passed]}"
    page = DOCS / "replications" / f"{target.page}.md" if target.page else DOCS / "validation.md"
    assert maker().section(found) in page.read_text(encoding="utf-8"), RENEW
    assert maker().line_of(target, found) in (DOCS / "validation.md").read_text(encoding="utf-8"), RENEW


def test_every_published_result_is_a_target() -> None:
    """Twelve results and seven in reserve, each with a check, a source and, where it is a model, a page of its own."""
    assert [one.id for one in TARGETS] == [*(f"F{n}" for n in range(1, 13)), *(f"R{n}" for n in range(1, 8))]
    for one in TARGETS:
        assert one.checks
        if any(check.claim == "model" for check in one.checks):
            assert (DOCS / "replications" / f"{one.page}.md").is_file(), one.id


@pytest.mark.parametrize("file", sorted((DOCS / "replications").glob("*.md")), ids=lambda f: f.stem)
def test_a_page_has_its_figure_its_checks_and_an_example(file: Path) -> None:
    """Each page names its figure with words for those who do not see it, and holds a block of checks and of Python."""
    text = file.read_text(encoding="utf-8")
    assert f"]({file.stem}.svg)" in text and "![](" not in text
    assert "<!-- checks " in text and "```python" in text
    drawn = (file.parent / f"{file.stem}.svg").read_text(encoding="utf-8")
    assert drawn == maker().figure(file.parent / "figures" / f"{file.stem}.py"), RENEW
    assert "<title" in drawn


def test_every_figure_has_a_page() -> None:
    """No figure is left over from a page that is gone."""
    pages = {file.stem for file in (DOCS / "replications").glob("*.md")}
    drawn = {file.stem for file in (DOCS / "replications").glob("*.svg")}
    assert pages == drawn == {file.stem for file in (DOCS / "replications" / "figures").glob(maker().FIGURES)}
