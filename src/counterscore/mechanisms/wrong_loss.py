"""When an error first costs somebody money: more lost so far than the same person in the arm with perfect records."""

from __future__ import annotations

import numpy as np

from ..core.declare import Column, Mechanism, Param, rule

HALF_A_FEN = 0.005


@rule(phase="observe", writes="first_wrong_loss_month", form="array")
def first_wrong_loss_month(
    first_wrong_loss_month: np.ndarray, money_lost_yuan: np.ndarray, reference: np.ndarray, month: np.ndarray
) -> np.ndarray:
    """First month in which the person has lost more money so far than in the reference arm; shape (A, P)."""
    found = first_wrong_loss_month.copy()
    for arm, other in enumerate(reference[:, 0].astype(np.int64).tolist()):
        if other >= 0:
            more = money_lost_yuan[arm] - money_lost_yuan[other] > HALF_A_FEN
            found[arm][more & (found[arm] < 0)] = month
    return found


MECHANISM = Mechanism(
    name="wrong_loss",
    doc="Keeps the first month in which a person has lost more money than the same person in the arm with perfect "
    "records, by more than half a fen.",
    source="definition: this arm against the arm with the same rules and perfect records, same draws",
    limits="Exact relative to the chosen coupling of the draws, which is a convention. Money that comes back later "
    "does not take the month back.",
    part="life",
    sections=("consequence", "measures"),
    rules=(first_wrong_loss_month,),
    columns=(
        Column("first_wrong_loss_month", "i2", "months", "first month poorer than with perfect records", start=-1,
               keep=True),
    ),
    params=(
        Param("reference", "code", "number of the arm with perfect records, -1 where there is none", default=-1.0,
              source="set by the study", low=-1.0, high=61.0),
    ),
)  # fmt: skip
