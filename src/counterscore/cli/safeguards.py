"""``counterscore safeguards``: what would protect people."""

from __future__ import annotations

import click

from .common import block, print_json, with_json


@click.command("safeguards")
@with_json
def command(as_json: bool) -> None:
    """List the safeguards: whom each protects, what it changes, what it cannot do."""
    from ..safeguards import load_safeguard, safeguard_ids

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
