"""The page of mechanisms is what the mechanisms say of themselves."""

from __future__ import annotations

from pathlib import Path

from making import script

from counterscore.worlds.mechanisms import shipped

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_is_made_from_the_mechanisms() -> None:
    """docs/mechanisms.md is what its maker writes; renew it with: python docs/make_mechanism_page.py"""
    maker = script("make_mechanism_page")
    text = (DOCS / "mechanisms.md").read_text(encoding="utf-8")
    assert text == maker.page(), "renew it with: python docs/make_mechanism_page.py"
    for mechanism in shipped():
        assert f"### `{mechanism.name}`" in text
        assert mechanism.doc and mechanism.source and mechanism.limits, mechanism.name
