"""The page on law is what the files of the checks say."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from counterscore.audit.law import laws

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_is_made_from_the_checks() -> None:
    """docs/law.md is what its maker writes; renew it with: python docs/make_law_page.py"""
    spec = importlib.util.spec_from_file_location("make_law_page", DOCS / "make_law_page.py")
    assert spec is not None and spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    text = (DOCS / "law.md").read_text(encoding="utf-8")
    assert text == maker.page(), "renew it with: python docs/make_law_page.py"
    for law in laws().values():
        for element in (one for check in law.checks for one in check.elements):
            assert f"`{element.id}`" in text
