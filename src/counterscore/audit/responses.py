"""What a fall in records is made of: acts not done, acts done out of sight, and people who left the stream of data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.errors import OutcomeError
from ..core.outcome import Outcome
from .metric import people
from .paired import Effect, effect


@dataclass(frozen=True)
class Responses:
    """Per adult of an arm, against the same people in the reference: three ways in which bad acts leave the records.

    `compliance` is bad acts not done, whether or not they would have been seen; `avoidance` bad acts that would have
    been seen and were done out of sight; `exit` records of bad acts that platforms did not make. Each is an effect
    with its paired 95 % interval. To an agency that sees only its records all three look like better conduct.
    """

    compliance: Effect
    avoidance: Effect
    exit: Effect


def responses(outcome: Outcome, arm: str | int = "as written", reference: str | int = "none") -> Responses:
    """How people's conduct answers a regime, split into compliance, avoidance and exit; per adult.

    Raises OutcomeError where the run did not count bad acts, because nobody in it answers the regime.
    """
    known = outcome.columns("people")
    if "bad_acts" not in known:
        raise OutcomeError(
            f"{outcome.folder}: this run does not count what people really do; live a regime that asks for "
            "deterrence, hiding or leaving, for example rongcheng-responding"
        )
    adult = people(outcome, arm, "adult")["adult"] != 0

    def counted(side: str | int, column: str) -> np.ndarray:
        if column not in known:
            return np.zeros(int(adult.sum()))
        found: np.ndarray = people(outcome, side, column)[column][adult].astype(np.float64)
        return found

    def gone(column: str) -> Effect:
        return effect(counted(arm, column), counted(reference, column))

    return Responses(
        effect(counted(reference, "bad_acts"), counted(arm, "bad_acts")),
        gone("acts_hidden"),
        gone("bad_records_missed"),
    )
