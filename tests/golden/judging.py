"""Holds a lived story against what a biography expects, and says in words where they part."""

from __future__ import annotations

from counterscore.worlds.bind import month_name

from .case_files import Case
from .checks import Check, worded
from .ground import Ground
from .living import Story
from .reading import HERO, Claim


def told(ground: Ground, story: Story, case: Case, calm: bool = False) -> list[str]:
    """One text per claim that does not hold: month, expected, found and how it went; empty when all hold.

    ``calm`` asks the twin of the case in which nothing happens.
    """
    found = []
    for claim in case.claims:
        trace = story.trace(case, claim, calm)
        step = first_wrong(story, claim, claim.check, trace)
        if step is not None:
            found.append(_said(ground, case, claim, trace, step))
    return found


def first_wrong(story: Story, claim: Claim, check: Check, trace: list[float]) -> int | None:
    """The first step of the claim's span in which a check does not hold, None where it holds in all."""
    return next((step for step in claim.span.steps(story.steps) if not check.holds(trace[step])), None)


def _said(ground: Ground, case: Case, claim: Claim, trace: list[float], step: int) -> str:
    check = claim.check
    who = "" if claim.who == HERO else f" of {claim.who}"
    lines = [
        f"{case.file}:{case.line}  {ground.regime.id}, {case.title!r}",
        f"  {moment(ground, step)}: expected {check.word}{who}: {check.said()}; "
        f"found {worded(check.shown(trace[step]))}",
        f"  {check.word}{who} over the {unit(ground)}s:",
    ]
    begun = 0
    for now in range(1, len(trace) + 1):
        if now == len(trace) or trace[now] != trace[begun]:
            last = "" if now - 1 == begun else f" to {moment(ground, now - 1)}"
            lines.append(f"    {moment(ground, begun)}{last}: {worded(check.shown(trace[begun]))}")
            begun = now
    return "\n".join(lines)


def unit(ground: Ground) -> str:
    """What a step is called."""
    return "month" if ground.steps_year == 12 else "week"


def moment(ground: Ground, step: int) -> str:
    """A step with its date."""
    return f"{unit(ground)} {step} ({month_name(ground.regime.start, step * 12 // ground.steps_year)})"


def unnoticed(story: Story, case: Case) -> list[str]:
    """Expectations that would not be noticed if they were wrong: the check of that month cannot fail."""
    found = []
    for claim in case.claims:
        trace = story.trace(case, claim)
        for other in claim.check.otherwise():
            if first_wrong(story, claim, other, trace) is None:
                found.append(f"{case.file}:{case.line}  {case.title!r}: {other.word}: {other.said()} holds as well")
    return found
