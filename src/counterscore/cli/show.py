"""``counterscore show``: one regime, every number with its source."""

from __future__ import annotations

import click

from .common import print_json, with_json


@click.command("show")
@click.argument("regime")
@click.option("--with", "with_", default="", metavar="S[,S]", help="Show it with these safeguards.")
@with_json
def command(regime: str, with_: str, as_json: bool) -> None:
    """Print REGIME: every number, its unit, source, grade and range; what is not modelled; where sources disagree."""
    from ..running import load_regime
    from ..safeguards import apply

    found = load_regime(regime)
    names = [name.strip() for name in with_.split(",") if name.strip()]
    if names:
        found = apply(found, names)
    if as_json:
        print_json(found.spec.model_dump(mode="json", by_alias=True))
    else:
        click.echo(found.show(), nl=False)
