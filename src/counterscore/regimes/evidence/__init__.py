"""What a regime's file says, in the plain words that legal checks ask for, each with the places that say so.

Papers come first (`governance`), then what the sections and numbers of the file imply. What neither tells is left out:
absent from the file is kept apart from "no".
"""

from __future__ import annotations

from counterscore.regimes.evidence.outcomes import outcomes
from counterscore.regimes.evidence.protection import protection
from counterscore.regimes.evidence.records import records
from counterscore.regimes.evidence.said import Place, Said, made_up, papers
from counterscore.regimes.evidence.ways import Way, ways
from counterscore.regimes.schema import RegimeSpec

__all__ = ["Place", "Said", "Way", "made_up", "said_of", "ways"]


def said_of(spec: RegimeSpec) -> dict[str, Said]:
    """Every word the file says something about; what its papers say stands before what its numbers imply."""
    implied = records(spec) | outcomes(spec) | protection(spec)
    return implied | _following(implied, told := papers(spec)) | told


def _following(implied: dict[str, Said], told: dict[str, Said]) -> dict[str, Said]:
    """Words that follow from what the papers say."""
    found: dict[str, Said] = {}
    if (method := told.get("method")) is not None:
        # Art. 3(1) of the AI Act leaves systems of rules set by people alone open; nothing here closes that
        found["ai_system"] = Said(None if method.value == "human_rules" else True, method.places)
    checked = implied.get("oversight", Said(None, ()))
    if (decides := told.get("decision")) is not None and decides.value != "automatic" and not checked.value:
        # people decide: a check that a number leaves out does not show that nobody can change a result
        found["oversight"] = Said(None, decides.places)
    if (only := told.get("advantages_only")) is not None:
        closes = implied.get("detriment")
        both = (*only.places, *(closes.places if closes else ()))
        found["detriment"] = Said(None if only.value and closes else not only.value, both)
    return found
