"""What each change would do: worlds of this run with a safeguard put in, or with a mechanism left out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..audit.summary import EffectRow, Summary, main_arm
from ..core.outcome import Outcome
from .answer import REFERENCES, by_gravity
from .codebook import arm_words, spoken
from .language import say
from .page import Section, Table
from .wording import in_row, interval, signed

MOST = 8
OWN = ("numbers", "later")  # an arm's own values
ORDINARY = {"regime", "errors"}  # what the worlds of every run leave out


def changed_arms(outcome: Outcome, key: str) -> dict[str, list[str]]:
    """Worlds that put something in (key "with") or leave something out ("without") -> the names of it.

    Worlds with numbers of their own are left out: what is put in is not all that they change.
    """
    found = {}
    for arm in outcome.study.get("arms", ()):
        if isinstance(arm, Mapping) and arm.get("name") in outcome.arms and not arm.get("twin"):
            names = [str(name) for name in arm.get(key) or () if str(name) not in ORDINARY]
            if names and arm["name"] not in REFERENCES and not any(arm.get(one) for one in OWN):
                found[str(arm["name"])] = names
    # the tables compare with the main world, which has to be the regime as it is written
    return {} if main_arm(outcome) in altered(outcome) else found


def altered(outcome: Outcome) -> set[str]:
    """Worlds that are not the regime as it is written: left out, put in or set to another number is something of it."""
    arms = [arm for arm in outcome.study.get("arms", ()) if isinstance(arm, Mapping)]
    return {str(arm.get("name")) for arm in arms if any(arm.get(key) for key in ("with", "without", *OWN))}


def safeguards_section(outcome: Outcome, found: Summary, asked: bool = False) -> Section | None:
    """What the safeguards of this run change, world by world; how to try them where nobody has ``asked``."""
    arms = changed_arms(outcome, "with")
    heading = say("What each safeguard changes")
    if not arms and asked:
        return None
    if main_arm(outcome) in altered(outcome):
        lone = say("No world of this run is the regime as written; 'All differences' has its worlds beside each other.")
        return Section("safeguards", heading, (lone,))
    if not arms:
        none = say("No world of this run has a safeguard more than the regime has. This command lists those to try:")
        regime = str(found.regime.get("asked") or found.regime.get("id") or "")
        return Section("safeguards", heading, (none,), commands=(f"counterscore safeguards {regime}".strip(),))
    lead = say(
        "Each of these worlds is the regime as written with the safeguards named, lived by the same people with the "
        "same draws. Below zero is less of it than as written."
    )
    return Section(
        "safeguards", heading, (lead,), tables=_tables(found, arms, "with {names}"),
        after=(*_dated(outcome, arms), *_silent(found, arms)),
    )  # fmt: skip


def without_section(outcome: Outcome, found: Summary) -> Section | None:
    """What leaving a mechanism out changes, world by world; None where the run has no such world."""
    arms = changed_arms(outcome, "without")
    if not arms:
        return None
    lead = say(
        "Each of these worlds is the regime as written without one part of it, lived by the same people with the same "
        "draws. What is below zero was due to that part."
    )
    tables = _tables(found, arms, "without {names}")
    return Section(
        "without", say("What leaving a part out changes"), (lead,), tables=tables,
        after=(*_dated(outcome, arms), *_silent(found, arms)),
    )  # fmt: skip


def rows_of_change(found: Summary, arm: str) -> list[EffectRow]:
    """The differences between the main world and another that can be told from zero, the gravest first."""
    return [row for row in by_gravity(found.effects) if row.reference == arm and row.clear][:MOST]


def _tables(found: Summary, arms: Mapping[str, list[str]], words: str) -> tuple[Table, ...]:
    """One table per world: what it is as written, what it is in that world, and the paired difference."""
    out = []
    for arm, names in arms.items():
        told = rows_of_change(found, arm)
        if not told:
            continue
        rows = []
        for row in told:
            here, there = found.arm(row.arm).measures.get(row.metric), found.arm(arm).measures.get(row.metric)
            bounds = interval(-row.high, -row.low)
            rows.append((say(row.title), here, there, signed(-row.estimate), bounds, say(row.unit)))
        heads = (say("what"), arm_words(told[0].arm), arm_words(arm), say("change"), say("95 % interval"), say("unit"))
        title = say(words, names=in_row([say(spoken(name)) for name in names]))
        out.append(Table(title[:1].upper() + title[1:], heads, tuple(rows)))
    return tuple(out)


def _dated(outcome: Outcome, arms: Mapping[str, list[str]]) -> tuple[str, ...]:
    """From when on the worlds with a policy date are changed."""
    known = [arm for arm in outcome.study.get("arms", ()) if isinstance(arm, Mapping)]
    since = {str(arm.get("name")): int(arm.get("since") or 0) for arm in known}
    start = np.datetime64(str(outcome.study["regime"]["start"])[:7])
    return tuple(
        say("The world '{name}' is the regime as written before {date}; what it changes holds from then on.",
            name=arm_words(arm), date=start + since[arm])
        for arm in arms if since.get(arm)
    )  # fmt: skip


def _silent(found: Summary, arms: Mapping[str, list[str]]) -> tuple[str, ...]:
    """The worlds in which nothing can be told from the regime as written."""
    quiet = [arm_words(arm) for arm in arms if not rows_of_change(found, arm)]
    return (say("Nothing can be told from zero in: {names}.", names=in_row(quiet)),) if quiet else ()
