"""The last parts of the report: what was assumed, the limits, the sources, and how to run it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..audit.summary import Summary
from ..core.description import Description, Work
from ..core.outcome import Outcome
from .answer import NOT_COVERED
from .codebook import spoken
from .language import say
from .page import Section, Table
from .wording import in_row, percent, plain

GENERAL = (
    "The estimates come from a simulation of synthetic people; they are no forecasts for any real place.",
    "What nobody publishes was chosen; 'What was assumed' says how much that is.",
    "That a person is the same in two worlds is exact for this way of sharing the draws, which is a convention.",
    "What a regime does to those who run it, its costs and its aims are not measured; only harm to people is.",
)


def assumptions_section(summary: Summary) -> Section:
    """How much of the result rests on assumptions, and which numbers were tuned."""
    share = summary.assumption_share
    if share is None:
        lead = say("The run does not say which share of its numbers are assumptions.")
    else:
        lead = say(
            "{share} of the numbers behind this run are assumptions: nobody publishes them, so we chose a value and a "
            "range. The other numbers have a source.",
            share=percent(share),
        )
    return assumed_section(lead, summary.tuned)


def assumed_section(lead: str, tuned: Sequence[Any]) -> Section:
    """What `lead` says of the assumptions, and the numbers that were tuned to published figures."""
    points = tuple(tuned_words(one) for one in tuned)
    if not points:
        none = say("No number was tuned to meet a published figure.")
        return Section("assumptions", say("What was assumed"), (lead,), after=(none,))
    more = say(
        "These numbers were tuned so that the run meets a published figure; meeting that figure is then no evidence:"
    )
    return Section("assumptions", say("What was assumed"), (lead, more), points=points)


def tuned_words(one: Any, short: bool = False) -> str:
    """A tuned number in words; `short` leaves out why."""
    if not isinstance(one, Mapping):
        return str(one)
    value = one.get("value")
    number = plain(float(value), 4) if isinstance(value, int | float) else "" if value is None else str(value)
    path = str(one.get("path") or one.get("name") or one.get("id") or say("a number"))
    named = say("{path} = {number}", path=path, number=number) if number else path
    if short:
        return named
    if one.get("target"):
        return say("{path}, to meet {target}", path=named, target=say(spoken(str(one["target"]))))
    return say("{path}: {note}", path=named, note=say(str(one["note"]))) if one.get("note") else named


def limits_section(study: Mapping[str, Any], model: Description | None = None) -> Section:
    """What the regime does in the world and this run leaves out, what its parts leave out, and what no interval covers.

    The limits of the parts are those of the mechanisms that `model` names; without it they are left out.
    """
    listed = study.get("not_modelled") or ()
    points = tuple([say(str(listed))] if isinstance(listed, str) else [entry_words(one) for one in listed])
    if points:
        lead = say("The regime does more in the world than was modelled. Left out is:")
    else:
        lead = say("The regime's file names nothing in particular; the general limits of the laboratory apply.")
    parts = [
        Section("limits-general", say("Limits of every run"), points=tuple(say(t) for t in (NOT_COVERED, *GENERAL)))
    ]
    if model is not None and (used := [one for one in model.mechanisms if one.limits]):
        rows = tuple((say(spoken(one.name)), say(one.limits)) for one in used)
        heads = (say("mechanism"), say("limits"))
        counted = say("{n} mechanisms were used; each says what it leaves out.", n=len(used))
        table = Table(say("Limits of the mechanisms that were used"), heads, rows, folded=True)
        parts.append(Section("limits-parts", say("Limits of the parts that were used"), (counted,), tables=(table,)))
    return Section("not-modelled", say("Limits: what is not modelled"), (lead,), points=points, parts=tuple(parts))


def entry_words(one: Any) -> str:
    """An entry of a list of the study as running text."""
    if isinstance(one, Mapping):
        return say(": ").join(say(str(value)) for value in one.values() if value)
    return say(str(one))


def sources_section(study: Mapping[str, Any], model: Description | None = None) -> Section:
    """The bibliography of the run; addresses stand as plain text, nothing is fetched.

    With `model` it holds exactly what some number in force, table of the people or published figure cites, with how
    many of each; without it everything that the regime's file names.
    """
    if model is not None and model.works:
        points = tuple(work_words(one) for one in model.works)
        lead = say("Exactly what some number in force, table of the people or published figure of this run rests on:")
        return Section("sources", say("Sources"), (lead,), points=points)
    listed = study.get("bibliography") or ()
    rows = [dict(one, id=key) for key, one in listed.items()] if isinstance(listed, Mapping) else list(listed)
    none = () if rows else (say("The study names no sources."),)
    return Section("sources", say("Sources"), none, points=tuple(source_words(one) for one in rows))


def work_words(one: Work) -> str:
    """A source with what rests on it."""
    carried = (
        ("numbers of the regime: {n}", one.numbers),
        ("tables of the people: {n}", one.people),
        ("published figures: {n}", one.targets),
    )
    told = in_row([say(words, n=n) for words, n in carried if n])
    source = source_words(one.source.model_dump())
    return say("{source} ({carried})", source=source, carried=told) if told else source


def source_words(one: Any) -> str:
    """One source: its id, title, place and date."""
    if not isinstance(one, Mapping):
        return str(one)
    parts = [str(one[key]) for key in ("title", "where", "date") if one.get(key)]
    return (f"[{one['id']}] " if one.get("id") else "") + ". ".join(parts)


def rerun_section(outcome: Outcome, summary: Summary) -> Section:
    """The command, seed, study and version that give the same bytes again."""
    facts = outcome.facts
    lead = say("The same study, seed and version give the same tables, byte for byte, on any machine:")
    points = (
        say("study: {hash}", hash=summary.study_sha256),
        say("seed: {seed}", seed=summary.seed),
        say("version: counterscore {version}", version=version_of(outcome)),
        say("contents: {hash}", hash=facts.get("content_sha256", say("n/a"))),
    )
    kept = say("The resolved study with every number stands in study.json beside the tables.")
    after = (kept, say("The numbers of this page are embedded in it as JSON (element 'numbers')."))
    heading = say("How to run this again")
    return Section("again", heading, (lead,), points=points, commands=(command(outcome),), after=after)


def command(outcome: Outcome) -> str:
    """The command line of this run: the one the study kept, else one made from its parts."""
    study = outcome.study
    if study.get("command"):
        kept = study["command"]
        return kept if isinstance(kept, str) else " ".join(str(word) for word in kept)
    regime = study.get("regime")
    name = regime.get("id", "") if isinstance(regime, Mapping) else regime
    parts = [
        f"counterscore run {name}",
        f"--people {study.get('people')}",
        f"--months {study.get('months')}",
        f"--seed {study.get('seed')}",
    ]
    return " ".join(parts + ([f"--replicate {study['replicate']}"] if study.get("replicate") else []))


def version_of(outcome: Outcome) -> str:
    """The version of counterscore that made the run."""
    return str(outcome.facts.get("counterscore", "n/a"))
