"""Who is listed only because records are wrong: this arm against the arm with perfect records, person by month."""

from __future__ import annotations

import numpy as np

from ..core.declare import Column, Mechanism, Observe, Param, rule

PAIRED = ("pairing", "wrong_person", "wrong_loss")  # mechanisms that are given the number of the reference arm


@rule(phase="observe", writes="wrongly_listed", form="array")
def wrongly_listed(listed: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """1 where a person is listed in this arm and not in the reference arm in the same month; shape (A, P)."""
    index = reference[:, 0].astype(np.int64)
    known = (index >= 0)[:, None]
    return (listed.view(np.bool_) & ~listed[np.maximum(index, 0)].view(np.bool_) & known).view(np.uint8)


@rule(phase="observe", where="wrongly_listed", writes="wrongly_listed_months")
def wrongly_listed_months(wrongly_listed_months: int) -> int:
    """Months wrongly listed so far."""
    return wrongly_listed_months + 1


MECHANISM = Mechanism(
    name="pairing",
    doc="Compares each person with herself in the arm with perfect records.",
    source="definition: listed here and not with perfect records, same draws",
    limits="Exact relative to the chosen coupling of the draws, which is a convention.",
    part="life",
    sections=(),
    rules=(wrongly_listed, wrongly_listed_months),
    columns=(
        Column("wrongly_listed", "u1", "flag", "listed only because records are wrong"),
        Column("wrongly_listed_months", "i2", "months", "months wrongly listed so far", keep=True),
    ),
    params=(
        Param("reference", "code", "number of the arm with perfect records, -1 where there is none", default=-1.0,
              source="set by the study", low=-1.0, high=61.0),
    ),
    observes=(Observe("wrongly_listed", "wrongly_listed"),),
)  # fmt: skip
