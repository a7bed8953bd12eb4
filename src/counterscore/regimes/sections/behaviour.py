"""What people change because of the regime: nothing, unless a study asks for it. Only self-reports exist.

Every field is optional and ships as 0 with the band to sweep; a mechanism whose fields are all 0 is no part of a run.
"""

from __future__ import annotations

from pydantic import Field

from counterscore.core.documents import Strict
from counterscore.regimes.units import MonthlyProbability, Points, Probability, Rate


class Behaviour(Strict):
    """How people respond to the regime, and which lawful things they give up."""

    general_deterrence: Probability | None = Field(default=None, description="bad acts given up by everybody")
    specific_deterrence: Probability | None = Field(
        default=None, description="bad acts given up after having been listed or refused something"
    )
    attempts_given_up: Probability | None = Field(
        default=None, description="months in which somebody who was refused before tries nothing"
    )
    hidden_share: Probability | None = Field(default=None, description="bad acts that move out of sight")
    gaming_share: Probability | None = Field(default=None, description="people who would buy the points they lack")
    gaming_reach: Points | None = Field(default=None, description="most points that are worth their price")
    tie_cutting: Probability | None = Field(default=None, description="people who keep away from listed friends")
    nudge: Probability | None = Field(default=None, description="more of what a ledger rewards")
    chilling: Probability | None = Field(default=None, description="lawful acts given up by everybody")
    chilling_friends: Probability | None = Field(
        default=None, description="more given up, for each share of one's friends who are listed"
    )
    chilling_publicity: Probability | None = Field(
        default=None, description="more given up where names are shown in public"
    )
    lawful_speech: Rate | None = Field(default=None, description="things said in public; lawful, scored by nobody")
    lawful_association: Rate | None = Field(default=None, description="meetings of a group or club; lawful")
    lawful_reading: Rate | None = Field(default=None, description="reading on something delicate; lawful")
    lawful_requests: Rate | None = Field(default=None, description="turning to an authority; lawful")
    data_exit: MonthlyProbability | None = Field(default=None, description="somebody pays in cash and leaves platforms")
    data_exit_friends: MonthlyProbability | None = Field(
        default=None, description="more leave, for each share of one's friends who are listed"
    )
