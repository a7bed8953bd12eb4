"""``counterscore study resume``: go on with a study from its folder alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .study_living import leave, live, living_options


@click.command("resume")
@click.argument("folder", type=click.Path(path_type=Path))
@living_options
def command(folder: Path, **how: Any) -> None:
    """Go on with the study in FOLDER, from its own copy of the study file.

    A finished study is only told again, unless a task of it was damaged or --retry-failed is given.
    """
    from ..studies.store import opened_folder

    leave(live(lambda: opened_folder(folder), **how))
