"""The page of metrics is what the metrics and indices say of themselves."""

from __future__ import annotations

from pathlib import Path

from making import script

from counterscore.audit.index import indices
from counterscore.audit.metric import metrics

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_is_made_from_the_declarations() -> None:
    """docs/metrics.md is what its maker writes; renew it with: python docs/make_metric_page.py"""
    maker = script("make_metric_page")
    text = (DOCS / "metrics.md").read_text(encoding="utf-8")
    assert text == maker.page(), "renew it with: python docs/make_metric_page.py"
    for one in (*metrics().values(), *indices().values()):
        assert f"### `{one.id}`" in text
        assert one.definition and one.source and one.unit and one.among, one.id
