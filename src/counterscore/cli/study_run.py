"""``counterscore study run``: live the study of a file, or go on with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .study_living import leave, live, living_options


@click.command("run")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Folder (default: studies/NAME-HASH).")
@living_options
def command(file: Path, out: Path | None, **how: Any) -> None:
    """Live the study in FILE: replicates, ranges, other forms of the model, and what else it asks for.

    Running it again goes on where it was stopped or killed; what is settled is never lived twice.

    \b
    counterscore study run my-study.yaml
    counterscore study run my-study.yaml --workers 8 --out ~/studies/first
    """
    from ..studies.runner import ask, opened

    leave(live(lambda: opened(ask(file), out), **how))
