"""The tables of the sections on identity: keys by act and for court files, the list of impostors' firms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterscore.core.documents import Dated
from counterscore.regimes.schema import RegimeSpec
from counterscore.regimes.units import COURT_LISTS, KEYS

Table = float | NDArray[Any]
Read = Callable[[Dated | None], float]


def identity(spec: RegimeSpec, read: Read) -> dict[str, Table]:
    """Return the key of court files, and per act (K,) the key of its records and how often that key errs.

    Errors of -1 are those of the regime's own key. A list that is not there has the code -1.
    """
    found: dict[str, Table] = {}
    if spec.linkage_error is not None:
        own, further = spec.linkage_error.key, spec.linkage_error.keys
        keys = [use.key or own for use in spec.acts]
        errors = [None if key == own else further.get(key) for key in keys]
        found["linkage_error.case_key"] = float(KEYS.index(own))
        found["linkage_error.act_key"] = np.array([KEYS.index(key) for key in keys], np.int64)
        found["linkage_error.act_false_p"] = np.array([-1.0 if e is None else read(e.false_p) for e in errors])
        found["linkage_error.act_missed_p"] = np.array([-1.0 if e is None else read(e.missed_p) for e in errors])
    if spec.identity_theft is not None:
        codes = {entry.id: len(COURT_LISTS) + place for place, entry in enumerate(spec.lists)}
        found["identity_theft.list_code"] = float(codes.get(spec.identity_theft.firm_list or "", -1))
    return found
