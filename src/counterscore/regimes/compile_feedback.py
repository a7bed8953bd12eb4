"""The tables of patrols and of guilt by association: which mechanisms a regime needs, and which acts they are about."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterscore.core.documents import Dated
from counterscore.regimes.schema import RegimeSpec

Table = float | NDArray[Any]
AREAS = ("districts", "groups", "tiers")
TIES = ("friends", "household", "workplace")


def _ever(value: Dated | None) -> bool:
    """Whether a number is above 0 at any time."""
    return value is not None and any(entry.number > 0 for entry in value.root)


def feedback(spec: RegimeSpec, tables: dict[str, Table]) -> dict[str, Table]:
    """Return by its first name which mechanism the regime needs; nothing where its numbers are 0 at all times.

    `patrols.patrolled` (K,) marks the acts under patrol; `tables` are the numbers of the sections themselves.
    """
    out: dict[str, Table] = {}
    patrols, association = spec.patrols, spec.association
    if patrols is not None and _ever(patrols.people_per_unit):
        out["patrols_on.here"] = 1.0
        out["patrols.areas"] = float(AREAS.index(patrols.areas))
        out["patrols.patrolled"] = np.array([use.use in patrols.acts for use in spec.acts], np.int64)
    if association is None:
        return out
    for name in TIES:
        if _ever(getattr(association, f"{name}_p")):
            out["association_on.here"] = 1.0
            out[f"association_{name}.reach_p"] = tables[f"association.{name}_p"]
    return out
