"""``counterscore report``: write the report of a finished run again."""

from __future__ import annotations

from pathlib import Path

import click

from .common import print_json, with_json


@click.command("report")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="File to write (default: report.html in FOLDER).")
@with_json
def command(folder: Path, out: Path | None, as_json: bool) -> None:
    """Write the report of the run in FOLDER and print its table."""
    from ..results import open_outcome

    outcome = open_outcome(folder)
    path = outcome.report(out)
    if as_json:
        print_json({"folder": str(folder), "report": str(path), "summary": outcome.summary.to_json()})
        return
    click.echo(outcome.text())
    click.echo(f"report: {path}")
