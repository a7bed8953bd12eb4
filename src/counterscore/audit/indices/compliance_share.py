"""How much of a fall in records is better conduct."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..counting.fewer_records import COMPLIANCE, response_parts
from ..index import Parts, index


@index(
    title="Compliance in the fall of records",
    unit="share of the fall",
    worse="neither",
    definition=(
        "Bad acts not done, over the sum of bad acts not done, done out of sight and not recorded because people "
        "left, all against the same people without the regime. To an agency that sees its records alone the three "
        "look alike. Undefined where there is no fall."
    ),
    source="deterrence against displacement, split into compliance, avoidance and exit",
    needs=("bad_acts",),
    low=-float("inf"),
    high=float("inf"),
)
def compliance_share(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: acts not done, acts out of sight, records not made."""
    return response_parts(outcome, arm, COMPLIANCE)
