"""The page of published totals is what its script makes of the committed predictions; every miss is explained."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from making import script

from counterscore.regimes import load_regime
from counterscore.validation.documented import documented_regimes
from counterscore.validation.misses import misses, why_missed
from counterscore.worlds.swaps import open_numbers

DOCS = Path(__file__).parents[2] / "docs"
RENEW = "renew it with: python docs/make_documented_page.py"


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    """The script that makes the page."""
    return script("make_documented_page")


def test_the_page_and_its_figure_are_made_from_the_predictions(maker: ModuleType) -> None:
    """Both files are what the script writes."""
    assert (DOCS / "documented.md").read_text(encoding="utf-8") == maker.page(), RENEW
    assert (DOCS / "documented.svg").read_text(encoding="utf-8") == maker.figure(), RENEW


def test_every_regime_with_published_figures_is_predicted(maker: ModuleType) -> None:
    """Each regime that ships with figures is there, and all its figures, as its file has them and its numbers today."""
    found = maker.rows()
    assert documented_regimes() == list(dict.fromkeys(row["regime"] for row in found))
    for row in found:
        assert row["open"] == len(open_numbers(load_regime(row["regime"])))
        target = next(one for one in load_regime(row["regime"]).spec.targets if one.id == row["id"])
        assert (list(target.figures), target.low, target.high) == (row["figures"], row["low"], row["high"])
    for name in documented_regimes():
        ids = [one.id for one in load_regime(name).spec.targets]
        assert ids == [row["id"] for row in found if row["regime"] == name]


def test_every_miss_is_explained_and_nothing_else_is(maker: ModuleType) -> None:
    """Whatever lies outside has a reason of its own; a reason for what is met would be left over from a change."""
    outside = {(row["regime"], row["id"]) for row in maker.rows() if row["verdict"] == "outside"}
    assert outside == {(regime, name) for regime, named in misses().items() for name in named}
    assert all(len(why_missed(*one)) > 80 for one in outside)
