"""``counterscore study list``: studies on this disk, and what came of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .common import block, print_json, with_json


@click.command("list")
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
@click.option("--where", default="", metavar="SQL", help="Only rows of which this holds, e.g. \"verdict = 'lower'\".")
@with_json
def command(folders: tuple[Path, ...], where: str, as_json: bool) -> None:
    """List the studies in FOLDERS (default: studies), one row for each question.

    \b
    Columns for --where: folder, study, title, regime, recipe, people, months,
    seed, status, tasks, failed, question, estimate, low, high, verdict,
    replicates, seconds, study_sha256, content_sha256, version.
    """
    from ..studies.catalogue import listed

    rows = listed(folders or (Path("studies"),), where)
    if as_json:
        print_json(rows)
        return
    for folder in dict.fromkeys(row["folder"] for row in rows):
        mine = [row for row in rows if row["folder"] == folder]
        click.echo("\n".join(_told(folder, mine)))
    studies = len({row["folder"] for row in rows})
    click.echo(f"{studies} {'study' if studies == 1 else 'studies'}")


def _told(folder: str, rows: list[dict[str, Any]]) -> list[str]:
    """A study with its questions, in 80 columns."""
    from ..studies.sentence import number

    first = rows[0]
    size = f"{first['people']:,} people, {first['months']} months, seed {first['seed']}"
    failed = f", {first['failed']} tasks failed" if first["failed"] else ""
    lines = block(f"{first['study']}: {first['title']}", "")
    lines += block(f"{first['regime']}, {size}; {first['status']}{failed}")
    for row in rows:
        if row["verdict"]:
            span = f"{number(row['low'])} to {number(row['high'])}"
            lines += block(f"{row['question']}: {row['verdict']}, {number(row['estimate'])} ({span})", "  ", "    ")
    return [*lines, f"  {folder}"]
