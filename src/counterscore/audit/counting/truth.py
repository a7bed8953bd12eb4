"""Who would be listed if every record were right: each arm's hidden twin, the same rules with perfect records.

"True" here means what the regime's own rules come to with perfect records. It is no judgement on the rules.

Source: docs/decisions/0007-perfect-twins.md.
Limits: exact relative to the coupling of the draws. A person who is rightly listed in one month and wrongly in another
counts as rightly listed; the metrics of months tell the two apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from ...core.outcome import Outcome
from ...core.parquet import rows_in
from ..metric import people
from ..paired import PERFECT
from ..subjects import subject_column

ERRORS, REGIME = "errors", "regime"


class Judged(NamedTuple):
    """Whom an arm ever listed and whom its rules list with perfect records, (P,) bool each; ``among`` are the subjects.

    Nobody is among them in an arm without a regime, where nothing says who ought to be listed.
    """

    listed: np.ndarray
    deserved: np.ndarray
    among: np.ndarray


def perfect_arm(outcome: Outcome, arm: str | int) -> int | None:
    """Number of the arm with the same rules and perfect records, hidden twins included; the arm itself if it is one.

    None for an arm without a regime, and where no such arm was lived. Raises OutcomeError for an unknown arm.
    """
    number = outcome.arm_number(arm)
    lived = [_rules(one) for one in outcome.study["arms"]]
    without, safeguards, dated, own = lived[number]
    if REGIME in without and not dated:
        return None
    if ERRORS in without:
        return number
    fitting = {}
    for other, (left_out, with_, from_then, numbers) in enumerate(lived):
        # errors that end at a date are an arm's own; its perfect records are those of the regime as written
        same = from_then == dated or (dated is not None and from_then is None and not safeguards and not dated[1])
        same = same and with_ == safeguards and numbers == own
        if same and ERRORS in left_out and left_out - {ERRORS} <= without:
            fitting[other] = from_then == dated, len(left_out)
    # what an arm lives without beyond its twin are sources of error
    return max(fitting, key=lambda other: (fitting[other], -other)) if fitting else None


def _rules(arm: object) -> tuple[set[str], list[str], tuple[int, Any] | None, Any]:
    """What an arm is lived without, with which safeguards, from when on, and with which numbers of its own.

    Records of a twin are perfect at all times.
    """
    if not isinstance(arm, Mapping):
        return set(), [], None, None
    without, with_, own = set(arm.get("without", ())), list(arm.get("with", ())), arm.get("numbers")
    if arm.get("since"):
        left = without if arm.get("twin") else without - {ERRORS}
        dated = (int(arm["since"]), arm.get("later")) if left or with_ or arm.get("later") else None
        return left, with_, dated, own
    # an arm of that name leaves out errors and nothing else, however it says so
    return ({ERRORS} if arm.get("name") == PERFECT and not with_ else without), with_, None, own


def with_perfect_records(outcome: Outcome, arm: str | int, column: str) -> np.ndarray | None:
    """A people column of the same persons in the arm's twin, (P,); None where there is none."""
    number = perfect_arm(outcome, arm)
    if number is None:
        return None
    rows = rows_in(outcome.path("people"))  # the views of an outcome leave twins out
    found: np.ndarray = outcome.sql(f'SELECT "{column}" AS found FROM {rows} WHERE arm = {number}')["found"]
    return found


def judged(outcome: Outcome, arm: str | int) -> Judged:
    """Whom the arm ever listed, and whom it would with perfect records."""
    subject = subject_column(outcome)
    found = people(outcome, arm, subject, "ever_listed")
    listed = found["ever_listed"] != 0
    truth = with_perfect_records(outcome, arm, "ever_listed")
    if truth is None:
        return Judged(listed, np.zeros(len(listed), bool), np.zeros(len(listed), bool))
    return Judged(listed, truth != 0, found[subject] != 0)


def without_regime(outcome: Outcome) -> int | None:
    """Number of the first arm that lives without any regime; None where there is none."""
    for number, arm in enumerate(outcome.study["arms"][: len(outcome.arms)]):
        if isinstance(arm, Mapping) and REGIME in arm.get("without", ()) and not arm.get("since"):
            return number
    return None
