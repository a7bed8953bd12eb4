"""``counterscore safeguards``: what would protect people, and in one regime how much."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from .common import block, print_json, size_options, split, with_json
from .progress import Bar

if TYPE_CHECKING:
    from ..worlds.protect import Protection, Worth

LABEL = 30


@click.command("safeguards")
@click.argument("regime", required=False)
@size_options(people=20_000, months=36)
@click.option("--harm", default="", metavar="H", help="What counts: refusals, wrong_refusals, months_listed ...")
@click.option("--only", default="", metavar="S[,S]", help="Try these safeguards only.")
@click.option("--staff", type=click.FloatRange(0), default=math.inf, help="Budget: staff per 100,000 people.")
@click.option(
    "--delay", type=click.FloatRange(0), default=math.inf, help="Budget: months before anything takes effect."
)
@with_json
@click.pass_context
def command(
    ctx: click.Context, regime: str | None, people: int, months: int, seed: int, recipe: str, threads: int, harm: str,
    only: str, staff: float, delay: float, as_json: bool,
) -> None:  # fmt: skip
    """List the safeguards: whom each protects, what it changes, what it cannot do.

    With a REGIME: how much harm each takes away there, alone and from all together, and the best set that a budget of
    staff or delay buys. The same people live in every world, and only harm is counted.

    \b
    counterscore safeguards
    counterscore safeguards judgment-defaulters --staff 2 --delay 1
    """
    if regime is None:
        _catalogue(ctx, as_json)
        return
    from ..running import protect

    bar = Bar(not as_json, lambda: False)
    try:
        found = protect(
            regime, people, months, seed, harm=harm, only=split(only), staff=staff, delay=delay, recipe=recipe,
            threads=threads, tell=bar,
        )  # fmt: skip
    finally:
        bar.close()
    if as_json:
        print_json(asdict(found))
    else:
        click.echo("\n".join(_lines(found, staff, delay)))


def _catalogue(ctx: click.Context, as_json: bool) -> None:
    """All safeguards in words."""
    from click.core import ParameterSource

    from ..safeguards import load_safeguard, safeguard_ids

    given = [n for n in ctx.params if ctx.get_parameter_source(n) is ParameterSource.COMMANDLINE and n != "as_json"]
    if given:
        raise click.UsageError(f"--{given[0]} asks how much safeguards help: name a REGIME as well", ctx)
    found = [load_safeguard(name) for name in safeguard_ids()]
    if as_json:
        print_json([one.model_dump(mode="json", by_alias=True) for one in found])
        return
    for one in found:
        click.echo("\n".join(block(f"{one.id}  {one.title}", "", "    ")))
        for label, text in (("protects", one.protects), ("limits", one.limits), ("changes", ", ".join(one.patches))):
            for line in block(f"{label}: {text}", "    ", "      "):
                click.echo(line)
        click.echo()
    click.echo("counterscore run REGIME --with S adds an arm with a safeguard")
    click.echo("counterscore safeguards REGIME says how much each takes away there")


def _lines(found: Protection, staff: float, delay: float) -> list[str]:
    """The answer in at most 80 columns."""
    from ..audit.attribution import TITLES
    from ..audit.frame import MINIMUM_PEOPLE
    from ..report.wording import count_of, plain

    title, many = TITLES.get(found.harm, found.harm), count_of(found.concerned, "person", "people")
    out = block(f"{title}: {plain(found.as_written)} as written, {many} of {found.people:,} concerned", "", "  ")
    if found.concerned < MINIMUM_PEOPLE:
        out += block(
            "Too few people to tell safeguards apart; live more with --people, or ask about another --harm.", ""
        )
    head = f"{'':<{LABEL}}{'changes by':>12}{'95 % interval':>20}{'staff':>8}{'delay':>8}"
    out += ["", "each safeguard alone:", head, *(_line(one, found.people) for one in found.alone)]
    out += ["", "each taken away from all of them:", head, *(_line(one, found.people) for one in found.missing)]
    out += ["", "all of them together:", head, _line(found.together, found.people, "all")]
    limits = [f"{plain(staff)} staff"] * math.isfinite(staff) + [
        f"{plain(delay)} month{'' if delay == 1 else 's'}"
    ] * math.isfinite(delay)
    title = f"the best set within {' and '.join(limits)}" if limits else "the best set at any price"
    out += ["", f"{title}:", head, _line(found.best, found.people, f"{len(found.best.safeguards)} of them")]
    out += block(", ".join(found.best.safeguards) or "no safeguard at all", "    ")
    how = "every set within the budget was lived" if found.exact else "searched step by step, not every set was lived"
    out += [
        "",
        *block(f"{found.lived} worlds; {how}. Staff per 100,000 people, delay in months; both are assumptions.", ""),
    ]
    return out


def _line(one: Worth, people: int, name: str = "") -> str:
    """One set of safeguards as a line."""
    from ..report.wording import interval, plain, signed

    effect = one.effect.times(people)
    label = name or one.safeguards[0]
    return (
        f"  {label:<{LABEL - 2}}{signed(effect.estimate):>12}{interval(effect.low, effect.high):>20}"
        f"{plain(one.staff):>8}{plain(one.delay):>8}"
    )
