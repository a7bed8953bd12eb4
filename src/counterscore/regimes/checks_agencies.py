"""What must fit together among the agencies of a regime: they get their copies from somewhere and keep real doors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from counterscore.core.errors import nearest

if TYPE_CHECKING:
    from counterscore.regimes.schema import RegimeSpec


def agency_faults(spec: RegimeSpec, sectors: list[str]) -> Iterator[str]:
    """Yield contradictions among the agencies; ``sectors`` are those that the regime closes."""
    if spec.agencies and not spec.lists and spec.listing is None:
        yield "agencies: a regime without lists has nothing to copy; drop the section or add 'lists' or 'listing'"
    known = {agency.id: agency for agency in spec.agencies}
    for agency in spec.agencies:
        before = agency.upstream
        if before is not None and (before not in known or before == agency.id):
            others = [name for name in known if name != agency.id]
            expected = ", ".join(others) or "no 'from', which is the source itself"
            yield f"agencies: {agency.id} is from {before!r}; expected one of {expected}{nearest(before, others)}"
        if agency.sector is not None and agency.sector not in sectors:
            expected = f"expected one of {', '.join(sectors) or 'none'}{nearest(agency.sector, sectors)}"
            yield f"agencies: {agency.id} keeps the door of {agency.sector!r}, which measures do not have; {expected}"
    for agency in spec.agencies:
        chain = [agency.id]
        while (before := known[chain[-1]].upstream) is not None and before in known and before not in chain:
            chain.append(before)
        if before == agency.id and before != agency.upstream:
            yield f"agencies: {' from '.join([*chain, agency.id])} is a circle; let one of them be from the source"
