"""``counterscore show``: one regime as a page, every number with its source."""

from __future__ import annotations

import click

from .common import found_regime, print_json, split, with_json


@click.command("show")
@click.argument("regime")
@click.option("--with", "with_", default="", metavar="S[,S]", help="Show it with these safeguards.")
@click.option("--brief", is_flag=True, help="In words only: no sources, ranges and reasons.")
@with_json
def command(regime: str, with_: str, brief: bool, as_json: bool) -> None:
    """Print REGIME as a page: whom it covers, what changed when, rules, measures, redress, and every number.

    Each number stands there in words and as the file has it: unit, range, grade, source, reason.
    """
    from ..regimes.telling.pages import full_page
    from ..regimes.telling.paper import as_text, in_words

    found = found_regime(regime)
    if with_:
        from ..safeguards import apply

        found = apply(found, split(with_))
    if as_json:
        print_json(found.spec.model_dump(mode="json", by_alias=True))
        return
    page = full_page(found)
    click.echo(as_text(in_words(page) if brief else page), nl=False)
