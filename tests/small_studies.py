"""A toy regime in which many people fall below a band, and small studies of it that are lived at once."""

from __future__ import annotations

from pathlib import Path

from counterscore.studies import chance, finish
from counterscore.studies.file import parse_study
from counterscore.studies.identity import resolved
from counterscore.studies.store import Folder
from counterscore.studies.tasks import Task

FILE = Path(__file__).parent / "laws" / "files" / "toy-points.yaml"


def replaced(text: str, *swaps: tuple[str, str]) -> str:
    """A text with words replaced, each of which has to be there."""
    for before, after in swaps:
        assert before in text
        text = text.replace(before, after)
    return text


TOY = replaced(FILE.read_text(encoding="utf-8"), ("base: {value: 1000,", "base: {value: 105,"))


def lived(folder: Path, text: str, replicates: int) -> Path:
    """A study folder whose replicates are lived here, one after the other, and nothing else."""
    study = parse_study(text)
    made = Folder.create(folder, text, resolved(study), study)
    finish.begin(made)
    for number in range(replicates):
        made.finish(Task(chance.NAME, number), chance.live(study, Task(chance.NAME, number)), 0.0)
    return folder
