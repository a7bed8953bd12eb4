"""``counterscore people``: how well synthetic people reproduce the published figures."""

from __future__ import annotations

from dataclasses import asdict

import click

from .common import COUNT, block, columns, print_json, with_json


@click.command("people")
@click.argument("recipe", default="china-city")
@click.option("--people", type=COUNT, default=20_000, show_default=True, help="People to make; 200k and 1m work.")
@click.option("--seed", type=int, default=1, show_default=True, help="Number all draws follow from.")
@with_json
def command(recipe: str, people: int, seed: int, as_json: bool) -> None:
    """Make people from RECIPE and compare them with every figure it quotes, misses included."""
    from ..people import fit
    from ..report.wording import plain
    from ..running import populate

    made = populate(recipe, people, seed)
    fits, firms = fit(made), int(made.columns["firm"].sum())
    if as_json:
        told = {"recipe": recipe, "people": people, "firms": firms, "seed": seed}
        print_json(told | {"marginals": [asdict(one) for one in fits]})
        return
    click.echo(f"{recipe}: {counted(people, firms)}, seed {seed}")
    rows = [("figure", "published", "here", "within", "unit", "")]
    for one in fits:
        verdict = "" if one.inside else "OUTSIDE"
        numbers = plain(one.published), plain(one.obtained), plain(one.tolerance)
        rows.append((one.marginal[:32], *numbers, one.unit[:10], verdict))
    for line in columns(rows, right=(1, 2, 3)):
        click.echo(line)
    outside = [one for one in fits if not one.inside]
    for one in outside:
        for line in block(f"{one.marginal}: {one.note or 'no note'} [{one.source}, {one.grade}]", "  ", "    "):
            click.echo(line)
    assumed = sum(one.grade == "assumption" for one in fits)
    click.echo(f"{len(fits) - len(outside)} of {len(fits)} figures inside; {assumed} of them are assumptions")


def counted(people: int, firms: int) -> str:
    """How many numbers were made, and how many of them are firms where any are."""
    if not firms:
        return f"{people:,} synthetic people"
    return f"{people:,} numbers, {people - firms:,} synthetic people and {firms:,} firms"
