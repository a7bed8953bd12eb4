"""Makes room for a run: removes an older run, and nothing that is not one."""

from __future__ import annotations

import shutil
from pathlib import Path

from .errors import OutcomeError


def remove_outcome(folder: Path | str) -> None:
    """Removes a run folder so that a run can replace it; refuses anything that is not a run of counterscore.

    Raises OutcomeError when the folder holds files this laboratory does not write.
    """
    place = Path(folder)
    if not place.exists() or (place.is_dir() and not any(place.iterdir())):
        return
    if not place.is_dir() or not (place / "study.json").is_file():
        raise OutcomeError(f"{place}: not a run of counterscore, so --force will not replace it; use another name")
    shutil.rmtree(place)
