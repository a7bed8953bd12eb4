"""The answer of a run in one sentence, with its paired interval; the words follow from the numbers and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..audit.subjects import worded
from ..audit.summary import EffectRow, Summary
from .codebook import arm_words
from .language import say
from .wording import count_of, interval, listing_of, plain, signed

ORDER = (
    "wrongly_listed", "ever_listed", "low_band_months", "refused_at_least_once", "ever_wrongly_refused",
    "ever_wrongly_poorer", "corrected_everywhere", "ever_pierced", "ever_tainted", "ever_limited", "lost_money",
    "months_added", "money_lost", "income_lost", "hours_lost", "ever_flagged",
    "ranked_low_months", "copied_without_consent", "residual_months", "ever_named", "inspections", "proofs_refused",
    "high_band", "favoured", "acts_watched", "lawful_given_up", "silent_friends", "gaming_burden", "score",
)  # fmt: skip
SHARES: Mapping[str, float] = {
    "wrongly_listed": 100_000.0, "ever_listed": 1000.0, "refused_at_least_once": 1000.0, "ever_pierced": 1000.0,
    "ever_flagged": 1_000_000.0, "copied_without_consent": 1000.0, "ever_named": 1000.0, "high_band": 1000.0,
    "favoured": 1000.0, "lost_money": 1000.0, "ever_tainted": 1000.0, "ever_wrongly_refused": 100_000.0,
    "ever_wrongly_poorer": 100_000.0, "corrected_everywhere": 100.0,
}  # fmt: skip
FEW = 20  # below this many people the report says how many there are
NOT_COVERED = "The interval covers the luck of the draws, not doubt about the assumptions or the text of the regime."
REFERENCES = ("perfect records", "none")
SAYS: Mapping[str, str] = {
    "wrongly_listed": "{size} {more} people in 100,000 adults are at least once wrongly {listed}",
    "ever_listed": "{size} {more} people in 1,000 adults are at least once {listed}",
    "low_band_months": "1,000 adults spend {size} {more} months in a punished band",
    "refused_at_least_once": "{size} {more} people in 1,000 adults are refused something at least once",
    "ever_wrongly_refused": "{size} {more} people in 100,000 adults are refused something because of an error",
    "ever_wrongly_poorer": "{size} {more} people in 100,000 adults lose money because of an error",
    "corrected_everywhere": "{size} {more} in 100 adults who are ever wrongly listed are put right everywhere",
    "income_lost": "an adult loses on average {size} yuan {less} of income",
    "lost_money": "{size} {more} people in 1,000 adults lose money",
    "money_lost": "an adult loses on average {size} yuan {less}",
    "months_added": "1,000 adults are held {size} {more} {steps} because being held costs income",
    "hours_lost": "1,000 adults lose {size} {more} hours on slow trains",
    "ever_pierced": "{size} {more} people in 1,000 adults are reached through a firm or an officer",
    "ever_tainted": "{size} {more} people in 1,000 adults are suspect because of a tie",
    "ever_flagged": "{size} {more} people in 1,000,000 adults are flagged by the watchlist",
    "ranked_low_months": "1,000 adults spend {size} {more} {steps} at the bottom of a ranking",
    "copied_without_consent": "{size} {more} people in 1,000 adults are copied without agreeing",
    "lawful_given_up": "an adult never sanctioned gives up {size} {more} lawful acts",
    "silent_friends": "friends keep away from 1,000 adults for {size} {more} months in all",
    "gaming_burden": "1,000 adults spend the worth of {size} {more} grades on bought points",
    "ever_named": "{size} {more} people in 1,000 adults are named in public",
    "inspections": "1,000 adults are inspected {size} {more} times",
    "proofs_refused": "{size} {more} honest proofs per 1,000 adults are refused",
    "high_band": "{size} {more} people in 1,000 adults end in a grade with favours",
    "favoured": "{size} {more} people in 1,000 adults end on a list of favours",
    "acts_watched": "an adult is watched in {size} {more} acts of everyday life",
    "score": "the mean score ends {size} points {higher}",
}


def by_gravity(rows: Sequence[EffectRow]) -> list[EffectRow]:
    """Effects with the gravest metrics first, the others in the order they were measured."""
    return sorted(rows, key=lambda row: ORDER.index(row.metric) if row.metric in ORDER else len(ORDER))


def listed_words(summary: Summary) -> str:
    """What being listed means here: on a list, in a hidden file, in a band with restrictions or flagged."""
    return listing_of([say(words) for words in summary.listed_by], "or") or say("on a list")


def nobody_differs(summary: Summary) -> bool:
    """Whether no person differs in any measure between any two worlds: too rare for a run of this size."""
    return bool(summary.effects) and all(row.method == "nobody" for row in summary.effects)


def nothing_words(summary: Summary) -> str:
    """What it means that nobody differs, and how rare a thing this run could have missed."""
    row = summary.effects[0]
    words = worded(
        "Over {time}, no adult differs between the worlds in any of the {things} measured. Among {n} {crowd}, what "
        "touches fewer than one in {rare} may not show.",
        summary.subjects, summary.step,
    )  # fmt: skip
    things = count_of(len({one.metric for one in summary.effects}), "thing")
    # no event among n: a rate above 3 / n would have shown one in 95 of 100 runs
    rare = f"{round(row.n / 3):,}"
    return say(words, time=lived(summary), things=things, n=f"{row.n:,}", crowd=say(summary.subjects), rare=rare)


def lived(summary: Summary) -> str:
    """How long the run is: "60 simulated months"."""
    return count_of(summary.steps, f"simulated {summary.step}")


def leading_effect(summary: Summary) -> EffectRow | None:
    """The effect the report opens with; None where a run has one arm only.

    Effects beyond doubt come first, and what happens to people before what happens to their score; then the
    comparison with perfect records before the one with no regime, and the gravest measure.
    """
    known = [row for row in summary.effects if row.metric in ORDER] or list(summary.effects)

    def rank(row: EffectRow) -> tuple[bool, bool, int, int]:
        reference = REFERENCES.index(row.reference) if row.reference in REFERENCES else len(REFERENCES)
        gravity = ORDER.index(row.metric) if row.metric in ORDER else len(ORDER)
        return not row.clear, row.metric == "score", reference, gravity

    return min(known, key=rank, default=None)


def answer(summary: Summary) -> str:
    """One sentence: how much worse the regime as written is than its reference, with the paired 95 % interval."""
    row = leading_effect(summary)
    if row is None:
        return say("This run has one arm only, so there is nothing to compare; the numbers below describe that arm.")
    if nobody_differs(summary):
        return nothing_words(summary)
    there = {"time": lived(summary), "arm": arm_words(row.arm), "reference": arm_words(row.reference)}
    told = {"title": say(row.title), "size": signed(row.estimate), "unit": say(row.unit)}
    bounds = interval(row.low, row.high)
    if not row.clear:
        return say(
            "Over {time}, {arm} compared with {reference}: no difference in '{title}' can be told from zero: {size} "
            "{unit} (paired 95 % interval {bounds}).",
            **there, **told, bounds=bounds,
        )  # fmt: skip
    words = SAYS.get(row.metric)
    if words is None:
        return say(
            "Over {time}, {arm} compared with {reference}: '{title}' differs by {size} {unit} (paired 95 % interval "
            "{bounds}).",
            **there, **told, bounds=bounds,
        )  # fmt: skip
    if row.estimate < 0:  # the words say "fewer" or "lower", so the interval is told in the same direction
        bounds = interval(-row.high, -row.low)
    return say(
        "Over {time}, {arm} compared with {reference}: {finding} (paired 95 % interval {bounds}).",
        **there, finding=_finding(summary, row, words), bounds=bounds,
    )  # fmt: skip


def _finding(summary: Summary, row: EffectRow, words: str) -> str:
    """What the leading effect means for people, as a part of a sentence."""
    up = row.estimate > 0
    return say(
        worded(words, summary.subjects, summary.step),
        listed=listed_words(summary),
        steps=say(f"{summary.step}s"),
        size=plain(abs(row.estimate)),
        more=say("more") if up else say("fewer"),
        less=say("more") if up else say("less"),
        higher=say("higher") if up else say("lower"),
    )


def basis(summary: Summary) -> tuple[str, ...]:
    """What the answer rests on: how many synthetic people, what the pairing gained, what the interval leaves out."""
    row = leading_effect(summary)
    if row is None:
        return ()
    out = [
        say(
            "The same {n} synthetic {crowd} are compared with themselves, one by one, under one set of draws (that "
            "they are 'the same' is exact for this way of coupling the worlds, which is a convention).",
            n=f"{row.n:,}", crowd=say(summary.subjects),
        )
    ]  # fmt: skip
    gain = row.variance_reduction
    if gain is not None and gain > 1.05:
        words = "Without the pairing {times} times as many {crowd} would be needed."
        out.append(say(words, times=plain(gain), crowd=say(summary.subjects)))
    people = round(abs(row.estimate) * row.n / SHARES[row.metric]) if row.metric in SHARES else FEW
    if nobody_differs(summary):
        out.append(say("A larger run sees rarer things."))
    elif not people:
        out.append(say("Nobody differs in it; a larger run would tell more."))
    elif people < FEW:
        counted = count_of(people, "firm") if summary.subjects == "firms" else count_of(people, "person", "people")
        out.append(say("The estimate rests on {counted}; a larger run would tell more.", counted=counted))
    return " ".join(out), say(NOT_COVERED)
