"""``counterscore regimes``: the catalogue."""

from __future__ import annotations

from typing import Any

import click

from .common import block, print_json, with_json


@click.command("regimes")
@with_json
def command(as_json: bool) -> None:
    """List the regimes: status, start, variants, and how much of each rests on assumptions."""
    from ..regimes import load_regime
    from ..regimes.catalogue import library_files

    rows: list[dict[str, Any]] = []
    for name in library_files():
        regime = load_regime(name)
        spec = regime.spec
        rows.append({
            "id": name, "loads": regime.id, "title": spec.title, "status": spec.status, "start": spec.start,
            "jurisdiction": spec.jurisdiction, "recipe": spec.recipe, "checked_on": spec.checked_on,
            "variants": variants_of(name), "numbers": len(regime.values()), "tuned": regime.tuned(),
            "assumption_share": regime.assumption_share(), "sources": len(regime.sources()), "summary": spec.summary,
        })  # fmt: skip
    if as_json:
        print_json(rows)
        return
    for row in rows:
        for line in block(f"{row['id']}  {row['title']}", "", "    "):
            click.echo(line)
        click.echo(f"    status: {row['status']}; starts {row['start']}; checked on {row['checked_on']}")
        for line in block(f"variants: {', '.join(row['variants']) or 'none'}", "    ", "      "):
            click.echo(line)
        share = f"{100 * row['assumption_share']:.0f} % of {row['numbers']} numbers are assumptions"
        click.echo(f"    {share}; {len(row['tuned'])} tuned; {row['sources']} sources")
        click.echo()
    click.echo("counterscore show REGIME prints every number with its source")


def variants_of(name: str) -> list[str]:
    """Ids of the variants of a shipped regime, which can be run like a regime."""
    from ..regimes import regime_ids
    from ..regimes.catalogue import library_files

    longer = [other for other in library_files() if other.startswith(name) and other != name]
    mine = [one for one in regime_ids() if one != name and one.startswith(name)]
    return [one for one in mine if not any(one.startswith(other) for other in longer)]
