"""``counterscore study status``: how far a study is."""

from __future__ import annotations

from pathlib import Path

import click

from .common import block, columns, print_json, with_json

HEAD = ("part", "done", "failed", "running", "cut off", "pending")


@click.command("status")
@click.argument("folder", type=click.Path(path_type=Path))
@with_json
def command(folder: Path, as_json: bool) -> None:
    """Say how far the study in FOLDER is: tasks of each part, what failed and why, and how long the rest may take.

    Tasks that follow from what is not known yet are not counted.
    """
    from ..studies.progress import progress_of
    from ..studies.store import opened_folder
    from .study_living import tell_failures

    here = opened_folder(folder)
    found = progress_of(here)
    if as_json:
        print_json(found.to_json())
        return
    click.echo("\n".join(block(here.study.title, "")))
    click.echo(f"study {here.sha256}")
    rows = [HEAD] + [(one.title, *map(str, one.counts)) for one in found.parts]
    click.echo("\n".join(columns(rows, right=range(1, len(HEAD)))))
    for fault in found.damaged:
        click.echo("\n".join(block(f"damaged: {fault}", "", "    ")))
    tell_failures(found.failures, sum(one.done for one in found.parts), folder, most=len(found.failures))
    if found.failures:
        click.echo("\n".join(block(f"their tracebacks stand in {folder / 'tasks'}", "")))
    click.echo("\n".join(block(found.sentence(), "")))
