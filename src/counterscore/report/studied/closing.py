"""The last parts of a study's report: where the worlds part, what failed, the limits, and how to run it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..closing import assumed_section, limits_section, sources_section
from ..codebook import arm_words
from ..language import say
from ..page import Section, Table
from ..sections import divergence_section, parting
from ..wording import count_of, percent
from .ground import Ground

FEW = 12  # failures that are shown unfolded
PARTS: Mapping[str, str] = {
    "chance": "chance", "ranges": "ranges", "forms": "other forms", "influence": "influence",
    "calibration": "calibration", "budget": "budget",
}  # fmt: skip
OF_STUDIES = (
    "A verdict is about the simulated regime under its assumptions, never about a real place.",
    "Each question has a 95 % interval of its own: of twenty true answers about one lies outside by chance.",
    "Of the numbers from which people are made, tables of several and those solved for are never drawn from ranges.",
)


def worlds_section(ground: Ground) -> Section | None:
    """Where the arms first part, and the past that arms with a policy date share; None where that was not kept."""
    if not ground.found.divergence:
        return None
    asked = {frozenset((one.question.arm, one.question.against)) for one in ground.found.answers}
    rows = ground.found.divergence
    first = [row for row in rows if frozenset(row.get("arms", ())) in asked] or list(rows)
    found = divergence_section(first, ground.arm_names, ground.step)
    others = tuple((parting(row, ground.step),) for row in rows if row not in first)
    more = Table(say("Where the other worlds part"), (say("worlds"),), others, folded=True)
    dates = tuple(
        say(
            "'{arm}' lives as the regime is written until its policy date, month {n}; up to there it was lived once "
            "and is the same past, bit for bit.",
            arm=arm_words(arm), n=since,
        )
        for arm in ground.arm_names
        if (since := ground.since(arm)) is not None
    )  # fmt: skip
    lead = (*found.lead, say("Of the first replicate; the others part in the same way at places of their own."))
    tables = (more,) if others else ()
    return Section("divergence", found.heading, lead, tables=tables, points=(*dates, *found.points))


def failures_section(ground: Ground) -> Section | None:
    """How much of the study was lived, and what failed with why; None where nothing is missing."""
    found = ground.found
    missing = sum(one.failed + one.cut_off + one.pending for one in found.counts)
    if not missing and not found.failures:
        return None
    lead = say(
        "A task that fails does not stop the others, and nothing of it is counted. What failed may differ from what "
        "did not, so the answers hold for those that were lived."
    )
    columns = (say("part"), say("done"), say("failed"), say("cut off"), say("pending"))
    rows = tuple(
        (say(PARTS.get(one.part, one.part)), one.done, one.failed, one.cut_off, one.pending) for one in found.counts
    )
    tables = [Table(say("Tasks of this study"), columns, rows)]
    if found.failures:
        heads = (say("task"), say("fault"))
        told = tuple((one.task, one.fault) for one in found.failures)
        tables.append(Table(say("What failed"), heads, told, folded=len(told) > FEW))
    heading = say("What failed: {tasks}", tasks=count_of(sum(one.failed for one in found.counts), "task"))
    return Section("failures", heading, (lead,), tables=tuple(tables))


def assumptions(ground: Ground) -> Section:
    """How much of the study is assumed, and which numbers of the regime had been tuned before it."""
    share = ground.known("assumption_share")
    if share is None:
        lead = say("The study does not say which share of its numbers are assumptions.")
    else:
        lead = say(
            "{share} of the numbers behind this study are assumptions: nobody publishes them, so we chose a value and "
            "a range. The other numbers have a source.",
            share=percent(float(share)),
        )  # fmt: skip
    return assumed_section(lead, ground.known("tuned", ()))


def limits(ground: Ground) -> Section:
    """What the regime does in the world and the study leaves out, and what no study covers."""
    found = limits_section(ground.found.resolved)
    general = replace(found.parts[0], points=(*(say(one) for one in OF_STUDIES), *found.parts[0].points))
    return replace(found, parts=(general,))


def sources(ground: Ground) -> Section:
    """The bibliography of the regime with everything its arms added."""
    return sources_section(ground.found.resolved)


def again_section(ground: Ground) -> Section:
    """The command, hash and version that give the same bytes again."""
    found = ground.found
    points = (
        say("study: {hash}", hash=found.sha256),
        say("seed: {seed}", seed=ground.known("seed", say("n/a"))),
        say("version: counterscore {version}", version=found.version),
    )
    lead = say("The same study file and version give the same answers, byte for byte, on any machine:")
    after = (
        say("The study with everything it stands on is study.json in its folder; every answer is in answers.json."),
        say("The numbers of this page are embedded in it as JSON (element 'numbers')."),
    )
    command = str(ground.known("command", "counterscore study run study.yaml"))
    heading = say("How to run this again")
    return Section("again", heading, (lead,), points=points, commands=(command,), after=after)
