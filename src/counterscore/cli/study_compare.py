"""``counterscore study compare``: two studies side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .common import block, print_json, with_json

if TYPE_CHECKING:
    from ..audit.studied.compared import Both, Compared, Differs, Seen

LABEL = 30
LONGEST = 200


@click.command("compare")
@click.argument("a", type=click.Path(path_type=Path))
@click.argument("b", type=click.Path(path_type=Path))
@with_json
def command(a: Path, b: Path, as_json: bool) -> None:
    """Say what differs between the studies in folders A and B, and how far their answers are apart.

    Questions are the same when metric, arms and group are. Where both studies lived the same people under the same
    draws, their replicates are compared one by one.
    """
    from ..studies.compare import compare_studies

    found = compare_studies(a, b)
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        click.echo("\n".join(lines(found)))


def lines(found: Compared) -> list[str]:
    """The comparison in at most 80 columns."""
    out = block(f"A  {Path(found.a).name}: {found.titles[0]}", "", "   ")
    out += block(f"B  {Path(found.b).name}: {found.titles[1]}", "", "   ")
    for both in found.shared:
        out += ["", *_question(both)]
    if not found.shared:
        out += ["", *block("No question is asked by both (metric, arms and group).", "")]
    for name, alone in (("A", found.only_a), ("B", found.only_b)):
        if alone:
            out += ["", *block(f"asked by {name} alone: {', '.join(alone)}", "", "  ")]
    out += ["", "what differs:" if found.differs else "nothing differs"]
    return [*out, *(line for one in found.differs for line in _difference(one))]


def _question(both: Both) -> list[str]:
    """One question: both answers, the difference, the verdicts."""
    from ..report.wording import interval, signed

    named = both.a if both.a == both.b else f"{both.a} / {both.b}"
    among = "".join(f", {by} {name}" for by, name in both.group.items())
    out = block(f"{named}: {both.title} ({both.unit}){among}: {both.arm!r} minus {both.against!r}", "", "  ")
    out.append(f"  {'':<{LABEL}}{'estimate':>12}{'95 % interval':>24}{'replicates':>12}")
    out += [_seen("A", both.answer_a), _seen("B", both.answer_b)]
    out.append(f"  {'B minus A':<{LABEL}}{signed(both.difference):>12}{interval(both.low, both.high):>24}")
    return [*out, *block(_how(both), "  ")]


def _seen(name: str, seen: Seen) -> str:
    from ..report.wording import interval, signed

    label = f"{name}, {seen.verdict}"
    span = interval(seen.low, seen.high)
    return f"  {label:<{LABEL}}{signed(seen.estimate):>12}{span:>24}{seen.replicates:>12}"


def _how(both: Both) -> str:
    """How the difference was found, and what it means for the verdict."""
    words = {
        "paired": f"Replicate by replicate: {both.pairs} of them have the same people under the same draws in both.",
        "two samples": "As two samples: the studies do not share people and draws.",
        "too few": "Too few replicates for an interval of the difference.",
    }[both.method]
    if both.method != "too few":
        words += " The answers differ." if both.clear else " The answers cannot be told apart."
        if both.low == both.high == 0.0:
            words = words.replace("cannot be told apart", "are the same in each of them")
    before, after = both.answer_a.verdict, both.answer_b.verdict
    changed = f"The verdict changes from {before!r} to {after!r}." if before != after else "The verdict is the same."
    return f"{words} {changed}"


def _difference(one: Differs) -> list[str]:
    """One thing that differs; long texts are cut, --json has them whole."""
    before, after = (text if len(text) <= LONGEST else f"{text[:LONGEST]} ..." for text in (one.before, one.after))
    return block(f"{one.label}: {before} -> {after}", "  ", "    ")
