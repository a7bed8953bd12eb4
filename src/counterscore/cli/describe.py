"""``counterscore describe``: the description of a model, written from what a study uses."""

from __future__ import annotations

from pathlib import Path

import click

from .common import file_option, print_json, size_options, with_json


@click.command("describe")
@click.argument("what", metavar="REGIME|FOLDER")
@size_options(people=100_000, months=60, threads=False)
@file_option
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write into this file, not to the screen.")
@with_json
def command(
    what: str, people: int, months: int, seed: int, recipe: str, files: tuple[str, ...], out: Path | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Describe the model behind REGIME, or behind the finished run in FOLDER.

    Prints Markdown: ODD in the form of 2020, a model card, and a bibliography of exactly what was used. With --json
    the bibliography alone, as CSL-JSON for reference managers.

    \b
    counterscore describe rongcheng --out model.md
    counterscore describe runs/rongcheng-0a1b2c3d --json
    """
    from ..report.model import model_description, works_json
    from ..results import open_outcome
    from ..running import refuse_data, study_of
    from ..worlds.describe import describe
    from ..worlds.study import study_from_json

    refuse_data("describe", out=out)
    if Path(what).is_dir():
        study = study_from_json(open_outcome(what).study)
    else:
        study = study_of(what, people, months, seed, recipe, files=files)
    found = describe(study)
    if as_json:
        print_json(works_json(found))
        return
    text = model_description(found)
    if out is None:
        click.echo(text, nl=False)
        return
    out.write_text(text, encoding="utf-8")
    click.echo(f"description: {out}")
