"""Files of one's own that a study names: looked for beside it, and kept in its folder, so that the folder stands alone.

A study file may name a regime, a recipe and mechanisms in files of one's own. Whoever resumes the study, here or on a
cluster, lives the copies in its folder: what is edited later changes nothing that was begun.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from ..core.documents import line_of, shown
from ..core.errors import SpecError
from ..core.manifest import canonical
from .file import StudyFile, parse_study

OWN = "own"
YAML = (".yaml", ".yml")


def named_files(study: StudyFile) -> tuple[str, ...]:
    """The files of one's own that a study names: regime, recipe, mechanisms."""
    models = [name for name in (study.regime, study.recipe) if name.endswith(YAML)]
    return tuple(dict.fromkeys((*models, *study.files)))


def stamp_of(name: str) -> tuple[int, int] | None:
    """When a file of one's own was written and how large it is, for what is remembered of it; None for what ships."""
    about = Path(name).stat() if name.endswith(YAML) and Path(name).is_file() else None
    return about and (about.st_mtime_ns, about.st_size)


def placed(study: StudyFile, place: Callable[[str], str]) -> StudyFile:
    """The study with another place for each file of one's own."""
    known = set(named_files(study))
    there = {name: place(name) if name in known else name for name in (study.regime, study.recipe, *study.files)}
    words = {"regime": there[study.regime], "recipe": there[study.recipe]}
    return study.model_copy(update=words | {"files": tuple(there[name] for name in study.files)})


def found_beside(study: StudyFile, file: Path, text: str = "") -> StudyFile:
    """The study with whole paths: a file is looked for beside the study file, then in the current folder.

    Raises: SpecError where it is in neither, with its line in ``text``.
    """

    def place(name: str) -> str:
        for candidate in (file.parent / name, Path(name)):
            if candidate.is_file():
                return str(candidate.resolve())
        line = line_of(text, str(file), _named_at(study, name)) if text else 1
        expected = "expected a file beside the study file or in the current folder"
        raise SpecError(f"{shown(file)}:{line}  names {name!r}; {expected}")

    return placed(study, place)


def _named_at(study: StudyFile, name: str) -> tuple[str | int, ...]:
    """Where a study names a file of one's own."""
    if name in (study.regime, study.recipe):
        return ("regime" if name == study.regime else "recipe",)
    return "files", study.files.index(name)


def kept_names(study: StudyFile) -> dict[str, str]:
    """Under which name each file of one's own is kept in a study folder; a name that comes twice gets a number."""
    found: dict[str, str] = {}
    for number, path in enumerate(named_files(study)):
        name = Path(path).name
        found[path] = f"{OWN}/{name if f'{OWN}/{name}' not in found.values() else f'{number}-{name}'}"
    return found


def copy_files(study: StudyFile, folder: Path) -> None:
    """Copy the files of one's own into a study folder."""
    for path, name in kept_names(study).items():
        target = folder / name
        if Path(path).resolve() != target.resolve():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def from_copies(study: StudyFile, folder: Path) -> StudyFile:
    """The study with the copies in its folder in place of the files of one's own, where copies are kept."""
    names = kept_names(study)

    def place(name: str) -> str:
        copy = folder / names[name]
        return str(copy.resolve()) if copy.is_file() else name

    return placed(study, place)


def bare(study: StudyFile) -> StudyFile:
    """The study with the names of files of one's own alone: where they lie changes nothing."""
    return placed(study, lambda name: Path(name).name)


def plain(study: StudyFile) -> dict[str, object]:
    """The content of a study file as plain data: no comments, no order of keys, defaults filled in."""
    found: dict[str, object] = study.model_dump(mode="json", by_alias=True)
    return found


def text_of(study: StudyFile) -> str:
    """A study as the text that is lived: one text for one content, whoever wrote it in which order."""
    return canonical(plain(study)) + "\n"


def settled_study(study: StudyFile) -> StudyFile:
    """The study as its own text reads, so that the order of its arms is that of whoever lives it."""
    return parse_study(text_of(study), "study.yaml")
