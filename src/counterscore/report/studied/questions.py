"""Every question of a study with what was expected, what came out, and what it took."""

from __future__ import annotations

from collections.abc import Mapping

from ...audit.studied.answers import Answer
from ..codebook import arm_words
from ..draw.figure import Cell
from ..language import say
from ..page import Section, Table
from ..wording import count_of, in_row, percent, plain, sentences, signed
from .ground import Ground, name_of
from .verdicts import across, against_expected, answer_words, bounds, expected_words, needed, turned, verdict_words

STOPPED: Mapping[str, str] = {
    "as asked": "as many as were asked for",
    "narrow enough": "the interval was narrow enough",
    "at most": "no more were allowed; the interval is wider than asked",
}


def questions_section(ground: Ground) -> Section:
    """The answers in sentences, all questions as a table, and how many replicates each took."""
    answers = ground.found.answers
    rest = tuple(told(one, ground) for one in answers[1:])
    lead = say(
        "Each question was written down before anything ran. The difference is arm minus reference, the interval is a "
        "paired 95 % interval over replicates, and the verdict follows from both and from what was expected."
    )
    return Section(
        "questions", say("The questions and their verdicts"), (lead, *rest), tables=(_told(ground), _effort(ground)),
    )  # fmt: skip


def told(answer: Answer, ground: Ground) -> str:
    """The answer, its verdict against what was expected, whether it holds across ranges, and what it would take."""
    return sentences([answer_words(answer, ground), _beside(answer, ground)])


def _beside(answer: Answer, ground: Ground) -> str:
    """What belongs to an answer, in sentences: what was expected, whether it holds across ranges, what would tell."""
    return sentences([
        against_expected(answer), across(answer, ground), turned(answer, ground), needed(answer), *_left_out(answer)
    ])  # fmt: skip


def _left_out(answer: Answer) -> tuple[str, ...]:
    """In how many replicates there was nobody to compare."""
    if not answer.untold:
        return ()
    lived = count_of(answer.untold + answer.replicates, "replicate")
    if not answer.replicates:
        return (say("There were fewer than two such people in each of {lived}.", lived=lived),)
    return (
        say("In {few} of {lived} there were fewer than two such people; the answer rests on the others.",
            few=f"{answer.untold:,}", lived=lived),
    )  # fmt: skip


def _told(ground: Ground) -> Table:
    """What was asked, expected and found."""
    columns = (
        say("question"), say("expected"), say("difference"), say("95 % interval"), say("unit"), say("verdict"),
    )  # fmt: skip
    several = len(ground.found.answers) > 1
    rows = tuple(
        (say("{n}: {name}", n=n, name=name_of(one)) if several else name_of(one), expected_words(one),
         signed(one.estimate), bounds(one), say(one.question.unit), verdict_words(one))
        for n, one in enumerate(ground.found.answers, 1)
    )  # fmt: skip
    return Table(say("Questions and verdicts"), columns, rows)


def _effort(ground: Ground) -> Table:
    """What both arms come to, and how many replicates were lived and why no more."""
    columns = (
        say("question"), say("in the arm"), say("in the reference"), say("replicates"), say("half-width"),
        say("unpaired replicates for the same"), say("variance reduced"), say("why it stopped"),
    )  # fmt: skip
    rows = tuple(_row(n, one) for n, one in enumerate(ground.found.answers, 1))
    return Table(say("What the answers took"), columns, rows)


def _row(n: int, one: Answer) -> tuple[Cell, ...]:
    """The cost of one answer."""
    width: str = say("n/a") if one.method == "too few" else plain(one.half_width)
    if one.asked_half_width is not None:
        width = say("{reached} ({asked} asked)", reached=width, asked=plain(one.asked_half_width))
    lived: str = f"{one.replicates:,}"
    if one.failed:
        lived = say("{replicates} ({failed} failed)", replicates=lived, failed=f"{one.failed:,}")
    unpaired = say("n/a") if one.unpaired_replicates is None else f"{one.unpaired_replicates:,}"
    gain = one.variance_reduction
    reduced = say("n/a") if gain is None else say("no") if gain < 1.05 else say("{factor} times", factor=plain(gain))
    return (
        say("question {n}", n=n), plain(one.arm_mean), plain(one.against_mean), lived, width, unpaired, reduced,
        say(STOPPED[one.stopped]),
    )  # fmt: skip


def basis(ground: Ground) -> tuple[str, ...]:
    """What the first answer rests on, in a few sentences below it."""
    found = ground.found
    if not found.answers:
        return ()
    first = found.answers[0]
    return (_beside(first, ground), *_size(ground, first))


def _size(ground: Ground, first: Answer) -> tuple[str, ...]:
    """How much was lived, and how much of it is assumed."""
    lived = say(
        "{replicates}, each of {crowd} and with draws of its own, lived through {time} in {worlds}: {arms}. Inside a "
        "replicate all worlds share people and draws.",
        replicates=count_of(first.replicates + first.untold, "replicate"), crowd=ground.crowd,
        time=ground.time, worlds=count_of(len(ground.arms), "world"),
        arms=in_row([arm_words(name) for name in ground.arm_names]),
    )  # fmt: skip
    share = ground.known("assumption_share")
    known = () if share is None else (
        say("{share} of the numbers behind this study are assumptions.", share=percent(float(share))),
    )  # fmt: skip
    broken = sum(one.failed for one in ground.found.counts)
    failed = () if not broken else (
        say("{failed} of this study failed; the section on failures says which, and nothing of them is counted.",
            failed=count_of(broken, "task")),
    )  # fmt: skip
    return (sentences([lived, *known]), *failed)
