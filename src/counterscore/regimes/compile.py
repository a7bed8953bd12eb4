"""Turn a regime into the numbers of one month: `section.param` -> float or array in codebook order.

Rates come out per step and durations in steps of the run (a month or a week). Shapes: per act (K,), per list (L,),
per sector (S,), per residence (3,), per education (5,), band cut-offs (bands - 1,), per stream of the ledger (8,).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterscore.core.documents import Dated, Strict
from counterscore.regimes.act import Act, ActUse
from counterscore.regimes.compile_agencies import agencies, keepers
from counterscore.regimes.compile_behaviour import behaviour
from counterscore.regimes.compile_feedback import feedback
from counterscore.regimes.compile_identity import identity
from counterscore.regimes.compile_parts import LIST_BITS, composite, effects, ledger, lists, ranking
from counterscore.regimes.compile_redress import permitted_p, redress
from counterscore.regimes.schema import SECTIONS, RegimeSpec
from counterscore.regimes.units import COURT_LISTS, EDUCATION, NEEDS, RESIDENCE, SECTORS, STEPS, in_steps

Table = float | NDArray[Any]
Read = Callable[[Dated | None], float]
_FLAGS = ("by_limit", "worst_bands", "by_rank", "by_watch", "by_piercing", "by_ties")
_TIMES = ("push_lag", "revoke_lag", "attempt_ratio", "attempt_rate")


def tables_of(spec: RegimeSpec, month: str) -> dict[str, Table]:
    """Return every number of a regime in force in a month. Raises: SpecError before a value's first entry."""
    steps = STEPS[spec.step]

    def read(value: Dated | None) -> float:
        if value is None:
            return 0.0
        found = value.at(month)
        return in_steps(found.number, found.unit, steps)

    tables: dict[str, Table] = {"time.steps_year": float(steps), "time.months_step": 12.0 / steps}
    for name in SECTIONS:
        section = getattr(spec, name)
        if section is not None and name != "measures":
            tables |= _plain(section, f"{name}.", month, steps)
    if spec.acts:
        tables |= _acts(spec, month, steps, read)
    if spec.lists or spec.listing is not None:
        tables |= lists(spec, read) | agencies(spec, read)
    if spec.scoring is not None:
        tables |= _scoring(spec, read)
    if spec.scoring is not None and spec.scoring.dimensions:
        tables |= composite(spec, read)
    if spec.ledger is not None:
        tables |= ledger(spec.ledger, read)
    if spec.ranking is not None:
        tables |= ranking(spec)
    tables |= effects(spec, read) | behaviour(spec, read) | identity(spec, read)
    tables |= feedback(spec, tables)
    tables |= redress(spec, read)
    if spec.measures is not None:
        tables |= _measures(spec, read)
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
        "lists": [*COURT_LISTS, *(entry.id for entry in spec.lists)],
        "list_titles": ["list of defaulters", "consumption limit", "adverse records", *(e.title for e in spec.lists)],
        "list_forms": [*("black" for _ in COURT_LISTS), *(entry.form for entry in spec.lists)],
        "agencies": [agency.id for agency in keepers(spec)],
        "agency_titles": [agency.title for agency in keepers(spec)],
        "agency_upstream": [agency.upstream or "" for agency in keepers(spec)],
        "streams": [stream.id for stream in spec.ledger.streams] if spec.ledger else [],
        "sectors": list(SECTORS),
        "residence": list(RESIDENCE),
        "education": list(EDUCATION),
        "step": [spec.step],
    }


def _plain(section: Strict, prefix: str, month: str, steps: int) -> dict[str, Table]:
    """Return the section's own numbers: sourced values, and bounds that are plain floats."""
    out: dict[str, Table] = {}
    for name in type(section).model_fields:
        part = getattr(section, name)
        if isinstance(part, Dated):
            value = part.at(month)
            if isinstance(value.value, tuple):
                out[prefix + name] = np.array([in_steps(x, value.unit, steps) for x in value.numbers])
            else:
                out[prefix + name] = in_steps(value.number, value.unit, steps)
        elif isinstance(part, float):
            out[prefix + name] = bound_in_steps(part, steps)
    return out


def bound_in_steps(bound: float, steps: int) -> float:
    """Return a monthly bound as a bound per step."""
    return bound if steps == 12 else bound * 12.0 / steps


def _acts(spec: RegimeSpec, month: str, steps: int, read: Read) -> dict[str, Table]:
    """Return the numbers per act, shape (K,) in the order of the regime file."""
    pairs = [(use, spec.catalogue[use.use]) for use in spec.acts]

    def column(get: Callable[[ActUse, Act], float]) -> NDArray[np.float64]:
        return np.array([get(use, act) for use, act in pairs], dtype=np.float64)

    out: dict[str, Table] = {
        "acts.rate_month": column(lambda use, act: read(act.rate)),
        "acts.rate_female": column(lambda use, act: act.rates(month, steps)[0]),
        "acts.rate_male": column(lambda use, act: act.rates(month, steps)[1]),
        "acts.young_ratio": column(lambda use, act: read(act.young_ratio)),
        "acts.listed_ratio": column(lambda use, act: read(act.listed_ratio)),
        "acts.pmax": column(lambda use, act: bound_in_steps(act.pmax_month, steps)),
        "acts.sign": column(lambda use, act: act.sign).astype(np.int64),
        "acts.prone": column(lambda use, act: act.prone).astype(np.int64),
        "acts.needs": column(lambda use, act: NEEDS.index(act.needs)).astype(np.int64),
        "reporting.detection_p": column(lambda use, act: read(use.detection_p)),
        "retention.lifetime": column(lambda use, act: read(use.lifetime)),
        "reporting.necessary": column(lambda use, act: use.necessary).astype(np.int64),
    }
    if any(use.false_report_rate for use in spec.acts):
        out["false_reports.rate_month"] = column(lambda use, act: read(use.false_report_rate))
        bounds = column(lambda use, act: bound_in_steps(use.false_report_pmax_month or 0.0, steps))
        out["false_reports.pmax"] = bounds
    if spec.scoring is not None:
        out["scoring.points"] = column(lambda use, act: 0.0 if use.dimension else read(use.points))
        out["scoring.direct_cut"] = column(lambda use, act: read(use.direct_cut)).astype(np.int64)
    return out


def _scoring(spec: RegimeSpec, read: Read) -> dict[str, Table]:
    """Return the cut-offs between bands, shape (bands - 1,), and the band of a direct cut."""
    assert spec.scoring is not None
    ids = [band.id for band in spec.scoring.bands]
    nothing: dict[str, Table] = {"scoring.points": np.zeros(0), "scoring.direct_cut": np.zeros(0, np.int64)}
    return ({} if spec.acts else nothing) | {
        "scoring.cutoffs": np.array([read(band.floor) for band in spec.scoring.bands][1:]),
        "scoring.direct_band": float(ids.index(spec.scoring.direct_band)),
        "scoring.among": float(NEEDS.index(spec.scoring.among)),
        "scoring.band_count": float(len(ids)),
    }


def _measures(spec: RegimeSpec, read: Read) -> dict[str, Table]:
    """Return the numbers per sector, shape (S,); a sector the regime does not name is all zero.

    `closed_by` and `home` are packed: bit 9 * place of a list is set when the list closes the sector, and when the
    sector is what the list is for.
    """
    assert spec.measures is not None
    rows = [getattr(spec.measures, sector) for sector in SECTORS]
    out: dict[str, Table] = {
        f"measures.{name}": np.array([read(getattr(row, name)) if row is not None else 0.0 for row in rows])
        for name in (*_FLAGS, *_TIMES)
    }
    refusal = [(1.0 if row.refusal_p is None else read(row.refusal_p)) * (1.0 - permitted_p(row, read)) if row else 0.0
               for row in rows]  # fmt: skip
    closed_by, home = np.zeros(len(SECTORS), np.int64), np.zeros(len(SECTORS), np.int64)
    for s, row in enumerate(rows):
        if row is None:
            continue
        closed_by[s] += read(row.by_list) > 0
        home[s] += row.own
        for place, entry in enumerate(spec.lists, 2):
            closed_by[s] += (read(row.closes.get(entry.id)) > 0) << (LIST_BITS * place)
            home[s] += (SECTORS[s] in entry.home) << (LIST_BITS * place)
    own = np.array([float(row is not None and row.own) for row in rows])
    return out | {
        "measures.refusal_p": np.array(refusal), "measures.closed_by": closed_by, "measures.home": home,
        "measures.own": own, "measures.firewall": read(spec.measures.firewall),
    }  # fmt: skip
