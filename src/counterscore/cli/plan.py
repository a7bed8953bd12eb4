"""``counterscore plan``: what happens every month, in which order, and what each step reads, writes and draws."""

from __future__ import annotations

from itertools import groupby

import click

from .common import block, file_option, print_json, with_json


@click.command("plan")
@click.argument("regime")
@file_option
@with_json
def command(regime: str, files: tuple[str, ...], as_json: bool) -> None:
    """Print the plan of REGIME: one month, phase by phase, step by step."""
    from ..running import plan

    rows = plan(regime, files=files)
    if as_json:
        print_json(rows)
        return
    for phase, steps in groupby(rows, key=lambda row: row["phase"]):
        click.echo(phase)
        for row in steps:
            for line in block(f"{row['step']}  over {row['over']}  writes {row['writes']}", "  ", "      "):
                click.echo(line)
            for part in ("reads", "draws", "parameters"):
                if row[part]:
                    for line in block(f"{part}: {row[part]}", "      ", "        "):
                        click.echo(line)
