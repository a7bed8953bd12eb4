"""Who gets copies of the entries on a regime's lists, how late, and what becomes of them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from counterscore.core.documents import Strict
from counterscore.regimes.units import Months, Probability, Sector


class Agency(Strict):
    """Who holds copies of the entries on a list: whoever closes a door, passes copies on, or only keeps them."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    sector: Sector | None = Field(default=None, description="the sector whose door it keeps; absent = none")
    upstream: str | None = Field(
        default=None, alias="from", description="id of the agency it gets copies from; absent = the source itself"
    )
    mode: Literal["push", "pull"] | None = Field(
        default=None, description="push: it is told of each change; pull: it fetches the list anew; absent = push"
    )
    times: Literal["fixed", "varying"] | None = Field(
        default=None, description="fixed: messages take the same time; varying: times are means; absent = fixed"
    )
    copy_p: Probability | None = Field(default=None, description="an entry arrives there; absent = always")
    lag: Months | None = Field(
        default=None, description="until it is told, or between two fetches; absent = push_lag of its sector, or none"
    )
    revoked_p: Probability | None = Field(
        default=None, description="the news that an entry has ended arrives there; absent = always"
    )
    revoke_lag: Months | None = Field(
        default=None, description="until it is told of that; absent = revoke_lag of its sector, or none"
    )
    keeps: Months | None = Field(
        default=None, description="it drops what has ended after this time at the latest; 0 = never; absent = never"
    )
    third_party: bool = Field(default=False, description="nobody can withdraw its copies")

    @model_validator(mode="after")
    def _consistent(self) -> Agency:
        if self.mode == "pull" and (self.revoke_lag or self.revoked_p or self.third_party or self.times):
            raise ValueError(
                f"agency {self.id} fetches the list (mode: pull); it has a lag, and no revoke_lag, revoked_p, "
                "third_party or varying times"
            )
        if self.mode == "pull" and self.lag is None:
            raise ValueError(f"agency {self.id} fetches the list (mode: pull); say how often with lag")
        if self.third_party and (self.revoke_lag or self.revoked_p):
            raise ValueError(f"agency {self.id} is a third party whose copies nobody withdraws; drop revoked_p and lag")
        return self
