"""``counterscore diff``: what differs between two regimes, in words."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import click

from .common import block, found_regime, print_json, split, with_json

if TYPE_CHECKING:
    from ..regimes.telling.differences import Difference


@click.command("diff")
@click.argument("a")
@click.argument("b", required=False)
@click.option("--with", "with_", default="", metavar="S[,S]", help="Put these safeguards into B (into A without B).")
@click.option("--all", "everything", is_flag=True, help="Also equal numbers with another source, grade or range.")
@with_json
def command(a: str, b: str | None, with_: str, everything: bool, as_json: bool) -> None:
    """Say what differs from regime A to regime B: words, numbers, and what only one of them has."""
    from ..regimes.telling.differences import differences

    if b is None and not with_:
        raise click.UsageError("expected two regimes, or one and --with SAFEGUARD")
    one = found_regime(a)
    two = found_regime(a if b is None else b)
    if with_:
        from ..safeguards import apply

        two = apply(two, split(with_))
    found = differences(one.spec, two.spec)
    names = {"a": one.id, "b": two.id, "with": split(with_)}
    if as_json:
        print_json({**names, "differences": [vars(difference) for difference in found]})
        return
    click.echo(f"A  {one.id}  {one.title}")
    click.echo(f"B  {two.id}  {two.title}{' with ' + with_ if with_ else ''}")
    shown = [difference for difference in found if everything or difference.kind != "same"]
    _print([d for d in shown if d.kind != "only"])
    for side, title in (("before", f"only in A ({one.id})"), ("after", f"only in B ({two.id})")):
        mine = [d for d in shown if d.kind == "only" and getattr(d, side) == "there"]
        if mine:
            click.echo(f"\n{title}")
        for difference in mine:
            label = difference.label if difference.path == difference.section else f"{_plain(difference)}"
            click.echo("\n".join(block(label, "  ", "    ")))
    hidden = len(found) - len(shown)
    if not shown:
        click.echo("\nno rule, number or word differs")
    if hidden:
        click.echo(f"\n{hidden} values are equal but for source, grade, range or note; --all shows them")


def _plain(difference: Difference) -> str:
    return f"{difference.section.replace('_', ' ')}: {difference.label}"


def _print(rows: list[Difference]) -> None:
    """Prints changed words and numbers, a heading per section."""
    for section, some in groupby(rows, key=lambda one: one.section):
        click.echo(f"\n{section.replace('_', ' ') or 'words'}")
        for one in some:
            click.echo("\n".join(block(f"{one.label}: {one.before} -> {one.after}", "  ", "    ")))
            if one.kind == "same":
                for side, text in (("A", one.exact_before), ("B", one.exact_after)):
                    click.echo("\n".join(block(f"{side}: {text}", "      ", "        ")))
