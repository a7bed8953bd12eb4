"""``counterscore regimes``: the catalogue."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import click

from .common import block, print_json, with_json


@click.command("regimes")
@with_json
def command(as_json: bool) -> None:
    """List the regimes by family: status, kinds, who is covered, versions, and how much of each is assumed."""
    from ..regimes.telling.words import FAMILY_WORDS

    rows = catalogue()
    if as_json:
        print_json(rows)
        return
    for family, some in groupby(rows, key=lambda row: str(row["family"])):
        click.echo(FAMILY_WORDS[family].upper() + "\n")
        for row in some:
            _print(row)
    click.echo("counterscore show REGIME tells about one of them, search WORD looks into all")


def catalogue() -> list[dict[str, Any]]:
    """A row per shipped regime, family by family."""
    from ..regimes import load_regime
    from ..regimes.catalogue import library_files
    from ..regimes.telling.kinds import kinds_of
    from ..regimes.telling.usage import by_grade
    from ..regimes.telling.words import FAMILY_WORDS

    rows: list[dict[str, Any]] = []
    for name in library_files():
        regime = load_regime(name)
        spec = regime.spec
        rows.append({
            "id": name, "title": spec.title, "family": spec.family, "status": spec.status, "kinds": kinds_of(spec),
            "subjects": spec.subjects, "key": spec.key, "consent": spec.consent, "start": spec.start,
            "step": spec.step, "jurisdiction": spec.jurisdiction, "recipe": spec.recipe,
            "checked_on": spec.checked_on, "variants": [entry.id for entry in spec.variants.values()],
            "sections": list(regime.sections), "numbers": len(regime.values()), "tuned": regime.tuned(),
            "assumption_share": regime.assumption_share(), "grades": by_grade(spec), "sources": len(regime.sources()),
            "targets": len(spec.targets), "not_modelled": len(spec.not_modelled), "summary": spec.summary,
        })  # fmt: skip
    order = list(FAMILY_WORDS)
    return sorted(rows, key=lambda row: (order.index(row["family"]), row["id"]))


def _print(row: dict[str, Any]) -> None:
    """Prints a regime as a short block of 80 columns."""
    lines = block(f"{row['id']}  {row['title']}", "", "    ")
    share = f"{100 * row['assumption_share']:.0f} % of {row['numbers']} numbers assumed"
    lines += block(f"{row['status']}; {', '.join(row['kinds']) or 'no kind'}; from {row['start']}; {share}", "    ")
    lines += block(f"who: {row['subjects']}", "    ", "      ")
    if row["variants"]:
        lines += block(f"versions: {', '.join(row['variants'])}", "    ", "      ")
    click.echo("\n".join(lines) + "\n")
