"""The page about published tables: its figure is what its script makes, its figures are what the functions give."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

from counterscore.published.table_files import read_score_table, score_table_ids
from counterscore.published.thresholds import POLICIES, decisions, stakes_of

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "tables.md").read_text(encoding="utf-8")


def test_the_figure_is_made_from_the_table() -> None:
    """docs/tables.svg is what its script draws; renew it with: python docs/make_table_figures.py"""
    spec = importlib.util.spec_from_file_location("make_table_figures", DOCS / "make_table_figures.py")
    assert spec is not None and spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    svg = (DOCS / "tables.svg").read_text(encoding="utf-8")
    assert svg == maker.figure(), "renew it with: python docs/make_table_figures.py"
    assert svg.count("<title") == 1
    assert "harmless up to 43.2 %" in svg


def test_the_table_of_policies_is_what_the_functions_give() -> None:
    """Each policy has a row with its share of the maximum to three digits."""
    table = read_score_table("credit-scores-2003").table
    for policy, one in decisions(table, stakes_of(break_even=0.82)).items():
        row = re.search(rf"^\| `{policy}` \|.*\| ([\d.]+) \| [\d.]+ \|$", PAGE, re.MULTILINE)
        assert row, policy
        assert float(row[1]) == round(one.of_maximum, 3)
    assert set(re.findall(r"^\| `(\w+)` \| .* \| [\d.]+ \| [\d.]+ \|$", PAGE, re.MULTILINE)) == set(POLICIES)


def test_the_page_names_every_shipped_table() -> None:
    """Each shipped table stands on the page, with what it is not for."""
    for name in score_table_ids():
        assert f"`{name}`" in PAGE
    assert "no population is made from it" in PAGE
