"""Every joined rule of the checks, said a second time by hand: swap an `any`, drop a `not`, and this notices."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from counterscore.audit.law import Entry, Ground, State, laws
from counterscore.audit.law.evidence import vocabulary
from counterscore.audit.law.findings import looking
from counterscore.audit.law.logic import Judged, judge, words_of

CHECKS = [check for law in laws().values() for check in law.checks]
ELEMENTS = {element.id: element for check in CHECKS for element in check.elements}
PATTERNS = {check.id: check.together for check in CHECKS if check.together is not None}
SCOPES = {check.id: check.only_if for check in CHECKS if check.only_if is not None}
NUMBERS = {"longest_term_months": (24, 25, 36, 37), "objection_days": (19, 20, 31, 32)}
Words = dict[str, Any]
TRAITS = ("social_behaviour", "personal_characteristics", "inferred_traits")


def lawful(w: Words, *grounds: str) -> bool:
    """Whether the ground is one of these."""
    return w["legal_basis"] in grounds


RULES: dict[str, Callable[[Words], bool]] = {
    "AIA-5c-1": lambda w: w["ai_system"],
    "AIA-5c-2": lambda w: w["natural_persons"] and w["evaluates"],
    "AIA-5c-3": lambda w: w["over_time"],
    "AIA-5c-4": lambda w: any(w[one] for one in TRAITS),
    "AIA-5c-5": lambda w: w["detriment"],
    "AIA-5c-6i": lambda w: w["detriment"] and w["unrelated_context"],
    "AIA-5c-6ii": lambda w: (
        w["detriment"]
        and (not w["graded"] or lawful(w, "none") or w["direct_cut"] or w["kin_effects"] or w["no_way_out"])
    ),
    "AIA-5c-X": lambda w: (
        w["specific_purpose"]
        and lawful(w, "law", "local_rule", "contract")
        and w["relevance_shown"]
        and not w["unrelated_context"]
        and w["graded"]
        and not (w["direct_cut"] or w["kin_effects"] or w["no_way_out"])
    ),
    "AIA-5d-1": lambda w: w["crime_risk"] and w["natural_persons"],
    "AIA-5d-2": lambda w: w["crime_risk"] and any(w[one] for one in TRAITS) and not w["verified_facts"],
    "AIA-5d-3": lambda w: w["verified_facts"] and w["decision"] != "automatic" and w["oversight"],
    "AIA-III": lambda w: w["high_risk_area"] or w["crime_risk"],
    "GDPR-5a/6": lambda w: (lawful(w, "law", "local_rule", "contract") or w["free_consent"]) and w["sharing_basis"],
    "GDPR-5d": lambda w: not w["weak_key"],
    "GDPR-5e": lambda w: not w["endless_entry"],
    "GDPR-16": lambda w: w["objection"] and w["objection_days"] <= 31,
    "GDPR-22": lambda w: w["decision"] == "automatic" and (w["result_decides"] or w["detriment"]),
    "GDPR-22-score": lambda w: w["evaluates"] and w["result_decides"] and w["shared"] and w["decision"] != "human",
    "GDPR-22-2": lambda w: lawful(w, "law", "contract") or w["free_consent"],
    "GDPR-22-3": lambda w: (w["decision"] == "human" or w["oversight"]) and (w["hearing"] or w["objection"]),
    "ECHR-8-law": lambda w: lawful(w, "law", "local_rule"),
    "ECHR-8-need": lambda w: w["graded"] and not w["unrelated_context"] and not w["no_way_out"],
    "ECHR-8-safeguards": lambda w: (
        w["objection"] and w["independent_appeal"] and (w["decision"] == "human" or w["oversight"])
    ),
    "SYRI-model": lambda w: w["inputs_published"] and w["weights_published"],
    "SYRI-linking": lambda w: w["several_domains"] and (w["shared"] or w["many_sources"]),
    "CFR-41": lambda w: w["hearing"] and w["reasons"],
    "CFR-49": lambda w: w["graded"] and not w["direct_cut"],
    "UNESCO-26": lambda w: w["has_score"] and w["several_domains"] and not w["specific_purpose"],
    "CN-3": lambda w: w["sharing_basis"] and (not w["published"] or lawful(w, "law", "central_policy")),
    "CN-4": lambda w: not w["has_list"] or (lawful(w, "law", "central_policy") and w["national_list"]),
    "CN-5": lambda w: w["notice_before"] and w["reasons"] and w["hearing"] and w["written_decision"],
    "CN-6": lambda w: w["national_list"] and w["graded"],
    "CN-7": lambda w: w["objection"] and w["liability"],
    "CN-8-max": lambda w: not w["endless_entry"] and w["longest_term_months"] <= 36,
    "CN-9-auto": lambda w: w["decision"] == "automatic" and not w["oversight"],
    "CN-9-min": lambda w: not w["unneeded_inputs"],
    "CN-10-term": lambda w: not w["endless_entry"] and w["longest_term_months"] <= 24,
    "CN-10-answer": lambda w: w["objection"] and w["objection_days"] <= 19.4,
    "DP-01": lambda w: not lawful(w, "none"),
    "DP-08": lambda w: w["graded"] and not w["direct_cut"],
    "DP-09": lambda w: not w["endless_entry"],
    "DP-10": lambda w: not w["kin_inputs"] and not w["kin_effects"],
    "DP-11": lambda w: not w["unrelated_context"],
    "DP-13": lambda w: not w["published"],
}
BASIC = ("AIA-5c-1", "AIA-5c-2", "AIA-5c-3", "AIA-5c-4", "AIA-5c-5")
TOGETHER: dict[str, Callable[[Words], bool]] = {
    "eu-ai-act-5c": lambda e: (
        all(e[one] for one in BASIC) and (e["AIA-5c-6i"] or e["AIA-5c-6ii"]) and not e["AIA-5c-X"]
    ),
    "eu-ai-act-5d": lambda e: e["AIA-5d-AI"] and e["AIA-5d-1"] and e["AIA-5d-2"] and not e["AIA-5d-3"],
    "gdpr-22": lambda e: (e["GDPR-22"] or e["GDPR-22-score"]) and not (e["GDPR-22-2"] and e["GDPR-22-3"]),
}
APPLIES: dict[str, Callable[[Words], bool]] = {
    **dict.fromkeys(("cn-pipl", "gdpr", "gdpr-22"), lambda w: w["natural_persons"]),
    **dict.fromkeys(("cn-49", "cn-repair", "bridges", "eu-charter"), lambda w: w["actor"] != "private"),
    **dict.fromkeys(("echr-8", "syri"), lambda w: w["actor"] != "private" and w["natural_persons"]),
    "cn-defaulters": lambda w: w["court_list"],
    "eu-ai-act-annex-iii": lambda w: w["ai_system"] and (w["high_risk_area"] or w["crime_risk"]),
}


def worlds(condition: Any) -> list[Words]:
    """Every way in which the words of a condition can be settled."""
    known = vocabulary()
    names = words_of(condition)
    values = [NUMBERS.get(name) or known[name].values or (True, False) for name in names]
    return [dict(zip(names, chosen, strict=True)) for chosen in product(*values)]


def comes_to(condition: Any, world: Words) -> State:
    """The state of a condition in one such world."""
    return judge(condition, looking({name: Entry(value, (Ground(name),)) for name, value in world.items()})).state


@pytest.mark.parametrize("name", RULES)
def test_every_rule_is_what_it_says(name: str) -> None:
    """In every world that settles its words, an element is present exactly where the rule by hand holds."""
    condition = ELEMENTS[name].present_if
    for world in worlds(condition):
        expected = State.PRESENT if RULES[name](world) else State.ABSENT
        assert comes_to(condition, world) is expected, world


@pytest.mark.parametrize("name", APPLIES)
def test_every_check_applies_where_it_says(name: str) -> None:
    """The same for the condition under which a check applies at all."""
    condition = SCOPES[name].present_if
    for world in worlds(condition):
        assert (comes_to(condition, world) is State.PRESENT) is APPLIES[name](world), world


@pytest.mark.parametrize("name", TOGETHER)
def test_every_pattern_comes_together_as_it_says(name: str) -> None:
    """The same for the elements of a provision: each is needed, an exclusion or exception takes it away."""
    condition = PATTERNS[name].present_if
    names = words_of(condition)
    for chosen in product((True, False), repeat=len(names)):
        world = dict(zip(names, chosen, strict=True))

        def look(word: str, asked: Any, world: Words = world) -> Judged:
            return Judged(State.PRESENT if world[word] else State.ABSENT)

        assert (judge(condition, look).state is State.PRESENT) is bool(TOGETHER[name](world)), world


def test_every_joined_rule_is_said_twice() -> None:
    """No element with more than a bare word, no pattern and no scope is left out here; bare words are not negated."""
    joined = {name for name, element in ELEMENTS.items() if not isinstance(element.present_if, str)}
    assert joined <= set(RULES)
    assert set(PATTERNS) == set(TOGETHER)
    assert set(SCOPES) == set(APPLIES)


BARE = {
    "AIA-14": "oversight", "AIA-26": "told", "AIA-27": "impact_assessment", "AIA-86": "explanation",
    "AIA-5d-AI": "ai_system", "GDPR-5b": "unrelated_context", "GDPR-5c": "unneeded_inputs",
    "GDPR-17": "within_source_register", "GDPR-9": "special_categories", "GDPR-13/14": "told", "GDPR-15": "access",
    "GDPR-15h": "explanation", "GDPR-18": "suspension", "GDPR-19": "correction_to_all", "GDPR-35": "impact_assessment",
    "ECHR-8-aim": "specific_purpose", "SYRI-told": "told", "SYRI-review": "prior_review", "SYRI-area": "area_targeting",
    "BRIDGES-who": "closed_criteria", "BRIDGES-equality": "bias_test", "CFR-47": "independent_appeal",
    "CFR-50": "many_measures", "CN-1": "closed_catalogue", "CN-2": "effective_document", "CN-8": "repair",
    "CN-8-use": "repair_ends_use", "CN-9": "explanation", "CN-9-fair": "bias_test", "CN-10": "court_list",
    "CN-10-minors": "minors_excluded", "CN-10-review": "independent_appeal", "DP-02": "notice_before",
    "DP-03": "reasons", "DP-04": "hearing", "DP-05": "independent_appeal", "DP-06": "suspension",
    "DP-07": "burden_on_authority", "DP-12": "correction_to_all", "DP-14": "oversight", "DP-15": "error_statistics",
}  # fmt: skip
CONCERNS = {
    "AIA-5c-6i", "AIA-5c-6ii", "AIA-5d-2", "GDPR-5b", "GDPR-5c", "GDPR-9", "GDPR-22", "GDPR-22-score", "SYRI-linking",
    "SYRI-area", "CFR-50", "UNESCO-26", "CN-9-auto",
}  # fmt: skip
PARTS = {
    *BASIC, "AIA-5c-X", "AIA-5d-AI", "AIA-5d-1", "AIA-5d-3", "AIA-III", "GDPR-22-2", "CN-10",
}  # fmt: skip


def test_bare_words_and_kinds_are_as_meant() -> None:
    """Each element of one word asks for that word, and is a concern, a part or a protection as meant."""
    bare = {name: e.present_if for name, e in ELEMENTS.items() if isinstance(e.present_if, str) and name not in RULES}
    assert bare == BARE
    assert {name for name, element in ELEMENTS.items() if element.kind == "concern"} == CONCERNS
    assert {name for name, element in ELEMENTS.items() if element.kind == "part"} == PARTS
