"""The answers of a study in sentences: estimate, interval, verdict, what was expected, what would turn it round."""

from __future__ import annotations

from collections.abc import Mapping

from ...audit.studied.answers import Answer
from ...audit.studied.influence import Flip
from ...audit.studied.needed import to_tell
from ...audit.studied.verdicts import direction
from ...audit.subjects import worded
from ..answer import SAYS
from ..codebook import arm_words
from ..language import say
from ..wording import capital, count_of, in_row, interval, plain, signed
from .ground import Ground, among

EXPECTED: Mapping[str, str] = {
    "higher": "higher", "lower": "lower", "no difference": "no difference", "not stated": "nothing was expected",
}  # fmt: skip
VERDICTS: Mapping[str, str] = {
    "as expected": "as expected",
    "against expectation": "against expectation",
    "higher": "higher",
    "lower": "lower",
    "no difference that matters": "no difference that matters",
    "cannot tell": "cannot tell",
}


def question_words(answer: Answer, ground: Ground) -> str:
    """What was asked, in one sentence, with arms, group and time."""
    group, parts = among(answer), _parts(answer, ground)
    if group:
        return say(
            "How much does '{title}' differ between '{arm}' and '{reference}' in {time}, in the group '{group}'?",
            **parts, group=group,
        )  # fmt: skip
    return say("How much does '{title}' differ between '{arm}' and '{reference}' in {time}?", **parts)


def _parts(answer: Answer, ground: Ground) -> dict[str, str]:
    """The words that every sentence about a question needs."""
    asked = answer.question
    return {
        "title": say(asked.title), "arm": arm_words(asked.arm), "reference": arm_words(asked.against),
        "time": ground.time,
    }  # fmt: skip


def answer_words(answer: Answer, ground: Ground) -> str:
    """The answer in one sentence: what cannot be told first, then the difference with its interval."""
    parts, group = _parts(answer, ground), among(answer)
    told = {"time": parts["time"], "arm": parts["arm"], "reference": parts["reference"]}
    found = in_row([*_untold(answer), _finding(answer, ground), *_small(answer)])
    if group:
        whole = say("over {time}, '{arm}' compared with '{reference}', in the group '{group}': {finding}",
                    **told, group=group, finding=found)  # fmt: skip
    else:
        whole = say("over {time}, '{arm}' compared with '{reference}': {finding}", **told, finding=found)
    return say("{clauses}.", clauses=capital(whole))


def _finding(answer: Answer, ground: Ground) -> str:
    """The difference as a part of a sentence, in the words of its metric where it has any, with its interval."""
    asked, up = answer.question, answer.estimate > 0
    words = SAYS.get(asked.metric)
    if answer.method == "nobody":
        return say(
            "nobody differs in '{title}' in any replicate; a difference within {bounds} {unit} could go unseen",
            title=say(asked.title), bounds=bounds(answer), unit=say(asked.unit),
        )  # fmt: skip
    if answer.method == "too few":
        return say("'{title}' differs by {size} {unit}",
                   title=say(asked.title), size=signed(answer.estimate), unit=say(asked.unit))  # fmt: skip
    if answer.estimate == 0.0 or answer.verdict == "cannot tell":
        return say(
            "'{title}' differs by {size} {unit} (paired 95 % interval {bounds})",
            title=say(asked.title), size=signed(answer.estimate), unit=say(asked.unit), bounds=bounds(answer),
        )  # fmt: skip
    # the words say "fewer" or "lower", so the interval is told in the same direction
    ends = bounds(answer) if up else interval(-answer.high, -answer.low)
    if words is None:
        return say(
            "'{title}' is {higher} by {size} {unit} (paired 95 % interval {bounds})",
            title=say(asked.title), higher=say("higher") if up else say("lower"), size=plain(abs(answer.estimate)),
            unit=say(asked.unit), bounds=ends,
        )  # fmt: skip
    told = say(
        worded(words, *ground.told), listed=ground.listed, steps=say(f"{ground.step}s"),
        size=plain(abs(answer.estimate)), more=say("more") if up else say("fewer"),
        less=say("more") if up else say("less"), higher=say("higher") if up else say("lower"),
    )  # fmt: skip
    return say("{finding} (paired 95 % interval {bounds})", finding=told, bounds=ends)


def bounds(answer: Answer) -> str:
    """The paired interval of an answer; with fewer than two replicates there is none."""
    return say("no interval") if answer.method == "too few" else interval(answer.low, answer.high)


def _small(answer: Answer) -> list[str]:
    """That the whole interval is smaller than what matters, where a margin was named."""
    margin = answer.question.margin
    if answer.method == "too few" or not margin:
        return []
    if direction(answer.low, answer.high, margin) != "no difference that matters":
        return []
    return [say("all of the interval is within {margin}, the smallest difference that matters", margin=plain(margin))]


def _untold(answer: Answer) -> list[str]:
    """What these replicates cannot tell, as a part of a sentence: the direction, or whether the difference matters."""
    if answer.method == "too few":
        return [say("too few replicates were lived for an interval")]
    if answer.verdict != "cannot tell":
        return []
    if direction(answer.low, answer.high, 0.0) == "cannot tell":
        return [say("with these people and replicates it cannot be told which way it goes")]
    return [
        say("with these people and replicates it cannot be told whether it is {margin} or more, the smallest "
            "difference that matters", margin=plain(answer.question.margin))
    ]  # fmt: skip


def across(answer: Answer, ground: Ground) -> str:
    """Whether the sign stays when numbers are drawn from their ranges at once; empty where that was not asked."""
    doubt = ground.doubt(answer.question.id)
    if doubt is None or not doubt.parameters or answer.estimate == 0.0:
        return ""
    same, every = sum(value * answer.estimate > 0.0 for value in doubt.parameters), len(doubt.parameters)
    told = {"numbers": ground.drawn, "same": same, "all": every}
    if same == every:
        return say("With {numbers} drawn from the ranges at once, the sign stays the same in all {all} draws.", **told)
    if 2 * same > every:
        return say("With {numbers} drawn from the ranges at once, the sign stays the same in {same} of {all} draws.",
                   **told)  # fmt: skip
    if same:
        return say("With {numbers} drawn from the ranges at once, the sign stays the same in only {same} of {all} "
                   "draws.", **told)  # fmt: skip
    if any(doubt.parameters):
        return say("With {numbers} drawn from the ranges at once, the sign stays the same in none of {all} draws.",
                   **told)  # fmt: skip
    return say("With {numbers} drawn from the ranges at once, nothing differs in any of {all} draws.", **told)


def verdict_words(answer: Answer) -> str:
    """The verdict as tables write it."""
    return say(VERDICTS[answer.verdict])


def expected_words(answer: Answer) -> str:
    """What was expected, with the smallest difference that matters where one was named."""
    words, margin = say(EXPECTED[answer.question.expect]), answer.question.margin
    if not margin:
        return words
    return say("{words}, by at least {margin}", words=words, margin=plain(margin)) if (
        answer.question.expect in ("higher", "lower")
    ) else say("{words}, within {margin}", words=words, margin=plain(margin))  # fmt: skip


def against_expected(answer: Answer) -> str:
    """The verdict against what was written down before the run, as a sentence."""
    asked = answer.question
    told = {"verdict": verdict_words(answer)}
    if asked.expect == "not stated":
        return say("Nothing was expected beforehand; verdict: {verdict}.", **told)
    return say("Expected before anything ran: {expected}; verdict: {verdict}.", expected=expected_words(answer), **told)


def needed(answer: Answer) -> str:
    """What it would take to tell where it cannot be told; empty for every other verdict."""
    if answer.verdict != "cannot tell":
        return ""
    if answer.method == "too few":
        return say("At least two replicates are needed for an interval.")
    if not answer.estimate and not answer.question.margin:
        return say(
            "No number of replicates tells a difference from zero where there is none; name a margin, the smallest "
            "difference that matters."
        )
    wanted = to_tell(answer)
    if wanted is None:
        return say("Were the estimate to stay where it is, more replicates than a study can have would be needed.")
    return say(
        "Were the estimate to stay where it is, about {n} would be needed to tell, of as many people each.",
        n=count_of(wanted, "replicate"),
    )  # fmt: skip


def turned(answer: Answer, ground: Ground) -> str:
    """Whether a single number turns the verdict within its range; empty where nobody asked."""
    found = ground.influence(answer.question.id)
    if found is None:
        return ""
    if not found.flips:
        return say("No single number that was tried turns this verdict anywhere in its range.")
    names = list(dict.fromkeys(say(one.label) for one in found.flips))
    return say(
        "The verdict turns where {numbers} by itself goes far enough in its range, first of all: {name}.",
        numbers=count_of(len(names), "number"), name=names[0],
    )  # fmt: skip


def flip_words(one: Flip) -> str:
    """At which value of one number a verdict turns, from what to what."""
    told = {
        "label": say(one.label), "at": say(one.at), "before": say(VERDICTS[one.before]),
        "after": say(VERDICTS[one.after]), "written": say(one.written), "grade": say(one.grade.replace("_", " ")),
    }  # fmt: skip
    if one.side == "below":
        words = say(
            "The verdict turns from '{before}' to '{after}' if this goes down to {at}: {label} (as written {written}; "
            "{grade}).",
            **told,
        )  # fmt: skip
    else:
        words = say(
            "The verdict turns from '{before}' to '{after}' if this goes up to {at}: {label} (as written {written}; "
            "{grade}).",
            **told,
        )  # fmt: skip
    return say("{words} At {still} it has not turned yet.", words=words, still=say(one.still)) if one.still else words
