"""The sections of a regime file: one section = one mechanism, one field = one parameter of the engine.

A field's name is its path (`listing.term`), its description says what it does to people, its type says the unit.
Rates and durations carry their own unit; they are turned into steps of the run when the regime is compiled.
"""

from counterscore.regimes.sections.agencies import Agency
from counterscore.regimes.sections.behaviour import Behaviour
from counterscore.regimes.sections.conduct import (
    Courts,
    Listing,
    ListSpec,
    Reporting,
)
from counterscore.regimes.sections.consequences import Consequence, Detours, FirmEffects, HouseholdEffects, Interest
from counterscore.regimes.sections.effects import (
    Copies,
    Inspection,
    Measure,
    Measures,
    Piercing,
    Publicity,
    Watchlist,
)
from counterscore.regimes.sections.feedback import Association, Patrols
from counterscore.regimes.sections.governance import Governance, Stated
from counterscore.regimes.sections.identity import IdentityTheft, KeyErrors, LinkageError, RecycledNumbers
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
    "Agency", "Association", "Band", "Behaviour", "Consequence", "Copies", "Courts", "Detours", "Dimension", "Expiry",
    "FirmEffects", "Governance", "HouseholdEffects", "HouseholdTerm", "IdentityTheft", "Inspection", "Interest",
    "KeyErrors", "Ledger", "LinkageError", "ListSpec", "Listing", "Measure", "Measures", "NetworkTerm", "Patrols",
    "Piercing", "Publicity", "Ranking", "RecycledNumbers", "Redress", "Repair", "Reporting", "ScoreList", "Scoring",
    "Stated", "Stream", "Watchlist",
]  # fmt: skip
