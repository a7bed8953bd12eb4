"""Puts an end to a study: tables, answers, verdicts, and a manifest whose hash is of everything that came out.

Two studies came to the same when their content hashes are the same, whoever lived them, in whatever order, stopped and
resumed or not. Seconds, machines and tracebacks are kept apart from that.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..audit.studied.study import Studied
from ..core.errors import OutcomeError
from ..core.manifest import (
    environment,
    file_digest,
    manifest_digest,
    pretty,
    read_json,
    version,
    write_text,
)
from ..core.parquet import connect, read_stamp
from ..core.verify import Check
from ..people.guard import refuse_persons
from .kept import digest_of
from .store import Folder
from .tables import stamp_of, write_tables
from .tasks import Json
from .told import read_studied, studied, verdict_of, write_told

SCHEMA = "counterscore-study-manifest/1"


def begin(folder: Folder) -> None:
    """Says in the manifest that a study is not finished; a catalogue finds it there."""
    _write(folder, _about(folder) | {"status": "unfinished"}, {})


def finish(folder: Folder, seconds: float = 0.0) -> Studied:
    """Write tables, answers, verdicts and the manifest of a study all of whose tasks are settled."""
    paths = write_tables(folder)
    told = studied(folder)
    write_told(folder, told)
    whole = told.model_dump(mode="json")
    facts = _about(folder) | {
        "status": "finished", "tasks": sum(one.done for one in told.counts), "failed": len(told.failures),
        "answers": [_row(answer.model_dump(mode="json")) for answer in told.answers],
        "answers_sha256": answers_digest(whole), "content_sha256": content_digest(folder, whole),
        "verdicts": {one.question.id: digest_of(verdict_of(told, one)) for one in told.answers},
    }  # fmt: skip
    files = {path.name: {"bytes": path.stat().st_size, "sha256": file_digest(path)} for path in paths}
    _write(folder, facts, environment(seconds) | {"files": files})
    folder.tidy()
    return told


def answers_digest(told: Json) -> str:
    """Hash of everything that is told of a study; in which order its arms are shown is left out.

    It is taken of what is written, so that answers of an older version, which lack a field, are still themselves.
    """
    return digest_of({name: value for name, value in told.items() if name != "arms"})


def content_digest(folder: Folder, told: Json) -> str:
    """Hash of every settled task and of the answers: equal for equal studies."""
    digest = sha256()
    for name, content in folder.digests():
        digest.update(f"{name} {content}\n".encode())
    digest.update(answers_digest(told).encode())
    return digest.hexdigest()


def _about(folder: Folder) -> dict[str, Any]:
    """What a study is, in the few words that a catalogue is searched by."""
    study, known = folder.study, folder.resolved
    return {
        "schema": SCHEMA, "counterscore": version(), "synthetic": True, "study_sha256": folder.sha256,
        "study": study.study, "title": study.title, "regime": known.get("regime", {}).get("id", study.regime),
        "recipe": known.get("recipe", study.recipe), "people": study.people, "months": study.months,
        "seed": study.seed, "arms": list(study.arm_names), "questions": [one.id for one in study.questions],
    }  # fmt: skip


def _row(answer: dict[str, Any]) -> dict[str, Any]:
    """The few numbers of an answer that a manifest holds."""
    names = ("estimate", "low", "high", "verdict", "replicates", "failed")
    return {"question": answer["question"]["id"], **{name: answer[name] for name in names}}


def _write(folder: Folder, known: dict[str, Any], around: dict[str, Any]) -> None:
    whole = {"deterministic": known, "environment": around, "sha256": manifest_digest(known, around)}
    write_text(folder.path / "manifest.json", pretty(whole))


def verify(folder: Path | str) -> list[Check]:
    """Checks that everything in a study folder is as it was written: manifest, study, tasks, answers, verdicts, tables.

    Raises: OutcomeError where the folder is not that of a finished study; everything else is a failed Check.
    """
    refuse_persons(folder, "studies.verify")
    place = Path(folder)
    manifest = read_json(place / "manifest.json", "the manifest of a finished study")
    known, around = manifest.get("deterministic", {}), manifest.get("environment", {})
    if not isinstance(known, dict) or known.get("schema") != SCHEMA:
        raise OutcomeError(f"{place / 'manifest.json'}: not the manifest of a study")
    if known.get("status") != "finished":
        raise OutcomeError(f"{place}: this study is not finished; go on with: counterscore study resume {place}")
    same = manifest.get("sha256") == manifest_digest(known, around)
    checks = [_check("manifest.json", same, "unchanged", "was changed after the study: its own digest does not fit")]
    if not same:  # nothing can be held against it any more
        return checks
    try:
        here = Folder(place)
        mine = here.sha256 == known["study_sha256"] and here.study.study == known["study"]
    except OutcomeError as fault:
        return [*checks, Check("study", False, str(fault))]
    checks.append(_check("study", mine, "is the study of these answers", "is not the study of these answers"))
    return [*checks, *_tasks(here, known), *_answers(here, known), *_tables(here, around)]


def _check(subject: str, passed: bool, well: str, badly: str) -> Check:
    return Check(subject, passed, f"{subject}: {well if passed else badly}")


def _tasks(folder: Folder, known: dict[str, Any]) -> Iterator[Check]:
    """Every task that was changed, and whether all are there."""
    faults = []
    count = 0
    for path in folder.task_files():
        count += 1
        try:
            folder.read_task(path)
        except OutcomeError as fault:
            faults.append(Check(path.name, False, str(fault).removeprefix(f"{folder.path}/")))
    expected = int(known["tasks"]) + int(known["failed"])
    told = f"{count} tasks where the manifest has {expected}"
    yield from faults
    if not faults:
        yield _check("tasks", count == expected, f"{count} unchanged", told)


def _answers(folder: Folder, known: dict[str, Any]) -> Iterator[Check]:
    """Whether the answers are those of the tasks, and the verdicts those that were written.

    A verdict is held against its hash: another version may put the same answer into other words.
    """
    try:
        told, whole = read_studied(folder.path), read_json(folder.path / "answers.json", "the answers of a study")
        same = answers_digest(whole) == known["answers_sha256"] and told.arms == folder.given.arm_names
        yield _check("answers.json", same, "unchanged", "was changed after the study")
        content = content_digest(folder, whole) == known["content_sha256"]
        yield _check(
            "content", content, "tasks and answers are what the manifest says", "is not what the manifest says"
        )
        held = known.get("verdicts", {})
        for answer in told.answers:
            name = f"verdicts/{answer.question.id}.json"
            same = digest_of(read_json(folder.path / name, "a verdict")) == held.get(answer.question.id)
            yield _check(name, same, "unchanged", "was changed after the study")
    except OutcomeError as fault:
        yield Check("answers.json", False, str(fault))


def _tables(folder: Folder, around: dict[str, Any]) -> Iterator[Check]:
    """Whether each table has its stamp and its bytes, and none was added."""
    files = around.get("files", {})
    connection = connect()
    try:
        for name, held in files.items():
            path = folder.path / Path(name).name
            try:
                stamp = read_stamp(connection, path)
            except OutcomeError as fault:
                yield Check(name, False, str(fault))
                continue
            mine = stamp_of(folder)["counterscore_study"] == stamp.get("counterscore_study")
            same = mine and file_digest(path) == held["sha256"]
            yield _check(name, same, "unchanged", "was changed, or belongs to another study")
    finally:
        connection.close()
    strangers = sorted(path.name for path in folder.path.glob("*.parquet") if path.name not in files)
    yield from (Check(name, False, f"{name}: is not in the manifest; somebody added it") for name in strangers)
