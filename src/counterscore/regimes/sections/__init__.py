"""The sections of a regime file: one section = one mechanism, one field = one parameter of the engine.

A field's name is its path (`listing.term`), its description says what it does to people, its type says the unit.
Rates and durations carry their own unit; they are turned into steps of the run when the regime is compiled.
"""

from counterscore.regimes.sections.conduct import (
    Courts,
    LinkageError,
    Listing,
    ListSpec,
    Reporting,
)
from counterscore.regimes.sections.effects import (
    Consequence,
    Copies,
    Inspection,
    Measure,
    Measures,
    Piercing,
    Publicity,
    Watchlist,
)
from counterscore.regimes.sections.redress import Expiry, Redress, Repair
from counterscore.regimes.sections.scores import (
    Band,
    Dimension,
    HouseholdTerm,
    Ledger,
    NetworkTerm,
    Ranking,
    ScoreList,
    Scoring,
    Stream,
)

__all__ = [
    "Band", "Consequence", "Copies", "Courts", "Dimension", "Expiry", "HouseholdTerm", "Inspection", "Ledger",
    "LinkageError", "ListSpec", "Listing", "Measure", "Measures", "NetworkTerm", "Piercing", "Publicity", "Ranking",
    "Redress", "Repair", "Reporting", "ScoreList", "Scoring", "Stream", "Watchlist",
]  # fmt: skip
