"""What is counted about patrols: how much of what is done is found, and how unequally over areas."""

from __future__ import annotations

from ...core.outcome import Outcome
from .. import areas
from ..quantity import quantity


@quantity("incidents", "records", "people.patrol_area")
def discovery_p(outcome: Outcome, arm: int) -> float | None:
    """Acts under patrol that were found, over all of them."""
    return areas.discovery_p(outcome, arm)


@quantity("incidents", "records", "people.patrol_area")
def discovery_gap(outcome: Outcome, arm: int) -> float | None:
    """Highest share found in any area minus the lowest, over areas with enough acts."""
    return areas.discovery_gap(outcome, arm)
