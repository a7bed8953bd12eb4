"""Print a regime as a page of 80 columns on which every number can be checked: unit, source, grade, range, note."""

from __future__ import annotations

from collections.abc import Sequence

from counterscore.regimes.schema import RegimeSpec
from counterscore.regimes.telling.page import page_of
from counterscore.regimes.telling.paper import as_text


def shown_regime(
    spec: RegimeSpec, applied: Sequence[str] = (), versions: Sequence[tuple[str, str, list[str]]] = ()
) -> str:
    """Return the whole regime as readable text."""
    return as_text(page_of(spec, applied, versions))
