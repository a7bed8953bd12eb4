"""``counterscore report``: write the report of a finished run again, in a language, with everything to take along."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .common import print_json, with_json

if TYPE_CHECKING:
    from ..results import Result


@click.command("report")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="File to write, or with --all a folder (default: FOLDER).")
@click.option("--lang", default="en", metavar="LANG", show_default=True, help="Language: en or zh.")
@click.option("--all", "everything", is_flag=True, help="Also summary.md, figures/*.svg and .png, and data/*.csv.")
@click.option("--full", is_flag=True, help="Live the study again for ranges and safeguards where they are missing.")
@with_json
def command(folder: Path, out: Path | None, lang: str, everything: bool, full: bool, as_json: bool) -> None:
    """Write the report of the run in FOLDER and print its table.

    --all adds everything to take along: a summary in Markdown, every figure as SVG and PNG, and tables of aggregates
    as CSV. PNG needs `pip install 'counterscore[png]'` and a font; everything else is written without.

    \b
    counterscore report runs/rongcheng-0a1b2c3d --all
    counterscore report runs/rongcheng-0a1b2c3d --lang zh
    counterscore report runs/rongcheng-0a1b2c3d --full
    """
    from ..results import open_outcome

    outcome = open_outcome(folder)
    if everything and out is not None and out.is_file():
        raise click.UsageError(f"--all writes many files, and {out} is one; name a folder with --out")
    if full:
        _complete(outcome, as_json)
    files = outcome.export(out, lang) if everything else [outcome.report(out, lang)]
    path = next(file for file in files if file.suffix == ".html" or not everything)
    if as_json:
        told = {"folder": str(folder), "report": str(path), "files": [str(file) for file in files]}
        print_json(told | {"summary": outcome.summary.to_json()})
        return
    click.echo(outcome.text())
    click.echo(f"report: {path}")
    if everything:
        click.echo(f"and {len(files) - 1} files beside it: summary, figures, data")


def _complete(result: Result, quiet: bool) -> None:
    """Asks the run for what its report could still tell; the run itself stays as it is."""
    from ..core.annex import annex_path
    from ..running import FURTHER, complete
    from .progress import Bar, stopping

    ranges, each = (not annex_path(result.folder, name).exists() for name in FURTHER.values())
    bar = Bar(not quiet, lambda: False)
    try:
        with stopping(quiet) as stop:
            complete(result, ranges=ranges, each_safeguard=each, tell=bar, stop=stop)
    finally:
        bar.close()
