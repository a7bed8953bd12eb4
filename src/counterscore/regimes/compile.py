"""Turn a regime into the numbers of one month: `section.param` -> float or array in codebook order.

Shapes: per act (K,), per sector (5,), per residence (3,), per education (5,), band cut-offs (bands - 1,).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterscore.core.documents import Dated, Strict
from counterscore.regimes.act import Act, ActUse
from counterscore.regimes.schema import SECTIONS, RegimeSpec
from counterscore.regimes.units import EDUCATION, NEEDS, RESIDENCE, SECTORS

Table = float | NDArray[Any]
_MEASURES = (
    "by_list",
    "by_limit",
    "worst_bands",
    "push_lag_months",
    "revoke_lag_months",
    "attempt_ratio",
    "attempt_rate_year",
)


def tables_of(spec: RegimeSpec, month: str) -> dict[str, Table]:
    """Return every number of a regime in force in a month. Raises: SpecError before a value's first entry."""
    tables: dict[str, Table] = {}
    for name in SECTIONS:
        section = getattr(spec, name)
        if section is not None and name != "measures":
            tables |= _plain(section, f"{name}.", month)
    if spec.acts:
        tables |= _acts(spec, month)
    if spec.scoring is not None:
        tables |= _scoring(spec, month)
    if spec.measures is not None:
        tables |= _measures(spec, month)
    return dict(sorted(tables.items()))


def codebook_of(spec: RegimeSpec) -> dict[str, list[str]]:
    """Return the names behind every code number of the tables."""
    return {
        "acts": [use.use for use in spec.acts],
        "act_titles": [spec.catalogue[use.use].title for use in spec.acts],
        "act_domains": [spec.catalogue[use.use].domain for use in spec.acts],
        "act_agencies": [spec.catalogue[use.use].agency for use in spec.acts],
        "needs": list(NEEDS),
        "bands": [band.id for band in spec.scoring.bands] if spec.scoring else [],
        "sectors": list(SECTORS),
        "residence": list(RESIDENCE),
        "education": list(EDUCATION),
    }


def _plain(section: Strict, prefix: str, month: str) -> dict[str, Table]:
    """Return the section's own numbers: sourced values, and bounds that are plain floats."""
    out: dict[str, Table] = {}
    for name in type(section).model_fields:
        part = getattr(section, name)
        if isinstance(part, Dated):
            value = part.at(month)
            out[prefix + name] = np.array(value.numbers) if isinstance(value.value, tuple) else value.number
        elif isinstance(part, float):
            out[prefix + name] = part
    return out


def _at(value: Dated | None, month: str) -> float:
    """Return a value that may be absent; absent is 0."""
    return value.at(month).number if value is not None else 0.0


def _acts(spec: RegimeSpec, month: str) -> dict[str, Table]:
    """Return the numbers per act, shape (K,) in the order of the regime file."""
    pairs = [(use, spec.catalogue[use.use]) for use in spec.acts]

    def column(read: Callable[[ActUse, Act], float]) -> NDArray[np.float64]:
        return np.array([read(use, act) for use, act in pairs], dtype=np.float64)

    out: dict[str, Table] = {
        "acts.rate_month": column(lambda use, act: act.rate_year.at(month).number / 12),
        "acts.rate_female": column(lambda use, act: act.rates_month(month)[0]),
        "acts.rate_male": column(lambda use, act: act.rates_month(month)[1]),
        "acts.young_ratio": column(lambda use, act: act.young_ratio.at(month).number),
        "acts.listed_ratio": column(lambda use, act: act.listed_ratio.at(month).number),
        "acts.pmax": column(lambda use, act: act.pmax_month),
        "acts.sign": column(lambda use, act: act.sign).astype(np.int64),
        "acts.prone": column(lambda use, act: act.prone).astype(np.int64),
        "acts.needs": column(lambda use, act: NEEDS.index(act.needs)).astype(np.int64),
        "reporting.detection_p": column(lambda use, act: use.detection_p.at(month).number),
    }
    if any(use.false_report_rate_year for use in spec.acts):
        out["false_reports.rate_month"] = column(lambda use, act: _at(use.false_report_rate_year, month) / 12)
        out["false_reports.pmax"] = column(lambda use, act: use.false_report_pmax_month or 0.0)
    if spec.scoring is not None:
        out["scoring.points"] = column(lambda use, act: _at(use.points, month))
        out["scoring.lifetime_months"] = column(lambda use, act: _at(use.lifetime_months, month))
        out["scoring.direct_cut"] = column(lambda use, act: _at(use.direct_cut, month)).astype(np.int64)
    return out


def _scoring(spec: RegimeSpec, month: str) -> dict[str, Table]:
    """Return the cut-offs between bands, shape (bands - 1,), and the band of a direct cut."""
    assert spec.scoring is not None
    ids = [band.id for band in spec.scoring.bands]
    floors = [band.floor.at(month).number for band in spec.scoring.bands]
    return {"scoring.cutoffs": np.array(floors[1:]), "scoring.direct_band": float(ids.index(spec.scoring.direct_band))}


def _measures(spec: RegimeSpec, month: str) -> dict[str, Table]:
    """Return the numbers per sector, shape (5,); a sector the regime does not name is all zero."""
    rows = [getattr(spec.measures, sector) for sector in SECTORS]
    return {
        f"measures.{name}": np.array([_at(getattr(row, name), month) if row is not None else 0.0 for row in rows])
        for name in _MEASURES
    }
