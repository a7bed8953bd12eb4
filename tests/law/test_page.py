"""The page on law is what the files of the checks say."""

from __future__ import annotations

from pathlib import Path

from making import script

from counterscore.audit.law import laws

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_is_made_from_the_checks() -> None:
    """docs/law.md is what its maker writes; renew it with: python docs/make_law_page.py"""
    maker = script("make_law_page")
    text = (DOCS / "law.md").read_text(encoding="utf-8")
    assert text == maker.page(), "renew it with: python docs/make_law_page.py"
    for law in laws().values():
        for element in (one for check in law.checks for one in check.elements):
            assert f"`{element.id}`" in text
