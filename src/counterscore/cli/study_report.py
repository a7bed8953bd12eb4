"""``counterscore study report``: write the report of a finished study again."""

from __future__ import annotations

from pathlib import Path

import click

from .common import print_json, with_json

LANGUAGES = ("en", "zh")


@click.command("report")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the report.")
@with_json
def command(folder: Path, lang: str, as_json: bool) -> None:
    """Write the report of the finished study in FOLDER again, from its answers."""
    from ..report.studied import write_study_report
    from ..studies.store import opened_folder

    here = opened_folder(folder)
    path = Path(write_study_report(here.path, lang))
    if as_json:
        print_json({"folder": str(here.path), "report": str(path)})
    else:
        click.echo(f"report: {path}")
