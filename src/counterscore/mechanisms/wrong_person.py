"""What happens to whoever is wrongly listed: when it begins, when she is first refused something, when it is over.

Every month each person is compared with herself in the reference arm, which has the same rules and perfect records.
The months are kept apart, with that of the first loss (``wrong_loss``): each answers a question of its own.

    first wrong listing      wrongly listed for the first time
    first wrong refusal      something is refused to her, and nothing in the reference arm in the same month
    corrected everywhere     from this month on none of it is left; -1 again as soon as some of it comes back

A refusal may also meet people who were never wrongly listed: through a firm, a household or a late copy.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..core.declare import Column, Mechanism, Param, rule

NEVER = -1


@rule(phase="observe", where="wrongly_listed", writes="first_wrong_month")
def first_wrong_month(first_wrong_month: int, month: int) -> int:
    """Month in which the person was wrongly listed for the first time."""
    return month if first_wrong_month < 0 else first_wrong_month


@rule(phase="observe", writes="first_wrong_refusal_month", form="array")
def first_wrong_refusal_month(
    first_wrong_refusal_month: np.ndarray, refused_month: np.ndarray, reference: np.ndarray
) -> np.ndarray:
    """First month in which something was refused here and nothing in the reference arm; shape (A, P)."""
    found = first_wrong_refusal_month.copy()
    for arm, other in beside(reference):
        # the last refusal lies later here than there for the first time: it was this month
        anew = (found[arm] < 0) & (refused_month[arm] > refused_month[other])
        np.copyto(found[arm], refused_month[arm], where=anew)
    return found


@rule(phase="observe", writes="corrected_everywhere_month", form="array")
def corrected_everywhere_month(
    corrected_everywhere_month: np.ndarray, first_wrong_month: np.ndarray, wrongly_listed: np.ndarray,
    wrong_copies: np.ndarray, stale_copies: np.ndarray, closed: np.ndarray, reference: np.ndarray, month: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """Month from which on nothing of a wrong listing is left for this person; shape (A, P).

    Nothing is left when she is not wrongly listed, no agency holds anything wrong or stale about her, and no door is
    closed to her that is open in the reference arm.
    """
    found = corrected_everywhere_month.copy()
    for arm, other in beside(reference):
        who = np.flatnonzero(first_wrong_month[arm] >= 0)
        left = (closed[arm, who] & ~closed[other, who]) != 0
        for held in (wrongly_listed, wrong_copies, stale_copies):
            left |= held[arm, who] != 0
        since = found[arm, who]
        found[arm, who] = np.where(left, NEVER, np.where(since < 0, month, since))
    return found


def beside(reference: np.ndarray) -> Iterator[tuple[int, int]]:
    """Each arm that has a reference arm, and the number of that one."""
    for arm, other in enumerate(reference[:, 0].astype(np.int64).tolist()):
        if other >= 0:
            yield arm, other


MECHANISM = Mechanism(
    name="wrong_person",
    doc="Keeps three months of each person, compared with herself in the arm with perfect records: first wrongly "
    "listed, first refused something in a month in which nothing is refused there, and the month from which on nothing "
    "of a wrong listing is left: no listing, no copy, no closed door.",
    source="definition: this arm against the arm with the same rules and perfect records, same draws",
    limits="Exact relative to the chosen coupling of the draws, which is a convention. Whole months. A correction "
    "counts from the last time on that the run saw; what comes back after the run is not seen. In a month in which "
    "something is refused in both arms, the refusals are not told apart.",
    part="life",
    sections=(),
    rules=(first_wrong_month, first_wrong_refusal_month, corrected_everywhere_month),
    columns=(
        Column("first_wrong_month", "i2", "months", "first month wrongly listed", start=NEVER, keep=True),
        Column("first_wrong_refusal_month", "i2", "months", "first month with a refusal that perfect records spare her",
               start=NEVER, keep=True),
        Column("corrected_everywhere_month", "i2", "months", "month from which on nothing of a wrong listing is left",
               start=NEVER, keep=True),
    ),
    params=(
        Param("reference", "code", "number of the arm with perfect records, -1 where there is none", default=-1.0,
              source="set by the study", low=-1.0, high=61.0),
    ),
)  # fmt: skip
