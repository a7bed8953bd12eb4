"""The page about published tables: its numbers are what the functions give."""

from __future__ import annotations

import re
from pathlib import Path

from counterscore.published.table_files import read_score_table, score_table_ids
from counterscore.published.thresholds import POLICIES, decisions, stakes_of

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "tables.md").read_text(encoding="utf-8")


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
