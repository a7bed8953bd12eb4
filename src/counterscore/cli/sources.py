"""``counterscore sources``: what a regime rests on."""

from __future__ import annotations

import click

from .common import block, found_regime, print_json, with_json


@click.command("sources")
@click.argument("regime")
@with_json
def command(regime: str, as_json: bool) -> None:
    """Print the bibliography of REGIME: what each source carries, which carry nothing, and how much is assumed."""
    from ..core.documents import OWN, Source
    from ..regimes.telling.usage import assumed_share, by_grade, uses

    found = found_regime(regime)
    spec = found.spec
    counted = {use.id: use for use in uses(spec)}
    entries = [*spec.bibliography, Source(id=OWN, title="assumptions of this project, each with a range and a reason")]
    grades = by_grade(spec)
    if as_json:
        rows = [
            {**entry.model_dump(), "numbers": counted[entry.id].numbers, "grades": dict(counted[entry.id].grades),
             "facts": counted[entry.id].facts, "governance": counted[entry.id].governance,
             "targets": counted[entry.id].targets,
             "mentions": counted[entry.id].mentions, "used": counted[entry.id].used}
            for entry in entries
        ]  # fmt: skip
        share = assumed_share(spec)
        print_json({"regime": found.id, "grades": grades, "assumption_share": share, "sources": rows})
        return
    click.echo("\n".join(block(f"{spec.title} ({found.id})", "", "")))
    total = sum(grades.values())
    for grade, count in grades.items():
        click.echo(f"  {count:>4}  {100 * count / total:>3.0f} %  {grade.replace('_', ' ')}")
    unused = [entry.id for entry in entries if not counted[entry.id].used]
    for entry in entries:
        rest = "; ".join(part for part in (entry.where, entry.date, entry.mark) if part)
        click.echo()
        click.echo("\n".join(block(f"[{entry.id}] {entry.title}", "", "    ")))
        if rest:
            click.echo("\n".join(block(rest, "    ")))
        click.echo("\n".join(block(f"carries {counted[entry.id].told()}", "    ", "      ")))
    click.echo(f"\ncarry nothing: {', '.join(unused) or 'none'}")
