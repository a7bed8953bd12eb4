"""Names for the codes in the tables of a run: what the report calls acts, sectors, bands, lists and reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..core.outcome import Outcome
from .language import say

GROUP_WORDS: Mapping[str, Mapping[str, str]] = {
    "sex": {"female": "women", "male": "men"},
    "residence": {"urban": "city", "rural": "village", "migrant": "moved to the city"},
}
GROUP_TITLES: Mapping[str, str] = {
    "sex": "by sex", "age_band": "by age", "residence": "by residence", "income_quintile": "by income",
    "firm_size": "by size",
}  # fmt: skip
SECTOR_WORDS: Mapping[str, str] = {
    "air": "flights", "high_speed_rail": "high-speed trains", "loan": "loans", "hotel": "hotel rooms",
    "school": "school places", "rail": "trains", "job": "jobs and promotions", "permit": "permits",
    "document": "papers", "dating": "introductions to partners", "tender": "tenders and subsidies",
    "service": "services on ordinary terms",
}  # fmt: skip
FORMS: Mapping[str, str] = {"red": "red list", "watch": "watch list", "file": "file"}
CHANGED: Mapping[str, str] = {"without ": "without {names}", "with ": "with {names}"}  # how such arms begin
DEFAULTS: Mapping[str, Sequence[str]] = {
    "sectors": tuple(SECTOR_WORDS),
    "causes": ("own act", "false report"),
    "lists": ("defaulters", "consumption limit"),
    "end_reasons": (
        *("open", "fulfilled", "term", "creditor consent", "no assets", "corrected", "appeal", "expiry", "repair"),
        *("hearing", "escalation"),
    ),
    "outcomes": ("none", "corrected", "rejected", "pending", "dropped, it had ended"),
    "sex": ("female", "male"),
    "residence": ("urban", "rural", "migrant"),
    "education": ("none", "primary", "junior", "senior", "tertiary"),
}


@dataclass(frozen=True)
class Entry:
    """What the codebook says of one code, in English; empty words where it says nothing."""

    title: str
    agency: str = ""
    rule: str = ""


def entry(outcome: Outcome, book: str, code: int) -> Entry:
    """The name of a code; a code the run's codebook does not know keeps its number."""
    known: Any = outcome.codebook.get(book) or DEFAULTS.get(book, ())
    one: Any = None
    if isinstance(known, Mapping):
        one = known.get(str(code), known.get(code))
    elif 0 <= code < len(known):
        one = known[code]
    if one is None:
        return Entry("not scored" if book == "bands" else f"{book.removesuffix('s')} {code}")
    if isinstance(one, Mapping):
        title = one.get("title") or one.get("name") or one.get("id") or code
        return Entry(
            spoken(str(title)), str(one.get("agency") or ""), str(one.get("mechanism") or one.get("rule") or "")
        )
    stem = book.removesuffix("s")
    return Entry(
        _beside(outcome, f"{stem}_titles", code) or spoken(str(one)), _beside(outcome, f"{stem}_agencies", code)
    )


def _beside(outcome: Outcome, book: str, code: int) -> str:
    """What a parallel list of the codebook says of a code, such as `act_titles`; empty where there is none."""
    known = outcome.codebook.get(book) or ()
    return str(known[code]) if 0 <= code < len(known) else ""


def name(outcome: Outcome, book: str, code: int) -> str:
    """Only the title of a code, in the language in use."""
    return say(entry(outcome, book, code).title)


def form_of(outcome: Outcome, code: int) -> str:
    """What kind of list a code stands for: "black", "red" (favours), "watch" or "file"; black where nothing is said."""
    return _beside(outcome, "list_forms", code) or "black"


def list_words(outcome: Outcome, code: int) -> str:
    """A list as a legend names it: its title, and that it is a favour, a watch list or a file where it is one."""
    title, form = entry(outcome, "lists", code).title, form_of(outcome, code)
    kind = FORMS.get(form, "")
    if not kind or kind in title:
        return say(title)
    return say("{title} ({kind})", title=say(title), kind=say(kind))


def spoken(word: str) -> str:
    """An identifier as words: underscores become blanks."""
    return word.replace("_", " ").strip()


def sector_words(sector: str) -> str:
    """What people are refused in a sector."""
    return say(SECTOR_WORDS.get(sector, spoken(sector)))


def group_words(by: str, group: str) -> str:
    """A group as the report calls it."""
    return say(GROUP_WORDS.get(by, {}).get(group, group))


def tone_of_arm(arms: Sequence[str], arm: str) -> str:
    """The colour class of an arm: grey without a regime, blue with perfect records, vermilion as written."""
    fixed = {"none": "none", "no regime": "none", "perfect records": "perfect", "as written": "written"}
    if arm in fixed:
        return fixed[arm]
    others = [one for one in arms if one not in fixed]
    return f"arm-{3 + others.index(arm) % 5}" if arm in others else "arm-3"


def arm_words(arm: str) -> str:
    """An arm as the report calls it."""
    if arm == "none":
        return say("no regime")
    for lead, template in CHANGED.items():
        if arm.startswith(lead):
            names = [say(spoken(one)) for one in arm.removeprefix(lead).split(", ")]
            return say(template, names=say(", ").join(names))
    return say(spoken(arm))
