"""Legal and due-process checks: what the words of a regime's specification say about the elements of a law.

Nothing here says that anything is lawful or unlawful. Every element is present, absent or undetermined, with the place
in the specification that decided, and the result as a whole is always an "indicator for review".
"""

from counterscore.audit.law.checks import Check, Element, Law, laws
from counterscore.audit.law.contexts import Contexts, Reach, load_contexts
from counterscore.audit.law.evidence import Entry, Evidence, Ground
from counterscore.audit.law.findings import OVERALL, CheckFinding, ElementFinding, LawFindings, review
from counterscore.audit.law.logic import State

__all__ = [
    "OVERALL", "Check", "CheckFinding", "Contexts", "Element", "ElementFinding", "Entry", "Evidence", "Ground", "Law",
    "LawFindings", "Reach", "State", "laws", "load_contexts", "review",
]  # fmt: skip
