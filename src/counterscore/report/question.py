"""The question a run answers, in one sentence made of its study."""

from __future__ import annotations

from ..audit.summary import Summary
from .answer import REFERENCES, lived
from .codebook import arm_words
from .language import say
from .wording import listing_of


def question(found: Summary, arms: tuple[str, ...]) -> str:
    """What was asked: which regime, whom it meets, for how long, and what it is compared with."""
    effects = list(dict.fromkeys(row.reference for row in found.effects))
    effects = [one for one in effects if one in REFERENCES] or effects
    shown = found.effects[0].arm if found.effects else arms[-1]
    references = effects or [arm for arm in arms if arm != shown]
    parts = {"title": title_of(found), "crowd": say(found.subjects), "time": lived(found), "arm": arm_words(shown)}
    if not references:
        return say("What happens to {crowd} in {time} under '{title}' ({arm})?", **parts)
    others = listing_of([arm_words(arm) for arm in references], "or")
    return say(
        "What does '{title}', {arm}, do to {crowd} in {time} that would not happen to the same {crowd} with {others}?",
        **parts, others=others,
    )  # fmt: skip


def title_of(found: Summary) -> str:
    """The title of the regime as its file gives it."""
    return say(str(found.regime.get("title") or found.regime.get("id") or "A regime"))
