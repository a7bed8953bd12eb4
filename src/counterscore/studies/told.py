"""A whole study as it is told: what every part found, put together, and one verdict file for each question."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..audit.studied.answers import Answer, Doubt
from ..audit.studied.needed import to_reach, to_tell
from ..audit.studied.study import Count, Failure, Studied
from ..core.errors import OutcomeError
from ..core.manifest import canonical, pretty, read_json, write_text
from ..people.guard import refuse_persons
from . import chance
from .answers import answers, doubts, fans
from .budget import bought
from .calibration_told import calibrated
from .influence_told import told as influences
from .parts import PARTS
from .sentence import sentence
from .store import Folder

VERDICT = "counterscore-verdict/1"


def counted(folder: Folder) -> tuple[Count, ...]:
    """How far each part is, in the order in which they are lived; parts without a task are left out."""
    counts = [folder.counts(part.name, part.next_tasks(folder.study, folder)) for part in PARTS]
    return tuple(one for one in counts if one.done + one.failed + one.cut_off + one.pending)


def failed(folder: Folder) -> tuple[Failure, ...]:
    """Every task that failed, and what went wrong."""
    return tuple(Failure(task=task, fault=fault) for part in PARTS for task, fault in folder.failures(part.name))


def studied(folder: Folder) -> Studied:
    """What a study came to so far, from its folder. Raises: OutcomeError for damaged files."""
    study = folder.study
    first = next((found for _, _, found in folder.found(chance.NAME)), {})
    return Studied(
        study=study.study, title=study.title, sha256=folder.sha256, version=str(folder.resolved["counterscore"]),
        resolved=folder.resolved, counts=counted(folder), failures=failed(folder),
        answers=answers(study, folder), doubts=doubts(study, folder), fans=fans(study, folder),
        divergence=tuple(first.get("divergence", ())), influence=influences(study, folder),
        calibrated=calibrated(study, folder), bought=bought(study, folder),
        arms=folder.given.arm_names,
    )  # fmt: skip


def read_studied(folder: Path | str) -> Studied:
    """What a finished study came to, as it was written. Raises: OutcomeError where it is not finished, or changed."""
    refuse_persons(folder, "read_studied")
    path = Path(folder) / "answers.json"
    known = read_json(path, "the answers of a finished study")
    try:
        return Studied.model_validate_json(canonical(known))
    except ValueError as fault:
        raise OutcomeError(f"{path}: is not what a study writes: {str(fault).splitlines()[0]}") from None


def verdict_of(told: Studied, answer: Answer) -> dict[str, Any]:
    """What the verdict file of one question holds."""
    doubt = next((one for one in told.doubts if one.question == answer.question.id), None)
    return {
        "schema": VERDICT, "synthetic": True, "study": told.study, "study_sha256": told.sha256,
        "sentence": sentence(answer), "verdict": answer.verdict,
        "answer": answer.model_dump(mode="json"), "half_width": answer.half_width,
        "replicates_needed": {"tell": to_tell(answer), "half_width": to_reach(answer)}, "doubt": _doubt(doubt),
    }  # fmt: skip


def _doubt(doubt: Doubt | None) -> dict[str, Any] | None:
    """The three kinds of doubt, without the effect at every single point."""
    return None if doubt is None else doubt.model_dump(mode="json", exclude={"parameters"})


def write_told(folder: Folder, told: Studied) -> None:
    """Write answers.json and the verdict of each question."""
    write_text(folder.path / "answers.json", pretty(told.model_dump(mode="json")))
    (folder.path / "verdicts").mkdir(exist_ok=True)
    for answer in told.answers:
        write_text(folder.path / "verdicts" / f"{answer.question.id}.json", pretty(verdict_of(told, answer)))
